"""`TopicModel`: the topics of a corpus, and their shares in texts.

Reading words, choosing a vocabulary, folding texts in, saving and loading are the same for every method; a method only
learns the weights of words in topics, from a `Corpus`. Methods are found in the registry by name, so that a plugin adds
one by the hook `discourse_topic_models`. Fitting may import scikit-learn; applying a fitted model imports numpy alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from importlib import import_module
from os import PathLike
from pathlib import Path
from typing import Any, Protocol, Self

import numpy as np
import numpy.typing as npt

import discourse
from discourse import NotFittedError, OptionError, PluginError, TextError
from discourse.errors import unknown

from .arrays import Floats
from .corpus import Corpus, Counts, build_corpus, columns_of, count
from .folding import FoldIn, typical_texts
from .modelfiles import Learnt, read_model, write_model
from .parameters import Parameters
from .words import Source, Tokenizer, is_topic_word, stop_word_set, words_of

KIND = "topic_models"
TOP_WORDS = 10
LEAST_SCORE = 1e-3  # of a topic's first word; what scores less is left over from the factorization
LABEL_WORDS = 3
DECIMALS = 12  # of weights: the last bits of a sum depend on the order of documents, and are not kept


class TopicMethod(Protocol):
    """What a method is: a class with this constructor and `fit`, registered by its name.

    `fit` sets `components_`: weights of words in topics, topics x words, none negative. Texts are folded in by them,
    and the words of a topic are ranked by them, unless there are `word_scores_` of the same shape.
    """

    components_: Floats

    def __init__(self, *, n_topics: int, random_state: int) -> None: ...

    def fit(self, corpus: Corpus, /) -> Any: ...


class TopicModel(Parameters):
    """Topics of a corpus, after the conventions of scikit-learn.

    Args:
        n_topics: How many topics; at most as many as documents and words.
        method: How they are learnt: "cooccurrence" (words that keep company, see `discourse_topics.cooccurrence`),
            "nmf" (scikit-learn's factorization of documents), or a method of a plugin.
        random_state: Seed, for methods that draw at random; ours do not.
        min_df: Least number (int) or share (float) of documents with a word of the vocabulary.
        max_df: Greatest number or share.
        max_features: Size of the vocabulary at most; words of more documents come first. "auto" for four words a
            document, 1,000 to 3,000; None for no limit: time and memory of "cooccurrence" grow with its square.
        stop_words: Words to leave out: "english" for the shipped function words, a collection of words, or None.
        tokenizer: Gives the words of a text, which are taken as they are; None for the library's tokens, lower-cased,
            of which numbers, marks and single letters are left out. A model with a tokenizer of yours cannot be saved.

    Attributes:
        topics_: The ten first words of each topic, best first.
        labels_: A name for each topic: its first words.
        components_: Probability of words in topics, topics x vocabulary.
        vocabulary_: The words, in the order of the alphabet.
        idf_: Their inverse document frequency.
        n_documents_: How many documents it was fitted on.

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
        stop_words: str | Collection[str] | None = "english",
        tokenizer: Tokenizer | None = None,
    ) -> None:
        self.n_topics = n_topics
        self.method = method
        self.random_state = random_state
        self.min_df = min_df
        self.max_df = max_df
        self.max_features = max_features
        self.stop_words = stop_words
        self.tokenizer = tokenizer

    # Learning

    def fit(self, sources: Iterable[Source], y: object = None) -> Self:
        """Learn topics.

        Args:
            sources: Texts, or documents, whose tokens are used if they are there.
            y: Not used; pipelines of scikit-learn pass it.

        Raises:
            OptionError: For parameters that are out of bounds, or more topics than the corpus can hold.
            TextError: For a corpus without words, or in which all documents are equal.
        """
        self._fit(sources)
        return self

    def fit_transform(self, sources: Iterable[Source], y: object = None) -> Floats:
        """Learn topics and return their shares in the same sources, which are read only once."""
        counts = self._fit(sources)
        return self._folding.shares(counts)

    def _fit(self, sources: Iterable[Source]) -> Counts:
        from threadpoolctl import threadpool_limits

        method = topic_method(self.method)
        stop_words = stop_word_set(self.stop_words)
        tokenizer = checked_tokenizer(self.tokenizer)
        is_candidate = is_topic_word if tokenizer is None else bool
        corpus = build_corpus(
            words_of(sources, tokenizer),
            lambda word: word not in stop_words and is_candidate(word),
            min_df=self.min_df,
            max_df=self.max_df,
            max_features=self.max_features,
        )
        check_size(corpus, self.n_topics)
        with threadpool_limits(limits=1):  # the last bits of sums depend on how many threads add up
            learnt = method(n_topics=self.n_topics, random_state=self.random_state).fit(corpus)
            components = checked_weights(learnt.components_, corpus, self.n_topics, self.method)
            typical = typical_texts(components, corpus.idf, corpus.counts)
        scores = checked_weights(getattr(learnt, "word_scores_", components), corpus, self.n_topics, self.method)
        self._take(
            Learnt(
                parameters=plain_parameters(self.get_params()),
                vocabulary=corpus.vocabulary,
                n_documents=len(corpus.counts),
                first_words=first_words(scores, corpus.vocabulary),
                components=components,
                idf=corpus.idf,
                typical=np.round(typical, DECIMALS),
            ),
            tokenizer,
        )
        return corpus.counts

    def _take(self, learnt: Learnt, tokenizer: Tokenizer | None) -> None:
        """Set what the model has learnt, and prepare what it is applied with."""
        self._learnt = learnt
        self._tokenizer = tokenizer
        self.vocabulary_ = learnt.vocabulary
        self.components_ = learnt.components
        self.idf_ = learnt.idf
        self.n_documents_ = learnt.n_documents
        self.topics_ = [list(words) for words in learnt.first_words]
        self.labels_ = labels_of(self.topics_)
        self._columns = columns_of(learnt.vocabulary)
        self._folding = FoldIn(learnt.components, learnt.idf, learnt.typical)

    # Applying

    def transform(self, sources: Iterable[Source]) -> Floats:
        """Return the shares of topics, sources x topics.

        A row sums to 1; it holds zeros alone where no word of the source belongs to a topic.

        Raises:
            NotFittedError: Before `fit`.
        """
        self.check_fitted()
        return self._folding.shares(count(words_of(sources, self._tokenizer), self._columns))

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
        model = cls(**learnt.parameters)
        model._take(learnt, None)
        return model


