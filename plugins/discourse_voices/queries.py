"""Questions about voices in a folder of tables: who is quoted how much, and words in their context and voice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from discourse import OptionError

if TYPE_CHECKING:
    from discourse.tables import Store

QUOTED = """
WITH quoted AS (
    SELECT source, document, kind, len(regexp_extract_all(text, '[\\p{L}\\p{M}\\p{N}_’''-]+')) AS words FROM quotations
)
SELECT quoted.source, count(*) AS quotations, count(*) FILTER (quoted.kind = 'direct') AS direct,
    count(DISTINCT document) AS documents, count(DISTINCT d.outlet) AS outlets, CAST(sum(words) AS BIGINT) AS words,
    round(sum(words) / sum(sum(words)) OVER (), 6) AS share
FROM quoted JOIN documents d USING (document)
GROUP BY quoted.source
ORDER BY words DESC, quotations DESC, quoted.source NULLS LAST
"""
TEXTS = """
SELECT document, date, outlet, text FROM documents WHERE contains(lower(text), $stem) ORDER BY date, document
"""
VOICES = """
SELECT document, start, "end", kind, source FROM voices WHERE document IN (SELECT unnest($documents))
ORDER BY document, start
"""
CONTEXT = {
    "document": str, "date": str, "outlet": str, "left": str, "words": str, "right": str, "start": int, "end": int,
    "voice": str, "source": str,
}  # fmt: skip
_SPACE = re.compile(r"\s+")
Stretch = tuple[int, int, str, str | None]


def who_is_quoted(store: Store) -> Any:
    """Who is quoted how much: quotations, how many of them direct, in how many documents, words and their share."""
    return store.sql(QUOTED)


def words_in_context(store: Store, *, words: str, width: int = 60) -> Any:
    """Where words stand, with what stands before and behind them, and whose voice it is where voices are known.

    Args:
        store: The tables.
        words: A word or several in a row, in whatever case; `*` stands for the rest of a word: "tax*".
        width: Characters on each side.
    """
    if width < 0:
        raise OptionError(f"width is a number of characters, not {width}")
    pattern = pattern_of(words)
    stem = re.split(r"[\s*]", words.strip().lower())[0]
    stem = stem if stem.isascii() else ""  # DuckDB and Python put other letters in lower case differently
    texts = store.sql(TEXTS, {"stem": stem}).fetchall()
    voices = voices_in(store, [row[0] for row in texts]) if "voices" in store.layers else {}
    rows = (row for text in texts for row in matches(text, pattern, width, voices.get(text[0], ())))
    return store.relation(rows, CONTEXT)


def pattern_of(words: str) -> re.Pattern[str]:
    """Return the pattern of words in a row.

    Raises:
        OptionError: If there is no word, or the first has no letters before its `*`.
    """
    pieces = words.split()
    if not pieces or pieces[0].startswith("*"):
        raise OptionError(f"words is a word or several, the first not only *; not {words!r}")
    inner = r"\s+".join(re.escape(piece).replace(r"\*", r"\w*") for piece in pieces)
    return re.compile(rf"(?<!\w){inner}(?!\w)", re.IGNORECASE)


def voices_in(store: Store, documents: list[str]) -> dict[str, list[Stretch]]:
    voices: dict[str, list[Stretch]] = {}
    for document, *stretch in store.sql(VOICES, {"documents": documents}).fetchall():
        voices.setdefault(document, []).append((stretch[0], stretch[1], stretch[2], stretch[3]))
    return voices


def matches(
    row: tuple[str, str | None, str | None, str], pattern: re.Pattern[str], width: int, voices: Iterable[Stretch]
) -> Iterator[dict[str, Any]]:
    document, date, outlet, text = row
    for match in pattern.finditer(text):
        start, end = match.span()
        voice, source = next(((kind, who) for begin, stop, kind, who in voices if begin <= start < stop), (None, None))
        yield {
            "document": document,
            "date": date,
            "outlet": outlet,
            "left": _SPACE.sub(" ", text[max(start - width, 0) : start]),
            "words": _SPACE.sub(" ", match[0]),
            "right": _SPACE.sub(" ", text[end : end + width]),
            "start": start,
            "end": end,
            "voice": voice,
            "source": source,
        }
