"""Units: what is written beside a numeral, before it (`$`, `EUR`) or after it (`per cent`, `km/h`, `barrels a day`).

The table is data (`data/units.json`); plugins and users extend it by resources of kind "claim_units" in the same
form. Phrases are found by their first word, the longest first, so that a thousand units cost one look-up a numeral.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from math import isfinite
from typing import Any, NamedTuple

import attrs

from discourse import Resource
from discourse.errors import OptionError, unknown

from .nouns import plural, singular
from .pieces import Pieces

KINDS = ("money", "percentage", "percentage_points", "ratio", "duration", "age", "measure", "multiple")
_FIELDS = ("unit", "si", "kind", "currency", "names", "symbols", "tight", "signs", "before")
_NAME_FIELDS = ("names", "symbols", "tight", "signs")
_SECTIONS = ("units", "currencies", "per")
_PIECE = re.compile(r"U\.S\.|(?:sq|cu)\.|[^\W_]+|[^\w\s]")
_ARTICLES = frozenset({"a", "an", "each", "every"})
_NO_RATE_BEFORE = frozenset({"earlier", "ago", "later", "before", "after", "from", "old", "and"})
"""Words that show that "a year" is a time and no rate: "$6.78 billion a year earlier"."""
_DOLLAR_COUNTRIES = {"us": "dollar", "usd": "dollar", "cdn": "canadian dollar", "cad": "canadian dollar"}


@attrs.frozen(slots=True)
class Unit:
    """A unit: its canonical name, the kind of claim it makes, and the currency it is, if it is one."""

    name: str
    kind: str
    currency: str | None = None


_COMPOUND_UNITS = {"pound sterling": Unit("pound-mass", "measure")}
"""What a unit means behind a hyphen: "a 290-pound man" is a weight, "290 pounds" an amount."""


class UnitReading(NamedTuple):
    """A unit as it was read: what it is and the pieces it took."""

    unit: Unit
    first: int
    end: int


class _Phrase(NamedTuple):
    words: tuple[str, ...]
    unit: Unit
    before: str  # the word that has to follow, "" for any


class UnitTable:
    """Every unit that is known, ready for look-up.

    Args:
        resources: Resources of kind "claim_units", whose data add to the shipped table; later ones win.

    Attributes:
        si: For units that have one their SI unit, and by what to multiply and then what to add to come to it.
        codes: The codes and letters that are written before an amount, without a gap too: "USD", "RM".

    Raises:
        OptionError: If a resource is not in the form of the table.
    """

    def __init__(self, resources: Iterable[Resource] = ()) -> None:
        self._names: dict[str, list[_Phrase]] = {}  # by first word, lower-cased
        self._symbols: dict[str, list[_Phrase]] = {}  # by first piece, as written
        self._tight: dict[str, Unit] = {}  # single letters, only right after digits
        self._signs: dict[str, list[_Phrase]] = {}  # by last piece, as written
        self._per: set[str] = set()
        self.si: dict[str, tuple[str, float, float]] = {}
        self._add(_shipped_table(), "the shipped table")
        for resource in resources:
            self._add(resource.data, f"resource {resource.name!r}")
        for table in (self._names, self._symbols, self._signs):
            for phrases in table.values():
                phrases.sort(key=lambda phrase: (-len(phrase.words), not phrase.before))
        self._dollars = {unit.name: unit for phrases in self._signs.values() for _, unit, _ in phrases}
        self.codes = frozenset(piece for piece in self._signs if piece.isalpha() and len(piece) > 1)

    def read_before(self, pieces: Pieces, first: int) -> UnitReading | None:
        """Read the sign or code that ends right before a numeral: "$", "US $", "EUR"."""
        for words, unit, _ in self._signs.get(pieces.word(first - 1), ()):
            start = first - len(words)
            if start >= 0 and tuple(pieces.words[start:first]) == words and pieces.gap(first) <= 1:
                return UnitReading(unit, start, first)
        return None

    def read_after(self, pieces: Pieces, end: int) -> UnitReading | None:
        """Read the unit that begins right after a numeral, with what it is per: "%", "-litre", "miles per hour"."""
        at = end + 1 if pieces.hyphen(end) else end
        reading = self._match(self._symbols, pieces.words, at) or self._match(self._names, pieces.lower, at)
        if reading is None:
            unit = self._tight.get(pieces.word(at)) if pieces.joined(at) else None
            reading = UnitReading(unit, at, at + 1) if unit else None
        if reading is not None and at > end and reading.unit.name in _COMPOUND_UNITS:
            reading = reading._replace(unit=_COMPOUND_UNITS[reading.unit.name])
        return reading and self.read_rate(pieces, reading)

    def read_dollar_country(self, pieces: Pieces, reading: UnitReading, end: int) -> UnitReading | None:
        """Read the country after an amount in dollars: "$500 US"."""
        name = _DOLLAR_COUNTRIES.get(pieces.at(end)) if pieces.word(end)[:1].isupper() else None
        unit = self._dollars.get(name or "")
        return UnitReading(unit, reading.first, end + 1) if unit and reading.unit.name == "dollar" else None

    def read_rate(self, pieces: Pieces, reading: UnitReading) -> UnitReading:
        """Extend a unit by what it is per: "barrels a day", "dollars per share", "km/s"."""
        link, at = pieces.at(reading.end), reading.end + 1
        base = pieces.at(at)
        if link in _ARTICLES:
            if pieces.at(at + 1) in _NO_RATE_BEFORE or not self.is_base(base):
                return reading
        elif link == "/":
            found = self._match(self._symbols, pieces.words, at) or self._match(self._names, pieces.lower, at)
            unit = found.unit if found else self._tight.get(pieces.word(at))
            if unit is None or unit.kind == "money":
                return reading
            return _rate(reading, unit.name, found.end if found else at + 1)
        elif link != "per" or not base[:1].isalpha():
            return reading
        return _rate(reading, singular(base), at + 1)

    def is_base(self, word: str) -> bool:
        """Say whether things are counted per this: "a day", "a share"."""
        return word in self._per

    def _match(self, table: Mapping[str, list[_Phrase]], words: Sequence[str], at: int) -> UnitReading | None:
        if at >= len(words):
            return None
        for phrase, unit, before in table.get(words[at], ()):
            end = at + len(phrase)
            fits = len(phrase) == 1 or tuple(words[at:end]) == phrase
            if fits and (not before or (end < len(words) and words[end] == before)):
                return UnitReading(unit, at, end)
        return None

    def _add(self, data: Any, source: str) -> None:
        _check_table(data, source)
        for entry in data.get("units", ()):
            self._add_unit(entry, Unit(entry["unit"], entry.get("kind", "measure")))
            if "si" in entry:
                name, factor, *offset = entry["si"]
                self.si[entry["unit"]] = (name, float(factor), float(sum(offset)))
        for entry in data.get("currencies", ()):
            self._add_unit(entry, Unit(entry["unit"], "money", entry.get("currency")))
            if code := entry.get("currency"):
                self._put(self._signs, (code,), entry["unit"], Unit(entry["unit"], "money", code), at=-1)
                self._put(self._symbols, (code,), entry["unit"], Unit(entry["unit"], "money", code), at=0)
        self._per.update(data.get("per", ()))

    def _add_unit(self, entry: Mapping[str, Any], unit: Unit) -> None:
        before = entry.get("before", "")
        for name in entry.get("names", ()):
            for words in _inflected(name):
                self._put(self._names, words, unit.name, unit, at=0, before=before)
        for symbol in entry.get("symbols", ()):
            self._put(self._symbols, _cut(symbol), unit.name, unit, at=0)
        for sign in entry.get("signs", ()):
            self._put(self._signs, _cut(sign), unit.name, unit, at=-1)
        for letter in entry.get("tight", ()):
            self._tight[letter] = unit
        if unit.kind == "duration":
            self._per.add(unit.name)

    def _put(
        self,
        table: dict[str, list[_Phrase]],
        words: tuple[str, ...],
        name: str,
        unit: Unit,
        *,
        at: int,
        before: str = "",
    ) -> None:
        phrases = table.setdefault(words[at], [])
        phrases[:] = [phrase for phrase in phrases if (phrase.words, phrase.before) != (words, before)]
        phrases.append(_Phrase(words, unit, before))


def _rate(reading: UnitReading, base: str, end: int) -> UnitReading:
    unit = reading.unit
    kind = unit.kind if unit.kind == "money" else "measure"
    return UnitReading(Unit(f"{unit.name} per {base}", kind, unit.currency), reading.first, end)


def _shipped_table() -> Any:
    return json.loads((files(__package__) / "data" / "units.json").read_text(encoding="utf-8"))


def _cut(text: str) -> tuple[str, ...]:
    """Cut a name as sentences are cut, so that their pieces can be compared."""
    return tuple(_PIECE.findall(text))


def _inflected(name: str) -> Iterable[tuple[str, ...]]:
    """Give the forms of a name: as it is, with its last word and with its first word in the plural."""
    words = _cut(name.lower())
    yield words
    yield (*words[:-1], plural(words[-1]))
    if len(words) > 1:
        yield (plural(words[0]), *words[1:])


def _check_table(data: Any, source: str) -> None:
    where = f"claim_units: {source}"
    if not isinstance(data, Mapping):
        raise OptionError(f"{where} is an object with {', '.join(_SECTIONS)}, not {data!r:.60}")
    for section, entries in data.items():
        if section not in _SECTIONS:
            raise OptionError(f"{where}: {unknown('section', str(section), _SECTIONS)}")
        if not isinstance(entries, list | tuple):
            raise OptionError(f"{where}: {section} is a list, not {entries!r:.60}")
        for entry in entries:
            if section == "per":
                _check_names(f"{where}: per", [entry])
            else:
                _check_entry(entry, where)


def _check_entry(entry: Any, where: str) -> None:
    if not isinstance(entry, Mapping) or not isinstance(entry.get("unit"), str):
        raise OptionError(f"{where}: each unit is an object with at least 'unit', not {entry!r:.60}")
    where = f"{where}: {entry['unit']}"
    for field, value in entry.items():
        if field not in _FIELDS:
            raise OptionError(f"{where}: {unknown('field', str(field), _FIELDS)}")
        if field in _NAME_FIELDS:
            _check_names(f"{where}: {field}", value)
        elif field == "si":
            _check_si(where, value)
        elif not isinstance(value, str) or not (value or field == "before"):
            raise OptionError(f"{where}: {field} is a text, not {value!r:.60}")
    if entry.get("kind", "measure") not in KINDS:
        raise OptionError(f"{where}: {unknown('kind', entry['kind'], KINDS)}")
    if "currency" in entry and not _cut(entry["currency"]):
        raise OptionError(f"{where}: currency is a code such as 'EUR', not {entry['currency']!r:.60}")


def _check_si(where: str, value: Any) -> None:
    """Refuse what is no SI unit with a factor and, at most, an offset."""
    told = isinstance(value, list | tuple) and len(value) in (2, 3) and isinstance(value[0], str) and value[0]
    if not told or not all(type(number) in (int, float) and isfinite(number) for number in value[1:]) or not value[1]:
        raise OptionError(f'{where}: si is a unit and a factor, such as ["m", 1609.344], not {value!r:.60}')


def _check_names(where: str, names: Any) -> None:
    """Refuse what is no list of names; a single text would be taken for a list of letters."""
    if not isinstance(names, list | tuple):
        raise OptionError(f"{where} is a list of names, not {names!r:.60}")
    for name in names:
        if not isinstance(name, str) or not _cut(name):
            raise OptionError(f"{where}: a name is a text with a letter, digit or sign in it, not {name!r:.60}")
