"""How much of a corpus is about what: topics by document, over time, by a field of the metadata, and by who speaks.

A share is a mean over documents; one without the topic counts as 0. Beside it stands an interval, for which documents
are taken as independent draws from all that might have been written. Shares are mostly zeros and a few large ones, and
a month may have three articles; Student's t takes three zeros for certainty. `upper_bound` says what is done instead.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from math import fsum
from typing import Any, Literal

import attrs

from discourse import Document, LayerError, OptionError, Span
from discourse.periods import check_period, period_of

from . import TopicShare

DECIMALS = 6
LAYER = "document_topics"
BOILERPLATE = "boilerplate"
Record = dict[str, Any]
Topic = tuple[int, str]  # number and label, so that topics of two models do not flow together
Shares = dict[Topic, float]
VoiceKey = tuple[str, str | None]  # kind and source
KeyOf = Callable[[Document], str | None]
Weighted = tuple[float, float]  # a share, and how much it counts


def by_document(documents: Document | Iterable[Document], *, layer: str = LAYER) -> list[Record]:
    """Return the topics of each text, the strongest first.

    Args:
        documents: One or several, with topics.
        layer: Name of the layer to read, where it is a corrected one.

    Returns:
        Records of `document` (its id), `topic` (number), `label`, `weight` (0 to 1).

    Raises:
        KeyError: If a document has no such layer; the message says how to get it.
        LayerError: If a document has topics of several stretches, or a weight is no share.
    """
    return [
        {"document": document.id, "topic": topic[0], "label": topic[1], "weight": round(weight, DECIMALS)}
        for document in listed(documents)
        for topic, weight in ranked(shares_of(document, layer))
    ]


def over_time(
    documents: Document | Iterable[Document],
    *,
    period: Literal["day", "month", "year"] = "month",
    layer: str = LAYER,
    confidence: float = 0.95,
) -> list[Record]:
    """Return how much each period writes about each topic, by the date in the metadata of the documents.

    Args:
        documents: One or several, with topics, and metadata with a `date` that begins as an ISO one: 2031-04-17.
        period: How long a period is.
        layer: Name of the layer to read, where it is a corrected one.
        confidence: How sure the interval is to hold the mean share, between 0 and 1.

    Returns:
        Records of `period` ("2031-04"; None for documents whose date is missing or coarser), `topic`, `label`,
        `documents` (how many have it as their strongest), `of` (documents of the period), `share` (mean weight over
        them, 0 to 1), `low` and `high` (its interval). Periods are in order, None last; each has all topics of the
        documents, by share. Periods without documents are left out.

    Raises:
        OptionError: If there is no such period, or confidence is out of bounds.
        KeyError: If a document has no such layer; the message says how to get it.
        LayerError: If a document has topics of several stretches, or a weight is no share.
    """
    check_period(period)
    return grouped_records(documents, "period", lambda document: period_of(document, period), layer, confidence)


def by_metadata(
    documents: Document | Iterable[Document], *, key: str = "outlet", layer: str = LAYER, confidence: float = 0.95
) -> list[Record]:
    """Return how much each outlet, author or other value in the metadata writes about each topic.

    Args:
        documents: One or several, with topics.
        key: The field of the metadata.
        layer: Name of the layer to read, where it is a corrected one.
        confidence: How sure the interval is to hold the mean share, between 0 and 1.

    Returns:
        Records as those of `over_time`, with `value` in place of `period`: what the field says, as a text; None where
        it is missing. Values are in the order of the alphabet, None last.

    Raises:
        OptionError: If the key is no text, or confidence is out of bounds; other errors are those of `over_time`.
    """
    if not isinstance(key, str):
        raise OptionError(f"key is the name of a field of the metadata, such as 'outlet', not {key!r}")

    def value_of(document: Document) -> str | None:
        value = document.metadata.get(key)
        return None if value is None else str(value)

    return grouped_records(documents, "value", value_of, layer, confidence)


def by_source(
    documents: Document | Iterable[Document], *, layer: str = "topics", confidence: float = 0.95
) -> list[Record]:
    """Return what each voice speaks about: the author, and each source, quoted or reported.

    The topics of a paragraph are those of all voices in it, and count for each by its characters there. So a share is
    that of the voice's characters, among those in paragraphs that have topics. For the interval documents are the
    draws, each counting by the voice's characters in it: a source of one document has one draw, however long it
    speaks there.

    Args:
        documents: One or several, with topics by paragraph, and voices.
        layer: Name of the layer to read, where it is a corrected one.
        confidence: How sure the interval is to hold the share, between 0 and 1.

    Returns:
        Records of `voice` ("author", "quoted", "attributed"), `source` (name; None for the author and for those without
        one), `topic`, `label`, `documents` and `paragraphs` (in how many the voice has words where the topic is), `of`
        (documents in which it has words where any topic is), `share` (0 to 1), `low`, `high`. Voices are in the order
        of the alphabet, those without a name last; topics by share, those that a voice has not are left out.

    Raises:
        OptionError: If confidence is out of bounds.
        KeyError: If a document has no such layer, or no voices; the message says how to get it.
        LayerError: If a weight is no share.
    """
    checked_confidence(confidence)
    groups: dict[VoiceKey, Group] = defaultdict(Group)
    paragraphs: dict[VoiceKey, Counter[Topic]] = defaultdict(Counter)
    for document in listed(documents):
        spoken: dict[VoiceKey, list[tuple[Shares, int]]] = defaultdict(list)
        for span, shares in stretches_of(document, layer).items():
            for voice, characters in voices_in(document, span).items():
                spoken[voice].append((shares, characters))
                paragraphs[voice].update(shares.keys())
        for voice, parts in spoken.items():
            groups[voice].add(mixed(parts), sum(characters for _, characters in parts))
    records: list[Record] = []
    for voice in sorted(groups, key=lambda voice: (voice[0], voice[1] is None, voice[1] or "")):
        group = groups[voice]
        for topic, figures in group.figures(group.shares, confidence):
            counted = {"documents": len(group.shares[topic]), "paragraphs": paragraphs[voice][topic]}
            named = {"voice": voice[0], "source": voice[1], "topic": topic[0], "label": topic[1]}
            records.append({**named, **counted, "of": len(group.sizes), **figures})
    return records


@attrs.define
class Group:
    """The documents of a period, an outlet or a voice."""

    sizes: list[int] = attrs.field(factory=list)  # how much each of them counts
    shares: dict[Topic, list[Weighted]] = attrs.field(factory=lambda: defaultdict(list))  # in those that have a topic
    strongest: Counter[Topic] = attrs.field(factory=Counter)  # how many have it as their strongest

    def add(self, shares: Shares, size: int = 1) -> None:
        self.sizes.append(size)
        for topic, share in shares.items():
            self.shares[topic].append((share, size))
        self.strongest.update([topic for topic, _ in ranked(shares)[:1]])

    def figures(self, topics: Iterable[Topic], confidence: float) -> list[tuple[Topic, Record]]:
        """Return share and interval of topics, the greatest share first."""
        whole = sum(self.sizes)
        draws = whole**2 / sum(size**2 for size in self.sizes)  # as many of equal size say as much (Kish, 1965)
        found = []
        for topic in topics:
            values = self.shares.get(topic, [])
            rest = whole - sum(size for _, size in values)
            values = [*values, (0.0, rest)] if rest else values
            share = fsum(value * size for value, size in values) / whole
            high = upper_bound(values, draws, confidence)
            low = 1.0 - upper_bound([(1.0 - value, size) for value, size in values], draws, confidence)
            record = {"share": round(share, DECIMALS), "low": round(low, DECIMALS), "high": round(high, DECIMALS)}
            found.append((topic, record))
        return sorted(found, key=lambda item: (-item[1]["share"], item[0]))


def upper_bound(values: Sequence[Weighted], draws: float, confidence: float) -> float:
    """Return the upper end of an interval for the mean of values from 0 to 1, of which `draws` would say as much.

    The bound of Learned-Miller and Thomas (2019): add a value of 1, the most that an unseen one could be, give the
    values random weights that are uniform among those that sum to 1, and take the quantile of their mean. It assumes
    independent draws and nothing of their distribution; its authors conjecture that it always holds. For values of 0
    and 1 it is that of Clopper and Pearson (1934).

    Weights are not drawn here, which would take long and depend on the order of documents: a beta distribution of the
    same mean and variance, from the least value to 1, stands for that of the mean. In simulations of intervals of .95,
    of 1 to 100 draws from 12 distributions, such as 95 % zeros and a few large values, .957 or more held the mean; of
    those by Student's t, of 10 draws, .40 to .98.
    """
    from scipy.special import betaincinv

    least = min(value for value, _ in values)
    if least >= 1.0:
        return 1.0
    whole = fsum(size for _, size in values)
    scaled = [((value - least) / (1.0 - least), size / whole) for value, size in values]
    mean = (draws * fsum(value * size for value, size in scaled) + 1.0) / (draws + 1.0)
    square = (draws * fsum(value * value * size for value, size in scaled) + 1.0) / (draws + 1.0)
    variance = (square - mean * mean) / (draws + 2.0)
    both = mean * (1.0 - mean) / variance - 1.0
    quantile = float(betaincinv(mean * both, (1.0 - mean) * both, (1.0 + confidence) / 2.0))
    return least + (1.0 - least) * quantile


def grouped_records(
    documents: Document | Iterable[Document], field: str, key_of: KeyOf, layer: str, confidence: float
) -> list[Record]:
    """Do what `over_time` does, by any key."""
    checked_confidence(confidence)
    groups: dict[str | None, Group] = defaultdict(Group)
    for document in listed(documents):
        groups[key_of(document)].add(shares_of(document, layer))
    topics = sorted({topic for group in groups.values() for topic in group.shares})
    records: list[Record] = []
    for key in sorted(groups, key=lambda key: (key is None, key or "")):
        group = groups[key]
        for topic, figures in group.figures(topics, confidence):
            counted = {"documents": group.strongest[topic], "of": len(group.sizes)}
            records.append({field: key, "topic": topic[0], "label": topic[1], **counted, **figures})
    return records


def shares_of(document: Document, layer: str) -> Shares:
    """Return the topics of a whole document; none if it has no words of any."""
    stretches = stretches_of(document, layer)
    if len(stretches) > 1:
        what = f"layer {layer!r} of document {document.id!r} has topics of {len(stretches)} stretches"
        raise LayerError(f"{what}; name a layer that has those of whole documents, such as {LAYER!r}")
    return next(iter(stretches.values()), {})


def stretches_of(document: Document, layer: str) -> dict[Span, Shares]:
    """Return the topics of each stretch that has any."""
    stretches: dict[Span, Shares] = defaultdict(dict)
    found = document.layer(layer, TopicShare)
    for start, end, value in zip(found.starts, found.ends, found.values, strict=True):
        shares = stretches[Span(start, end)]
        if not 0.0 <= value.weight <= 1.0 or (value.topic, value.label) in shares:
            what = f"layer {layer!r} of document {document.id!r}: topic {value.topic} at {start} to {end}"
            raise LayerError(f"{what} has the weight {value.weight!r}; it stands there once, with a weight from 0 to 1")
        shares[value.topic, value.label] = value.weight
    return stretches


def voices_in(document: Document, span: Span) -> dict[VoiceKey, int]:
    """Return the characters that each voice has in a stretch, boilerplate left out."""
    characters: Counter[VoiceKey] = Counter()
    for voice in document["voices"].overlapping(span):  # read without its class: no analyzer of topics needs voices
        if voice.value.kind != BOILERPLATE:
            shared = min(voice.span.end, span.end) - max(voice.span.start, span.start)
            characters[voice.value.kind, voice.value.source] += shared
    return characters


def mixed(parts: Sequence[tuple[Shares, int]]) -> Shares:
    """Return the shares of several stretches together, which count by their characters."""
    whole = sum(characters for _, characters in parts)
    products: dict[Topic, list[float]] = defaultdict(list)
    for shares, characters in parts:
        for topic, share in shares.items():
            products[topic].append(share * characters)
    return {topic: min(1.0, fsum(found) / whole) for topic, found in products.items()}


def ranked(shares: Shares) -> list[tuple[Topic, float]]:
    return sorted(shares.items(), key=lambda item: (-item[1], item[0]))


def listed(documents: Document | Iterable[Document]) -> Iterable[Document]:
    return [documents] if isinstance(documents, Document) else documents


def checked_confidence(confidence: float) -> None:
    if not isinstance(confidence, (int, float)) or not 0.0 < confidence < 1.0:
        raise OptionError(f"confidence lies between 0 and 1, not {confidence!r}")
