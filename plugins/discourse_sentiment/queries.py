"""Questions about judgements in a folder of tables."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from discourse import OptionError

if TYPE_CHECKING:
    from discourse.tables import Store

NO_LETTER = r"[^\p{L}\p{M}\p{N}_]"  # \b and \W of DuckDB know no letters but those from a to z
TOWARDS = """
SELECT t.name, t.voice, t.source, count(*) AS mentions,
    count(*) FILTER (t.label = 'negative') AS negative, count(*) FILTER (t.label = 'positive') AS positive,
    round(avg(t.positive - t.negative), 6) AS balance,
    count(DISTINCT t.document) AS documents, min(d.date) AS first, max(d.date) AS last
FROM targets t JOIN documents d USING (document)
WHERE regexp_matches(lower(t.name), $pattern)
GROUP BY t.name, t.voice, t.source
ORDER BY mentions DESC, t.name, t.voice, t.source NULLS LAST
"""


def sentiment_towards(store: Store, *, target: str) -> Any:
    """How each voice judges somebody or something: mentions, negative and positive ones, and the mean of their balance.

    Args:
        store: The tables.
        target: A name or a word of it: "Merkel".
    """
    words = re.findall(r"\w+", target.lower())
    if not words:
        raise OptionError(f"target is a name, not {target!r}")
    return store.sql(TOWARDS, {"pattern": f"(^|{NO_LETTER}){f'{NO_LETTER}+'.join(words)}($|{NO_LETTER})"})
