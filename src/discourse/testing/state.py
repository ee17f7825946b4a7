"""What can be seen of an object's state, so that two moments can be compared: attributes, items, arrays."""

from __future__ import annotations

import hashlib
import inspect
from collections import deque
from collections.abc import Iterator, Mapping
from typing import Any

PLAIN = (str, bytes, int, float, complex, bool, type(None))
MOST = 300_000  # values that are looked at: an analyzer with more is looked at in part


def state_of(thing: object) -> dict[str, str]:
    """Return what is in an object, by where it is: `._table['levy'][0]` -> "int 3"."""
    seen: set[int] = set()
    found: dict[str, str] = {}
    waiting: deque[tuple[str, object]] = deque([("", thing), *class_state(type(thing))])
    while waiting and len(found) < MOST:
        where, value = waiting.popleft()
        if isinstance(value, PLAIN):
            found[where] = f"{type(value).__name__} {value!r}"
            continue
        if id(value) in seen:
            found[where] = type(value).__name__
            continue
        seen.add(id(value))
        parts = list(parts_of(value))
        found[where] = described(value, len(parts))
        waiting.extend((f"{where}{name}", part) for name, part in parts)
    return found


def class_state(cls: type[Any]) -> Iterator[tuple[str, object]]:
    """Give what classes of the object keep for all their objects."""
    for owner in cls.__mro__:
        for name, value in vars(owner).items():
            if isinstance(value, dict | list | set) and not (name.startswith("__") and name.endswith("__")):
                yield f" (of class {owner.__name__}).{name}", value


def parts_of(value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, Mapping):
        yield from ((f"[{key!r}]", item) for key, item in value.items())
    elif isinstance(value, list | tuple | deque):
        yield from ((f"[{index}]", item) for index, item in enumerate(value))
    elif isinstance(value, type) or callable(getattr(value, "__get__", None)) or inspect.ismodule(value):
        return  # classes, functions, modules: not the object's own
    else:
        yield from ((f".{name}", item) for name, item in getattr(value, "__dict__", {}).items())
        for owner in type(value).__mro__:
            slots = owner.__dict__.get("__slots__", ())
            for name in (slots,) if isinstance(slots, str) else slots:
                if not name.startswith("__") and hasattr(value, name):
                    yield f".{name}", getattr(value, name)


def described(value: object, parts: int) -> str:
    name = type(value).__name__
    if isinstance(value, set | frozenset):
        return f"{name} {sorted(map(repr, value))}"
    content = getattr(value, "tobytes", None)
    if callable(content):
        return f"{name} {hashlib.sha256(content()).hexdigest()}"
    return f"{name} of {parts}"


def changes(before: Mapping[str, str], after: Mapping[str, str], most: int = 3) -> str:
    """Say what differs, empty if nothing does."""
    places = [where for where in {**before, **after} if before.get(where) != after.get(where)]
    named = [where.lstrip() or "the object" for where in places[:most]]
    return ", ".join(named) + (f" and {len(places) - most} more" if len(places) > most else "")
