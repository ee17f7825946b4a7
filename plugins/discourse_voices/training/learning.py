"""Learns the weights of attribution: two linear models and a chain, with Gaussian priors, by L-BFGS; whole numbers.

How far to trust what is found is learnt from articles that the other models have not seen: they are learnt three times,
each time from two thirds, and read the third.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

import attrs
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, diags, hstack, vstack

import discourse

from ..chains import COLUMNS, CONTENT, CUE, OTHER, PATTERNS, SOURCE, Chains
from ..cue_features import CUE_REACH, CUE_TEMPLATES, cue_columns
from ..features import PAD, TokenColumns, Whole, token_columns
from ..models import CUE_WORDS, SCALE, AttributionModel, Weights
from ..page import Page, read_page
from ..role_features import ROLE_REACH, ROLE_TEMPLATES, head_of, heads_of, places_around, role_columns
from ..trust import Found, features_of, trust_parts
from ..words import HEADS, WordTable, word_features
from .notation import Article, Marked

PRIOR = 1.0  # how much a squared weight costs, halved
TRUST_PRIOR = 2.0
RAREST = 3  # a feature that is seen less often counts nothing
RAREST_HEAD = 2
FOLDS = 3
STEPS, FOLD_STEPS = 150, 70
SMALLEST = 2  # hundredths; smaller weights are not kept
NO_SCORES = np.zeros((0, 0), dtype=np.int16), np.zeros((0, 0, 0), dtype=np.int16)
RIGHT = 0.5  # content is right if so much of it and what was marked is the same

Numbers = NDArray[np.float64]


@attrs.frozen(eq=False)
class Lesson:
    """An article as the models see it.

    Args:
        page: Its columns.
        marked: What is marked in it.
        cues: For each of `marked` the token bounds of its cue; None if it has none.
        complete: Whether every attribution is marked.
    """

    page: Page
    marked: Sequence[Marked]
    cues: Sequence[tuple[int, int] | None]
    complete: bool


def lessons(articles: Iterable[Article]) -> list[Lesson]:
    pipeline = discourse.Pipeline("entities", "paragraphs", "sentences", "tokens")
    found = []
    for article in articles:
        page = read_page(pipeline(article.text))
        found.append(
            Lesson(page, article.attributions, [cue_of(page, own) for own in article.attributions], article.complete)
        )
    return found


def cue_of(page: Page, marked: Marked) -> tuple[int, int] | None:
    """Return the tokens of a cue, of its longest piece if it has several, without a mark behind it."""
    pieces = [page.tokens(start, end) for start, end in marked.cue]
    first, last = max(pieces, key=lambda piece: piece[1] - piece[0], default=(0, 0))
    while last > first and not any(character.isalpha() for character in page.words[last - 1]):
        last -= 1
    return (first, last) if first < last else None


@attrs.frozen(eq=False)
class Material:
    """All lessons with their features.

    Args:
        lessons: The articles.
        columns: What is known of the tokens of each.
        words: Features of words.
        told: For each article which features each of its tokens has, with `PAD` empty rows at both ends.
        heads: Words told apart as heads of cues.
    """

    lessons: Sequence[Lesson]
    columns: Sequence[TokenColumns]
    words: Sequence[str]
    told: Sequence[csr_matrix]
    heads: Sequence[str]


def material(of: Sequence[Lesson]) -> Material:
    plain = WordTable((), *NO_SCORES, ())
    counts: Counter[str] = Counter()
    for lesson in of:
        columns = token_columns(lesson.page, plain)
        counts.update(lesson.page.lower[head_of(columns, *cue)] for cue in lesson.cues if cue)
    heads = sorted(
        (word for word, count in counts.items() if count >= RAREST_HEAD), key=lambda word: (-counts[word], word)
    )
    heads = heads[: HEADS - 1]
    numbers = WordTable((), *NO_SCORES, heads)
    seen = Counter(name for lesson in of for word in lesson.page.words for name in word_features(word))
    words = sorted(name for name, count in seen.items() if count >= RAREST)
    row_of = {name: row for row, name in enumerate(words)}
    told = []
    for lesson in of:
        own = [[row_of[name] for name in word_features(word) if name in row_of] for word in lesson.page.words]
        told.append(ones([[]] * PAD + own + [[]] * PAD, len(words)))
    return Material(of, [token_columns(lesson.page, numbers) for lesson in of], words, told, heads)


def ones(rows: Sequence[Sequence[int]], columns: int) -> csr_matrix:
    pointers = np.cumsum([0, *map(len, rows)])
    indices = np.fromiter((column for row in rows for column in row), dtype=np.int32, count=int(pointers[-1]))
    return csr_matrix((np.ones(len(indices)), indices, pointers), shape=(len(rows), columns))


@attrs.frozen(eq=False)
class Design:
    """Rows of features: of words by their place, then of templates.

    Args:
        matrix: A row for each example.
        keys: The keys of the templates that are kept, sorted; they are the last columns.
    """

    matrix: csr_matrix
    keys: Whole


def design(words: csr_matrix, keys: Whole) -> Design:
    found, inverse, counts = np.unique(keys, return_inverse=True, return_counts=True)
    kept = np.flatnonzero(counts >= RAREST)
    place = np.full(len(found), -1)
    place[kept] = np.arange(len(kept))
    columns = place[inverse.reshape(keys.shape)]
    rows = [row[row >= 0].tolist() for row in columns]
    return Design(hstack([words, ones(rows, len(kept))], format="csr"), found[kept])


# --- cues ---


def cue_design(of: Material, chosen: Sequence[int]) -> tuple[Design, NDArray[np.bool_]]:
    """Return the tokens of the complete articles among those chosen, and which of them are in cues."""
    words, keys, labels = [], [], []
    for number in chosen:
        lesson, told = of.lessons[number], of.told[number]
        if not lesson.complete:
            continue
        count = len(lesson.page.words)
        at = np.array([token for first, last in lesson.page.groups for token in range(first, last)], dtype=np.intp)
        around = [told[at + PAD + offset] for offset in range(-CUE_REACH, CUE_REACH + 1)]
        words.append(hstack(around, format="csr"))
        keys.append(CUE_TEMPLATES.keys(cue_columns(lesson.page, of.columns[number], at)).T)
        is_cue = np.zeros(count, dtype=bool)
        for marked in lesson.marked:
            for start, end in marked.cue:
                is_cue[slice(*lesson.page.tokens(start, end))] = True
        labels.append(is_cue[at])
    return design(vstack(words, format="csr"), np.concatenate(keys)), np.concatenate(labels)


def fit_two(matrix: csr_matrix, right: NDArray[np.bool_], prior: float, steps: int) -> Numbers:
    """Return the weights of a logistic regression."""
    transposed = matrix.T.tocsr()
    sign = np.where(right, 1.0, -1.0)

    def loss(weights: Numbers) -> tuple[float, Numbers]:
        odds = matrix @ weights
        cost = np.logaddexp(0, -sign * odds).sum() + prior / 2 * (weights @ weights)
        slope = transposed @ (1 / (1 + np.exp(-odds)) - right) + prior * weights
        return float(cost), slope

    return minimized(loss, matrix.shape[1], steps)


def minimized(loss: Callable[[Numbers], tuple[float, Numbers]], size: int, steps: int) -> Numbers:
    options = {"maxiter": steps, "maxfun": steps + 40}
    found: Numbers = minimize(loss, np.zeros(size), jac=True, method="L-BFGS-B", options=options).x
    return found


# --- sources and contents ---


def role_design(of: Material, chosen: Sequence[int]) -> tuple[Design, Chains, Whole]:
    """Return the places around the marked cues of the articles chosen, and their labels."""
    words, keys, lengths, behind, labels = [], [], [], [], []
    for number in chosen:
        lesson, columns = of.lessons[number], of.columns[number]
        marked = [(cue, own) for cue, own in zip(lesson.cues, lesson.marked, strict=True) if cue]
        if not marked:
            continue
        cues = [cue for cue, _ in marked]
        around = places_around(lesson.page, cues)
        heads = np.array(heads_of(columns, cues), dtype=np.intp)
        keys.append(ROLE_TEMPLATES.keys(role_columns(lesson.page, columns, cues, heads, around)).T)
        side = np.repeat(around.sides, around.lengths)
        at = [of.told[number][around.tokens + PAD + offset] for offset in range(-ROLE_REACH, ROLE_REACH + 1)]
        by_side = [diags((side == one).astype(float)) @ own for own in at for one in (0, 1)]
        words.append(hstack(by_side, format="csr"))
        lengths.append(around.lengths)
        behind.append(around.sides == 1)
        labels.append(role_labels(lesson.page, marked, around.tokens, np.repeat(around.cues, around.lengths), side))
    every = np.concatenate(lengths), np.concatenate(behind)
    chains = Chains(*every)
    wanted = np.concatenate(labels)
    wanted[chains.cues] = CUE
    return design(vstack(words, format="csr"), np.concatenate(keys)), chains, wanted


def role_labels(
    page: Page, marked: Sequence[tuple[tuple[int, int], Marked]], tokens: Whole, cues: Whole, side: Whole
) -> Whole:
    labels = np.full(len(tokens), OTHER)
    for number, (_, own) in enumerate(marked):
        mine = np.flatnonzero(cues == number)
        for label, pieces in ((CONTENT, own.content), (SOURCE, own.source)):
            for start, end in pieces:
                first, last = page.tokens(start, end)
                labels[mine[(tokens[mine] >= first) & (tokens[mine] < last)]] = label
    return labels


def fit_chain(matrix: csr_matrix, chains: Chains, labels: Whole, steps: int) -> tuple[Numbers, Numbers]:
    """Return what features add to the columns of the chain, and what moves add."""
    count = matrix.shape[1]
    transposed = matrix.T.tocsr()
    before = np.empty(len(labels), dtype=np.intp)
    before[1:] = labels[:-1]
    before[chains.firsts] = chains.before
    gold = np.zeros((len(labels), 4, 4))
    gold[np.arange(len(labels)), before, labels] = 1
    gold_columns = np.einsum("nab,kab->nk", gold, PATTERNS)
    gold_moves = gold.sum(axis=0)

    def loss(flat: Numbers) -> tuple[float, Numbers]:
        table, moves = flat[: count * COLUMNS].reshape(count, COLUMNS), flat[count * COLUMNS :].reshape(4, 4)
        changes = chains.changes(matrix @ table, moves)
        pairs, total = chains.sums(changes)
        cost = total - (changes * gold).sum() + PRIOR / 2 * (flat @ flat)
        slope = transposed @ (np.einsum("nab,kab->nk", pairs, PATTERNS) - gold_columns)
        return cost, np.concatenate([slope.ravel(), (pairs.sum(axis=0) - gold_moves).ravel()]) + PRIOR * flat

    found = minimized(loss, count * COLUMNS + 16, steps)
    return found[: count * COLUMNS].reshape(count, COLUMNS), found[count * COLUMNS :].reshape(4, 4)


# --- all together ---


def learn(articles: Iterable[Article], folds: int = FOLDS) -> Weights:
    """Return the weights learnt from articles with their attributions."""
    of = material(lessons(articles))
    everything = range(len(of.lessons))
    told: list[list[str]] = []
    right: list[bool] = []
    for fold in range(folds):
        weights = fitted(of, [number for number in everything if number % folds != fold], FOLD_STEPS)
        model = AttributionModel(weights)
        for number in everything[fold::folds]:
            lesson, columns = of.lessons[number], of.columns[number]
            known = columns.known.tolist()
            if lesson.complete:
                for found in model.find(lesson.page, -np.inf):
                    parts = trust_parts(lesson.page, columns, known, found)
                    told.append([name for part in parts for name in features_of(part)])
                    right.append(is_right(lesson, found))
    counts = Counter(name for names in told for name in names)
    names = sorted(name for name, count in counts.items() if count >= RAREST)
    row_of = {name: row for row, name in enumerate(names)}
    rows = ones([[row_of[name] for name in own if name in row_of] for own in told], len(names))
    trust = np.rint(fit_two(rows, np.array(right), TRUST_PRIOR, STEPS) * SCALE).astype(np.int16)
    marked = sum(len(lesson.marked) for lesson in of.lessons if lesson.complete)
    bar = best_bar(np.rint(rows @ trust).astype(np.int64), np.array(right), marked)
    return attrs.evolve(fitted(of, everything, STEPS), trust=names, trust_scores=trust, bar=bar)


def best_bar(odds: NDArray[np.int64], right: NDArray[np.bool_], marked: int) -> int:
    """Return from which odds on to trust what was found, so that F1 is highest."""
    order = np.argsort(-odds, kind="stable")
    kept = np.arange(1, len(order) + 1)
    f1 = 2 * np.cumsum(right[order]) / (kept + marked)
    return int(odds[order][f1.argmax()])


def fitted(of: Material, chosen: Sequence[int], steps: int) -> Weights:
    """Return the weights of cues and chain, learnt from some articles."""
    cues, is_cue = cue_design(of, chosen)
    cue_table = fit_two(cues.matrix, is_cue, PRIOR, steps)[:, None]
    roles, chains, labels = role_design(of, chosen)
    role_table, moves = fit_chain(roles.matrix, chains, labels, steps)
    count = len(of.words)
    cue_words, role_words = CUE_WORDS * count, len(role_table) - len(roles.keys)
    by_place = cue_table[:cue_words].reshape(CUE_WORDS, count).T
    by_role = role_table[:role_words].reshape(-1, count, COLUMNS).transpose(1, 0, 2).reshape(count, -1)
    word_scores = rounded(np.hstack([by_place, by_role]))
    kept = np.flatnonzero(word_scores.any(axis=1))
    cue_keys, cue_scores = without_zeros(cues.keys, rounded(cue_table[cue_words:]))
    role_keys, role_scores = without_zeros(roles.keys, rounded(role_table[role_words:]))
    return Weights(
        [of.words[row] for row in kept.tolist()], word_scores[kept], of.heads, cue_keys, cue_scores[:, 0],
        role_keys, role_scores, np.rint(moves * SCALE).astype(np.int32), ["bias"], np.zeros(1, dtype=np.int16), 0,
    )  # fmt: skip


def rounded(table: Numbers) -> NDArray[np.int16]:
    whole = np.rint(table * SCALE)
    whole[np.abs(whole) < SMALLEST] = 0
    return whole.astype(np.int16)


def without_zeros(keys: Whole, scores: NDArray[np.int16]) -> tuple[NDArray[np.int32], NDArray[np.int16]]:
    kept = scores.any(axis=1)
    return keys[kept].astype(np.int32), scores[kept]


def is_right(lesson: Lesson, found: Found) -> bool:
    """Say whether a found attribution is one that is marked: its cue is touched, and most of its content the same."""
    own = {token for first, last in found.content for token in range(first, last)}
    for marked in lesson.marked:
        cues = [lesson.page.tokens(start, end) for start, end in marked.cue]
        if not any(start < found.cue[1] and end > found.cue[0] for start, end in cues):
            continue
        wanted = {token for start, end in marked.content for token in range(*lesson.page.tokens(start, end))}
        if len(own & wanted) >= RIGHT * len(own | wanted):
            return True
    return False
