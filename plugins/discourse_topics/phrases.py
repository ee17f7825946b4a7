"""Phrases: words that stand side by side far more often than chance, such as "climate change" or "freedom of speech".

Topics and tables of words read better with "prime minister" than with "prime" and "minister" apart. `find_phrases`
learns the phrases of a corpus by NLTK's measures of association, `join_phrases` makes one word of each. Counting is
numpy's; NLTK sees only the counts of what is frequent enough to be a phrase.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import pairwise
from math import log2

import attrs
import numpy as np
import numpy.typing as npt

from discourse import OptionError
from discourse.errors import unknown

from .arrays import Integers
from .words import (
    ENGLISH,
    JOINTS,
    Pieces,
    Source,
    Tokenizer,
    Words,
    checked_sources,
    is_topic_word,
    lowered_tokens,
    stop_word_set,
    words_of,
    words_or_pieces_of,
)

NPMI = "npmi"
MEASURES = (NPMI, "pmi", "likelihood_ratio", "student_t", "chi_sq", "phi_sq", "jaccard", "dice", "poisson_stirling")
LEAST_DOCUMENTS = 2  # what one writer repeats is no phrase of the corpus
DECIMALS = 6
BREAK, FUNCTION, TOPIC = 0, 1, 2
# Marks at the edge of a word, which `words_of` leaves out of texts, and blank lines, as behind a headline.
BREAKS = re.compile(r'[,;:!?"“”()\[\]](?!\S)|(?<!\S)[,;:!?"“”()\[\]]|\n[^\S\n]*\n')

Measure = Callable[[int, tuple[int, int], int], float]
Flags = npt.NDArray[np.bool_]
Cuts = tuple[tuple[Integers, Integers], ...]


@attrs.frozen
class Phrase:
    """A phrase of a corpus.

    Args:
        words: Its words, lower-cased: two, or three.
        count: How often it stands in the corpus.
        documents: In how many documents.
        score: How strongly its words go together, by the measure; rounded to 6 digits.
    """

    words: tuple[str, ...]
    count: int
    documents: int
    score: float

    @property
    def text(self) -> str:
        """The words with blanks between them."""
        return " ".join(self.words)


def find_phrases(
    sources: Iterable[Source],
    *,
    measure: str = NPMI,
    min_count: int = 5,
    n: int = 500,
    stop_words: str | Collection[str] | None = ENGLISH,
    most_words: int = 3,
) -> tuple[Phrase, ...]:
    """Find the phrases of a corpus: sequences of words that stand together more often than by chance.

    A phrase begins and ends with a topic word. One of three words may have a function word inside ("freedom of
    speech"); three topic words have to be at least half as frequent as their rarer pair. The score of three words is
    that of their weaker cut: of the first two with the third, or of the first with the other two. Numbers, marks and
    ends of sentences are never inside. Pieces are left out: pairs that hardly stand outside a phrase of three ("pro
    quo"), and three words which the same fourth mostly follows.

    Args:
        sources: Texts, or documents, whose tokens are used if they are there.
        measure: How strongly words go together: "npmi" (normalized pointwise mutual information, -1 to 1, Bouma 2009),
            or one of NLTK's `BigramAssocMeasures`: "pmi", "likelihood_ratio" (Dunning 1993; frequent phrases come
            first), "student_t", "chi_sq", "phi_sq", "jaccard", "dice", "poisson_stirling" (Manning and Schütze 1999).
        min_count: How often a phrase stands in the corpus at least, from 1; besides, it has to stand in two documents.
        n: How many phrases at most, from 1.
        stop_words: The function words: "english" for the shipped ones, a collection of words, or None.
        most_words: Length of a phrase at most, 2 or 3.

    Returns:
        The phrases by score, the highest first, equal ones in the order of the alphabet.

    Raises:
        OptionError: For a measure that there is not, or a number out of bounds.
        TextError: If the sources are a single one, or one of them is neither a text nor a document.

    Example:
        >>> talks = ["Few doubt climate change.", "Climate change worries us.", "We talk of change, of our climate."]
        >>> [(phrase.text, phrase.count) for phrase in find_phrases(talks, min_count=2)]
        [('climate change', 2)]
    """
    association = association_of(measure)
    for name, number in (("min_count", min_count), ("n", n)):
        if type(number) is not int or number < 1:
            raise OptionError(f"{name} is a whole number from 1, not {number!r}")
    if type(most_words) is not int or most_words not in (2, 3):
        raise OptionError(f"most_words is 2 or 3, not {most_words!r}")
    function_words = stop_word_set(stop_words)
    words = words_of(with_breaks(sources))
    kinds = np.array([kind_of(word, function_words) for word in words.types], np.int64)
    phrases = standing_alone(measured(words, kinds, min_count, most_words, association), min_count)
    return tuple(sorted(phrases, key=lambda phrase: (-phrase.score, phrase.text))[:n])


def association_of(measure: str) -> Measure:
    """Return a measure of association by its name: a function of n_ii, (n_ix, n_xi) and n_xx."""
    if measure not in MEASURES:
        raise OptionError(unknown("measure of phrases", measure, MEASURES))
    if measure == NPMI:
        return normalized_pmi
    from nltk.metrics import BigramAssocMeasures

    association: Measure = getattr(BigramAssocMeasures, measure)
    return association


def normalized_pmi(both: int, single: tuple[int, int], total: int) -> float:
    """Return pointwise mutual information by its greatest value, -log2 p(both): 1 if neither stands without the other.

    >>> normalized_pmi(4, (4, 4), 64), normalized_pmi(4, (16, 16), 64)
    (1.0, 0.0)
    """
    return log2(both * total / (single[0] * single[1])) / log2(total / both)


def with_breaks(sources: Iterable[Source]) -> list[Source]:
    """Return sources in which marks and blank lines between words are tokens, as marks are in documents."""
    return [BREAKS.sub(" . ", source) if isinstance(source, str) else source for source in checked_sources(sources)]


def kind_of(word: str, function_words: frozenset[str]) -> int:
    """Say whether a word can end a phrase, can only stand inside one, or breaks it: marks and numbers do."""
    if word in function_words:
        return FUNCTION if word.translate(JOINTS).isalpha() else BREAK
    return TOPIC if is_topic_word(word) else BREAK


@attrs.frozen(eq=False)
class Sequences:
    """Sequences of words.

    Args:
        at: The places in the corpus at which they begin.
        ids: The number of the sequence that begins at each.
        examples: One place of each sequence.
        counts: How often each stands.
    """

    at: Integers
    ids: Integers
    examples: Integers
    counts: Integers


def sequences(at: Integers, left: Integers, right: Integers) -> Sequences:
    """Number the sequences that begin at some places, each of which is made of a left and a right part."""
    codes = left * (int(right.max(initial=0)) + 1) + right
    _, first, ids, counts = np.unique(codes, return_index=True, return_inverse=True, return_counts=True)
    return Sequences(at, ids, at[first], counts)


def measured(words: Words, kinds: Integers, min_count: int, most_words: int, association: Measure) -> Iterator[Phrase]:
    """Give the phrases of two words, and of three."""
    numbers, kind = words.numbers, kinds[words.numbers]
    linked = np.zeros(len(kind), np.bool_)  # to the next word
    linked[:-1] = (kind[:-1] != BREAK) & (kind[1:] != BREAK)
    linked[words.starts[words.starts > 0] - 1] = False
    at = np.flatnonzero(linked)
    pairs = sequences(at, numbers[at], numbers[at + 1])
    kept = (kind[pairs.examples] == TOPIC) & (kind[pairs.examples + 1] == TOPIC) & (pairs.counts >= min_count)
    yield from associated(pairs, kept, at, ((numbers[at], numbers[at + 1]),), words, association)
    if most_words == 2:
        return
    pair_at = np.zeros(len(numbers), np.int64)
    pair_at[at] = pairs.ids
    at = np.flatnonzero(linked[:-1] & linked[1:])
    rarer = np.minimum(pairs.counts[pair_at[at]], pairs.counts[pair_at[at + 1]])
    chosen = at[(kind[at] == TOPIC) & (kind[at + 2] == TOPIC) & (rarer >= min_count)]
    threes = sequences(chosen, pair_at[chosen], numbers[chosen + 2])
    rarer = np.minimum(pairs.counts[pair_at[threes.examples]], pairs.counts[pair_at[threes.examples + 1]])
    kept = (kind[threes.examples + 1] == FUNCTION) | (2 * threes.counts >= rarer)
    kept &= (threes.counts >= min_count) & ~goes_on(threes, numbers, linked, kind)
    cuts = ((pair_at[at], numbers[at + 2]), (numbers[at], pair_at[at + 1]))
    yield from associated(threes, kept, at, cuts, words, association)


def goes_on(threes: Sequences, numbers: Integers, linked: Flags, kind: Integers) -> Flags:
    """Say of sequences whether the same topic word mostly follows: joined, they would tear "mass destruction" apart."""
    follows = np.flatnonzero(linked[threes.at + 2])
    follows = follows[kind[threes.at[follows] + 3] == TOPIC]
    longer = sequences(follows, threes.ids[follows], numbers[threes.at[follows] + 3])
    three = threes.ids[longer.examples]
    on = np.zeros(len(threes.counts), np.bool_)
    on[three[2 * longer.counts > threes.counts[three]]] = True
    return on


def associated(
    found: Sequences, kept: Flags, at: Integers, cuts: Cuts, words: Words, association: Measure
) -> Iterator[Phrase]:
    """Give the sequences that stand together more often than by chance, wherever they are cut.

    `at` are the places of all sequences of their length, and `cuts` what stands there left and right of each cut, of
    which n words have n - 1.
    """
    document = np.searchsorted(words.starts, found.at, side="right")
    cells = np.unique(found.ids * (len(words.starts) + 1) + document)
    documents = np.bincount(cells // (len(words.starts) + 1), minlength=len(found.counts))
    kept = kept & (documents >= LEAST_DOCUMENTS)
    where = np.searchsorted(at, found.examples[kept])
    sides = [[np.bincount(side)[side[where]].tolist() for side in cut] for cut in cuts]
    columns = (found.examples[kept].tolist(), found.counts[kept].tolist(), documents[kept].tolist())
    # Lists of Python's whole numbers: the measures multiply four counts, more than 64 bits hold.
    for place, count, n_documents, *singles in zip(*columns, *(zip(*cut, strict=True) for cut in sides), strict=True):
        if all(count * len(at) > left * right for left, right in singles):
            score = min(association(count, single, len(at)) for single in singles)
            sequence = words.numbers[place : place + len(cuts) + 1].tolist()
            yield Phrase(tuple(words.types[word] for word in sequence), count, n_documents, round(score, DECIMALS))


def standing_alone(phrases: Iterable[Phrase], min_count: int) -> Iterator[Phrase]:
    """Leave out pairs that hardly stand outside a phrase of three."""
    listed = list(phrases)
    inside: Counter[tuple[str, ...]] = Counter()
    for phrase in listed:
        for pair in pairwise(phrase.words) if len(phrase.words) > 2 else ():
            inside[pair] += phrase.count
    return (phrase for phrase in listed if phrase.count - inside[phrase.words] >= min_count)


def join_phrases(words: Words, phrases: Iterable[Phrase | str]) -> Words:
    """Return words in which each phrase is one word: its words, with blanks between them.

    Longer phrases are joined first, those of one length from left to right; they neither overlap nor leave their text.

    Args:
        words: Those of `words_of`; of `words_of(with_breaks(texts))`, so that no phrase crosses a comma.
        phrases: Phrases, or their texts with blanks between words as in `Phrase.text`: "prime minister".

    Raises:
        OptionError: If one is neither a phrase nor a text of two words or more.

    Example:
        >>> joined = join_phrases(words_of(["Climate change: the climate"]), ["climate change"])
        >>> [joined.types[number] for number in joined.numbers]
        ['climate change', 'the', 'climate']
    """
    return joined(words, phrases)[0]


def joined(words: Words, phrases: Iterable[Phrase | str]) -> tuple[Words, Flags]:
    """Join phrases, and say of each place of the words given whether a word of those returned begins there."""
    number_of = {word: number for number, word in enumerate(words.types)}
    present: defaultdict[int, list[tuple[str, ...]]] = defaultdict(list)
    for phrase in sorted(checked_phrases(phrases)):
        if all(word in number_of for word in phrase):
            present[len(phrase)].append(phrase)
    numbers = words.numbers.copy()
    kept, taken = np.ones(len(numbers), np.bool_), np.zeros(len(numbers), np.bool_)
    for length in sorted(present, reverse=True):
        rows = np.array([[number_of[word] for word in phrase] for phrase in present[length]], np.int64)
        at, row = np.array(list(places_of(rows, words, taken)), np.int64).reshape(-1, 2).T
        names = [number_of.setdefault(" ".join(phrase), len(number_of)) for phrase in present[length]]
        numbers[at] = np.array(names, np.int64)[row]
        within = at[:, None] + np.arange(length)
        taken[within], kept[within[:, 1:]] = True, False
    used, renumbered = np.unique(numbers[kept], return_inverse=True)
    types = list(number_of)
    starts = np.concatenate([[0], np.cumsum(kept)])[words.starts]
    return Words(tuple(types[number] for number in used.tolist()), renumbered, starts), kept


def phrase_texts(phrases: Iterable[Phrase | str]) -> list[str]:
    """Return the texts of phrases, words with blanks between them.

    Raises:
        OptionError: If one is neither a phrase nor a text of two words or more.
    """
    return [" ".join(words) for words in checked_phrases(phrases)]


def checked_phrases(phrases: Iterable[Phrase | str]) -> Iterator[tuple[str, ...]]:
    """Give the words of each phrase."""
    if isinstance(phrases, str) or not isinstance(phrases, Collection):
        raise OptionError(f"phrases are a list, each a Phrase or a text of two words or more; not {phrases!r}")
    for phrase in phrases:
        words = phrase.words if isinstance(phrase, Phrase) else tuple(filter(None, lowered_tokens(str(phrase))))
        if len(words) < 2 or not isinstance(phrase, (Phrase, str)):
            raise OptionError(f"phrases are a list, each a Phrase or a text of two words or more; one is {phrase!r}")
        yield words


def places_of(rows: Integers, words: Words, taken: Flags) -> Iterator[tuple[int, int]]:
    """Give the places of phrases of one length, phrases x words, and which one each is; none overlap."""
    length, n_types = rows.shape[1], len(words.types)
    codes = words.numbers[:-1] * n_types + words.numbers[1:]
    at = np.flatnonzero(np.isin(codes, rows[:, 0] * n_types + rows[:, 1]))
    at = at[at + length <= words.starts[np.searchsorted(words.starts, at, side="right")]]
    windows = at[:, None] + np.arange(length)
    is_free = ~taken[windows].any(axis=1)
    row_of = {tuple(row): number for number, row in enumerate(rows.tolist())}
    end = 0
    for place, window in zip(at[is_free].tolist(), words.numbers[windows[is_free]].tolist(), strict=True):
        row = row_of.get(tuple(window))
        if row is not None and place >= end:
            end = place + length
            yield place, row


def read_words(sources: Iterable[Source], tokenizer: Tokenizer | None, phrases: Collection[str]) -> Words | Pieces:
    """Return the words of sources, phrases joined."""
    if not phrases:
        return words_or_pieces_of(sources, tokenizer)
    return join_phrases(words_of(sources if tokenizer else with_breaks(sources), tokenizer), phrases)
