"""Hypothesis strategies: texts, spans, documents, layers, and values of any payload.

    from hypothesis import given
    from discourse.testing import strategies

    @given(strategies.documents())
    def test_every_word_is_found(document): ...

What they draw is legal everywhere in the library: text that can be encoded, bounds inside the text, finite floats.
"""

from __future__ import annotations

import typing
from collections.abc import Callable
from types import UnionType
from typing import Any, Literal, Union

import attrs

from ..document import Annotation, Document, Evidence, Layer
from ..errors import MissingExtraError
from ..extras import DISTRIBUTION
from ..payloads import schema_of
from ..spans import Span
from .samples import PROSE, SHORT

try:
    from hypothesis import reject
    from hypothesis import strategies as st
    from hypothesis.strategies import SearchStrategy
except ImportError as _error:
    raise MissingExtraError(
        f"this needs hypothesis, which comes with an extra: pip install '{DISTRIBUTION}[testing]' ({_error})"
    ) from _error

WORDS = tuple(dict.fromkeys(" ".join(PROSE).split()))
MARKS = (" ", " ", " ", "\n", "\n\n", ". ", ", ", "? ", "! ", ": ", "; ", " — ", "“", "”", '"', "'", "’", "(", ")", "…")
NUMBERS = ("2", "14 ", "3.5 ", "1,200 ", "$5 ", "40% ", "2014 ", "May 16 ", "two thirds ", "a million ")
STRANGE = ("\x00", "\u0301", "\u200b", "\u202e", "😀", "👩‍👧", "İ", "\r\n", "\t", "٣", "。", "\ufeff", "\x85", "ß")
CHARACTERS = st.characters(codec="utf-8")  # what can be encoded
LONGEST = 300
MOST = 6  # annotations of a layer, items of a tuple


def prose(*, max_size: int = LONGEST) -> SearchStrategy[str]:
    """Draw what looks like news: words, names, numbers and marks, put together at random.

    Args:
        max_size: Greatest length in code points.
    """
    parts = st.sampled_from(WORDS) | st.sampled_from(MARKS) | st.sampled_from(NUMBERS)
    spaced = st.tuples(parts, st.sampled_from((" ", "", "\n"))).map("".join)
    return st.lists(spaced, max_size=40).map(lambda found: "".join(found)[:max_size])


def texts(*, max_size: int = LONGEST) -> SearchStrategy[str]:
    """Draw any text that a document may hold: prose, any code points, and what is known to break tools.

    Args:
        max_size: Greatest length in code points.
    """
    anything = st.text(CHARACTERS, max_size=max_size)
    strange = st.lists(
        st.sampled_from(STRANGE) | st.sampled_from(MARKS) | st.sampled_from(WORDS), max_size=20
    ).map(lambda found: "".join(found)[:max_size])  # fmt: skip
    known = st.sampled_from([text[:max_size] for text in SHORT.values()])
    parts, times = st.sampled_from((*STRANGE, *MARKS)), st.integers(1, max(max_size, 1))
    runs = st.builds(lambda part, count: (part * count)[:max_size], parts, times)
    return st.one_of(prose(max_size=max_size), strange, anything, known, runs)


def spans(text: str | int) -> SearchStrategy[Span]:
    """Draw stretches of a text, empty ones included.

    Args:
        text: The text, or its length in code points.
    """
    length = text if isinstance(text, int) else len(text)
    bounds = st.tuples(st.integers(0, length), st.integers(0, length))
    return bounds.map(lambda pair: Span(min(pair), max(pair)))


def documents(text: SearchStrategy[str] | None = None) -> SearchStrategy[Document]:
    """Draw documents with an id of their own or a digest, with and without metadata, and without layers.

    Args:
        text: What draws their texts; by default `texts()`.
    """
    names = st.none() | st.text(CHARACTERS, min_size=1, max_size=20)
    dates = st.dates().map(str)
    metadata = st.fixed_dictionaries(
        {}, optional={"title": prose(max_size=60), "date": dates, "author": prose(max_size=20), "n": st.integers()}
    )
    return st.builds(Document, texts() if text is None else text, names, metadata)


def evidence(text: str | int) -> SearchStrategy[Evidence]:
    """Draw pieces of evidence inside a text, and such that belong to no words."""
    rules = st.sampled_from(("word list", "unit: head noun", "bias"))
    return st.builds(Evidence, st.none() | spans(text), rules, finite_floats())


def layers(
    text: str | int, payload: type[Any], *, name: str = "drawn", max_size: int = MOST
) -> SearchStrategy[Layer[Any]]:
    """Draw layers over a text, as a user may bring them: in bounds, overlapping or not, with and without evidence.

    Args:
        text: The text, or its length in code points.
        payload: The class of the values; they are drawn from the types of its fields.
        name: Name of the layer.
        max_size: Greatest number of annotations.
    """
    length = text if isinstance(text, int) else len(text)
    reasons = st.lists(evidence(length), max_size=2).map(tuple)
    annotations = st.builds(Annotation, spans(length), payload_values(payload, length), reasons)
    return st.lists(annotations, max_size=max_size).map(lambda found: Layer(name, payload, found))


def payload_values(cls: type[Any], text_length: int) -> SearchStrategy[Any]:
    """Draw values of a payload class from the types of its fields; what its validators refuse is not drawn.

    Args:
        cls: The class.
        text_length: Greatest end of the spans in a value, in code points.

    Raises:
        PayloadError: If the class is no payload.
    """
    schema_of(cls)
    hints = typing.get_type_hints(cls)
    fields = {field.alias or field.name: field_values(hints[field.name], text_length) for field in attrs.fields(cls)}
    return st.fixed_dictionaries(fields).map(lambda values: built(cls, values))


def built(cls: type[Any], values: dict[str, Any]) -> Any:
    try:
        value = cls(**values)
    except Exception:  # a validator of the class
        reject()
    return value


def finite_floats() -> SearchStrategy[float]:
    """Draw floats as layers hold them: finite, of six decimals, and without a negative zero."""
    return st.floats(-1e6, 1e6, allow_nan=False).map(lambda number: round(number, 6) + 0.0)


def field_values(hint: Any, text_length: int) -> SearchStrategy[Any]:
    """Draw values of one of the types that a field may have (see `discourse.payloads`)."""
    plain: dict[Any, Callable[[], SearchStrategy[Any]]] = {
        str: lambda: prose(max_size=20) | st.text(CHARACTERS, max_size=10),
        int: lambda: st.integers(-(2**53), 2**53),
        float: finite_floats,
        bool: st.booleans,
        type(None): st.none,
        Span: lambda: spans(text_length),
    }
    if hint in plain:
        return plain[hint]()
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is Literal:
        return st.sampled_from(arguments)
    if origin in (Union, UnionType):
        return st.one_of([field_values(part, text_length) for part in arguments])
    if origin is tuple:
        return st.lists(field_values(arguments[0], text_length), max_size=MOST).map(tuple)
    return payload_values(hint, text_length)
