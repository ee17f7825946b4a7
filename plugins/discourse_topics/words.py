"""The words of texts and documents, and which of them can carry a topic.

Documents bring their tokens, which are used as they are. The tokens of a string never cross white space, so that a
corpus is cut at white space and each distinct piece tokenized once, many of them in one call: an archive holds some
ten times as many pieces as distinct ones.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from itertools import chain, compress, count, pairwise, repeat
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

import discourse
import discourse_text
from discourse import Document, OptionError, TextError

from .arrays import Integers

Source = str | Document
Tokenizer = Callable[[str], Iterable[str]]

ENGLISH = "english"
TOLD_REGIONS = ("headline", "kicker", "body")
BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
OUTER_MARKS = ',;:!?"“”()[]'  # always tokens of their own; a full stop or an apostrophe may belong to its word
PIECES_AT_ONCE = 2048  # bounds the memory of cutting them into tokens ...
PLACES_AT_ONCE = 65_536  # ... and of putting these in their place
JOINTS = str.maketrans("", "", "-.'’")  # what a word may have inside: "counter-terrorism", "u.s.", "o'neill"


@lru_cache(maxsize=1)
def english_function_words() -> frozenset[str]:
    """Return the shipped English function words, pieces of contractions included ("n't", "'ll")."""
    data = json.loads(files(__package__).joinpath("data/function_words.json").read_text(encoding="utf-8"))
    return frozenset(chain.from_iterable(words.split() for words in data["words"].values()))


def stop_word_set(stop_words: str | Collection[str] | None) -> frozenset[str]:
    """Return the words to leave out, lower-cased.

    Raises:
        OptionError: If it is neither "english", None nor a collection of words.
    """
    if stop_words is None:
        return frozenset()
    if isinstance(stop_words, str) and stop_words == ENGLISH:
        return english_function_words()
    is_collection = isinstance(stop_words, Collection) and not isinstance(stop_words, str)
    if not is_collection or not all(isinstance(word, str) for word in stop_words):
        raise OptionError(f"stop_words is {ENGLISH!r}, None or a collection of words, not {stop_words!r}")
    return frozenset(word.lower() for word in stop_words)


def is_topic_word(word: str) -> bool:
    """Say whether a token can carry a topic: two letters or more, and nothing but letters and joints.

    >>> [word for word in ("cell", "u.s.", "x", "2003", "39th", "—") if is_topic_word(word)]
    ['cell', 'u.s.']
    """
    if word.isalpha():
        return len(word) > 1
    letters = word.translate(JOINTS)
    return len(letters) > 1 and letters.isalpha()


@attrs.frozen(eq=False)
class Words:
    """The words of many texts, as numbers.

    Args:
        types: The different words.
        numbers: Which of them stands at each place, text after text.
        starts: Where each text starts among the places, and a last number where they all end.
    """

    types: tuple[str, ...]
    numbers: Integers
    starts: Integers

    def known(self, columns: Mapping[str, int]) -> tuple[Integers, Integers]:
        """Return the number in a vocabulary of each word that stands there, and where each text starts among these."""
        numbers = columns_there(self.types, columns)[self.numbers]
        known = numbers >= 0
        return numbers[known], places_before(known)[self.starts]


@attrs.frozen(eq=False)
class Pieces:
    """Many texts cut at white space, each distinct piece with its words.

    Args:
        types: The different words.
        words: Which of them stand in the distinct pieces.
        firsts: Where the words of each piece start among these.
        lengths: How many each piece has.
        numbers: Which piece stands at each place, text after text.
        starts: Where each text starts among the places, and a last number where they all end.
    """

    types: tuple[str, ...]
    words: Integers
    firsts: Integers
    lengths: Integers
    numbers: Integers
    starts: Integers

    def all_words(self) -> Words:
        """Put in the place of each piece the words that it is made of."""
        numbers, starts = self._expanded(self.words, self.firsts, self.lengths)
        return Words(self.types, numbers.astype(np.int64), starts)

    def known(self, columns: Mapping[str, int]) -> tuple[Integers, Integers]:
        """Return the number in a vocabulary of each word that stands there, and where each text starts among these."""
        numbers = columns_there(self.types, columns)[self.words]
        known = numbers >= 0
        before = places_before(known)
        firsts = before[self.firsts]
        return self._expanded(numbers[known], firsts, before[self.firsts + self.lengths] - firsts)

    def _expanded(self, words: Integers, firsts: Integers, lengths: Integers) -> tuple[Integers, Integers]:
        """Return words instead of pieces, of which the first and the number of words are given."""
        expanded, n_words = [words[:0]], 0
        starts = np.empty_like(self.starts)
        for begin in range(0, len(self.numbers) + 1, PLACES_AT_ONCE):
            numbers = self.numbers[begin : begin + PLACES_AT_ONCE]
            there = lengths.take(numbers)
            before = places_before(there)
            texts = slice(*np.searchsorted(self.starts, (begin, begin + PLACES_AT_ONCE)))
            starts[texts] = before.take(self.starts[texts] - begin)
            starts[texts] += n_words
            held = np.flatnonzero(there)
            places = np.repeat(firsts.take(numbers.take(held)) - before.take(held), there.take(held))
            places += np.arange(len(places), dtype=places.dtype)
            expanded.append(words.take(places))
            n_words += len(places)
        return np.concatenate(expanded), starts


def columns_there(types: Sequence[str], columns: Mapping[str, int]) -> Integers:
    """Return the number in a vocabulary of each of some words, -1 for others."""
    return np.fromiter(map(columns.get, types, repeat(-1)), np.int32, len(types))


def places_before(lengths: Integers | npt.NDArray[np.bool_]) -> Integers:
    """Return how many places are taken before each of some stretches, and a last number for all of them."""
    kind = np.int32 if lengths.sum() <= np.iinfo(np.int32).max else np.int64
    before: Integers = np.zeros(len(lengths) + 1, kind)
    np.cumsum(lengths, dtype=kind, out=before[1:])
    return before


def words_of(sources: Iterable[Source], tokenizer: Tokenizer | None = None) -> Words:
    """Return the words of each source; of texts without a document the marks around words are left out.

    Args:
        sources: Texts and documents; a document without tokens gets them here.
        tokenizer: Gives the words of a text, taken as they are; None for the library's tokens, lower-cased.

    Raises:
        TextError: If the sources are a single one, or one of them is neither a text nor a document.
    """
    words = words_or_pieces_of(sources, tokenizer)
    return words.all_words() if isinstance(words, Pieces) else words


def words_or_pieces_of(sources: Iterable[Source], tokenizer: Tokenizer | None = None) -> Words | Pieces:
    """Return the words of each source as `words_of` does; those of texts may be left in their pieces."""
    checked = checked_sources(sources)
    if tokenizer is not None:
        return numbered(list(tokenizer(source if isinstance(source, str) else source.text)) for source in checked)
    if any(isinstance(source, Document) for source in checked):
        return numbered(lowered_tokens(source) for source in checked)
    pieces = numbered((source.split() for source in checked if isinstance(source, str)), np.int32)
    tokens = tokenized(pieces.types)
    return Pieces(tokens.types, tokens.words, tokens.firsts, tokens.lengths, pieces.numbers, pieces.starts)


def numbered(texts: Iterable[Sequence[str]], kind: type[np.int32] | type[np.int64] = np.int64) -> Words:
    """Number the words of texts in the order in which they come.

    The words of one text at a time are needed: given a generator, those of the others take no memory.
    """
    number: defaultdict[str, int] = defaultdict(count().__next__)
    numbers = [np.fromiter(map(number.__getitem__, text), kind, len(text)) for text in texts]
    starts = np.cumsum([0, *map(len, numbers)])
    return Words(tuple(number), np.concatenate([*numbers, np.zeros(0, kind)]), starts)


@attrs.frozen(eq=False)
class Tokenized:
    """The lower-cased tokens of pieces.

    Args:
        types: The different words.
        words: Which of them stand in the pieces, these in no particular order.
        firsts: Where the words of each piece start.
        lengths: How many each has.
    """

    types: tuple[str, ...]
    words: Integers
    firsts: Integers
    lengths: Integers


def tokenized(pieces: Sequence[str]) -> Tokenized:
    """Cut pieces without white space into lower-cased tokens; marks around a word may be left out.

    A piece that is nothing but letters between marks is one word; only the others need the tokenizer, which gets many
    at once.
    """
    stripped = [piece.strip(OUTER_MARKS) for piece in pieces]
    is_word = np.fromiter(map(str.isalpha, stripped), np.bool_, len(stripped))
    mixed = [*compress(stripped, (~is_word).tolist())]
    n_words = len(pieces) - len(mixed)
    number: defaultdict[str, int] = defaultdict(count().__next__)
    lowered = map(str.lower, compress(stripped, is_word.tolist()))
    words = [np.fromiter(map(number.__getitem__, lowered), np.int32, n_words)]
    n_tokens = [np.zeros(0, np.int64)]
    for start in range(0, len(mixed), PIECES_AT_ONCE):
        some = mixed[start : start + PIECES_AT_ONCE]
        joined = "\n".join(some).replace("’", "'")
        tokens = discourse_text.tokenize(joined)
        ends = np.cumsum([len(piece) + 1 for piece in some])
        n_tokens.append(np.bincount(np.searchsorted(ends, tokens.starts, side="right"), minlength=len(some)))
        cut = [number[joined[start:end].lower()] for start, end in zip(tokens.starts, tokens.ends, strict=True)]
        words.append(np.array(cut, np.int32))
    lengths = np.ones(len(pieces), np.int32)
    lengths[~is_word] = np.concatenate(n_tokens)
    firsts = np.empty(len(pieces), np.int32)
    firsts[is_word] = np.arange(n_words)
    firsts[~is_word] = n_words + np.cumsum(lengths[~is_word]) - lengths[~is_word]
    return Tokenized(tuple(number), np.concatenate(words), firsts, lengths)


def lowered_tokens(source: Source) -> Sequence[str]:
    """Return the lower-cased tokens of a text or a document; a document without tokens gets them first."""
    if isinstance(source, str):
        tokens = tokenized([source])
        return [tokens.types[word] for word in tokens.words.tolist()]
    if "tokens" not in source:
        source = discourse.analyze(source, "tokens")
    return with_gaps(document_words(source), gaps_of(source))[0]


def document_words(document: Document) -> Sequence[str]:
    """Return the lower-cased tokens of a document; empty ones where its regions are about something else than it.

    What a site says of itself, who wrote and where stands in every article of a writer, and is not what it is about.
    """
    words = discourse_text.lowered(document)
    if "regions" not in document:
        return words
    told = [""] * len(words)
    for region in document.layer("regions", discourse_text.Region):
        if region.value.kind in TOLD_REGIONS:
            tokens = document["tokens"].range_within(region.span.start, region.span.end)
            told[tokens.start : tokens.stop] = words[tokens.start : tokens.stop]
    return told


def gaps_of(document: Document) -> list[int]:
    """Return the tokens that begin a paragraph, or that a blank line stands before: no phrase goes on across them."""
    starts = document["tokens"].starts
    breaks = [line.start() for line in BLANK_LINE.finditer(document.text)]
    if "paragraphs" in document:
        breaks += document["paragraphs"].starts
    return sorted({bisect_left(starts, place) for place in breaks})


def with_gaps(words: Sequence[str], gaps: Sequence[int]) -> tuple[list[str], list[int]]:
    """Put an empty word into each gap; return the words, and the place of each of those that were given."""
    filled: list[str] = []
    places: list[int] = []
    for start, end in pairwise((0, *gaps, len(words))):
        places += range(len(filled), len(filled) + end - start)
        filled += [*words[start:end], ""]
    return filled, places


def checked_tokenizer(tokenizer: Tokenizer | None) -> Tokenizer | None:
    if tokenizer is not None and not callable(tokenizer):
        raise OptionError(f"tokenizer is a callable from text to words, or None; not {tokenizer!r}")
    return tokenizer


def checked_sources(sources: Any) -> list[Source]:
    """Return texts and documents as a list; refuse what is neither.

    Raises:
        TextError: The message names the place and the type of what was given.
    """
    if isinstance(sources, (str, Document)):
        raise TextError(f"topics are found in a list of texts or documents, not in one {type(sources).__name__}")
    if not isinstance(sources, Iterable):
        raise TextError(f"topics are found in a list of texts or documents, not in {sources!r}")
    return [checked_source(index, source) for index, source in enumerate(sources)]


def checked_source(index: int, source: Any) -> Source:
    """Return a text or a document; refuse what is neither."""
    if not isinstance(source, (str, Document)):
        raise TextError(f"source {index} is of type {type(source).__name__}, neither a text (str) nor a Document")
    return source
