"""Questions about topics in a folder of tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from discourse.tables import Store

BY_MONTH = """
WITH months AS (SELECT month, count(*) AS documents FROM documents GROUP BY month)
SELECT d.month, t.topic, t.label, count(*) AS documents, round(sum(t.weight) / any_value(m.documents), 6) AS share
FROM document_topics t JOIN documents d USING (document) JOIN months m ON d.month IS NOT DISTINCT FROM m.month
GROUP BY d.month, t.topic, t.label
ORDER BY d.month NULLS LAST, share DESC, t.topic, t.label
"""


def topics_by_month(store: Store) -> Any:
    """The mean share of each topic in the documents of a month, and how many of them have it."""
    return store.sql(BY_MONTH)
