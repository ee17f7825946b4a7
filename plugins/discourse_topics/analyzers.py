"""The layers `topics` and `document_topics`: the shares of a fitted model's topics in paragraphs and documents.

Evidence are the words that carry a topic. Their weights are their parts in its share; the strongest are shown. A
paragraph is expected to be about what its document is about, which decides where it has few words: that part of a share
is evidence without words. All parts sum to the share.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs
import numpy as np

from discourse import Annotation, Document, Evidence, OptionError, Span

from . import TopicShare
from .arrays import Floats, Integers
from .folding import Mixture
from .model import TopicModel

WORD, EXPECTED = "topic word", "topic of the document"


@attrs.frozen(eq=False)
class Stretch:
    """The words of a stretch of text that a model knows.

    Args:
        words: The numbers of the different words, ascending.
        places: The tokens at which each stands.
    """

    words: Integers
    places: Sequence[Sequence[int]]

    @property
    def counts(self) -> Integers:
        """How often each word stands in the stretch."""
        return np.fromiter(map(len, self.places), np.int64, len(self.places))


def stretch_of(numbers: Sequence[int], tokens: range) -> Stretch:
    """Return the known words among some tokens, of which the numbers of all are given."""
    places: dict[int, list[int]] = {}
    for token in tokens:
        if numbers[token] >= 0:
            places.setdefault(numbers[token], []).append(token)
    words = sorted(places)
    return Stretch(np.array(words, np.int64), [places[word] for word in words])


class StretchTopics:
    """Finds the shares of topics in a stretch of a document.

    Args:
        model: A fitted model.
        least_share: Topics with a smaller share of a stretch are left out, 0 to 1.
        evidence_words: How many different words are shown as evidence of a topic, from 0.

    Raises:
        NotFittedError: If the model is not fitted.
        OptionError: If an option is out of bounds, or the model has a tokenizer of its own, whose words are not those
            of the documents.
    """

    def __init__(self, model: TopicModel, least_share: float, evidence_words: int) -> None:
        if not isinstance(least_share, (int, float)) or not 0.0 <= least_share <= 1.0:
            raise OptionError(f"least_share is a number from 0 to 1, not {least_share!r}")
        if type(evidence_words) is not int or evidence_words < 0:
            raise OptionError(f"evidence_words is a whole number from 0, not {evidence_words!r}")
        self._folding = model.fold_in()
        if model.tokenizer is not None:
            raise OptionError(
                "the topic model was fitted with a tokenizer of its own; documents are read by their tokens: fit it "
                "with tokenizer=None, or use its transform"
            )
        self._model = model
        self._least_share = least_share
        self._evidence_words = evidence_words

    def word_numbers(self, document: Document) -> list[int]:
        """Return the number in the model's vocabulary of the word or phrase that begins at each token, -1 for none."""
        return self._model.word_numbers(document)

    def mixture(self, stretch: Stretch, expected: Floats | None = None) -> Mixture | None:
        """Return how a stretch is made of topics, None if no word of it belongs to one."""
        return self._folding.mixture(stretch.words, stretch.counts, expected)

    def annotations(
        self, document: Document, span: Span, stretch: Stretch, mixture: Mixture
    ) -> Iterator[Annotation[TopicShare]]:
        """Give the topics of a stretch, the strongest first."""
        for topic in np.argsort(-mixture.shares, kind="stable").tolist():
            weight = float(mixture.shares[topic])
            if weight < self._least_share or weight == 0.0:
                break
            value = TopicShare(topic, self._model.labels_[topic], weight)
            yield Annotation(span, value, tuple(self._evidence(document, stretch, mixture, topic)))

    def _evidence(self, document: Document, stretch: Stretch, mixture: Mixture, topic: int) -> Iterator[Evidence]:
        """Give the words that carry a topic, wherever they stand, in the order of the text, and the expectation."""
        tokens = document["tokens"]
        parts = mixture.parts[:, topic]
        found = [
            (token, int(stretch.words[place]), float(parts[place]) / len(stretch.places[place]))
            for place in np.argsort(-parts, kind="stable")[: self._evidence_words].tolist()
            for token in stretch.places[place]
        ]
        for token, word, weight in sorted(found):
            last = token + self._model.vocabulary_[word].count(" ")  # phrases have blanks between their words
            yield Evidence(Span(tokens.starts[token], tokens.ends[last]), WORD, weight)
        if self._evidence_words and mixture.expected[topic]:
            yield Evidence(None, EXPECTED, float(mixture.expected[topic]))


class ParagraphTopics:
    """Gives the layer `topics`.

    Args:
        model: A fitted `TopicModel`.
        least_share: Topics with a smaller share of a paragraph are left out, 0 to 1.
        evidence_words: How many different words are shown as evidence of a topic, from 0.
    """

    def __init__(self, *, model: TopicModel, least_share: float = 0.15, evidence_words: int = 5) -> None:
        self._topics = StretchTopics(model, least_share, evidence_words)

    def analyze(self, document: Document) -> Iterator[Annotation[TopicShare]]:
        numbers = self._topics.word_numbers(document)
        whole = self._topics.mixture(stretch_of(numbers, range(len(numbers))))
        if whole is None:
            return
        paragraphs, tokens = document["paragraphs"], document["tokens"]
        for start, end in zip(paragraphs.starts, paragraphs.ends, strict=True):
            stretch = stretch_of(numbers, tokens.range_within(start, end))
            mixture = self._topics.mixture(stretch, whole.shares)
            if mixture is not None:
                yield from self._topics.annotations(document, Span(start, end), stretch, mixture)


class DocumentTopics:
    """Gives the layer `document_topics`.

    Args:
        model: A fitted `TopicModel`.
        least_share: Topics with a smaller share of the document are left out, 0 to 1.
        evidence_words: How many different words are shown as evidence of a topic, from 0.
    """

    def __init__(self, *, model: TopicModel, least_share: float = 0.05, evidence_words: int = 5) -> None:
        self._topics = StretchTopics(model, least_share, evidence_words)

    def analyze(self, document: Document) -> Iterator[Annotation[TopicShare]]:
        numbers = self._topics.word_numbers(document)
        stretch = stretch_of(numbers, range(len(numbers)))
        mixture = self._topics.mixture(stretch)
        if mixture is not None:
            yield from self._topics.annotations(document, Span(0, len(document.text)), stretch, mixture)
