"""What tells how a mention is judged: the words around it, and on which side and how near they stand.

The mention itself is masked: no name is praised or blamed for what it is, only for what is said of it. A pronoun is
told from a name, no more. Two kinds of features come out: names of words with their place, which are hashed, and sums
of valences by place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from zlib import crc32

import attrs

from .lexicon import Lexicon, base_forms, found
from .scope import NO_ROLE, TURNED, flags_of
from .weights import length_factor

BUCKETS = 1 << 17
MOST_WORDS = 1 << 15  # that are remembered
MASK = "@"  # stands for the mention
EDGE = "^"  # stands beyond either end of a sentence
NEAR = 3  # tokens from the mention
MIDDLE = 7
FAR = 2  # features of a word that is farther away
WINDOW = 60  # tokens on either side: what is farther away tells nothing, and a sentence may have no end
ZONES = 4  # of the table of words: left, near on the left, right, near on the right
BOUNDS = (2, 5, 10)  # bounds of the zones by distance in which valences are added up
PRONOUNS = frozenset("he her him his i it its me my our she their them they us we you".split())


@attrs.frozen
class Word:
    """What is known of a word.

    Args:
        figures: Source and sign of each of its valences, with the size: in our lexicon, as learnt, of a topic.
        role: What it does to the words after it (see `scope`).
        row: Its row in the table of words by zone, None if it has none.
        left: Rows of its hashed features to the left of a mention: of itself anywhere, on its side, not far from the
            mention, the same of its base form if it has one, and near the mention.
        right: The same to the right of a mention.
    """

    figures: tuple[tuple[str, float], ...]
    role: int
    row: int | None
    left: tuple[int, ...]
    right: tuple[int, ...]


@attrs.frozen
class Features:
    """Features of a mention.

    Places count tokens from the mention: -1 is the one before it, 1 the one after it, 0 the mention itself.

    Args:
        buckets: Rows of the hashed features, each once.
        places: The token that each of them is about; 0 for what is about none.
        zoned: Place, row and zone of words in the table of words by zone.
        pieces: The valences: place of the word, name of the feature, figure.
    """

    buckets: tuple[int, ...]
    places: tuple[int, ...]
    zoned: tuple[tuple[int, int, int], ...]
    pieces: tuple[tuple[int, str, float], ...]


def word_table(lexicon: Lexicon, learnt: Mapping[str, float], rows: Mapping[str, int]) -> Callable[[str], Word]:
    """Return a function that gives what is known of a word, and remembers it."""

    @lru_cache(maxsize=MOST_WORDS)
    def word(text: str) -> Word:
        return Word(
            figures_of(text, lexicon, learnt),
            lexicon.roles.get(text, NO_ROLE),
            rows.get(text),
            tuple(map(bucket, names_beside("<", text))),
            tuple(map(bucket, names_beside(">", text))),
        )

    return word


def figures_of(word: str, lexicon: Lexicon, learnt: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    """Return the valences of a word by source; a topical word has no other."""
    topic = lexicon.topics.get(word, 0)
    own, other = (0.0, 0.0) if topic else (lexicon.valence(word), found(word, learnt, 0.0))
    figures = (("own", own), ("learnt", other), ("topic", float(topic)))
    return tuple((f"{source}{'+' if figure > 0 else '-'}", abs(figure)) for source, figure in figures if figure)


def features_of(
    before: Sequence[str], mention: Sequence[str], after: Sequence[str], known: Callable[[str], Word]
) -> Features:
    """Return the features of a mention.

    Args:
        before: Tokens of its sentence before it, in small letters.
        mention: Its own tokens.
        after: Tokens of its sentence after it.
        known: What is known of a word, as `word_table` gives it.
    """
    left, right = before[-WINDOW:], after[:WINDOW]
    lefts, rights = list(map(known, left)), list(map(known, right))
    pronoun = "pronoun" if len(mention) == 1 and mention[0] in PRONOUNS else "name"
    places: dict[int, int] = {}
    put_words(places, [word.left for word in reversed(lefts)], -1)
    put_words(places, [word.right for word in rights], 1)
    for name, place in (*pairs(left, right), *framed(left, right), (pronoun, 0)):
        places.setdefault(bucket(name), place)
    zoned = (*zones_of(lefts[::-1], -1, 0), *zones_of(rights, 1, 2))
    return Features(tuple(places), tuple(places.values()), zoned, tuple(valence_pieces(lefts, rights)))


@lru_cache(maxsize=MOST_WORDS)
def bucket(name: str) -> int:
    """Return the row of a hashed feature; the same on every machine, unlike Python's `hash`."""
    return crc32(name.encode("utf-8", "surrogatepass")) % BUCKETS


