"""Whom "he" and "she" mean, where it is clear: the only person of the kind named just before, in the same paragraph."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import compress, count

from .candidates import Page
from .gazetteer import Gazetteer
from .linking import Referent
from .mentions import Mention

PRONOUNS = {
    **dict.fromkeys("he him his himself".split(), "men"),
    **dict.fromkeys("she her hers herself".split(), "women"),
}
UNKNOWN = "either"
OPEN, CLOSE, STRAIGHT = frozenset("“«"), frozenset("”»"), '"'
TELLING = frozenset(PRONOUNS) | OPEN | CLOSE | {STRAIGHT}
MOST_BEFORE = 2  # sentences before, in which nobody need be named
CLEAR, LIKELY = 0.8, 0.6  # confidence where the name is in the same sentence, and before

Linked = tuple[Mention, Referent]


def has_pronouns(page: Page) -> bool:
    return not PRONOUNS.keys().isdisjoint(page.lower)


def read_pronouns(
    page: Page, persons: Sequence[Linked], paragraphs: Sequence[int], gazetteer: Gazetteer
) -> list[Linked]:
    """Return the pronouns that are clear, and whom they mean; in quotation marks none is.

    Who would be both "he" and "she" is what most of the pronouns say.

    Args:
        page: The tokens.
        persons: The mentions of persons by name in order, and whom they name.
        paragraphs: Number of the paragraph of each sentence.
        gazetteer: Says which first names and titles are a woman's or a man's.
    """
    found = meant_by_pronouns(page, persons, paragraphs, gazetteer)
    kinds: dict[int, dict[str, int]] = {}
    for mention, referent in found:
        of_one = kinds.setdefault(id(referent), {})
        kind = kind_of(mention)
        of_one[kind] = of_one.get(kind, 0) + 1
    if max(map(len, kinds.values()), default=1) == 1:
        return found
    most = {identity: max(counts, key=counts.__getitem__) for identity, counts in kinds.items()}
    return [(mention, referent) for mention, referent in found if kind_of(mention) == most[id(referent)]]


def kind_of(pronoun: Mention) -> str:
    return PRONOUNS[pronoun.name[0].lower()]


def meant_by_pronouns(
    page: Page, persons: Sequence[Linked], paragraphs: Sequence[int], gazetteer: Gazetteer
) -> list[Linked]:
    found: list[Linked] = []
    lower, sentences = page.lower, page.sentences
    firsts = [sentence.start for sentence in sentences]
    named: dict[int, list[Linked]] = {}  # sentence -> the persons it names, in order
    for person in persons:
        named.setdefault(bisect_right(firsts, person[0].first) - 1, []).append(person)
    genders = Genders(gazetteer)
    is_quoted, paragraph, sentence, limit = False, -1, -1, 0
    for index in compress(count(), map(TELLING.__contains__, lower)):
        if index >= limit:
            sentence = bisect_right(firsts, index) - 1
            if sentence < 0 or index >= sentences[sentence].stop:
                continue
            limit = sentences[sentence].stop
            if paragraphs[sentence] != paragraph:
                paragraph, is_quoted = paragraphs[sentence], False
        word = lower[index]
        kind = PRONOUNS.get(word)
        if kind is None:
            is_quoted = word in OPEN or word == STRAIGHT and not is_quoted
        elif not is_quoted:
            scene = [
                named[number]
                for number in range(sentence, max(sentence - MOST_BEFORE, 0) - 1, -1)
                if number in named and paragraphs[number] == paragraph
            ]
            meant = whom(scene, index, kind, genders) if scene else None
            if meant:
                mention, referent = meant
                sure = CLEAR if mention.first >= firsts[sentence] else LIKELY
                own = pronoun(page, index, mention, sure), referent
                named.setdefault(sentence, []).append(own)
                found.append(own)
    return found


def whom(scene: Sequence[Sequence[Linked]], index: int, kind: str, genders: Genders) -> Linked | None:
    """Return the only person who may be meant, in the last sentence that names any before a token."""
    for sentence in scene:
        meant: Linked | None = None
        for person in sentence:
            if person[0].first < index and genders.of(person[1]) in (kind, UNKNOWN):
                if meant is not None and meant[1] is not person[1]:
                    return None
                meant = person
        if meant is not None:
            return meant
    return None


class Genders:
    """Which of the pronouns may mean a person, by first names and titles; told once a person."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._women, self._men = gazetteer.women, gazetteer.men
        self._known: dict[int, str] = {}

    def of(self, referent: Referent) -> str:
        known = self._known.get(id(referent))
        if known is None:
            told = {form[0].lower() for form in referent.forms} | referent.titles
            is_woman, is_man = not self._women.isdisjoint(told), not self._men.isdisjoint(told)
            known = UNKNOWN if is_woman == is_man else "women" if is_woman else "men"
            self._known[id(referent)] = known
        return known


def pronoun(page: Page, index: int, named: Mention, sure: float) -> Mention:
    evidence = named.first, named.end, "name: the only person before who may be meant", sure
    return Mention(index, index + 1, "person", (), (page.words[index],), sure, (evidence,))
