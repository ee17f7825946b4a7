"""`TopicModel`: the topics of a corpus, and their shares in texts.

Reading words, choosing a vocabulary, counting, folding texts in, saving and loading are the same for every method; a
method only learns the weights of words in topics (see `methods`). Fitting may import scikit-learn; applying a fitted
model imports numpy alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from os import PathLike
from pathlib import Path
from typing import Self

import numpy as np

from discourse import FormatError, NotFittedError, OptionError
from discourse.engines import Engine

from . import editing
from .applying import FittedTopics
from .archives import counted
from .arrays import Floats
from .corpus import Corpus, Counts, checked_vocabulary, chosen_words, corpus_of
from .counting import counts_of, word_counts_of
from .counts import TopicCounts, WordCounts
from .folding import typical_texts
from .labels import checked_label, distinct, first_words, labels_of
from .methods import check_size, learnt_weights
from .modelfiles import Learnt, read_model, write_model
from .parameters import Parameters, plain_parameters
from .phrases import Phrase, phrase_texts, read_words
from .scanning import TopicScan, parts_of, scan
from .seeds import Seeds, seed_groups
from .words import (
    Source,
    Tokenizer,
    checked_sources,
    checked_tokenizer,
    is_topic_word,
    stop_word_set,
)


class TopicModel(FittedTopics, Parameters):
    """Topics of a corpus, after the conventions of scikit-learn.

    Args:
        n_topics: How many topics; at most as many as documents and words.
        method: How they are learnt: "cooccurrence" (words that keep company, see `discourse_topics.cooccurrence`),
            "nmf" (scikit-learn's factorization of documents), or a method of a plugin.
        random_state: Seed, for methods that draw at random; "cooccurrence" does not.
        min_df: Least number (int) or share (float) of documents with a word of the vocabulary.
        max_df: Greatest number or share.
        max_features: Size of the vocabulary at most; words of more documents come first. "auto" for four words a
            document, 1,000 to 3,000; None for all. Time and memory grow with its square; more than 20,000 are refused.
        vocabulary: The words to look at, in the place of those that these three bounds choose; None to choose.
        stop_words: Words to leave out: "english" for the shipped function words, a collection of words, or None.
        phrases: Phrases that are taken as one word each, such as `find_phrases` gives, or their texts.
        seeds: Words that a topic is to be about: a list for each such topic, or a mapping from its label to the list.
            These topics come first; the others are found as always. Only for methods that take seeds: "cooccurrence".
        tokenizer: Gives the words of a text, which are taken as they are; None for the library's tokens, lower-cased,
            of which numbers, marks and single letters are left out. A model with a tokenizer of yours cannot be saved.

    Attributes:
        topics_: The ten first words of each topic, best first; the topics that explain most come first.
        labels_: A name for each topic: its first words, until you rename it.
        components_: Probability of words in topics, topics x vocabulary.
        vocabulary_: The words, in the order of the alphabet.
        idf_: Their inverse document frequency.
        n_documents_: How many documents it was fitted on.
        counts_: What it was fitted on, as `TopicCounts`; None in a model that was loaded.

    Example:
        >>> ponds = ["Frogs and newts share the pond.", "The pond froze; the frogs slept.", "Newts like a cold pond."]
        >>> taxes = ["The budget raises the tax.", "No budget, no tax cut.", "A tax for the budget of the town."]
        >>> model = TopicModel(n_topics=2).fit(ponds + taxes)
        >>> model.transform(["Frogs in the pond"]).shape
        (1, 2)
    """

    def __init__(
        self,
        *,
        n_topics: int = 20,
        method: str = "cooccurrence",
        random_state: int = 0,
        min_df: int | float = 1,
        max_df: int | float = 0.5,
        max_features: int | str | None = "auto",
        vocabulary: Collection[str] | None = None,
        stop_words: str | Collection[str] | None = "english",
        phrases: Collection[str | Phrase] = (),
        seeds: Seeds | None = None,
        tokenizer: Tokenizer | None = None,
    ) -> None:
        self.n_topics = n_topics
        self.method = method
        self.random_state = random_state
        self.min_df = min_df
        self.max_df = max_df
        self.max_features = max_features
        self.vocabulary = vocabulary
        self.stop_words = stop_words
        self.phrases = phrases
        self.seeds = seeds
        self.tokenizer = tokenizer

    # Learning

    def fit(self, sources: Iterable[Source], y: object = None, *, engine: Engine | None = None) -> Self:
        """Learn topics.

        Args:
            sources: Texts, or documents, whose tokens are used if they are there.
            y: Not used; pipelines of scikit-learn pass it.
            engine: Where to count them, batch by batch, in two passes (see `discourse.engines`); None for here, all at
                once. The model is the same, to the last bit.

        Raises:
            OptionError: For parameters that are out of bounds, or more topics than the corpus can hold; with an
                engine, for a method that does not learn from counts.
            TextError: For a corpus without words, or in which all documents are equal; with an engine, for sources that
                can be read only once.
        """
        if engine is None:
            self._fit(sources)
            return self
        return self.fit_counts(counted(type(self)(**self.get_params()), sources, engine))

    def fit_transform(self, sources: Iterable[Source], y: object = None, *, engine: Engine | None = None) -> Floats:
        """Learn topics and return their shares in the same sources, which are read only once without an engine."""
        if engine is not None:
            return self.fit(sources, engine=engine).transform(sources, engine=engine)
        counts = self._fit(sources)
        return self._folding.shares(counts)

    def partial_fit(self, sources: Iterable[Source], y: object = None) -> Self:
        """Add documents to those the model was fitted on, and learn the topics of all.

        The vocabulary is that of the model or, at the first call, of these sources: a model that is fitted in parts
        with a `vocabulary` of yours is the model of the whole, to the last bit. Topics are learnt anew: what was edited
        by hand is lost.

        Raises:
            OptionError: As `fit`; for a method that does not learn from counts.
            NotFittedError: For a model that was loaded: the counts that it was fitted on are not saved.
        """
        known = self.vocabulary_ if self.__sklearn_is_fitted__() else None
        if known is not None and self.counts_ is None:
            raise NotFittedError("this TopicModel was loaded without its counts; add them up and call fit_counts")
        corpus = self._read(sources)
        vocabulary = known or self.choose_vocabulary(word_counts_of(corpus))
        counts = counts_of(corpus.restricted(vocabulary))
        return self.fit_counts(counts if self.counts_ is None else self.counts_ + counts)

    def _fit(self, sources: Iterable[Source]) -> Counts:
        corpus = self._read(sources)
        corpus = corpus.restricted(self.choose_vocabulary(word_counts_of(corpus)))
        self._learn(counts_of(corpus), corpus)
        return corpus.counts

    def scan(
        self, sources: Iterable[Source], n_topics: Iterable[int] = range(5, 41, 5), *, parts: int = 4
    ) -> TopicScan:
        """Say how stable and how coherent the topics would be with different numbers of topics; fit nothing.

        Of the model all parameters but `n_topics` count. Each number is fitted once for each part, without that part.

        Args:
            sources: Texts, or documents, whose tokens are used if they are there.
            n_topics: The numbers to try.
            parts: Into how many parts the corpus is cut, at least 2; more take longer and judge models of more texts.

        Returns:
            The figures for each number, with the best number, as a table, and as a plot (see `TopicScan`).

        Raises:
            OptionError: As `fit`, for the parameters and for each of the numbers; if there are no numbers.
            TextError: As `fit`.
        """
        from threadpoolctl import threadpool_limits

        listed = checked_sources(sources)
        if type(parts) is not int or not 2 <= parts <= max(len(listed), 2):
            raise OptionError(f"parts is a whole number from 2 to the number of documents, not {parts!r}")
        corpus = self._read(listed)
        corpus = corpus.restricted(self.choose_vocabulary(word_counts_of(corpus)))
        part = parts_of([source if isinstance(source, str) else source.text for source in listed], parts)

        def learn(number: int, counts: TopicCounts, documents: Corpus) -> Floats:
            return type(self)(**{**self.get_params(), "n_topics": number})._weights(counts, documents)

        with threadpool_limits(limits=1):
            return scan(corpus, part, n_topics, learn)

    # Learning from shards

    def word_counts(self, sources: Iterable[Source]) -> WordCounts:
        """Count the documents with each word, the first pass over a shard of an archive; `sum` adds shards."""
        return word_counts_of(self._read(sources))

    def choose_vocabulary(self, counts: WordCounts) -> tuple[str, ...]:
        """Return the vocabulary of an archive, by the counts of all its shards and the parameters of the model."""
        if not isinstance(counts, WordCounts):
            raise OptionError(f"a vocabulary is chosen by WordCounts, the sum of those of all shards; not {counts!r}")
        if self.vocabulary is not None:
            return checked_vocabulary(self.vocabulary)
        return chosen_words(
            counts.documents,
            counts.n_documents,
            min_df=self.min_df,
            max_df=self.max_df,
            max_features=self.max_features,
        )

    def topic_counts(self, sources: Iterable[Source], vocabulary: Collection[str]) -> TopicCounts:
        """Count the pairs of words of a vocabulary: the second pass over a shard of an archive; `sum` adds shards."""
        return counts_of(self._read(sources).restricted(checked_vocabulary(vocabulary)))

    def fit_counts(self, counts: TopicCounts) -> Self:
        """Learn topics from counts: of a whole archive, the model is that of `fit`, to the last bit.

        Raises:
            OptionError: As `fit`; for a method that does not learn from counts.
            TextError: As `fit`.
        """
        if not isinstance(counts, TopicCounts):
            raise OptionError(f"topics are learnt from TopicCounts, the sum of those of all shards; not {counts!r}")
        self._learn(counts, None)
        return self

    def _learn(self, counts: TopicCounts, corpus: Corpus | None) -> None:
        from threadpoolctl import threadpool_limits

        with threadpool_limits(limits=1):  # the last bits of sums depend on how many threads add up
            weights = self._weights(counts, corpus)
            typical = typical_texts(weights, counts)
        labels = labels_of(first_words(weights, counts.vocabulary))
        if isinstance(self.seeds, Mapping):
            labels[: len(self.seeds)] = map(checked_label, self.seeds)
        learnt = Learnt(
            parameters=plain_parameters(self.get_params()),
            vocabulary=counts.vocabulary,
            n_documents=counts.n_documents,
            labels=tuple(distinct(labels)),
            components=weights.astype(np.float32),
            typical=typical.astype(np.float32),
            members=tuple(range(self.n_topics)),
            idf=counts.idf.astype(np.float32),
        )
        self._take(learnt, self.tokenizer, counts)

    def _weights(self, counts: TopicCounts, corpus: Corpus | None) -> Floats:
        """Learn the probability of words in topics, topics x words."""
        check_size(self.n_topics, counts)
        groups = seed_groups(self.seeds, counts.vocabulary, self.n_topics)
        return learnt_weights(self.method, self.n_topics, self.random_state, counts, corpus, groups)

    def _read(self, sources: Iterable[Source]) -> Corpus:
        """Return the words of sources that can carry a topic."""
        stop_words = stop_word_set(self.stop_words)
        phrases = frozenset(phrase_texts(self.phrases))
        can_carry = bool if checked_tokenizer(self.tokenizer) is not None else is_topic_word
        words = read_words(sources, self.tokenizer, phrases)
        return corpus_of(words, lambda word: word in phrases or (word not in stop_words and can_carry(word)))

    # Editing by hand

    def rename(self, labels: Mapping[int | str, str]) -> Self:
        """Return a model with other labels for topics, which are given by their numbers or by the labels they have.

        Raises:
            OptionError: For a topic that is not there, an empty label, or one that another topic has.
        """
        self.check_fitted()
        return self._edited(editing.renamed(self._learnt, labels))

    def merge(self, topics: Collection[int | str], *, label: str | None = None) -> Self:
        """Return a model in which some topics, at least two, are one.

        It takes the place of the first of them; those behind move up. Its share of a text is the sum of theirs.

        Args:
            topics: Their numbers or labels.
            label: Its name; None for its first words.

        Raises:
            OptionError: For a topic that is not there, or fewer than two.
        """
        self.check_fitted()
        return self._edited(editing.merged(self._learnt, topics, label))

    def split(self, topic: int | str, *, into: int = 2) -> Self:
        """Return a model in which one topic is cut into several, which stand in its place.

        Its documents mostly go to the parts; those that it shared with other topics may move.

        Args:
            topic: Its number or label.
            into: How many, at least 2.

        Raises:
            OptionError: For a topic that is not there, or too few parts.
            NotFittedError: For a model that was loaded: the counts that it was fitted on are not saved; fit it again,
                or call `fit_counts`.
            TextError: If its words do not fall apart into so many.
        """
        from threadpoolctl import threadpool_limits

        self.check_fitted()
        if self.counts_ is None:
            raise NotFittedError("a topic is split by the counts it was found in, which are not saved: fit again")
        with threadpool_limits(limits=1):
            return self._edited(editing.split(self._learnt, topic, into, self.counts_))

    def _edited(self, learnt: Learnt) -> Self:
        model = type(self)(**self.get_params())
        model._take(learnt, self._tokenizer, self.counts_)
        return model

    # Keeping

    def digest(self) -> str:
        """Return sixteen hex digits for parameters and topics."""
        self.check_fitted()
        return self._learnt.digest()

    def save(self, folder: str | PathLike[str]) -> None:
        """Save the model as `model.json` and `arrays.npz` in a folder, which is made if need be.

        Raises:
            OptionError: If it has a tokenizer: a function cannot be kept in a file.
        """
        self.check_fitted()
        if self._tokenizer is not None:
            raise OptionError("a model with a tokenizer of its own cannot be saved: no file can keep a function")
        write_model(self._learnt, Path(folder))

    @classmethod
    def load(cls, folder: str | PathLike[str]) -> Self:
        """Return a saved model.

        Raises:
            FormatError: If a file is missing, truncated, edited, or of another version.
        """
        learnt = read_model(Path(folder))
        if set(learnt.parameters) != set(cls._defaults()):
            raise FormatError(f"{folder} has other parameters than a TopicModel: {', '.join(learnt.parameters)}")
        model = cls(**learnt.parameters)
        model._take(learnt, None, None)
        return model
