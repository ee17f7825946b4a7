"""Spelling out: the words of a pattern, one chosen at each place, as the tokenizer cuts them in a text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, product

from discourse_text import tokenize

from .codebook import Codebook
from .patterns import GAP, Places, is_prefix, is_wild

STAR, ANY_LETTER = "zqxa", "zqxq"  # what wildcards within words are for the tokenizer: letters of no word

Tokens = Mapping[str, tuple[tuple[str, ...], ...]]  # the ways to cut each word of the patterns


def variants_of(places: Places, tokens: Tokens) -> Iterator[list[str]]:
    """Spell out a pattern, with each choice of alternatives, as the tokens of a text."""
    for words in product(*places):
        for cuts in product(*(tokens[word] for word in words)):
            yield list(chain.from_iterable(cuts))


def tokens_of_words(codebook: Codebook) -> Tokens:
    """Return the tokens of every word in the patterns: `can't` and `short-staffed*` are more than one.

    All words are tokenized as the lines of one text, which costs a tenth of tokenizing them one by one. How a text is
    cut where a wildcard stands beside a hyphen or a digit is not known ("pro-life" is one token, "short-staffed"
    three), so there are several cuts of such a word.
    """
    patterns = codebook.patterns
    phrases = (places for pattern in patterns for places in (pattern.places, *pattern.requires, *pattern.unless))
    words = list(dict.fromkeys(word for places in phrases for place in places for word in place if word != GAP))
    with_stems = cuts_of([word.removesuffix("*").replace("*", STAR).replace("?", ANY_LETTER) or STAR for word in words])
    with_stars = cuts_of([word.replace("*", STAR).replace("?", ANY_LETTER) for word in words])
    tokens: dict[str, tuple[tuple[str, ...], ...]] = {GAP: ((GAP,),)}
    for word, stem, starred in zip(words, with_stems, with_stars, strict=True):
        if not is_wild(word) or (is_prefix(word) and word[:-1].isalpha()):
            tokens[word] = ((*stem[:-1], stem[-1] + "*") if is_wild(word) else stem,)
        else:
            ended = (*stem[:-1], stem[-1] + "*") if word.endswith("*") and stem[-1] != "*" else stem
            tokens[word] = tuple(dict.fromkeys([(word,), ended, starred]))
    return tokens


def cuts_of(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Give the tokens of each word, with the wildcards back in their places."""
    text = "\n".join(words)
    columns = tokenize(text)
    position, line_end = 0, -1
    for word in words:
        line_end += 1 + len(word)
        found = []
        while position < len(columns.starts) and columns.starts[position] < line_end:
            token = text[columns.starts[position] : columns.ends[position]]
            found.append(token.replace(STAR, "*").replace(ANY_LETTER, "?"))
            position += 1
        yield tuple(found)
