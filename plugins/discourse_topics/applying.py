"""The fitted half of a topic model: what it knows, and how it is applied to texts and documents.

Nothing here learns, and nothing but numpy is imported: a model that was fitted elsewhere is loaded and applied by this.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from discourse import Document, NotFittedError
from discourse.engines import Engine

from .archives import shares_by
from .arrays import Floats, Integers
from .corpus import Counts, columns_of, count
from .counts import TopicCounts
from .folding import FoldIn
from .labels import first_words
from .modelfiles import Learnt
from .phrases import joined, phrase_texts, read_words
from .words import Source, Tokenizer, columns_there, document_words, gaps_of, numbered, with_gaps


class FittedTopics:
    """What an estimator of topics is when it is fitted; `_take` makes it so."""

    counts_: TopicCounts | None = None

    def _take(self, learnt: Learnt, tokenizer: Tokenizer | None, counts: TopicCounts | None) -> None:
        """Set what the model has learnt, and prepare what it is applied with."""
        self._learnt = learnt
        self._tokenizer = tokenizer
        self._phrases = frozenset(phrase_texts(learnt.parameters["phrases"]))
        self.vocabulary_ = learnt.vocabulary
        self.components_ = learnt.components
        self.idf_ = learnt.idf
        self.n_documents_ = learnt.n_documents
        self.counts_ = counts
        self.topics_ = first_words(learnt.components, learnt.vocabulary)
        self.labels_ = list(learnt.labels)
        self._columns = columns_of(learnt.vocabulary)
        self._folding = FoldIn(learnt.typical, learnt.idf, learnt.members)

    def transform(self, sources: Iterable[Source], *, engine: Engine | None = None) -> Floats:
        """Return the shares of topics, sources x topics.

        A row sums to 1; it holds zeros alone where no word of the source belongs to a topic.

        Args:
            sources: Texts, or documents, whose tokens are used if they are there.
            engine: Where to find them, batch by batch: an engine of `discourse.engines`; None for here, all at once.

        Raises:
            NotFittedError: Before `fit`.
            EngineError: If no worker of the engine survives one of the sources.
        """
        self.check_fitted()
        if engine is not None:
            return shares_by(self, sources, engine)
        return self._folding.shares(self._count(sources))

    def likeness(self, sources: Iterable[Source]) -> Floats:
        """Return how like the typical document of each topic each source is, 0 to 1: sources x topics.

        Shares say which topics a source is about among those of the model; likeness says whether it is about any: the
        greatest of a source that fits no topic is low.
        """
        self.check_fitted()
        return self._folding.cosines(self._count(sources))

    def _count(self, sources: Iterable[Source]) -> Counts:
        return count(read_words(sources, self._tokenizer, self._phrases), self._columns)

    def words_held(self, sources: Iterable[Source], words: Iterable[str]) -> list[int]:
        """Return how many different ones of some words of the vocabulary each source holds."""
        self.check_fitted()
        counts = self._count(sources)
        wanted = np.isin(counts.words, [self._columns[word] for word in words])
        return [int(held) for held in np.bincount(counts.documents[wanted], minlength=len(counts))]

    def word_numbers(self, document: Document) -> list[int]:
        """Return the number of the word or phrase that begins at each token of a document, -1 for none."""
        self.check_fitted()
        words = document_words(document)
        if not self._phrases:
            return [self._columns.get(word, -1) for word in words]
        filled, places = with_gaps(words, gaps_of(document))
        found, begins = joined(numbered([filled]), self._phrases)
        numbers: Integers = np.full(len(filled), -1)
        numbers[begins] = columns_there(found.types, self._columns)[found.numbers]
        return [int(number) for number in numbers[places]]

    def fold_in(self) -> FoldIn:
        """Return what finds the shares of topics in counted words, for analyzers."""
        self.check_fitted()
        return self._folding

    def get_feature_names_out(self, input_features: object = None) -> npt.NDArray[np.object_]:
        """Return the labels of the topics, the columns of `transform`."""
        self.check_fitted()
        return np.array(self.labels_, dtype=object)

    def check_fitted(self) -> None:
        """Raise `NotFittedError` before `fit`."""
        if not self.__sklearn_is_fitted__():
            raise NotFittedError("this TopicModel is not fitted; call fit(texts), or TopicModel.load(folder)")

    def __sklearn_is_fitted__(self) -> bool:
        return hasattr(self, "_learnt")
