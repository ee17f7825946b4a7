"""The layers that everything stands on: regions, paragraphs, sentences and tokens; and tags, as a function.

The tokens of a document are made once and shared: `words` and `lowered` give them to every analyzer. `tag` gives the
parts of speech of the sentences that need them; `word_classes`, `word_shape` and `WindowScores` are what it is built
on, and `word_vectors` say which words mean alike, for plugins that learn a model over words of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Literal

import attrs

import discourse
from discourse import AnalyzerSpec, Document, LayerError, View

from .distributional import word_classes as classes_of
from .shapes import shape_of
from .windows import WindowScores

if TYPE_CHECKING:
    from .vectors import WordVectors

__all__ = [
    "Paragraph",
    "Region",
    "Sentence",
    "Token",
    "WindowScores",
    "kind_of",
    "lowered",
    "lowered_words",
    "tag",
    "tokenize",
    "word_classes",
    "word_shape",
    "word_vectors",
    "words",
]


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


def tag(words: Sequence[str]) -> list[str]:
    """Return the part of speech of each word of a sentence, as a tag of the Penn Treebank.

    An averaged perceptron (Collins 2002) over the words two to either side and the two tags before, learnt with NLTK's
    trainer. The same words always get the same tags.

    Args:
        words: The words of one sentence, cut as `tokenize` cuts them.

    Returns:
        A tag for each word: "NNP", "VBD", "JJ" and so on, in the variant of GUM, which tags hyphens "HYPH".

    Raises:
        TextError: `words` is one string.

    Example:
        >>> tag(["The", "minister", "resigned", "."])
        ['DT', 'NN', 'VBD', '.']
    """
    from .tagging import shipped_tagger

    if isinstance(words, str):
        raise discourse.TextError("tag takes the words of a sentence, not a text; cut it first, as with tokenize")
    return shipped_tagger().tag(words)


def word_classes(word: str) -> tuple[int, int, int]:
    """Return the classes of a word by the company it keeps in running text, from coarse to fine.

    Args:
        word: As it stands in the text; its small letters count where it is not known as it stands.

    Returns:
        One of 32, one of 128 and one of 512 classes, numbered from 1; zeros for a word that has none.
    """
    return classes_of(word)


def word_shape(word: str) -> str:
    """Return which kinds of characters follow one another in a word: "Xx" of "Rabat", "d-x" of "14-member"."""
    return shape_of(word)


def word_vectors() -> WordVectors:
    """Return the vectors of 32,000 words, read once: 64 dimensions each, words that mean alike have like ones.

    They were distilled from a sentence encoder (see their card). No analyzer needs them unless it was fitted with them.
    """
    from .vectors import word_vectors

    return word_vectors()


def words(document: Document) -> tuple[str, ...]:
    """Return the words of the tokens of a document, made once for all analyzers.

    Raises:
        LayerError: If a token, which another provider or a user made, covers no character.
    """
    return document.derive(cut_words, "tokens")


def lowered(document: Document) -> tuple[str, ...]:
    """Return the lower-cased words of the tokens, with straight apostrophes, made once for all analyzers."""
    return document.derive(lower_words, "tokens")


def lowered_words(text: str) -> tuple[str, ...]:
    """Return the lower-cased words of any text, as `lowered` gives those of a document: of a sentence to learn from."""
    columns = tokenize(text)
    bounds = zip(columns.starts, columns.ends, strict=True)
    return tuple([text[start:end].lower().replace("’", "'") for start, end in bounds])


def cut_words(document: Document) -> tuple[str, ...]:
    text, tokens = document.text, document["tokens"]
    found = tuple([text[start:end] for start, end in zip(tokens.starts, tokens.ends, strict=True)])
    if "" in found:  # a layer may hold such annotations, but no analyzer can make a word of them
        index = found.index("")
        raise LayerError(f"layer 'tokens': token {index} covers no character, at {tokens.starts[index]}")
    return found


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
