"""What a word tells the tagger: of its own tag, and of those of its neighbours.

Every feature belongs to one word at one offset, so that what it adds is made once a word (see `windows`); only the two
tags before are features of the moment. That costs no accuracy: joining neighbours to pairs gained nothing on GUM.
"""

from __future__ import annotations

from collections.abc import Mapping

from .distributional import word_classes
from .shapes import shape_of

OFFSETS = (-2, -1, 0, 1, 2)
BEFORE = ("-START2-", "-START-")  # what stands before and behind a sentence
BEHIND = ("-END-", "-END2-")
UNSEEN = "?"


def tag_features(word: str, offset: int, ambiguity: Mapping[str, str]) -> list[str]:
    """Return the features of a word that stands at an offset from the one to be tagged.

    Args:
        word: As it stands in the text.
        offset: One of `OFFSETS`.
        ambiguity: Word in small letters to the tags that it was seen with, as one string.
    """
    lower = word.lower()
    coarse, middle, fine = word_classes(word)
    features = [f"w {lower}"]
    if offset != -2:
        features += [f"s3 {lower[-3:]}", f"a {coarse}", f"b {middle}", f"t {ambiguity.get(lower, UNSEEN)}"]
    if offset in (-1, 0, 1):
        features += [f"sh {shape_of(word)}", f"c {fine}"]
    if offset == 0:
        features += [f"s{n} {lower[-n:]}" for n in (1, 2, 4)]
        features += [f"p1 {word[:1]}", f"p3 {lower[:3]}"]
    return [f"{offset} {feature}" for feature in features]


def history_features(before: str, before_that: str) -> tuple[str, str, str]:
    """Return the features of the two tags before a word."""
    return f"h1 {before}", f"h2 {before_that}", f"h12 {before} {before_that}"
