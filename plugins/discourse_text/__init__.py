"""The layers that everything stands on: regions, paragraphs, sentences and tokens.

The tokens of a document are made once and shared: `words` and `lowered` give them to every analyzer.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import attrs

import discourse
from discourse import AnalyzerSpec, Document, View

__all__ = ["Paragraph", "Region", "Sentence", "Token", "kind_of", "lowered", "tokenize", "words"]


@attrs.frozen
class Region:
    """A stretch of the page. Nothing is found in boilerplate.

    Args:
        kind: headline, kicker (a line that says the sort of article), byline, dateline, body, biography (a note about
            the author), or boilerplate (buttons, forms, notices of the site).
    """

    kind: Literal["headline", "kicker", "byline", "dateline", "body", "biography", "boilerplate"]


@attrs.frozen
class Paragraph:
    """A paragraph, heading or list item; it never crosses a region."""


@attrs.frozen
class Sentence:
    """A sentence; it never crosses a paragraph."""


@attrs.frozen
class Token:
    """A word, a number, a mark.

    Args:
        kind: word, number (it begins with a digit), punctuation, or symbol ("$", "%", an emoji).
    """

    kind: Literal["word", "number", "punctuation", "symbol"]


def tokenize(text: str) -> discourse.Columns[Token]:
    """Cut any text into tokens, as the layer `tokens` is: an entry of a lexicon, a pattern, a query."""
    from .tokens import tokenize

    return tokenize(text)


def kind_of(token: str) -> Token:
    """Return the kind of a token by how it begins, for analyzers that cut tokens otherwise.

    Args:
        token: Its text, without white space and not empty.
    """
    from .tokens import kind_of

    return kind_of(token)


def words(document: Document) -> tuple[str, ...]:
    """Return the words of the tokens of a document, made once for all analyzers."""
    return document.derive(cut_words, "tokens")


def lowered(document: Document) -> tuple[str, ...]:
    """Return the lower-cased words of the tokens, with straight apostrophes, made once for all analyzers."""
    return document.derive(lower_words, "tokens")


def cut_words(document: Document) -> tuple[str, ...]:
    text, tokens = document.text, document["tokens"]
    return tuple([text[start:end] for start, end in zip(tokens.starts, tokens.ends, strict=True)])


def lower_words(document: Document) -> tuple[str, ...]:
    lower = tuple(map(str.lower, words(document)))
    return tuple([word.replace("’", "'") for word in lower]) if "’" in document.text else lower


@discourse.hookimpl
def discourse_register_analyzers(register: Callable[[AnalyzerSpec], None]) -> None:
    """Register the base layers; each stands on the one before."""
    register(
        AnalyzerSpec(
            name="regions",
            version="1.1",
            provides="regions",
            payload=Region,
            factory="discourse_text.regions:RegionAnalyzer",
            view=View(
                label="Page", line="discourse_text.views:region_line", summary="discourse_text.views:page", order=0
            ),
        )
    )
    register(
        AnalyzerSpec(
            name="paragraphs",
            version="1.0",
            provides="paragraphs",
            payload=Paragraph,
            requires=("regions",),
            factory="discourse_text.paragraphs:ParagraphAnalyzer",
            view=View(shown=False),
        )
    )
    register(
        AnalyzerSpec(
            name="sentences",
            version="1.1",
            provides="sentences",
            payload=Sentence,
            requires=("paragraphs",),
            factory="discourse_text.sentences:SentenceAnalyzer",
            view=View(shown=False),
        )
    )
    register(
        AnalyzerSpec(
            name="tokens",
            version="1.0",
            provides="tokens",
            payload=Token,
            requires=("paragraphs",),
            factory="discourse_text.tokens:TokenAnalyzer",
            view=View(shown=False),
        )
    )
