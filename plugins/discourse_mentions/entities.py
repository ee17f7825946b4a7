"""Entities: runs of capitalized words, what kind of thing they name, and which of them name the same.

A name is a run of capitalized tokens with the small words that names contain ("Ministry of Interior", "San Martin de la
Vega", "al-Qaeda"). The first word of a sentence counts only if something else speaks for a name: a second capitalized
word, a list, or the same word capitalized elsewhere in mid-sentence. The kind comes from titles, lists and heads.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import attrs

from discourse import Annotation, Document, Evidence, Span
from discourse_text import lowered, words

from . import Entity
from .linking import Mention, link_mentions

Kind = Literal["person", "organization", "place", "group", "other"]

INSIDE = frozenset("of de la del las los der den van von du da di bin al el ibn for & - and the y e zu".split())
HARD_INSIDE = frozenset("of de la del las los der den van von du da di bin al el ibn & y zu - for".split())
BREAKS = frozenset("And But Or If When While Because".split())  # in lines of capitals
POSSESSED = frozenset("association union federation league alliance party committee council guild society club".split())
LONGEST_TITLE = 4  # tokens before the name: "Deputy Foreign Trade Minister"
LONGEST_LINE = 30  # tokens of a headline
HUMAN_VERBS = frozenset("said says told tells argued argues wrote writes added asked who whose himself herself".split())
LONG_RUN = 6  # tokens; a longer run of capitals is a headline, or a name in which others are hidden
LEADING = frozenset(("al", "el"))  # "al-Qaeda": small words that may begin a name before a hyphen
INITIAL_STOP = frozenset(  # words that begin sentences, and are no part of the name behind them
    "the a an this that these those it its he his she her they their we our you your i my there here what who whose "
    "which why how when where while if but and or so yet nor for in on at by to from with without of as after before "
    "during since although though because however moreover meanwhile nevertheless nonetheless instead indeed still "
    "then thus therefore now once only even not no one two three some many most more both all each every another "
    "other such let last next according despite unlike until under over first second finally perhaps maybe yes well "
    "also just like among between against about through across along around behind beyond is are was were do does did "
    "has have had can could will would should may might must be being been up down out off again never ever too very "
    "much few several any nothing everything something everyone nobody somebody today yesterday tomorrow tonight "
    "recently earlier later ago former late new old young great good bad big small long short high low early local "
    "national international many dear please read see watch listen ask say tell think believe make take give get go "
    "come look consider imagine remember critics supporters officials people women men children parents students "
    "workers voters politicians lawmakers experts scientists researchers scholars police congressional federal state "
    "additionally furthermore similarly likewise consequently unfortunately fortunately clearly obviously certainly "
    "surely besides otherwise whether whatever whenever wherever either neither nor rather quite".split()
)


@attrs.frozen
class Names:
    """The lists of `data/names.toml`; what is long is keyed by its words, lower-cased where case says nothing."""

    titles: frozenset[str]
    first_names: frozenset[str]
    places: frozenset[str]
    place_heads: frozenset[str]
    organizations: frozenset[str]
    organization_heads: frozenset[str]
    groups: frozenset[str]
    adjectives: frozenset[str]
    never: frozenset[str]


@cache
def load_names() -> Names:
    data = tomllib.loads((files(__package__) / "data" / "names.toml").read_text(encoding="utf-8"))

    def entries(section: str, *keys: str) -> frozenset[str]:
        lists: Mapping[str, Any] = data[section]
        return frozenset(entry.strip() for key in keys for entry in lists[key].split(",") if entry.strip())

    return Names(
        titles=entries("person", "titles"),
        first_names=entries("person", "first_names"),
        places=entries("place", "countries", "regions", "cities"),
        place_heads=entries("place", "heads"),
        organizations=entries("organization", "names"),
        organization_heads=entries("organization", "heads"),
        groups=entries("group", "names"),
        adjectives=entries("other", "adjectives"),
        never=entries("other", "never"),
    )


class EntityAnalyzer:
    """Finds mentions of entities and links those of one entity by its fullest name."""

    def __init__(self) -> None:
        self._names = load_names()

    def analyze(self, document: Document) -> Iterator[Annotation[Entity]]:
        for mention in link_mentions(list(self._mentions(document))):
            entity = Entity(mention.kind, mention.text, mention.confidence)
            evidence = (Evidence(mention.span, f"kind: {mention.rule}"),)
            yield Annotation(mention.span, entity, evidence)

    def _mentions(self, document: Document) -> Iterator[Mention]:
        tokens, sentences = document["tokens"], document["sentences"]
        plain = words(document)
        capitalized = [i for i, word in enumerate(plain) if word[0].isupper()]
        alone = frozenset(plain[i] for i in capitalized if i == 0 or not plain[i - 1][0].isupper())
        view = Text(document.text, plain, lowered(document), tokens.starts, tokens.ends, alone)
        heads = [tokens.range_within(s, e) for s, e in zip(sentences.starts, sentences.ends, strict=True)]
        firsts = {head[0] for head in heads if head} | {
            head[0] + 1 for head in heads if len(head) > 1 and is_mark(view, head[0])
        }
        seen = {view.words[i] for i in capitalized if i not in firsts}
        lines = [is_line_of_capitals(view, head) for head in heads]
        sentence = 0
        position = 0
        while position < len(capitalized):
            first = capitalized[position]
            while sentence < len(heads) and heads[sentence].stop <= first:
                sentence += 1
            limit = heads[sentence].stop if sentence < len(heads) else first + 1
            end = run_end(view, first, limit)
            while position < len(capitalized) and capitalized[position] < end:
                position += 1
            if sentence < len(lines) and lines[sentence]:
                yield from self._known_names(view, first, end)
            else:
                yield from self._read_run(view, first, end, firsts, seen)

    def _read_run(self, view: Text, first: int, end: int, firsts: set[int], seen: set[str]) -> Iterator[Mention]:
        """Strip what is no name from both ends of a run, and tell what the rest names."""
        names = self._names
        at_head = first in firsts
        while first < end and self._is_no_name(view, first, end, at_head=at_head, seen=seen):
            first, at_head = first + 1, False
        while first < end and view.lower[first] in INSIDE and view.lower[first] not in LEADING:
            first += 1
        if end - first >= LONG_RUN:
            yield from self._known_names(view, first, end)
            return
        title, first = first, self._behind_title(view, first, end)
        if first == end and title < end:
            return  # a title alone: "the President"
        while end > first and (view.words[end - 1] in names.never or view.lower[end - 1] in INSIDE):
            end -= 1
        if first >= end:
            return
        if first > 0 and view.lower[first - 1] == "-" and first > 1 and view.lower[first - 2] in LEADING:
            first -= 2
        kind, rule, confidence = self._kind(view, first, end, titled=title < first or has_title(names, view, first))
        if kind is not None:
            yield Mention(
                Span(view.starts[first], view.ends[end - 1]), name_text(view, first, end), kind, rule, confidence
            )

    def _behind_title(self, view: Text, first: int, end: int) -> int:
        """Return the index behind a title: "President", "Deputy Trade Minister", "Moroccan Minister of Interior"."""
        names = self._names
        if view.lower[end - 1] in names.organization_heads or view.lower[end - 1] in names.place_heads:
            return first  # "General Motors", "Prince George County"
        for start in range(first, min(first + LONGEST_TITLE, end)):
            if view.words[start] in names.first_names:
                break
            behind = start
            while behind < end and (length := title_length(names, view, behind, end)):
                behind += length
            if behind == start:
                continue
            if behind < end and view.lower[behind] == "of":  # the name begins at a first name behind the office
                return next((i for i in range(behind + 2, end) if view.words[i] in names.first_names), end)
            return behind if start == first or behind < end else first
        return first

    def _known_names(self, view: Text, first: int, end: int) -> Iterator[Mention]:
        """Give the names of the lists in a line of capitalized words, such as a headline, which says nothing else."""
        names = self._names
        index = first
        while index < end:
            for stop in range(min(end, index + 3), index, -1):
                text = name_text(view, index, stop)
                full = (
                    stop - index > 1 and view.words[index] in names.first_names and view.words[index + 1][0].isupper()
                )
                if full or text in names.places or text in names.organizations or text in names.groups:
                    kind, rule, confidence = self._kind(view, index, stop, titled=False)
                    if kind:
                        span = Span(view.starts[index], view.ends[stop - 1])
                        yield Mention(span, text, kind, rule, confidence)
                    index = stop - 1
                    break
            index += 1

    def _is_no_name(self, view: Text, index: int, end: int, *, at_head: bool, seen: set[str]) -> bool:
        word, lower = view.words[index], view.lower[index]
        if word in self._names.never or not word[0].isalpha():
            return True
        if lower in INITIAL_STOP and (at_head or len(word) <= 4 or index + 1 == end):
            return word.title() != word or at_head or lower in ("the", "a", "an")
        if at_head and index + 1 < end and lower.endswith("ing") and word not in seen:
            return True  # "Assuming Mueller is right"
        if not at_head or index + 1 < end:
            return False
        known = word in seen or word in self._names.places or word in self._names.organizations
        return not (
            known or word in self._names.groups or word in self._names.first_names or word.isupper() and len(word) > 1
        )

    def _kind(self, view: Text, first: int, end: int, *, titled: bool) -> tuple[Kind | None, str, float]:
        """Tell what a run names, by which rule, and how sure that is."""
        names = self._names
        text = name_text(view, first, end)
        last = view.lower[end - 1]
        if text in names.adjectives and not (end - first == 1 and text in names.groups):
            return None, "", 0.0
        if titled and last not in names.organization_heads:
            return "person", "title", 0.9
        if text in names.places:
            return "place", "list of places", 0.9
        if text in names.organizations:
            return "organization", "list of organizations", 0.9
        if text in names.groups:
            return "group", "list of peoples and creeds", 0.9
        if any(view.lower[i] in names.organization_heads for i in range(first, end)) and end - first > 1:
            return "organization", "word of organizations", 0.8
        if view.words[first] in names.first_names and 1 < end - first <= 4:
            return "person", "first name", 0.85
        if last in names.place_heads and end - first > 1:
            return "place", "word of places", 0.7
        if view.words[first] in names.first_names and end - first == 1:
            return "person", "first name", 0.6
        if end - first == 1 and text.isupper() and 2 <= len(text.replace(".", "")) <= 6:
            return "organization", "acronym", 0.6
        if follows_place_preposition(view, first) and end - first <= 2:
            return "place", "preposition of place", 0.5
        if 2 <= end - first <= 3 and self._may_be_person(view, first, end):
            return "person", "two or three capitalized words", 0.5
        return "other", "capitals", 0.4

    def _may_be_person(self, view: Text, first: int, end: int) -> bool:
        """Say whether a run reads as first and last name: plain words, and something that speaks for a person.

        That is an initial, the last word alone elsewhere, a verb of people, or an apposition ("..., a lawyer").
        """
        run = view.words[first:end]
        if not all(word.isalpha() or "." in word for word in run):
            return False
        behind = view.lower[end : end + 2]
        acts = bool(behind) and behind[0] in HUMAN_VERBS
        is_described = len(behind) == 2 and behind[0] == "," and behind[1] in ("a", "an", "the", "who")
        has_initial = any(len(word) == 2 and word[1] == "." for word in run)
        return acts or is_described or has_initial or run[-1] in view.alone


@attrs.frozen
class Text:
    """The tokens of a document, as columns."""

    text: str
    words: Sequence[str]
    lower: Sequence[str]
    starts: Sequence[int]
    ends: Sequence[int]
    alone: frozenset[str]  # capitalized words that stand somewhere without another one before them


def is_line_of_capitals(view: Text, inside: range) -> bool:
    """Say whether the longer words of a sentence are capitalized, as in a headline: capitals then show no names."""
    if len(inside) > LONGEST_LINE:
        return False
    longer = [view.words[i] for i in inside if len(view.words[i]) > 3]
    return len(longer) > 3 and sum(word[0].isupper() for word in longer) > 0.8 * len(longer)


def is_mark(view: Text, index: int) -> bool:
    return not view.words[index][0].isalnum()


def run_end(view: Text, first: int, limit: int) -> int:
    """Return the index behind the last token of the run of capitalized words that begins at a token."""
    end = first + 1
    while end < limit:
        if view.words[end][0].isupper() and adjacent(view, end) and view.words[end] not in BREAKS:
            end += 1
            continue
        ahead = end
        while ahead < limit and ahead - end < 3 and view.lower[ahead] in HARD_INSIDE and adjacent(view, ahead):
            ahead += 1
        if end < ahead < limit and view.words[ahead][0].isupper() and adjacent(view, ahead) and joins(view, end):
            end = ahead + 1
            continue
        if (
            end + 1 < limit
            and view.lower[end] in ("'", "'s")
            and view.lower[end + 1] in POSSESSED
            and view.words[end + 1][0].isupper()
        ):
            end += 2  # "Harbour Masters' Association"
            continue
        return end
    return end


def joins(view: Text, index: int) -> bool:
    """Say whether a small word ties two capitalized ones into a name; "for" and "of" need a head that takes them."""
    word = view.lower[index]
    if word == "for":
        return view.lower[index - 1] in (
            "center",
            "centre",
            "council",
            "foundation",
            "institute",
            "movement",
            "union",
            "organization",
        )
    if word == "-":
        return view.starts[index] == view.ends[index - 1]
    return word != "of" or view.words[index - 1][0].isupper()


def adjacent(view: Text, index: int) -> bool:
    """Say whether only a blank, or nothing, stands before a token."""
    return (
        view.starts[index] - view.ends[index - 1] <= 1
        and "\n" not in view.text[view.ends[index - 1] : view.starts[index]]
    )


def title_length(names: Names, view: Text, index: int, end: int) -> int:
    """Return of how many tokens the title is that stands at a token, 0 if none does."""
    if index + 1 < end and f"{view.lower[index]} {view.lower[index + 1]}" in names.titles:
        return 2
    return 1 if view.lower[index] in names.titles and view.words[index] not in names.first_names else 0


def has_title(names: Names, view: Text, first: int) -> bool:
    """Say whether a title in small letters stands before a name: "president Emmanuel Macron"."""
    if first == 0 or view.ends[first - 1] + 1 != view.starts[first]:
        return False
    before = view.lower[first - 1]
    return before in names.titles and (first < 2 or view.words[first - 1][0].islower())


def follows_place_preposition(view: Text, first: int) -> bool:
    return first > 0 and view.lower[first - 1] in ("in", "near", "outside", "across", "throughout", "inside", "from")


def name_text(view: Text, first: int, end: int) -> str:
    """Return the words of a name as one line."""
    return " ".join(view.text[view.starts[first] : view.ends[end - 1]].split())
