"""What rules see better than the model, which looks two words far.

They drop what only looks like a name, part names that are joined by "and", read headlines by what the text names, and
make up their mind about kinds: one name has one kind in a document, and the names of a list are of a kind.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

import attrs

from .candidates import Page
from .gazetteer import Gazetteer, Kind
from .mentions import Mention, mention
from .name_features import STOP

CERTAIN = 0.75  # of a name in a headline, where nearly every word has a capital
LISTED = 0.8  # confidence of a name that only a list knows
DOUBTFUL = 0.7
FEWEST_IN_LIST = 3
BETWEEN = ((",",), ("and",), ("or",), (",", "and"), (",", "or"))
MOST_BETWEEN = max(map(len, BETWEEN))
NO_MORE = (sys.maxsize, sys.maxsize)  # where the name behind the last one of a document would stand
ALONE = frozenset(("person", "place", "group"))  # kinds whose names seldom hold "and"


def revised(mentions: Sequence[Mention], page: Page, gazetteer: Gazetteer) -> list[Mention]:
    told: list[Mention] = []
    for whole in mentions:
        for own in (whole,) if whole.end - whole.first <= 2 else parts_of(whole, page, gazetteer):
            if len(own.name) > 1:
                told.append(by_words(own, page, gazetteer))
            elif not own.name:
                told.append(own)
            elif is_name(own.name[0], own.kind, gazetteer):
                told.append(own if own.confidence >= CERTAIN else by_words(own, page, gazetteer))
    return agreed_by_name(agreed_in_lists(in_lines(told, page, gazetteer), page))


def is_name(word: str, kind: Kind, gazetteer: Gazetteer) -> bool:
    """Say whether a word alone can be a name: no letter or tag, no adjective or month."""
    if len(word) == 1 or word[0] == "#":
        return False
    listed = gazetteer.words.get(word.lower(), ()) if kind == "other" else ()
    return "adjective" not in listed and "no name" not in listed


def parts_of(own: Mention, page: Page, gazetteer: Gazetteer) -> Sequence[Mention]:
    """Part "Nador and Driouech", unless the lists know it as one name: "Bosnia and Herzegovina".

    Organizations have "and" in their names, but not "and the".
    """
    joints = [index for index in range(own.first + 1, own.end - 1) if page.lower[index] in ("and", "&")]
    if (
        len(joints) != 1
        or not (own.kind in ALONE or page.lower[joints[0] + 1] == "the")
        or tuple(page.words[own.first : own.end]) in gazetteer.names
    ):
        return (own,)
    behind = joints[0] + (2 if page.lower[joints[0] + 1] == "the" else 1)
    halves = ((own.first, joints[0]), (behind, own.end))
    found = [mention(page, first, end, own.kind, gazetteer) for first, end in halves]
    return [attrs.evolve(half, confidence=own.confidence, evidence=own.evidence) for half in found if half]


def in_lines(mentions: list[Mention], page: Page, gazetteer: Gazetteer) -> list[Mention]:
    """Return the mentions; in headlines those that are certain, that the text names too, or that the lists know."""
    bounds = [page.sentences[number] for number in sorted(page.in_lines)]
    if not bounds:
        return mentions
    in_line = {index for sentence in bounds for index in sentence}
    named = {own.name: own.kind for own in mentions if own.first not in in_line and own.name}
    kept = [own for own in mentions if own.first not in in_line or own.confidence >= CERTAIN or own.name in named]
    taken = {index for own in kept for index in range(own.first, own.end)}
    for sentence in bounds:
        kept += known_names(page, sentence, named, taken, gazetteer)
    return sorted(kept, key=lambda own: own.first)


def known_names(
    page: Page, sentence: range, named: dict[tuple[str, ...], Kind], taken: set[int], gazetteer: Gazetteer
) -> Iterator[Mention]:
    """Give the names in a headline that the text or the lists know, the longest first, where no other name is."""
    longest = max([2, *map(len, named)])
    index = sentence.start
    while index < sentence.stop:
        for end in range(min(sentence.stop, index + longest), index, -1):
            words = tuple(page.words[index:end])
            kind = named.get(words) or gazetteer.names.get(words) or full_name(words, gazetteer)
            if kind and taken.isdisjoint(range(index, end)):
                evidence = index, end, "kind: name known from the text or the lists", LISTED
                yield Mention(index, end, kind, (), words, LISTED, (evidence,))
                index = end - 1
                break
        index += 1


def full_name(words: tuple[str, ...], gazetteer: Gazetteer) -> Kind | None:
    """Return "person" if two words are a first name and what may be a last one."""
    if len(words) != 2 or words[0] not in gazetteer.first_names or not words[1][:1].isupper():
        return None
    lower = words[1].lower()
    return "person" if lower not in STOP and "no name" not in gazetteer.words.get(lower, ()) else None


def by_words(own: Mention, page: Page, gazetteer: Gazetteer) -> Mention:
    """Give a name the kind that a word of it tells.

    A people or party at its end makes a group ("Senate Democrats"), "of" behind a word of organizations an organization
    ("Journal of Medicine"). Where the model is in doubt, so do the last word ("Harbour Association") and an office.
    """
    last = gazetteer.words.get(own.name[-1].lower(), ()) if len(own.name) > 1 else ()
    if "group" in last and own.name[-1].endswith("s"):
        return attrs.evolve(own, kind="group", title=(), name=own.title + own.name)
    if own.kind == "place" and "of" in own.name and is_body_of(own.name, gazetteer):
        return attrs.evolve(own, kind="organization")
    if own.confidence >= CERTAIN:
        return own
    if own.kind == "other" and own.name[0].lower() in gazetteer.titles and (len(own.name) == 1 or own.name[1] == "of"):
        office = mention(page, own.first, own.end, "person", gazetteer)
        return attrs.evolve(own, kind="person", title=office.title, name=office.name) if office else own
    kinds: list[Kind] = [kind for kind in ("organization", "place") if f"{kind} head" in last]
    return attrs.evolve(own, kind=kinds[0]) if len(kinds) == 1 else own


def is_body_of(name: Sequence[str], gazetteer: Gazetteer) -> bool:
    """Say whether "of" stands behind a word of organizations: "University of Tartu"."""
    return any(
        behind == "of" and "organization head" in gazetteer.words.get(word.lower(), ())
        for word, behind in pairwise(name)
    )


def agreed_by_name(mentions: list[Mention]) -> list[Mention]:
    """Give the mentions of one name the kind of most; a word alone may name several, unless it is doubtful."""
    firsts: dict[tuple[str, ...], Kind] = {}
    torn = {own.name for own in mentions if firsts.setdefault(own.name, own.kind) != own.kind}
    if not torn:
        return mentions
    votes: dict[tuple[str, ...], dict[Kind, float]] = {name: {} for name in torn}
    for own in mentions:
        of_name = votes.get(own.name)
        if of_name is not None:
            of_name[own.kind] = of_name.get(own.kind, 0.0) + own.confidence
    kinds = {name: commonest(of_name) for name, of_name in votes.items()}
    return [
        attrs.evolve(own, kind=kinds[own.name])
        if kinds.get(own.name, own.kind) != own.kind and own.name and (len(own.name) > 1 or own.confidence < DOUBTFUL)
        else own
        for own in mentions
    ]


def commonest(votes: Mapping[Kind, float]) -> Kind:
    return max(votes, key=votes.__getitem__)


def agreed_in_lists(mentions: list[Mention], page: Page) -> list[Mention]:
    """Give the doubtful names of a list the kind of the others: "Casablanca, Fez, Nador and Driouech"."""
    first = 0
    bounds = [(own.first, own.end) for own in mentions]
    for last, ((_, end), (following, _)) in enumerate(zip(bounds, [*bounds[1:], NO_MORE], strict=False)):
        if following - end <= MOST_BETWEEN and page.lower[end:following] in BETWEEN:
            continue
        if last + 1 - first >= FEWEST_IN_LIST:
            sure: dict[Kind, float] = {}
            for own in mentions[first : last + 1]:
                sure[own.kind] = sure.get(own.kind, 0.0) + own.confidence
            kind = commonest(sure)
            for place in range(first, last + 1):
                if mentions[place].confidence < DOUBTFUL and mentions[place].kind != kind:
                    mentions[place] = attrs.evolve(mentions[place], kind=kind, confidence=DOUBTFUL)
        first = last + 1
    return mentions
