"""Facts: the claims of a document with what a check needs to know of each."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from math import isinf

import attrs

from discourse import Document, Span
from discourse_text import lowered

from .. import NumericClaim
from ..function_words import STOPS
from ..nouns import singular
from ..number_words import TRIGGERS
from .intervals import Interval, interval_of

_HEDGES = frozenset(
    "about around some roughly nearly almost only just over under approximately more less fewer than at least most up"
    " an a the its their his her record total barely well".split()
)
_SIGNS = frozenset("$ £ € ¥".split())
MOST_IN_SENTENCE = 40  # numbers that are compared; what holds more is a table
REST = frozenset("rest remaining remainder balance other others".split())
_DEFINITE = frozenset("the these those all".split())
_ROLES = frozenset("from to by at of against".split())


@attrs.frozen(eq=False)
class Fact:
    """A claim where it stands.

    Args:
        claim: The claim.
        span: Its number and unit.
        first, end: Its tokens, as bounds.
        sentence: The number of its sentence.
        bounds: Between which numbers the true one lies.
        role: The preposition before it, over hedges: from, to, by, at, of, against; or "".
        is_definite: Whether it speaks of what is known: "the 34 homes", "all 600 delegates".
        describes: The content words of what it counts, in the singular, without the head.
    """

    claim: NumericClaim
    span: Span
    first: int
    end: int
    sentence: int
    bounds: Interval
    role: str
    is_definite: bool
    describes: frozenset[str]

    @property
    def is_single(self) -> bool:
        return self.claim.low == self.claim.high

    @property
    def value(self) -> float:
        """The number, of a range the upper one."""
        claim = self.claim
        return claim.high if claim.high is not None else claim.low if claim.low is not None else 0.0

    @property
    def is_bounded(self) -> bool:
        """Whether it says both how small and how great the true number can be."""
        return not (isinf(self.bounds.low) or isinf(self.bounds.high))

    @property
    def is_share(self) -> bool:
        return self.claim.kind == "percentage"


def same_unit(one: Fact, other: Fact) -> bool:
    """Say whether two numbers are of the same kind and unit; a number without one is of any count."""
    if one.claim.kind != other.claim.kind:
        return False
    units = {one.claim.unit, other.claim.unit}
    return len(units) == 1 or (one.claim.kind == "count" and "" in units)


@attrs.frozen(eq=False)
class Facts:
    """The claims of a document, in order, with its words.

    Args:
        text: The text.
        lower: Its tokens in small letters.
        starts, ends: Where they begin and end.
        sentences: Bounds of the sentences, in tokens.
        all: The facts.
        by_sentence: The facts of each sentence that has any.
    """

    text: str
    lower: Sequence[str]
    starts: Sequence[int]
    ends: Sequence[int]
    sentences: Sequence[tuple[int, int]]
    all: Sequence[Fact]
    by_sentence: Sequence[Sequence[Fact]]

    def before(self, fact: Fact, most: int) -> Sequence[str]:
        """Return the tokens before a fact in its sentence, at most so many."""
        return self.lower[max(self.sentences[fact.sentence][0], fact.first - most) : fact.first]

    def near(self, fact: Fact, most: int) -> Sequence[Fact]:
        """Return the facts before a fact, in its sentence and at most so many sentences before."""
        low = bisect_left(self.all, fact.sentence - most, key=lambda other: other.sentence)
        return self.all[low : self.index(fact)]

    def index(self, fact: Fact) -> int:
        return bisect_left(self.all, fact.span.start, key=lambda other: other.span.start)

    def words(self, fact: Fact) -> str:
        """Return the words of a number and its unit."""
        return " ".join(self.text[fact.span.start : fact.span.end].split())

    def between(self, one: Fact, other: Fact) -> Sequence[str]:
        """Return the tokens between two facts in text order."""
        return self.lower[one.end : other.first]


def read_facts(document: Document) -> Facts:
    """Read the claims of a document that a check can use: those that are not denied, with a number that bounds it."""
    layer = document.layer("claims", NumericClaim)
    tokens, sentences = document["tokens"], document["sentences"]
    starts, ends, lower = tokens.starts, tokens.ends, lowered(document)
    found: list[Fact] = []
    read: Counter[int] = Counter()
    for start, end, claim in zip(layer.starts, layer.ends, layer.values, strict=True):
        bounds = interval_of(claim, document.text[claim.number.start : claim.number.end])
        if bounds is None or claim.status == "negated" or claim.kind == "rank":
            continue
        sentence = bisect_right(sentences.starts, start) - 1
        if sentence < 0 or start >= sentences.ends[sentence]:
            continue
        read[sentence] += 1
        if read[sentence] > MOST_IN_SENTENCE:
            continue
        first, behind = bisect_right(ends, start), bisect_left(starts, end)
        role = _role(lower, first, bisect_left(starts, sentences.starts[sentence]))
        definite = first > 0 and lower[first - 1] in _DEFINITE
        span = Span(start, end)
        found.append(Fact(claim, span, first, behind, sentence, bounds, role, definite, _description(claim)))
    grouped: dict[int, list[Fact]] = {}
    for fact in found:
        grouped.setdefault(fact.sentence, []).append(fact)
    in_tokens = [
        (bisect_left(starts, first), bisect_left(starts, end))
        for first, end in zip(sentences.starts, sentences.ends, strict=True)
    ]
    return Facts(document.text, lower, starts, ends, in_tokens, found, list(grouped.values()))


def _role(lower: Sequence[str], first: int, start: int) -> str:
    at = first - 1
    while at > max(start, first - 5) and (lower[at] in _HEDGES or lower[at] in _SIGNS):
        at -= 1
    return lower[at] if at >= start and lower[at] in _ROLES else ""


def _description(claim: NumericClaim) -> frozenset[str]:
    return content_words((claim.counted or "").lower().split()) - {stem(claim.unit)}


def content_words(words: Sequence[str]) -> frozenset[str]:
    """Return the words that mean something by themselves, each cut to a rough stem."""
    return frozenset(map(stem, filter(is_content_word, words)))


def is_content_word(word: str) -> bool:
    return len(word) > 2 and word[0].isalpha() and word not in STOPS and word not in TRIGGERS


def stem(word: str) -> str:
    """Return a word without its commonest endings: "dismantled", "dismantling" and "dismantles" are one."""
    word = singular(word)
    for ending in ("ing", "ed"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)].rstrip("e")
    return word.rstrip("e") if len(word) > 4 else word