def topic_method(name: str) -> type[TopicMethod]:
    """Return the class of a method.

    Raises:
        OptionError: If no plugin registers a method of that name; the message lists those there are.
        PluginError: If its class cannot be imported.
    """
    registered = {resource.name: resource for resource in discourse.default_registry().resources(KIND)}
    if name not in registered:
        raise OptionError(unknown("topic method", name, registered))
    try:
        module, _, attribute = registered[name].data["estimator"].partition(":")
        method: type[TopicMethod] = getattr(import_module(module), attribute)
    except (KeyError, TypeError, AttributeError, ImportError) as error:
        raise PluginError(f"topic method {name!r} cannot be loaded: {error}") from error
    return method


def checked_tokenizer(tokenizer: Tokenizer | None) -> Tokenizer | None:
    if tokenizer is not None and not callable(tokenizer):
        raise OptionError(f"tokenizer is a callable from text to words, or None; not {tokenizer!r}")
    return tokenizer


def plain_parameters(parameters: dict[str, Any]) -> dict[str, Any]:
    """Return parameters as plain data: a collection of stop words sorted, a tokenizer by its name."""
    plain = dict(parameters)
    if plain["stop_words"] is not None and not isinstance(plain["stop_words"], str):
        plain["stop_words"] = sorted(plain["stop_words"])
    if plain["tokenizer"] is not None:
        plain["tokenizer"] = getattr(plain["tokenizer"], "__qualname__", type(plain["tokenizer"]).__qualname__)
    return plain


def check_size(corpus: Corpus, n_topics: int) -> None:
    """Refuse more topics than different documents or words: they could not be told apart."""
    if type(n_topics) is not int or n_topics < 1:
        raise OptionError(f"n_topics is a whole number from 1, not {n_topics!r}")
    n_documents, n_words = corpus.counts.different, len(corpus.vocabulary)
    if n_topics > min(n_documents, n_words):
        raise OptionError(
            f"n_topics={n_topics} is more than the corpus can hold: documents that differ and have words of the "
            f"vocabulary: {n_documents}; words: {n_words}"
        )


def checked_weights(weights: Floats, corpus: Corpus, n_topics: int, method: str) -> Floats:
    """Return the weights of words in topics that a method learnt, those of each topic summing to 1.

    Raises:
        PluginError: If the weights are not topics x words, or one is negative or no number.
        TextError: If a topic has no words.
    """
    expected = (n_topics, len(corpus.vocabulary))
    found = np.asarray(weights, np.float64)
    if found.shape != expected or not np.isfinite(found).all() or (found < 0).any():
        raise PluginError(f"topic method {method!r} gave weights that are not {expected} finite numbers from 0")
    totals = found.sum(axis=1)
    n_found = int(np.count_nonzero(totals))
    if not n_found:
        raise TextError("no words of this corpus stand together more than by chance: give more, or longer, documents")
    if n_found < n_topics:
        raise TextError(f"no more than {n_found} topics can be told apart in this corpus; ask for n_topics={n_found}")
    shares: Floats = np.round(found / totals[:, None], DECIMALS)
    return shares


def first_words(scores: Floats, vocabulary: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Return the first words of each topic, best first, equal ones in the order of the alphabet."""
    order = np.argsort(-scores, axis=1, kind="stable")[:, :TOP_WORDS]
    least = LEAST_SCORE * scores.max(axis=1)
    return tuple(
        tuple(vocabulary[word] for word in words if scores[topic, word] > least[topic])
        for topic, words in enumerate(order)
    )


def labels_of(topics: list[list[str]]) -> list[str]:
    """Return a label for each topic: its first words, and its number where those are another topic's too."""
    labels: list[str] = []
    for number, words in enumerate(topics):
        label = ", ".join(words[:LABEL_WORDS])
        labels.append(f"{label} ({number})" if label in labels else label)
    return labels
