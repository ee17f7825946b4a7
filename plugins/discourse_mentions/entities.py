"""The layer `entities`: names, what they name, and which of them name the same.

A conditional random field over the stretches of capitalized words finds the names and their kinds (`name_model`); rules
link those of one entity (`linking`) and add the pronouns that are clear (`pronouns`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import chain

from discourse import Columns, Document, EvidenceColumns

from . import Entity
from .candidates import Page, read_page
from .gazetteer import Kind, load_gazetteer
from .linking import link_mentions
from .mentions import Piece, read_mentions
from .name_model import shipped_model
from .pronouns import Linked, has_pronouns, read_pronouns
from .revision import revised

NOTHING: Columns[Entity] = Columns((), (), ())


class EntityAnalyzer:
    """Finds mentions of entities and links those of one entity by its fullest name."""

    def __init__(self) -> None:
        self._gazetteer = load_gazetteer()
        self._model = shipped_model()

    def analyze(self, document: Document) -> Columns[Entity]:
        page = read_page(document)
        if not page.stretches:
            return NOTHING
        mentions = revised(read_mentions(page, self._model.label(page), self._gazetteer), page, self._gazetteer)
        if not mentions:
            return NOTHING
        linked = [*zip(mentions, link_mentions(mentions, page, self._gazetteer), strict=True)]
        referents = {id(referent): referent for _, referent in linked}
        named = {identity: (referent.kind, referent.name) for identity, referent in referents.items()}
        pronouns = self._pronouns(page, linked, named, document)
        found = sorted([*linked, *pronouns], key=lambda pair: pair[0].first) if pronouns else linked
        return Columns(
            [page.starts[mention.first] for mention, _ in found],
            [page.ends[mention.end - 1] for mention, _ in found],
            [Entity(*named[id(referent)], mention.confidence) for mention, referent in found],
            evidence_of([mention.evidence for mention, _ in found], page),
        )

    def _pronouns(
        self, page: Page, linked: Sequence[Linked], named: Mapping[int, tuple[Kind, str]], document: Document
    ) -> list[Linked]:
        """Return the pronouns that mean one of the persons who are named."""
        if not has_pronouns(page):
            return []
        persons = [pair for pair in linked if pair[0].kind == named[id(pair[1])][0] == "person"]
        return read_pronouns(page, persons, paragraphs_of(document), self._gazetteer) if persons else []


def evidence_of(shown: Sequence[tuple[Piece, ...]], page: Page) -> EvidenceColumns:
    """Return what speaks for mentions as columns."""
    firsts, ends, rules, weights = zip(*chain.from_iterable(shown), strict=True)
    starts = [page.starts[first] for first in firsts]
    return EvidenceColumns([*map(len, shown)], starts, [page.ends[end - 1] for end in ends], rules, weights)


def paragraphs_of(document: Document) -> list[int]:
    """Return the number of the paragraph of each sentence."""
    starts = document["paragraphs"].starts
    return [bisect_right(starts, start) for start in document["sentences"].starts]
