"""The lexicons of users: words and phrases of a domain with their valences, read from tables and checked.

A lexicon is a resource of kind "sentiment_lexicons" with the data `{"words": {word: valence}}`. `read_lexicon` makes
one of a table with a word a line, and names the line of what is wrong; what comes as data is checked when it is first
used.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from os import PathLike
from pathlib import Path
from typing import Any

from discourse import FormatError, OptionError, Resource
from discourse.errors import unknown
from discourse_text import tokenize

from .lexicon import JOINT

KIND = "sentiment_lexicons"
FIELDS = ("words", "source", "licence")
COLUMNS = ("word", "valence")
LONGEST_PHRASE = 8  # words


def read_lexicon(
    path: str | PathLike[str],
    *,
    name: str | None = None,
    version: str = "1",
    scale: float = 1.0,
    source: str = "",
    licence: str = "",
) -> Resource:
    """Read a lexicon from a table, for the hook `discourse_sentiment_lexicons`.

    The first line names the columns, `word` and `valence`. Entries are found in the forms in which they stand there,
    and may be phrases ("collateral damage"). A file whose name ends in .csv has commas between its columns, any other
    tabs. Empty lines and lines that begin with # are left out.

    Args:
        path: The file, in UTF-8.
        name: Name of the lexicon; that of the file, without its ending, if not given.
        version: Version of the lexicon.
        scale: What the valences are divided by: 4.0 for a lexicon graded from -4 to 4.
        source: Where it comes from, kept with it.
        licence: Its licence, kept with it.

    Raises:
        FormatError: If a column is missing or unknown, an entry is there twice or is no word, or a valence is no number
            from -1 to 1 after it was divided; the message names the file, the line and the word.
        OptionError: If the scale is no number above 0.
    """
    path = Path(path)
    if isinstance(scale, bool) or not isinstance(scale, int | float) or not 0.0 < scale < float("inf"):
        raise OptionError(f"the scale of a lexicon is a number above 0, not {scale!r}")
    words: dict[str, float] = {}
    lines: dict[str, int] = {}
    for line, word, valence in rows_of(path):
        where = f"{path.name}, line {line}"
        try:
            entry = checked_word(where, word)
            words_valence = checked_valence(where, word, number_of(valence), scale)
        except OptionError as error:
            raise FormatError(str(error)) from None
        if entry in lines:
            raise FormatError(f"{where}: {word!r} is there already, in line {lines[entry]}")
        lines[entry], words[entry] = line, words_valence
    data = {"words": words, "source": source, "licence": licence}
    return Resource(kind=KIND, name=path.stem if name is None else name, version=version, data=data)


def rows_of(path: Path) -> Iterator[tuple[int, str, str]]:
    """Give the number of each line with its word and valence."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise FormatError(f"cannot read lexicon {path}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise FormatError(f"lexicon {path.name} is not in UTF-8: {error.reason} at byte {error.start}") from None
    delimiter = "," if path.suffix.lower() == ".csv" else "\t"
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip() and line[0] != "#"]
    if not lines:
        raise FormatError(f"lexicon {path.name} is empty; its first line names the columns: word and valence")
    header = [column.strip().lower() for column in cells_of(lines[0][1], delimiter)]
    for column in header:
        if column not in COLUMNS:
            raise FormatError(f"{path.name}, line {lines[0][0]}: {unknown('column', column, COLUMNS)}")
    if sorted(header) != sorted(COLUMNS):
        raise FormatError(f"{path.name}, line {lines[0][0]}: a lexicon has the columns word and valence, each once")
    for number, line in lines[1:]:
        cells = cells_of(line, delimiter)
        if len(cells) != len(header):
            raise FormatError(
                f"{path.name}, line {number}: {len(cells)} columns where there are {len(header)}: {line!r}"
            )
        row = dict(zip(header, cells, strict=True))
        yield number, row["word"].strip(), row["valence"].strip()


def cells_of(line: str, delimiter: str) -> list[str]:
    return next(csv.reader([line], delimiter=delimiter))


def number_of(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def brought_valences(resources: Iterable[Resource]) -> dict[str, tuple[str, float]]:
    """Read the data of lexicons: entry to the name of the lexicon and the valence; lexicons of later names win.

    Raises:
        OptionError: If a lexicon has an unknown field, an entry that is no word or there twice, or a valence that is no
            number from -1 to 1.
    """
    valences: dict[str, tuple[str, float]] = {}
    for resource in resources:
        where = f"sentiment lexicon {resource.name!r}"
        seen: dict[str, str] = {}
        for word, valence in words_of(where, resource.data).items():
            entry = checked_word(where, word)
            if entry in seen:
                raise OptionError(f"{where}: {word!r} is there already, as {seen[entry]!r}")
            seen[entry] = word
            valences[entry] = (resource.name, checked_valence(where, word, valence))
    return valences


def words_of(where: str, data: Any) -> Mapping[str, Any]:
    if not isinstance(data, Mapping) or not isinstance(data.get("words"), Mapping):
        raise OptionError(f'{where}: its data is {{"words": {{word: valence}}}}')
    for field in data:
        if field not in FIELDS:
            raise OptionError(f"{where}: {unknown('field', str(field), FIELDS)}")
    words: Mapping[str, Any] = data["words"]
    return words


def checked_word(where: str, word: Any) -> str:
    """Return an entry as the text has it: its tokens in small letters, with straight apostrophes."""
    if isinstance(word, str):
        columns = tokenize(word)
        tokens = [word[start:end] for start, end in zip(columns.starts, columns.ends, strict=True)]
        if 1 <= len(tokens) <= LONGEST_PHRASE and any(map(str.isalnum, "".join(tokens))):
            return JOINT.join(tokens).lower().replace("’", "'")
    raise OptionError(f"{where}: {word!r} is no entry; an entry is a word, or a phrase of at most {LONGEST_PHRASE}")


def checked_valence(where: str, word: str, valence: Any, scale: float = 1.0) -> float:
    if isinstance(valence, bool) or not isinstance(valence, int | float) or not -1.0 <= valence / scale <= 1.0:
        allowed = f"from {-scale:g} to {scale:g}"
        raise OptionError(f"{where}: the valence of {word!r} is {valence!r}; it must be a number {allowed}")
    return float(valence / scale)
