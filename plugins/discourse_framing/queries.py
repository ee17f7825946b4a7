"""Questions about frames in a folder of tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from discourse.tables import Store

OVER_TIME = """
WITH all_documents AS (SELECT outlet, month, count(*) AS documents FROM documents GROUP BY outlet, month),
framed AS (
    SELECT d.outlet, d.month, f.codebook, f.frame, count(*) AS paragraphs, count(DISTINCT f.document) AS with_frame
    FROM frames f JOIN documents d USING (document)
    WHERE f.rank = 1 AND ($codebook = '' OR f.codebook = $codebook)
    GROUP BY ALL
)
SELECT f.outlet, f.month, f.codebook, f.frame, f.paragraphs, f.with_frame AS documents,
    round(f.with_frame / a.documents, 6) AS share
FROM framed f JOIN all_documents a ON f.outlet IS NOT DISTINCT FROM a.outlet AND f.month IS NOT DISTINCT FROM a.month
ORDER BY f.outlet NULLS LAST, f.month NULLS LAST, f.codebook, documents DESC, f.frame
"""


def frames_by_outlet_and_month(store: Store, *, codebook: str = "") -> Any:
    """In how many paragraphs and documents of an outlet in a month a frame comes first, and in which share of them.

    Args:
        store: The tables.
        codebook: Only frames of this one.
    """
    return store.sql(OVER_TIME, {"codebook": codebook})
