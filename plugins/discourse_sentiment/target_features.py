"""What tells how a mention is judged: the words around it, and on which side and how near they stand.

The mention itself is masked: no name is praised or blamed for what it is, only for what is said of it. A pronoun is
told from a name, no more. Two kinds of features come out: names of words with their place, which are hashed, and sums
of valences by place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from zlib import crc32

import attrs

from .lexicon import Lexicon, base_forms, found
from .scope import NO_ROLE, TURNED, flags_of
from .weights import length_factor

BUCKETS = 1 << 17
MOST_WORDS = 1 << 16  # that are remembered
MASK = "@"  # stands for the mention
EDGE = "^"  # stands beyond either end of a sentence
NEAR = 3  # tokens from the mention
MIDDLE = 7
WINDOW = 60  # tokens on either side: what is farther away tells nothing, and a sentence may have no end
ZONES = (2, 5, 10)  # bounds of the zones by distance in which valences are added up
PRONOUNS = frozenset("he her him his i it its me my our she their them they us we you".split())


@attrs.frozen
class Word:
    """What is known of a word.

    Args:
        figures: Source and sign of each of its valences, with the size: in our lexicon, as learnt, of a topic.
        role: What it does to the words after it (see `scope`).
        base: Its shortest base form, if it has one beside itself.
    """

    figures: tuple[tuple[str, float], ...]
    role: int
    base: str | None


@attrs.frozen
class Features:
    """Features of a mention.

    Args:
        buckets: Of the hashed ones, in order, each once.
        pieces: The valences: place of the word (0 is the mention, 1 the token after it), name of the feature, figure.
    """

    buckets: tuple[int, ...]
    pieces: tuple[tuple[int, str, float], ...]


def word_table(lexicon: Lexicon, learnt: Mapping[str, float]) -> Callable[[str], Word]:
    """Return a function that gives what is known of a word, and remembers it."""

    @lru_cache(maxsize=MOST_WORDS)
    def word(text: str) -> Word:
        bases = list(base_forms(text))
        return Word(
            figures_of(text, lexicon, learnt),
            lexicon.roles.get(text, NO_ROLE),
            min(bases, key=len) if len(bases) > 1 else None,
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
    names = {*sided("<", left[::-1]), *sided(">", right), *pairs([*left, MASK, *right]), *framed(left, right)}
    names.update(bases("<", left[: -MIDDLE - 1 : -1], known), bases(">", right[:MIDDLE], known))
    names.add("pronoun" if len(mention) == 1 and mention[0] in PRONOUNS else "name")
    return Features(tuple(sorted(set(map(bucket, names)))), tuple(valence_pieces(left, right, known)))


@lru_cache(maxsize=MOST_WORDS)
def bucket(name: str) -> int:
    """Return the row of a hashed feature; the same on every machine, unlike Python's `hash`."""
    return crc32(name.encode("utf-8", "surrogatepass")) % BUCKETS


def sided(side: str, words: Sequence[str]) -> Iterator[str]:
    """Name words by their side and distance; the nearest come first."""
    for distance, word in enumerate(words):
        yield word
        yield side + word
        if distance < MIDDLE:
            yield f"{side}7{word}"
            if distance < NEAR:
                yield f"{side}3{word}"


def pairs(words: Sequence[str]) -> Iterator[str]:
    return map("{} {}".format, words, words[1:])


def framed(left: Sequence[str], right: Sequence[str]) -> Iterator[str]:
    """Name the words next to the mention by their exact place, alone and together."""
    one, two = (left[-1] if left else EDGE), (left[-2] if len(left) > 1 else EDGE)
    next_one, next_two = (right[0] if right else EDGE), (right[1] if len(right) > 1 else EDGE)
    yield from (f"-1 {one}", f"-2 {two}", f"+1 {next_one}", f"+2 {next_two}")
    yield from (f"<< {two} {one}", f">> {next_one} {next_two}", f"<> {one} {next_one}")
    yield f"before {min(len(left) // 4, 5)}"
    yield f"length {min((len(left) + len(right)) // 8, 9)}"


def bases(side: str, words: Sequence[str], known: Callable[[str], Word]) -> Iterator[str]:
    for word in words:
        base = known(word).base
        if base is not None:
            yield f"{side}base {base}"


def valence_pieces(
    left: Sequence[str], right: Sequence[str], known: Callable[[str], Word]
) -> Iterator[tuple[int, str, float]]:
    """Name valences by side and distance from the mention, apart for praise and blame, and for what is turned."""
    words = [*map(known, left), None, *map(known, right)]
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
    return str(next((number for number, bound in enumerate(ZONES) if distance <= bound), len(ZONES)))
