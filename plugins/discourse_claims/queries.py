"""Questions about the claims in a folder of tables."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import attrs

from discourse import OptionError

from . import ledger
from .nouns import singular

if TYPE_CHECKING:
    from discourse.tables import Store

BEGINNING = r"(^|[^\p{L}\p{M}\p{N}_])"  # of a word: \b of DuckDB knows no letters but those from a to z
ABOUT = """
SELECT c.source, c.voice, c.time.start AS time_start, c.time."end" AS time_end, c.low, c.high, c.unit, c.modifier,
    c.change, c.status, c.text AS words, c.counted, d.outlet, d.date, c.document, c.start, c."end"
FROM claims c JOIN documents d USING (document)
WHERE {conditions}
ORDER BY c.source NULLS LAST, time_start NULLS LAST, d.date NULLS LAST, c.document, c.start
"""
LEDGER = {
    "thing": str, "low": float, "high": float, "unit": str, "words": str, "modifier": str, "status": str, "voice": str,
    "source": str, "time_start": str, "time_end": str, "document": str, "start": int, "end": int, "agree": int,
    "differ": int, "disputed": bool,
}  # fmt: skip


def claims_about(store: Store, *, thing: str) -> Any:
    """What is claimed of a thing: who says which number, of which time, in which words.

    Args:
        store: The tables.
        thing: What is counted or measured, a word or several: "jobs", "migrants"; in the singular each is the beginning
            of a word.
    """
    patterns = {f"word_{index}": f"{BEGINNING}{word}" for index, word in enumerate(words_of(thing))}
    conditions = [f"regexp_matches(lower(concat_ws(' ', c.counted, c.unit)), ${name})" for name in patterns]
    return store.sql(ABOUT.format(conditions=" AND ".join(conditions)), patterns)


def claim_ledger(store: Store, *, thing: str = "", disputed: bool = False) -> Any:
    """Claims of the same things side by side, with how many agree and how many cannot be true at once.

    Args:
        store: The tables.
        thing: Only what is called so.
        disputed: Only what another claim or its own document contradicts.
    """
    layers = [layer for layer in ("claims", "claim_checks") if layer in store.layers]
    patterns = [re.compile(rf"\b{word}") for word in words_of(thing)] if thing else []
    rows = [
        {
            **attrs.asdict(entry, recurse=False),
            "time_start": entry.start,
            "time_end": entry.end,
            "start": entry.span.start,
            "end": entry.span.end,
        }
        for entry in ledger(store.documents(*layers))
        if (entry.disputed or not disputed) and all(pattern.search(entry.thing.lower()) for pattern in patterns)
    ]
    return store.relation([{name: row[name] for name in LEDGER} for row in rows], LEDGER)


def words_of(thing: str) -> list[str]:
    """Return the words for a thing in the singular, with which words for the same begin.

    Raises:
        OptionError: If there is no word.
    """
    words = re.findall(r"\w+", thing.lower())
    if not words:
        raise OptionError(f"thing is a word or several, not {thing!r}")
    return [singular(word) for word in words]
