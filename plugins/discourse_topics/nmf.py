"""Non-negative matrix factorization of documents by words (Lee and Seung 1999), scikit-learn's, on log tf-idf."""

from __future__ import annotations

import warnings
from typing import Self

import numpy as np

from .arrays import Floats
from .corpus import Corpus

ITERATIONS = 200


class DocumentFactorization:
    """Learns topics from which words stand in which documents.

    Args:
        n_topics: How many.
        random_state: For scikit-learn; its start from singular vectors draws nearly nothing at random.
    """

    components_: Floats

    def __init__(self, *, n_topics: int, random_state: int = 0) -> None:
        self.n_topics = n_topics
        self.random_state = random_state

    def fit(self, corpus: Corpus) -> Self:
        """Learn the weights of words in topics: `components_`, topics x words."""
        from sklearn.decomposition import NMF
        from sklearn.exceptions import ConvergenceWarning
        from sklearn.preprocessing import normalize

        weights = normalize(corpus.counts.matrix(corpus.counts.weights(corpus.idf)))
        model = NMF(self.n_topics, init="nndsvda", random_state=self.random_state, max_iter=ITERATIONS)
        with warnings.catch_warnings():
            # Topics do not change any more long before the last digits do. The error of the fit, which nobody reads,
            # is the root of a difference that may be less than zero by the last digits.
            warnings.simplefilter("ignore", ConvergenceWarning)
            warnings.filterwarnings("ignore", "invalid value encountered in sqrt", RuntimeWarning)
            model.fit(weights)
        self.components_ = np.asarray(model.components_, np.float64)
        return self
