"""What makes a codebook unsound: checks of single values, and errors that know the place of what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from discourse.errors import unknown

GREATEST = 1e6  # weight


@attrs.frozen
class Spot:
    """A place in a codebook.

    Args:
        section: "scoring", or None.
        frame: Index of the frame, or None.
        name: Name of the frame as it is written there.
        key: The key, or None.
        table: Index of the table [[frame.pattern]], or None.
        pattern: The pattern, or None.
    """

    section: str | None = None
    frame: int | None = None
    name: Any = None
    key: str | None = None
    table: int | None = None
    pattern: str | None = None

    def __str__(self) -> str:
        named = [f"[{self.section}]"] if self.section else []
        named += [f"frame {self.name!r}"] if self.frame is not None else []
        named += [f"pattern {self.pattern!r}"] if self.pattern else []
        return ", ".join(named)

    def at(self, **places: Any) -> Spot:
        return attrs.evolve(self, **places)


class CodebookError(ValueError):
    """What is wrong in a codebook, and where; becomes a `FormatError`."""

    def __init__(self, spot: Spot, message: str) -> None:
        super().__init__(message)
        self.spot = spot

    def told(self, where: str) -> str:
        """Return the message for a user, with the codebook or file and the place in it."""
        return f"{', '.join(filter(None, (where, str(self.spot))))}: {self}"


def check_keys(spot: Spot, data: Any, required: tuple[str, ...], optional: tuple[str, ...] = ()) -> None:
    if not isinstance(data, Mapping):
        raise CodebookError(spot, f"expected keys and values, not {data!r}")
    for key in data:
        if key not in required and key not in optional:
            raise CodebookError(spot.at(key=str(key)), unknown("key", str(key), (*required, *optional)))
    missing = [key for key in required if key not in data]
    if missing:
        raise CodebookError(spot, f"these keys are missing: {', '.join(missing)}")


def check_text(spot: Spot, data: Mapping[str, Any], keys: tuple[str, ...]) -> None:
    for key in keys:
        if key in data and (not isinstance(data[key], str) or not data[key].strip()):
            raise CodebookError(spot.at(key=key), f"{key} is a text that is not empty, not {data[key]!r}")


def checked_weight(spot: Spot, key: str, value: Any) -> float:
    if type(value) not in (int, float) or not 0.0 < value <= GREATEST:
        raise CodebookError(spot.at(key=key), f"{key} is a number above 0, at most {GREATEST:g}, not {value!r}")
    return float(value)


def checked_sentences(spot: Spot, key: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(item, str) and item.strip() for item in value):
        raise CodebookError(spot.at(key=key), f"{key} is a list of sentences, not {value!r}")
    return tuple(value)


def checked_parent(spot: Spot, value: Any) -> str | None:
    if value is not None and not isinstance(value, str):
        raise CodebookError(spot.at(key="parent"), f"parent is the name of a frame, not {value!r}")
    return value


def checked_mapping(spot: Spot, value: Any) -> Mapping[str, tuple[str, ...]]:
    spot = spot.at(key="maps_to")
    if not isinstance(value, Mapping):
        raise CodebookError(spot, f"maps_to is a table of codebooks and lists of their frames, not {value!r}")
    for codebook, names in value.items():
        if not isinstance(names, list | tuple) or not all(isinstance(name, str) for name in names):
            raise CodebookError(spot, f"maps_to.{codebook} is a list of names of frames, not {names!r}")
    return {codebook: tuple(names) for codebook, names in value.items()}
