"""Learns the weights of names: a conditional random field with Gaussian priors, by L-BFGS, rounded to whole numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import attrs
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

import discourse

from ..candidates import Page, read_page
from ..gazetteer import load_gazetteer
from ..name_facts import Sorts, survey, words_around
from ..name_features import FEATURES, PLACES, facts_of, feature_name, word_features
from ..name_model import LABELS, NEVER, SCALE, NameWeights, impossible
from ..sequences import Chains
from .corpora import Named

PRIOR = 2.0  # how much a squared weight costs, halved
RAREST = 2  # a feature that is seen less often counts nothing
LISTED = 200  # hundredths; the lists hold more names than GUM shows, so that more is added than was learnt
SMALLEST = 2  # hundredths; smaller weights are not kept


@attrs.frozen(eq=False)
class Examples:
    """Stretches with features and labels, their tokens in order."""

    lengths: Sequence[int]
    features: csr_matrix
    labels: NDArray[np.intp]


def describe(pages: Iterable[Page]) -> list[list[str]]:
    """Return the features of each token of each stretch of each page."""
    gazetteer = load_gazetteer()
    sorts, values = Sorts(gazetteer), facts_of(gazetteer)
    found: list[list[str]] = []
    for page in pages:
        words = words_around(page)
        known = survey(page, gazetteer, np.array([sorts.of(word) for word in words]))
        for numbers, around in zip(known.facts.T.astype(np.intp).tolist(), known.around.T.tolist(), strict=True):
            facts = {name: values[name][number] for name, number in zip(values, numbers, strict=True)}
            own = [feature_name(prefix, [facts[name] for name in names]) for prefix, names in FEATURES]
            for word, place in zip(around, PLACES, strict=True):
                own += [f"{place} {feature}" for feature in word_features(words[word], place, gazetteer)]
            found.append(own)
    return found


def label(page: Page, named: Named) -> list[int]:
    """Return the labels of the tokens of the stretches of a page; a name that no tokens cut out is left out."""
    labels = {name: place for place, name in enumerate(LABELS)}
    first_of = {start: index for index, start in enumerate(page.starts)}
    last_of = {end: index for index, end in enumerate(page.ends)}
    of_token: dict[int, int] = {}
    for start, end, kind in named.names:
        first, last = first_of.get(start), last_of.get(end)
        if first is not None and last is not None:
            of_token[first] = labels[f"B-{kind}"]
            of_token.update(dict.fromkeys(range(first + 1, last + 1), labels[f"I-{kind}"]))
    found = []
    for start, end, _ in page.stretches:
        goes_on = False
        for index in range(start, end):
            own = of_token.get(index, 0)
            if LABELS[own].startswith("I-") and not goes_on:
                own -= 1  # the name begins before the stretch
            goes_on = own != 0
            found.append(own)
    return found


def learn(documents: Sequence[Named]) -> NameWeights:
    """Return the weights learnt from documents with their names."""
    pipeline = discourse.Pipeline("sentences", "tokens")
    pages = [read_page(pipeline(document.text)) for document in documents]
    described = describe(pages)
    counts = Counter(name for names in described for name in names)
    features = sorted(name for name, count in counts.items() if count >= RAREST)
    row_of = {name: row for row, name in enumerate(features)}
    columns = [[row_of[name] for name in names if name in row_of] for names in described]
    pointers = np.cumsum([0, *map(len, columns)])
    indices = np.concatenate([np.asarray(own, dtype=np.intp) for own in columns])
    matrix = csr_matrix((np.ones(len(indices)), indices, pointers), shape=(len(columns), len(features)))
    labels = np.array([own for page, named in zip(pages, documents, strict=True) for own in label(page, named)])
    lengths = [end - start for page in pages for start, end, _ in page.stretches]
    return rounded(features, *fit(Examples(lengths, matrix, labels)))


def fit(examples: Examples) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return what features, moves and beginnings add to the labels."""
    count, labels = examples.features.shape[1], len(LABELS)
    transposed = examples.features.T.tocsr()
    chains = Chains(examples.lengths)
    firsts = np.cumsum([0, *examples.lengths[:-1]])
    follows = np.ones(len(examples.labels), dtype=bool)
    follows[firsts] = False
    never_follows, never_begins = impossible()
    gold = np.eye(labels)[examples.labels]
    gold_moves = np.zeros((labels, labels))
    behind = np.flatnonzero(follows)
    np.add.at(gold_moves, (examples.labels[behind - 1], examples.labels[behind]), 1)

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        table = flat[: count * labels].reshape(count, labels)
        moves = flat[count * labels :].reshape(labels, labels)
        scores = examples.features @ table
        barred = np.where(never_follows, NEVER, moves), np.where(never_begins, NEVER, 0.0)
        sums = chains.sums(scores, *barred)
        right = (scores * gold).sum() + (moves * gold_moves).sum()
        slope = transposed @ (sums.probabilities - gold)
        slope_moves = np.where(never_follows, 0.0, sums.pairs - gold_moves)
        cost = sums.total - right + PRIOR / 2 * (flat @ flat)
        return cost, np.concatenate([slope.ravel(), slope_moves.ravel()]) + PRIOR * flat

    start = np.zeros(count * labels + labels**2)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 300, "maxfun": 400}).x
    table, moves = found[: count * labels].reshape(count, labels), found[count * labels :].reshape(labels, labels)
    return table, np.where(never_follows, NEVER, moves), np.where(never_begins, NEVER, 0.0)


def rounded(
    features: Sequence[str], table: NDArray[np.float64], moves: NDArray[np.float64], begin: NDArray[np.float64]
) -> NameWeights:
    whole = np.rint(table * SCALE)
    row_of = {name: row for row, name in enumerate(features)}
    for label, name in enumerate(LABELS):
        row = row_of.get(f"in {name.replace('-', '')}")
        if row is not None:
            whole[row, label] += LISTED
    whole[np.abs(whole) < SMALLEST] = 0
    kept = np.flatnonzero(np.abs(whole).any(axis=1))
    steps = [np.rint(np.maximum(numbers, NEVER / SCALE) * SCALE).astype(np.int32) for numbers in (moves, begin)]
    return NameWeights([features[row] for row in kept.tolist()], whole[kept].astype(np.int16), *steps)
