"""Who speaks: quotations, and the voices that partition a text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Literal

import attrs

import discourse
from discourse import AnalyzerSpec, Document, Query, Span, View

if TYPE_CHECKING:
    from os import PathLike

__all__ = ["Quotation", "Voice", "speakers", "statements", "subjects", "train", "voice_of"]


@attrs.frozen
class Quotation:
    """What somebody says, thinks or writes; the annotation covers the content.

    Args:
        kind: direct (in quotation marks), indirect, or mixed.
        level: speech, thought, or writing (a statement, a report, a law).
        speaker: The words that name the source, or None.
        cue: The words that report it ("said", "according to"), or None.
        source: The resolved name of the source, or None.
        fragments: The pieces of an interrupted content; empty if it is in one piece.
        denied: True for "denied that ...".
        confidence: How sure the analyzer is, 0 to 1.
    """

    kind: Literal["direct", "indirect", "mixed"]
    level: Literal["speech", "thought", "writing"]
    speaker: Span | None
    cue: Span | None
    source: str | None
    fragments: tuple[Span, ...]
    denied: bool
    confidence: float


@attrs.frozen
class Voice:
    """Whose words a stretch of text is.

    Args:
        kind: author, quoted (in quotation marks), attributed (indirect), or boilerplate.
        source: Name of the speaker; None for the author, for boilerplate and for speakers without a name.
    """

    kind: Literal["author", "quoted", "attributed", "boilerplate"]
    source: str | None = None


AUTHOR = Voice("author")


def voice_of(document: Document, span: Span) -> Voice:
    """Return the voice that most of a span belongs to: the one place from which payloads take `voice` and `source`."""
    return document.layer("voices", Voice).best_value(span) or AUTHOR


def speakers(documents: Document | Iterable[Document], *, layer: str = "quotations") -> list[dict[str, Any]]:
    """Return who speaks, and how much: the author first, then the sources with most words.

    Args:
        documents: One or several, with voices.
        layer: Name of the layer of quotations to read, where it is a corrected one.

    Returns:
        A record for the author and each source: `voice` ("author" or "source"), `source` (name; None for the author
        and, in one record, for all who are not named), `documents`, `statements` (quotations of theirs), `words` (that
        the voices give them), `share` (of all words but boilerplate, 0 to 1), `quoted` (their words in quotation
        marks), `speech`, `thought`, `writing` and `denied` (how many statements), `cues` (the five most frequent).
    """
    from . import rollups

    return rollups.speakers(documents, layer=layer)


def statements(documents: Document | Iterable[Document], *, layer: str = "quotations") -> Iterator[dict[str, Any]]:
    """Give what is said, thought or written, by whom, and what is in it, in the order of the texts.

    Args:
        documents: One or several, with quotations.
        layer: Name of the layer of quotations to read, where it is a corrected one.

    Returns:
        A record for each quotation: `document` (id), `source`, `kind`, `level`, `denied`, `cue`, `text`, `start`,
        `end`, `words`, `about` (names in it, but its source), `confidence`; and, if these layers are there, `numbers`
        (words of the claims in it), `frames` (of its paragraph, if that is mostly the source's) and `sentiment` (mean
        score of its sentences that are mostly the source's, -1 to 1; else None).
    """
    from . import rollups

    return rollups.statements(documents, layer=layer)


def subjects(documents: Document | Iterable[Document], *, layer: str = "quotations") -> list[dict[str, Any]]:
    """Return of whom each source speaks, the pairs with most statements first.

    Args:
        documents: One or several, with quotations.
        layer: Name of the layer of quotations to read, where it is a corrected one.

    Returns:
        A record for each source and each name in what it says: `source` (None for all who are not named), `about`,
        `statements`, `denied`, and, if there are targets, `judgements` (mentions with a sentiment) and `balance`
        (their mean, positive less negative, -1 to 1; None without any).
    """
    from . import rollups

    return rollups.subjects(documents, layer=layer)


def train(files: Iterable[str | PathLike[str]], out: str | PathLike[str] | None = None) -> None:
    """Learn the weights of quotations from texts in which it is marked who says what, and write them.

    The same files give the same bytes with the same versions of numpy and scipy on one kind of machine. Needs scipy.

    Args:
        files: Texts in the notation of `training/notation.py`, with the ending .txt, and GUM's attributions (.jsonl).
        out: File to write, with the ending .npz; the package's own weights if None.

    Raises:
        FormatError: A file is not in the notation; it says where.
        SourceError: A file cannot be read, or there is no folder to write into; nothing is learnt then.
    """
    from .training.making import learn_and_write

    learn_and_write(files, out)


@discourse.hookimpl
def discourse_register_analyzers(register: Callable[[AnalyzerSpec], None]) -> None:
    """Register `quotations` and `voices`."""
    register(
        AnalyzerSpec(
            name="quotations",
            version="2.1",
            provides="quotations",
            payload=Quotation,
            requires=("paragraphs", "sentences", "tokens", "entities"),
            factory="discourse_voices.quotations:QuotationAnalyzer",
            view=View(label="Quotations", line="discourse_voices.views:quotation", shown=False),
        )
    )
    register(
        AnalyzerSpec(
            name="voices",
            version="1.0",
            provides="voices",
            payload=Voice,
            requires=("regions", "paragraphs", "quotations"),
            factory="discourse_voices.voices:VoiceAnalyzer",
            view=View(
                label="Who speaks",
                line="discourse_voices.views:voice",
                summary="discourse_voices.views:voices",
                order=10,
            ),
        )
    )


@discourse.hookimpl
def discourse_table_queries(register: Callable[[Query], None]) -> None:
    register(Query(name="who_is_quoted", layers=("quotations",), run="discourse_voices.queries:who_is_quoted"))
    register(Query(name="words_in_context", layers=(), run="discourse_voices.queries:words_in_context"))
