"""Which frames a stretch of a document has, and by which words: the word of a codebook, or of a fitted model.

The evidence of a codebook are the words of its patterns, with what each counted (see `scoring`). That of a model are
the words that weigh most in the logit of a frame; what the others add, and the bias, is one piece without words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from discourse import Document, Layer
from discourse_text import Paragraph, Token, lowered

from .classifier import FrameClassifier, probabilities
from .matching import Match
from .passages import PassageReader, framed_places
from .scoring import Scorer

DECIMALS = 6  # of a layer's floats; a value that is rounded already is not made a second time
NOWHERE = -1  # bounds of evidence that belongs to no words
LABELS = "labels"  # stands for the codebook of a model that has none
MOST_EVIDENCE = 12  # words of a frame that a model shows
WORD_RULE, REST_RULE = "logit: word", "logit: bias and other words"


Piece = tuple[int, int, str, float]
"""A piece of evidence as plain values: start and end (`NOWHERE` where it belongs to no words), rule, weight."""


Judged = tuple[str, str, float, Sequence[Piece]]
"""A frame of a stretch of text: name of the codebook ("labels" for a model without one), name of the frame, how likely
it is from 0 to 1, and its evidence, which are the words that speak for it or against it."""


class Judge(Protocol):
    """What says which frames there are."""

    def paragraphs(self, document: Document) -> Iterator[tuple[int, int, list[Judged]]]:
        """Give the bounds of each paragraph of headline and body, with its frames, the most probable first."""
        ...

    def whole(self, document: Document) -> list[Judged]:
        """Return the frames of headline and body together, the most probable first."""
        ...


class CodebookJudge:
    """Frames by the patterns of a codebook.

    Args:
        reader: Finds them.
        minimum: Smallest probability that is kept; by default what the codebook says.
    """

    def __init__(self, reader: PassageReader, minimum: float | None) -> None:
        self._reader = reader
        self._scorer = Scorer(reader.codebook, minimum)
        self._name = reader.codebook.name
        self._frames = [frame.name for frame in reader.codebook.frames]
        self._rules = [pattern.rule for pattern in reader.patterns]

    def paragraphs(self, document: Document) -> Iterator[tuple[int, int, list[Judged]]]:
        tokens = document.layer("tokens", Token)
        for passage in self._reader.passages(document):
            yield passage.start, passage.end, self._judged(passage.matches, passage.length, tokens)

    def whole(self, document: Document) -> list[Judged]:
        passages = self._reader.passages(document)
        matches = [match for passage in passages for match in passage.matches]
        return self._judged(matches, sum(passage.length for passage in passages), document.layer("tokens", Token))

    def _judged(self, matches: Sequence[Match], length: int, tokens: Layer[Token]) -> list[Judged]:
        starts, ends, rules = tokens.starts, tokens.ends, self._rules
        judged: list[Judged] = []
        for minus, frame, evidence in self._scorer.kept(matches, length):
            pieces = [
                (starts[first], ends[end - 1], f"{rules[pattern]}, negated" if is_negated else rules[pattern], weight)
                for (_, pattern, first, end, is_negated), weight in evidence
            ]
            judged.append((self._name, self._frames[frame], round(-minus, DECIMALS), pieces))
        return judged


class ModelJudge:
    """Frames as a fitted classifier predicts them.

    Args:
        model: The classifier.
        minimum: Smallest probability that is kept; by default the threshold of each frame.
    """

    def __init__(self, model: FrameClassifier, minimum: float | None) -> None:
        self._model = model
        self._thresholds = model.thresholds_ if minimum is None else (minimum,) * len(model.classes_)

    def paragraphs(self, document: Document) -> Iterator[tuple[int, int, list[Judged]]]:
        for start, end, inside in self._stretches(document):
            yield start, end, self._judged(document, inside)

    def whole(self, document: Document) -> list[Judged]:
        return self._judged(document, [token for _, _, inside in self._stretches(document) for token in inside])

    def _stretches(self, document: Document) -> Iterator[tuple[int, int, range]]:
        paragraphs, tokens = document.layer("paragraphs", Paragraph), document.layer("tokens", Token)
        is_framed = framed_places(document)
        for start, end in zip(paragraphs.starts, paragraphs.ends, strict=True):
            if is_framed(start):
                yield start, end, tokens.range_within(start, end)

    def _judged(self, document: Document, inside: Sequence[int]) -> list[Judged]:
        words, tokens = lowered(document), document.layer("tokens", Token)
        codebooks = self._model.learnt.codebooks
        if not inside:
            return []
        row = self._model.row([words[token] for token in inside])
        logits = self._model.logits(row)
        chances = probabilities(logits).tolist()
        kept = [frame for frame, chance in enumerate(chances) if chance >= self._thresholds[frame]]
        found: list[Judged] = []
        for frame in sorted(kept, key=lambda frame: (-chances[frame], frame)):
            rest = float(logits[frame])
            pieces: list[Piece] = []
            strongest = sorted(self._model.contributions(row, frame), key=lambda one: (-abs(one.weight), one.first))
            for one in sorted(strongest[:MOST_EVIDENCE], key=lambda one: (one.first, one.end)):
                bounds = tokens.starts[inside[one.first]], tokens.ends[inside[one.end - 1]]
                pieces.append((*bounds, WORD_RULE, one.weight))
                rest -= one.weight
            pieces.append((NOWHERE, NOWHERE, REST_RULE, rest))
            name = codebooks[0].name if codebooks else LABELS
            found.append((name, self._model.classes_[frame], round(chances[frame], DECIMALS), pieces))
        return found
