"""Topics are learnt by a pipeline as by the estimator itself."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest

import discourse
from discourse_topics import TopicModel
from discourse_topics.labels import top_words

ARTICLES = [
    "The harbour levy pays for scanners. Customs officers search ships for fuel in the harbour.",
    "Smugglers moved diesel through the harbour. Customs officers fined the ships for untaxed fuel.",
    "Ships wait in the harbour while customs officers look for diesel and other fuel.",
    "The school board wants smaller classes. Teachers ask the board for better pay.",
    "Teachers left the school over pay. Parents fear larger classes in every school.",
    "Parents and teachers asked the school board for smaller classes and better pay.",
]


def test_a_pipeline_learns_what_the_estimator_learns() -> None:
    expected = TopicModel(n_topics=2).fit(ARTICLES)
    pipeline = discourse.Pipeline("document_topics", config={"document_topics": {"n_topics": 2}}).fit(ARTICLES)
    document = pipeline(ARTICLES[0])

    assert {share.topic for share in document["document_topics"].values} <= {0, 1}
    assert pipeline(ARTICLES[0]) == discourse.Pipeline("document_topics", models={"topics": expected})(ARTICLES[0])


def test_layers_that_share_a_model_share_its_options() -> None:
    pipeline = discourse.Pipeline("document_topics", "topics", config={"topics": {"n_topics": 2}}).fit(ARTICLES)
    shares = [share for text in ARTICLES for share in pipeline(text)["document_topics"].values]

    assert {share.topic for share in shares} == {0, 1}


def test_layers_that_want_their_shared_model_otherwise_are_refused() -> None:
    config = {"topics": {"n_topics": 2}, "document_topics": {"n_topics": 3}}

    with pytest.raises(discourse.OptionError, match="n_topics"):
        discourse.Pipeline("document_topics", "topics", config=config).fit(ARTICLES)


def test_topics_do_not_depend_on_the_number_of_threads() -> None:
    code = (
        "import random; from discourse_topics import TopicModel; draw = random.Random(0); "
        "words = [f'word{n}' for n in range(600)]; "
        "texts = [' '.join(draw.sample(words[60 * (n % 10) : 60 * (n % 10) + 90], 40)) for n in range(900)]; "
        "print(TopicModel(n_topics=8, stop_words=None, tokenizer=str.split).fit(texts).digest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | {"OMP_NUM_THREADS": threads, "OPENBLAS_NUM_THREADS": threads},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for threads in ("1", "2")
    }

    assert len(digests) == 1


def test_words_whose_weights_differ_by_rounding_stand_in_the_order_of_the_alphabet() -> None:
    weights = np.array([[0.5, 0.9333664500, 0.9333664503, 1.0], [1.0, 0.9333664497, 0.9333664505, 0.9333664502]])

    assert [[3, 1, 2, 0], [0, 1, 2, 3]] == top_words(weights)
    assert [[1, 0]] == top_words(np.array([[0.9, 1.0]], np.float32))
    assert [[]] == top_words(np.zeros((1, 3)))
