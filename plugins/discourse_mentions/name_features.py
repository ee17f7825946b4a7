"""What tells the model of names: features of words, and of how they stand in the stretch and the document.

A feature is a short string. Those of a word are the same wherever it stands. All others are made of facts: a fact, such
as the class of the word before, has few values, so that what each combination of them adds can be written out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, get_args

from discourse_text import word_classes, word_shape

from .gazetteer import Gazetteer, Kind

Place = Literal["-2", "-1", "0", "+1", "+2", "before", "behind"]
PLACES: tuple[Place, ...] = get_args(Place)  # of words around the one to be labelled; the last two: of its stretch
MOST_IN_STRETCH = 6  # tokens; longer ones are alike
COARSE_CLASSES = 32
NO_LIST, NO_WORD = "-", "e"
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

Facts = Mapping[str, Sequence[str]]  # name of each fact to its values, as they stand in features
FACTS = (  # of a token; `name_facts.survey` fills them in this order
    "first",  # of its sentence
    "seen",  # by the document in small letters, and with a capital where that shows something
    "line",  # its sentence is a headline
    "stop",  # it is one of `STOP`
    "length",  # of its stretch
    "place",  # in its stretch: at the beginning, inside, at the end
    "listed",  # it begins, or goes on with, a listed name of several words
    "class before",  # of the word before
    "lists before",  # that hold the word before
    "class",
    "lists",
    "class behind",
    "lists behind",
)
FEATURES: tuple[tuple[str, tuple[str, ...]], ...] = (  # how each begins, and the facts that follow
    ("bias", ()),
    ("", ("line",)),
    ("", ("first", "seen")),
    ("", ("first", "seen", "line")),
    ("", ("first", "seen", "class")),
    ("", ("first", "stop")),
    ("", ("seen", "line")),
    ("", ("length",)),
    ("", ("length", "place")),
    ("", ("length", "place", "line")),
    ("", ("first", "length", "place")),
    ("", ("listed",)),
    ("", ("listed", "line")),
    ("<aa", ("class before", "class")),
    ("<gg", ("lists before", "lists")),
    ("<ga", ("lists before", "class")),
    ("<ag", ("class before", "lists")),
    (">aa", ("class", "class behind")),
    (">gg", ("lists", "lists behind")),
    (">ga", ("lists", "class behind")),
    (">ag", ("class", "lists behind")),
)


def word_features(word: str, place: Place, gazetteer: Gazetteer) -> list[str]:
    """Return the features of a word that stands at a place; at "0" it has those of all others, too."""
    lower = word.lower()
    coarse, middle, fine = word_classes(word)
    features = [f"w {lower}", f"a {coarse}", f"b {middle}"]
    if place not in ("before", "behind"):
        features += [f"g {name}" for name in gazetteer.words.get(lower, ("none",))]
    if place in ("-1", "0", "+1"):
        features += [f"c {fine}", f"sh {word_shape(word)}", f"s3 {lower[-3:]}"]
    if place == "0":
        features += [f"x {word}", f"s1 {lower[-1:]}", f"s2 {lower[-2:]}", f"s4 {lower[-4:]}"]
        features += [f"p2 {lower[:2]}", f"p3 {lower[:3]}", f"p4 {lower[:4]}"]
    return features


def facts_of(gazetteer: Gazetteer) -> Facts:
    """Return the values of each of `FACTS`."""
    classes = (*map(str, range(COARSE_CLASSES + 1)), NO_WORD)
    lists = (NO_LIST, *sorted({"+".join(names) for names in gazetteer.words.values()}), NO_WORD)
    listed = ("in -", *(f"in {mark}{kind}" for kind in get_args(Kind) for mark in "BI"))
    lengths = [f"n{length}" for length in range(1, MOST_IN_STRETCH + 1)]
    seen = ("l0 m0", "l0 m1", "l1 m0", "l1 m1")
    own = (("f0", "f1"), seen, ("line0", "line1"), ("-", "s"), lengths, ("B", "I", "E"), listed)
    return dict(zip(FACTS, (*own, *(classes, lists) * 3), strict=True))


def feature_name(prefix: str, values: Sequence[str]) -> str:
    return " ".join((prefix, *values) if prefix else values)
