"""Latent Dirichlet allocation (Blei, Ng and Jordan 2003), scikit-learn's, on counts of words."""

from typing import Self

import numpy as np
import numpy.typing as npt
from discourse_topics.corpus import Corpus

ITERATIONS = 50  # over all documents at once


class LatentDirichletAllocation:
    """Learns topics as what documents are mixed of, and words drawn from.

    Args:
        n_topics: How many.
        random_state: Seed. It starts at random: another seed, or order of documents, gives somewhat other topics.
    """

    components_: npt.NDArray[np.float64]

    def __init__(self, *, n_topics: int, random_state: int = 0) -> None:
        self.n_topics = n_topics
        self.random_state = random_state

    def fit(self, corpus: Corpus) -> Self:
        """Learn the weights of words in topics: `components_`, topics x words."""
        from sklearn import decomposition

        model = decomposition.LatentDirichletAllocation(
            self.n_topics, learning_method="batch", max_iter=ITERATIONS, random_state=self.random_state
        )
        self.components_ = np.asarray(model.fit(corpus.counts.matrix()).components_, np.float64)
        return self
