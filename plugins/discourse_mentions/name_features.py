"""What tells the model of names: the word, its neighbours, and how it stands in the stretch and the document.

As in `discourse_text`, what a word tells at a place is made once a word and then looked up. What depends on more than
one word is written as one short string, a "context", so that it is looked up in the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Literal

from discourse_text import word_classes, word_shape

from .candidates import Page
from .gazetteer import Gazetteer

Place = Literal["-2", "-1", "0", "+1", "+2", "before", "behind"]
REACH = 2
AT_HEAD = [[[f"f{first} l{lower} m{middle}" for middle in (0, 1)] for lower in (0, 1)] for first in (0, 1)]
NOTHING = "e|e"  # what is known of no word
PLACES: tuple[Place, ...] = ("-2", "-1", "0", "+1", "+2", "before", "behind")  # the last two: of the whole stretch
BEFORE, BEHIND = "-START-", "-END-"  # what stands before and behind a sentence
MOST_IN_STRETCH = 6  # tokens; longer ones are alike
OPENING = frozenset("\"'“‘«”’([-–—•*#>")  # marks that do not make the next word any less the first
STOP = frozenset(  # words that begin sentences, and are no part of the name behind them
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


def word_features(word: str, place: Place, gazetteer: Gazetteer) -> list[str]:
    """Return the features of a word that stands at a place around the one to be labelled."""
    lower = word.lower()
    coarse, middle, fine = word_classes(word)
    features = [f"w {lower}", f"a {coarse}", f"b {middle}"]
    if place not in ("before", "behind"):
        features += [f"g {name}" for name in gazetteer.words.get(lower, ("none",))]
    if place in ("-1", "0", "+1"):
        features += [f"c {fine}", f"sh {word_shape(word)}", f"s3 {lower[-3:]}"]
    if place == "0":
        features += [f"x {word}", *(f"s{n} {lower[-n:]}" for n in (1, 2, 4)), *(f"p{n} {lower[:n]}" for n in (2, 3, 4))]
    return [f"{place} {feature}" for feature in features]


def contexts(page: Page, gazetteer: Gazetteer, known: Callable[[str], str]) -> tuple[list[str], list[str], list[str]]:
    """Return, for each token of each stretch in order, how it stands, and what is known of it and its neighbours.

    Returns:
        Strings for `standing_features`, `pair_features` with the word before, and `pair_features` with that behind.
    """
    words, lowered = page.words, page.lower
    everywhere, in_middle = frozenset(words), words_in_middle(page)
    standing: list[str] = []
    pairs_before: list[str] = []
    pairs_behind: list[str] = []
    for start, end, number in page.stretches:
        sentence = page.sentences[number]
        head = sentence.start
        while head < start and words[head] in OPENING:
            head += 1
        listed = dict(listed_names(page, start, end, gazetteer)) if end - start > 1 else {}
        stretch = f"{min(end - start, MOST_IN_STRETCH)}|{int(number in page.in_lines)}"
        here = known(words[start - 1]) if start > sentence.start else NOTHING
        for index in range(start, end):
            word, lower = words[index], lowered[index]
            before, here = here, known(word)
            behind = known(words[index + 1]) if index + 1 < sentence.stop else NOTHING
            at_head = AT_HEAD[index == head][lower in everywhere][word in in_middle]
            place = "B" if index == start else "E" if index == end - 1 else "I"
            stop = "s" if lower in STOP else "-"
            standing.append(f"{at_head}|{stop}|{stretch}|{place}|{listed.get(index, '-')}|{here}")
            pairs_before.append(f"{before}|{here}")
            pairs_behind.append(f"{here}|{behind}")
    return standing, pairs_before, pairs_behind


def standing_features(context: str) -> list[str]:
    """Return the features of how a token stands in its stretch and its document."""
    at_head, stop, length, line, place, listed, coarse, _ = context.split("|")
    first, seen = at_head[:2], at_head[3:]
    return [
        "bias",
        f"line{line}",
        at_head,
        f"{at_head} line{line}",
        f"{at_head} {coarse}",
        f"{first} {stop}",
        f"{seen} line{line}",
        f"n{length}",
        f"n{length} {place}",
        f"n{length} {place} line{line}",
        f"{first} n{length} {place}",
        f"in {listed}",
        f"in {listed} line{line}",
    ]


def pair_features(context: str, side: str) -> list[str]:
    """Return the features of what is known of two words that stand side by side, to one side of a token."""
    a0, g0, a1, g1 = context.split("|")
    return [f"{side}aa {a0} {a1}", f"{side}gg {g0} {g1}", f"{side}ga {g0} {a1}", f"{side}ag {a0} {g1}"]


def words_in_middle(page: Page) -> set[str]:
    """Return the capitalized words that stand somewhere else than at the head of a sentence or in a headline."""
    heads = {sentence.start for sentence in page.sentences}
    return {
        page.words[index]
        for start, end, number in page.stretches
        if number not in page.in_lines
        for index in range(start, end)
        if index not in heads
    }


def listed_names(page: Page, start: int, end: int, gazetteer: Gazetteer) -> Iterator[tuple[int, str]]:
    """Give the tokens of a stretch that begin, or go on with, a listed name of several words."""
    for first, behind, kind in gazetteer.named(page.words, start, end):
        for index in range(first, behind):
            yield index, f"{'B' if index == first else 'I'}{kind}"


def known_of(gazetteer: Gazetteer) -> Callable[[str], str]:
    """Return what tells the coarse class of a word, and the lists that hold it; asked once a word."""

    @lru_cache(maxsize=20_000)
    def known(word: str) -> str:
        return f"{word_classes(word)[0]}|{'+'.join(gazetteer.words.get(word.lower(), ('-',)))}"

    return known
