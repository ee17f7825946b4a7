"""Topics described for people: by words, a phrase, a sentence, documents; and the documents that fit no topic.

First words alone are hard to read. A phrase says more, a sentence that holds many of a topic's words says what is said,
and the documents that are mostly about it can be opened. Nothing here changes a model.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import attrs
import numpy as np

import discourse
from discourse import Document, OptionError

from .arrays import Floats, Integers, Matrix
from .model import TopicModel
from .phrases import Phrase, find_phrases
from .words import Source, checked_sources

PHRASES = 2000
CORE_WORDS = 50  # of a topic, among which all the words of its phrase are ...
CORE_SHARE = 0.1  # ... if they have this share of the weight of its first word
READ_DOCUMENTS = 10  # for a sentence
SENTENCE_LENGTH = range(40, 241)  # characters
DECIMALS = 6
Record = dict[str, Any]


@attrs.frozen
class TopicDescription:
    """What a topic is about.

    Args:
        topic: Its number.
        label: Its label.
        words: Its first words, best first.
        phrase: A phrase of the corpus that is of its words; None if there is none.
        sentence: A sentence of a document that is mostly about it; None if there is none of a length to be read.
        documents: The places, in the corpus, of the documents with the greatest share of it.
        share: Its mean share of the documents, 0 to 1.
        strongest: In how many documents it is the strongest topic.
    """

    topic: int
    label: str
    words: tuple[str, ...]
    phrase: str | None
    sentence: str | None
    documents: tuple[int, ...]
    share: float
    strongest: int


def describe(model: TopicModel, sources: Iterable[Source], *, n_documents: int = 3) -> list[TopicDescription]:
    """Describe the topics of a model by a corpus, best the one it was fitted on.

    Args:
        model: A fitted model.
        sources: Texts or documents.
        n_documents: How many documents are given for a topic, from 1.

    Returns:
        A description of each topic, in the order of their numbers.

    Raises:
        NotFittedError: If the model is not fitted.
        OptionError: If there are to be no documents.
        TextError: If a source is neither a text nor a document.
    """
    if type(n_documents) is not int or n_documents < 1:
        raise OptionError(f"n_documents is a whole number from 1, not {n_documents!r}")
    listed = checked_sources(sources)
    shares = model.transform(listed)
    phrases = phrases_of_topics(model, find_phrases(listed, n=PHRASES))
    sentences: dict[int, list[str]] = {}
    strongest = np.bincount(shares.argmax(axis=1)[shares.any(axis=1)], minlength=shares.shape[1])
    means = shares.mean(axis=0) if len(listed) else np.zeros(shares.shape[1])
    descriptions = []
    for topic, label in enumerate(model.labels_):
        order = np.argsort(-shares[:, topic], kind="stable")
        documents = tuple(place for place in order[:n_documents].tolist() if shares[place, topic] > 0)
        descriptions.append(
            TopicDescription(
                topic=topic,
                label=label,
                words=tuple(model.topics_[topic]),
                phrase=phrases[topic],
                sentence=sentence_of(model, topic, about_it(order, shares, topic), listed, sentences),
                documents=documents,
                share=round(float(means[topic]), DECIMALS),
                strongest=int(strongest[topic]),
            )
        )
    return descriptions


def phrases_of_topics(model: TopicModel, phrases: Sequence[Phrase]) -> list[str | None]:
    """Return the phrase of each topic: of words that are among its core, the one whose words are most of it."""
    columns = {word: number for number, word in enumerate(model.vocabulary_)}
    known = [phrase for phrase in phrases if any(word in columns for word in phrase.words)]
    found: list[str | None] = []
    for weights in model.components_:
        order = np.argsort(-weights, kind="stable")[:CORE_WORDS]
        core = set(order[weights[order] >= CORE_SHARE * weights[order[0]]].tolist())
        weighed = [(phrase_weight(phrase, weights, columns, core), phrase) for phrase in known]
        best = min(weighed, key=lambda pair: (-pair[0], pair[1].text), default=None)
        found.append(best[1].text if best is not None and best[0] > 0 else None)
    return found


def phrase_weight(phrase: Phrase, weights: Matrix, columns: dict[str, int], core: set[int]) -> float:
    """Return how much a phrase is of a topic: the weights of its words, by how often it stands; 0 if one is not core.

    Function words inside, which are not in the vocabulary, do not count.
    """
    numbers = [columns[word] for word in phrase.words if word in columns]
    if len(numbers) < 2 or not core.issuperset(numbers):
        return 0.0
    return float(weights[numbers].mean() * np.log1p(phrase.count))


def about_it(order: Integers, shares: Floats, topic: int) -> list[int]:
    """Return the documents whose strongest topic it is, those with the greatest share first, as many as are read."""
    return [place for place in order[:READ_DOCUMENTS].tolist() if 0 < shares[place, topic] >= shares[place].max()]


def sentence_of(
    model: TopicModel, topic: int, places: Sequence[int], sources: Sequence[Source], cut: dict[int, list[str]]
) -> str | None:
    """Return the sentence with most first words of a topic, of a length to be read; of equal ones that most like it.

    `cut` keeps the sentences of documents that were cut before.
    """
    for place in places:
        if place not in cut:
            cut[place] = list(sentences_of(sources[place]))
    sentences = list(dict.fromkeys(sentence for place in places for sentence in cut[place]))
    if not sentences:
        return None
    likeness = model.likeness(sentences)[:, topic]
    held = model.words_held(sentences, model.topics_[topic])
    best = max(range(len(sentences)), key=lambda place: (held[place], likeness[place]))
    return sentences[best] if held[best] else None


def sentences_of(source: Source) -> Iterator[str]:
    """Give the sentences of a source that are of a length to be read, on one line each."""
    document = (
        source if isinstance(source, Document) and "sentences" in source else discourse.analyze(source, "sentences")
    )
    sentences = document["sentences"]
    for start, end in zip(sentences.starts, sentences.ends, strict=True):
        sentence = " ".join(document.text[start:end].split())
        if len(sentence) in SENTENCE_LENGTH:
            yield sentence


def without_topic(
    model: TopicModel, sources: Iterable[Source], *, least_likeness: float = 0.15
) -> list[dict[str, Any]]:
    """Return the documents that fit no topic of a model.

    Args:
        model: A fitted model.
        sources: Texts or documents.
        least_likeness: How like the typical document of its nearest topic a document is that fits, 0 to 1 (see
            `TopicModel.likeness`). Shorter texts are less like any.

    Returns:
        Records of `document` (its place), `id` (None for a string), `likeness` (to the nearest topic), `topic` and
        `label` of that (None where no word is known); the least alike first.

    Raises:
        NotFittedError: If the model is not fitted.
        OptionError: If the bound is none.
        TextError: If a source is neither a text nor a document.
    """
    if not isinstance(least_likeness, (int, float)) or not 0.0 <= least_likeness <= 1.0:
        raise OptionError(f"least_likeness is a number from 0 to 1, not {least_likeness!r}")
    listed = checked_sources(sources)
    likeness = model.likeness(listed)
    nearest: Integers = likeness.argmax(axis=1)
    greatest: Floats = likeness.max(axis=1, initial=0.0)
    return [
        {
            "document": place,
            "id": source.id if isinstance(source := listed[place], Document) else None,
            "likeness": round(float(greatest[place]), DECIMALS),
            "topic": int(nearest[place]) if greatest[place] else None,
            "label": model.labels_[nearest[place]] if greatest[place] else None,
        }
        for place in np.argsort(greatest, kind="stable").tolist()
        if greatest[place] < least_likeness or not greatest[place]
    ]
