"""Entities across documents: which names of a collection mean the same, by how they are written and what stands around.

Full names are read first. A name joins the entity it fits best; one that fits none is a new one. What stands around a
name are the other names of its document, the rarer the weightier: "Hassan" among the names of a port strike is hardly
the "Karim Hassan" of a chess tournament. The order of the documents does not matter.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from math import log, sqrt
from typing import Any

import attrs

from discourse import Document, OptionError
from discourse.engines import Engine, batches_of, refuse_lost

from .gazetteer import load_gazetteer
from .linking import SMALL, ends_of, first_names_alike, is_full, is_initials, may_be_one

Record = dict[str, Any]
Counts = tuple[str, dict[tuple[str, str], int]]  # id of a document, and its mentions by kind and name
DECIMALS = 6
SAME, INITIALS, LAST = 0.8, 0.5, 0.4  # what the way it is written makes of the score; the rest is what stands around
MOST = 0.95  # of the score of what is not the fullest name itself


@attrs.frozen(eq=False)
class Named:
    """An entity of one document.

    Args:
        document: The document's id.
        kind, name: As in the layer.
        mentions: How many.
        around: The other names of the document and their weights, of length 1 as a vector.
    """

    document: str
    kind: str
    name: str
    mentions: int
    around: Mapping[str, float]


class Group:
    """The entities of several documents that are one.

    What stands around them is summed up, so that a name is compared with the group and not with each of its members.

    Attributes:
        members: Its entities, each with its score.
        forms: One member for each way in which the name is written.
    """

    def __init__(self) -> None:
        self.members: list[tuple[Named, float]] = []
        self.forms: dict[str, Named] = {}
        self._around: dict[str, float] = {}
        self._square = 0.0  # of the length of what stands around

    @property
    def name(self) -> str:
        """The fullest form, of those the one with most mentions, of those the first by the alphabet."""
        counts = Counter[str]()
        for member, _ in self.members:
            counts[member.name] += member.mentions
        return min(counts, key=lambda name: (-len(name.split()), -counts[name], name))

    def add(self, named: Named, score: float) -> None:
        self.members.append((named, score))
        self.forms.setdefault(named.name, named)
        self._square += 2 * self._shared(named) + sum(weight * weight for weight in named.around.values())
        for name, weight in named.around.items():
            self._around[name] = self._around.get(name, 0.0) + weight

    def fit(self, named: Named) -> float:
        """Return how well a name fits, 0 to 1: by the way it is written and by what stands around it."""
        written = max(alike(named, form) for form in self.forms.values())
        around = min(self._shared(named) / sqrt(self._square), 1.0) if self._square > 0 else 0.0
        return round(written and written + (MOST - written) * around, DECIMALS)

    def _shared(self, named: Named) -> float:
        return sum(weight * self._around.get(name, 0.0) for name, weight in named.around.items())


def link_documents(
    documents: Iterable[Document], layer: str, least: float, engine: Engine | None = None
) -> list[Record]:
    """Do what `discourse_mentions.link` does."""
    if not 0 <= least <= 1:  # also NaN
        raise OptionError(f"least: {least} is no share; give a number from 0 to 1")
    groups: list[Group] = []
    by_key: dict[str, list[Group]] = {}
    counts = read_counts(documents, layer, engine)
    for named in sorted(named_among(counts), key=lambda one: (-len(one.name.split()), one.name, one.document)):
        keys = list(dict.fromkeys(keys_of(named)))
        known = dict.fromkeys(group for key in keys for group in by_key.get(key, ()))
        scored = [(group.fit(named), group) for group in known]
        score, group = max(scored, key=lambda pair: pair[0], default=(0.0, None))
        if group is None or score < least or not score:
            score, group = 1.0, Group()
            groups.append(group)
        group.add(named, score)
        for key in keys:
            if group not in by_key.setdefault(key, []):
                by_key[key].append(group)
    return [record for group in sorted(groups, key=rank) for record in records_of(group)]


@attrs.frozen
class CountNames:
    """Counts the entities of documents, wherever it is sent.

    Args:
        layer: Name of the layer to read.
    """

    layer: str

    def __call__(self, documents: Iterable[Document]) -> list[Counts]:
        """Return the id of each document, and how often it mentions each entity, by kind and name, in its order."""
        return [
            (document.id, dict(Counter((value.kind, value.name) for value in document[self.layer].values)))
            for document in documents
        ]


def read_counts(documents: Iterable[Document], layer: str, engine: Engine | None) -> list[Counts]:
    count = CountNames(layer)
    if engine is None:
        return count(documents)
    return list(chain.from_iterable(engine.map(count, batches_of(documents), refuse_lost)))


def named_among(counts: Sequence[Counts]) -> list[Named]:
    """Return the entities of each document with the weighted names around them."""
    frequency = Counter(name for _, names in counts for name in {name for _, name in names})
    weights = {name: log(1 + len(counts) / count) for name, count in frequency.items()}
    return [
        Named(identity, kind, name, count, unit({other: weights[other] for _, other in names if other != name}))
        for identity, names in counts
        for (kind, name), count in names.items()
    ]


def unit(weights: Mapping[str, float]) -> dict[str, float]:
    """Return weights as a vector of length 1."""
    length = sqrt(sum(weight * weight for weight in weights.values()))
    return {name: weight / length for name, weight in weights.items()} if length else {}


def keys_of(named: Named) -> Iterator[str]:
    """Give what a name is looked up by: a person's last name, and of others the name and the letters it begins with."""
    words = words_of(named.name)
    if named.kind == "person":
        yield f"person {ends_of(words)[1]}"
        return
    yield f"name {' '.join(words)}"
    yield f"letters {initials(words) if len(words) > 1 else words[0].replace('.', '')}"


def words_of(name: str) -> tuple[str, ...]:
    words = tuple(name.lower().split())
    plain = tuple(name.lower().replace(".", "").split())
    return load_gazetteer().aliases.get(plain, words)


def initials(words: Sequence[str]) -> str:
    return "".join(word[0] for word in words if word not in SMALL)


def alike(named: Named, other: Named) -> float:
    """Return what the way two names are written makes of the score; 0 where they cannot be one."""
    words, others = words_of(named.name), words_of(other.name)
    if named.kind != other.kind:
        return 0.0
    if words == others:
        return SAME if len(words) > 1 or named.kind != "person" else LAST
    if named.kind != "person":
        (short, name), (long, _) = sorted(((words, named.name), (others, other.name)), key=lambda pair: len(pair[0]))
        return INITIALS if is_initials(name) and short[0].replace(".", "") == initials(long) else 0.0
    if ends_of(words)[1] != ends_of(others)[1]:
        return 0.0
    if not (is_full(words) and is_full(others)):
        return 0.0 if words[-1] in load_gazetteer().titles else LAST
    return SAME * first_names_alike(words, others) if may_be_one(words, others) else 0.0


def rank(group: Group) -> tuple[int, str, str]:
    """Return what entities are ordered by: the most mentions first."""
    return -sum(named.mentions for named, _ in group.members), group.name, group.members[0][0].kind


def records_of(group: Group) -> Iterator[Record]:
    entity = group.name
    for named, score in sorted(group.members, key=lambda member: (member[0].document, member[0].name)):
        yield {
            "entity": entity,
            "kind": named.kind,
            "document": named.document,
            "name": named.name,
            "mentions": named.mentions,
            "score": score,
        }
