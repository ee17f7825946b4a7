"""The layer `entities`: names, what they name, and which of them name the same.

A conditional random field over the stretches of capitalized words finds the names and their kinds (`name_model`); rules
link those of one entity (`linking`) and add the pronouns that are clear (`pronouns`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from discourse import Columns, Document, EvidenceColumns

from . import Entity
from .candidates import Page, read_page
from .gazetteer import load_gazetteer
from .linking import link_mentions
from .mentions import Mention, read_mentions
from .name_model import shipped_model
from .pronouns import read_pronouns
from .revision import revised


class EntityAnalyzer:
    """Finds mentions of entities and links those of one entity by its fullest name."""

    def __init__(self) -> None:
        self._gazetteer = load_gazetteer()
        self._model = shipped_model()

    def analyze(self, document: Document) -> Columns[Entity]:
        page = read_page(document)
        if not page.stretches:
            return Columns((), (), ())
        labelled = self._model.label(page)
        mentions = revised(list(read_mentions(page, labelled, self._gazetteer)), page, self._gazetteer)
        linked = list(zip(mentions, link_mentions(mentions, page, self._gazetteer), strict=True))
        pronouns = read_pronouns(page, linked, paragraphs_of(document), self._gazetteer)
        referents = {id(referent): referent for _, referent in linked}
        entities = {identity: (referent.kind, referent.name) for identity, referent in referents.items()}
        found = sorted([*linked, *pronouns], key=lambda pair: pair[0].first) if pronouns else linked
        return Columns(
            [page.starts[mention.first] for mention, _ in found],
            [page.ends[mention.end - 1] for mention, _ in found],
            [Entity(*entities[id(referent)], mention.confidence) for mention, referent in found],
            evidence_of([mention for mention, _ in found], page),
        )


def evidence_of(mentions: Sequence[Mention], page: Page) -> EvidenceColumns:
    pieces = [piece for mention in mentions for piece in mention.evidence]
    return EvidenceColumns(
        [len(mention.evidence) for mention in mentions],
        [page.starts[piece.first] for piece in pieces],
        [page.ends[piece.end - 1] for piece in pieces],
        [piece.rule for piece in pieces],
        [piece.weight for piece in pieces],
    )


def paragraphs_of(document: Document) -> list[int]:
    """Return the number of the paragraph of each sentence."""
    starts = document["paragraphs"].starts
    return [bisect_right(starts, start) for start in document["sentences"].starts]
