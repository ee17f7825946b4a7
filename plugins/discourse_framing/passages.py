"""Passages: the paragraphs of a document in which frames are looked for, with the matches in each.

Paragraph frames and document frames read the same passages, so they are made once for a document and a codebook, and
shared. A headline frames its subject as much as the body does; a biography, a byline or a dateline does not.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

from discourse import Document, Layer, OptionError, Pipeline, Resource
from discourse_text import Paragraph, Region, Token, lowered, lowered_words

from .codebook import Codebook, codebook_from
from .matching import Match, Matcher
from .scoring import Scorer

FRAMED_REGIONS = ("headline", "body")


class Passage(NamedTuple):
    """A paragraph with its matches.

    Args:
        start: Its first code point.
        end: The code point after its last.
        length: Its length in tokens.
        matches: The patterns in it; their indices are those of the document's tokens.
    """

    start: int
    end: int
    length: int
    matches: list[Match]


class PassageReader:
    """Reads the passages of documents with one codebook.

    Args:
        codebook: The codebook.
    """

    def __init__(self, codebook: Codebook) -> None:
        self.codebook = codebook
        self.patterns = codebook.patterns
        self.scorer = Scorer(codebook, 0.0)  # which leaves no frame out
        self._matcher = Matcher(codebook)

    def matches(self, words: Sequence[str]) -> list[Match]:
        """Return the matches in lower-cased tokens."""
        return self._matcher.matches(words)

    def passages(self, document: Document) -> tuple[Passage, ...]:
        """Return the passages of a document that has paragraphs, tokens and perhaps regions."""
        layers = ("paragraphs", "tokens", "regions") if "regions" in document else ("paragraphs", "tokens")
        return document.derive(self._read, *layers)

    def _read(self, document: Document) -> tuple[Passage, ...]:
        paragraphs = document.layer("paragraphs", Paragraph)
        tokens = document.layer("tokens", Token)
        words = lowered(document)
        is_framed = framed_places(document)
        found = []
        for start, end in zip(paragraphs.starts, paragraphs.ends, strict=True):
            if is_framed(start):
                inside = tokens.range_within(start, end)
                matches = self._matcher.matches(words, inside.start, inside.stop)
                found.append(Passage(start, end, len(inside), matches))
        return tuple(found)


def framed_places(document: Document) -> Callable[[int], bool]:
    """Return a function that says whether a place of the text is in a region whose frames count."""
    if "regions" not in document:
        return lambda start: True
    regions: Layer[Region] = document.layer("regions", Region)
    starts, values = regions.starts, regions.values

    def is_framed(start: int) -> bool:
        index = bisect_right(starts, start) - 1
        return index < 0 or values[index].kind in FRAMED_REGIONS

    return is_framed


def words_of(text: str | Document) -> tuple[str, ...]:
    """Return the tokens of a text in small letters; of a document those of headline and body, as the layers read it.

    Raises:
        OptionError: If it is neither.
    """
    if isinstance(text, str):
        return lowered_words(text)
    if not isinstance(text, Document):
        raise OptionError(f"a text (str) or a Document is read, not {type(text).__name__}")
    document = text if "tokens" in text else base_pipeline()(text)
    is_framed, starts = framed_places(document), document.layer("tokens", Token).starts
    return tuple([word for word, start in zip(lowered(document), starts, strict=True) if is_framed(start)])


@lru_cache(maxsize=1)
def base_pipeline() -> Pipeline:
    return Pipeline("tokens")


@lru_cache(maxsize=8)  # checking and preparing 3,000 patterns takes as long as reading fifty articles
def reader_of(resource: Resource) -> PassageReader:
    """Return the reader for a codebook; it is the same one for all analyzers of this process.

    Raises:
        FormatError: If the codebook is not sound.
    """
    return PassageReader(codebook_from(resource))
