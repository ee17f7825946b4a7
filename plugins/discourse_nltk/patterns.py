"""Patterns of NLTK without their limit of time, so that results do not depend on how fast a machine is.

Since 3.10 every pattern of NLTK gives up after five seconds by the clock, also in the middle of a result that is read
lazily. On a busy machine that would cost a long text its tokens, on an idle one not. The limit is there against
patterns that users bring. Those of the tokenizers take time in proportion to the text, whatever marks it repeats, so
they need none. It is lifted for copies of them, never for NLTK as a whole: what else a program does with NLTK keeps
its limit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from discourse.errors import AnalysisError


def unlimited(pattern: Any) -> Any:
    """Return a pattern of NLTK without a limit of time; a list or tuple with its patterns so; all else as it is."""
    from nltk import redos

    if isinstance(pattern, redos.TimedPattern):
        return redos.compile(pattern, timeout=None)
    if isinstance(pattern, list | tuple):
        return type(pattern)(map(unlimited, pattern))
    return pattern


def with_unlimited_patterns(cls: type[Any], *makers: str) -> type[Any]:
    """Return a subclass of one of NLTK's classes whose patterns have no limit of time.

    Args:
        cls: The class; patterns are looked for among its attributes, and in tables of them.
        makers: Names of its methods that return a pattern.
    """
    attributes = {name: value for base in reversed(cls.__mro__) for name, value in vars(base).items()}
    lifted = {name: unlimited(value) for name, value in attributes.items()}
    changed = {name: value for name, value in lifted.items() if value != attributes[name]}
    for name in makers:
        changed[name] = returning_unlimited(getattr(cls, name))
    return type(cls.__name__, (cls,), changed)


def returning_unlimited(method: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(method)
    def wrapped(self: Any) -> Any:
        return unlimited(method(self))

    return wrapped


@contextmanager
def no_limit_of_time(analyzer: str) -> Iterator[None]:
    """Say what happened should NLTK's limit of time strike all the same.

    Raises:
        AnalysisError: If it did: a version of NLTK that keeps patterns where they are not looked for here.
    """
    try:
        yield
    except TimeoutError as error:
        raise AnalysisError(
            f"{analyzer}: NLTK stopped at its limit of time; a layer that depends on the speed of the machine is not "
            f"made. Use the NLTK that the version of the analyzer was tested with, or the default provider"
        ) from error
