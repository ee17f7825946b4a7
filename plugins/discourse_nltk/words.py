"""Tokens by NLTK's word tokenizers.

Both expect one sentence at a time (only the full stop at its end is cut off), so they stand on the layer `sentences`,
whoever provides it. They cut less than our own: "14-member" is one token, and NLTK's Treebank tokenizer leaves
typographic quotation marks at their words.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from discourse import Columns, Document
from discourse_text import Token, kind_of

from .alignment import located
from .patterns import no_limit_of_time, with_unlimited_patterns

MARKS_AT_THE_FRONT = re.compile(r"\A[\W_]++(?=\w)")  # "€7.36" and "-5" are numbers, "“We" is a word


class NLTKTokens:
    """Cuts sentences into tokens as `tokenize` does, a method of one of NLTK's tokenizers."""

    def __init__(self, name: str, tokenizer: type[Any]) -> None:
        self._name = name
        self._tokenize = with_unlimited_patterns(tokenizer)().tokenize

    def analyze(self, document: Document) -> Columns[Token]:
        text, sentences = document.text, document["sentences"]
        starts: list[int] = []
        ends: list[int] = []
        for first, last in zip(sentences.starts, sentences.ends, strict=True):
            with no_limit_of_time(self._name):
                tokens = self._tokenize(text[first:last])
            for start, end in located(tokens, text, first, last):
                starts.append(start)
                ends.append(end)
        return Columns(starts, ends, [kind_of_any(text[start:end]) for start, end in zip(starts, ends, strict=True)])


def word_tokenizer() -> NLTKTokens:
    """Make the analyzer `nltk-words`: NLTK's own tokenizer, the one of `nltk.word_tokenize`."""
    from nltk.tokenize import NLTKWordTokenizer

    return NLTKTokens("nltk-words", NLTKWordTokenizer)


def treebank_tokenizer() -> NLTKTokens:
    """Make the analyzer `nltk-treebank`: the tokenizer after the conventions of the Penn Treebank."""
    from nltk.tokenize import TreebankWordTokenizer

    return NLTKTokens("nltk-treebank", TreebankWordTokenizer)


@lru_cache(maxsize=20_000)
def kind_of_any(token: str) -> Token:
    """Return the kind of a token by the rule of `discourse_text`, which cuts marks off words; here they may be left."""
    return kind_of(MARKS_AT_THE_FRONT.sub("", token))