def names_beside(side: str, word: str) -> Iterator[str]:
    """Name a word on a side of a mention: first as it is named anywhere there, last as it is near the mention only."""
    yield from (word, side + word, f"{side}7{word}")
    bases = list(base_forms(word))
    if len(bases) > 1:
        yield f"{side}base {min(bases, key=len)}"
    yield f"{side}3{word}"


def put_words(places: dict[int, int], words: Sequence[tuple[int, ...]], way: int) -> None:
    """Put the hashed features of the words of a side to their places, the nearest first."""
    for distance, rows in enumerate(words):
        place = way * (distance + 1)
        for row in rows if distance < NEAR else rows[:-1] if distance < MIDDLE else rows[:FAR]:
            places.setdefault(row, place)


def zones_of(words: Sequence[Word], way: int, zone: int) -> Iterator[tuple[int, int, int]]:
    """Give the words of a side that stand in the table by zone, each once, and once more where it is near."""
    seen: set[int] = set()
    for distance, word in enumerate(words):
        row = word.row
        if row is not None and row not in seen:
            seen.add(row)
            yield way * (distance + 1), row, zone
            if distance < MIDDLE:
                yield way * (distance + 1), row, zone + 1


def pairs(left: Sequence[str], right: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Name words in a row, as something about the one that stands farther from the mention."""
    words = [*left, MASK, *right]
    for index, (word, following) in enumerate(pairwise(words), -len(left)):
        yield f"{word} {following}", index if index < 0 else index + 1


def framed(left: Sequence[str], right: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Name the words next to the mention by their exact place, alone and together."""
    one, two = (left[-1] if left else EDGE), (left[-2] if len(left) > 1 else EDGE)
    next_one, next_two = (right[0] if right else EDGE), (right[1] if len(right) > 1 else EDGE)
    before, after = (-1 if left else 0), (1 if right else 0)
    yield from ((f"-1 {one}", before), (f"+1 {next_one}", after))
    yield from ((f"-2 {two}", -2 if len(left) > 1 else 0), (f"+2 {next_two}", 2 if len(right) > 1 else 0))
    yield from ((f"<< {two} {one}", before), (f">> {next_one} {next_two}", after), (f"<> {one} {next_one}", before))
    yield f"before {min(len(left) // 4, 5)}", 0
    yield f"length {min((len(left) + len(right)) // 8, 9)}", 0


def valence_pieces(left: Sequence[Word], right: Sequence[Word]) -> Iterator[tuple[int, str, float]]:
    """Name valences by side and distance from the mention, apart for praise and blame, and for what is turned."""
    words = [*left, None, *right]
    flags = flags_of([NO_ROLE if word is None else word.role for word in words])
    factor = length_factor(len(words))
    for index, word in enumerate(words):
        if word is None or not word.figures:
            continue
        place = index - len(left)
        turned = " turned" if flags and flags[index] & TURNED else ""
        side = "<" if place < 0 else ">"
        for zone in ("", side, side + zone_of(abs(place))):
            for source, figure in word.figures:
                yield place, f"{zone}{source}{turned}", figure * factor


def zone_of(distance: int) -> str:
    return str(next((number for number, bound in enumerate(BOUNDS) if distance <= bound), len(BOUNDS)))
