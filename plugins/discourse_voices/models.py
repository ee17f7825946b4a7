"""The models of attribution: which words are cues, what each cue reports of whom, and which of that to trust.

1. Every token is scored as part of a cue; tokens that may be are described further, and runs of them are cues.
2. Around each cue a chain labels source and content, by what begins and what ends at each place.
3. What was found is scored as a whole: what is more likely wrong than right is dropped.

Weights are whole numbers, hundredths of log-odds; they are learnt in `training`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from .chains import COLUMNS, SOURCE, Chains, Segment
from .cue_features import CUE_REACH, CUE_TEMPLATES, cue_columns
from .features import PAD, Templates, TokenColumns, Values, token_columns
from .page import Page
from .role_features import ROLE_REACH, ROLE_TEMPLATES, Places, heads_of, places_around, role_columns
from .trust import Found, TrustScores, trust_parts
from .words import FUNCTION_WORDS, WordTable

DATA = Path(__file__).parent / "data"
SCALE = 100  # weights are log-odds in hundredths
CUE_WORDS = 2 * CUE_REACH + 1
ROLE_WORDS = 2 * ROLE_REACH + 1
WORTH = -3.0  # log-odds by the words alone below which a token is not looked at further
CUE_BAR = -1.2  # log-odds from which a token is part of a cue
LIGHT_BAR = 0.0  # the same for a cue of function words alone
MOST_CUES = 256  # read at once, so that the memory does not grow with the text
FIRST_PERSON = frozenset(("i", "we"))
LONGEST_FIRST_PERSON = 3  # tokens: "we", "we all", "we've all"


@attrs.frozen(eq=False)
class Weights:
    """What was learnt.

    Args:
        words: Features of words.
        word_scores: What each adds (row): by its place around a token that may be in a cue, then by its place and side
            to each column of the chain.
        heads: Words told apart as heads of cues.
        cue_keys, cue_scores: Features by templates, numbered through, and what they add to a cue.
        role_keys, role_scores: The same for the chain, a column for each of its scores.
        moves: What it adds that a label (column) follows another (row).
        trust: Features of what was found.
        trust_scores: What each adds to its being right.
        bar: From how much on it is trusted.
    """

    words: Sequence[str]
    word_scores: NDArray[np.int16]
    heads: Sequence[str]
    cue_keys: NDArray[np.int32]
    cue_scores: NDArray[np.int16]
    role_keys: NDArray[np.int32]
    role_scores: NDArray[np.int16]
    moves: NDArray[np.int32]
    trust: Sequence[str]
    trust_scores: NDArray[np.int16]
    bar: int

    def save(self, path: Path) -> None:
        stored = attrs.asdict(self, recurse=False)
        for name in ("words", "heads", "trust"):
            stored[name] = np.frombuffer("\n".join(stored[name]).encode("utf-8"), dtype=np.uint8)
        np.savez_compressed(path, **stored)

    @classmethod
    def load(cls, path: Path) -> Weights:
        with np.load(path, allow_pickle=False) as file:
            stored: dict[str, Any] = {name: file[name] for name in file.files}
        for name in ("words", "heads", "trust"):
            stored[name] = stored[name].tobytes().decode("utf-8").split("\n")
        return cls(**stored | {"bar": int(stored["bar"])})


class Lookup:
    """Weights of features by templates: a row of a table for each, which is as narrow as sums of weights allow."""

    def __init__(self, of: Templates, keys: NDArray[np.int32], scores: NDArray[np.int16]) -> None:
        self._templates = of
        self._row_of = np.zeros(of.count, dtype=np.min_scalar_type(len(keys)))
        self._row_of[keys] = np.arange(1, len(keys) + 1)
        self._columns = scores.shape[1]
        width = 1 << (self._columns - 1).bit_length()  # rows of 16 bytes are taken in a third of the time of 12
        largest = int(np.abs(scores.astype(np.int32)).max(initial=0))
        self._scores = np.zeros((len(keys) + 1, width), dtype=np.min_scalar_type(-1 - largest * len(of)))
        self._scores[1:, : self._columns] = scores

    def scores(self, values: Values) -> NDArray[Any]:
        """Add up what the features of each row add."""
        found = self._scores.take(self._row_of.take(self._templates.keys(values)), axis=0)
        total: NDArray[Any] = np.add.reduce(found.reshape(len(found), -1), axis=0, dtype=found.dtype)
        return total.reshape(-1, self._scores.shape[1])[:, : self._columns]


class AttributionModel:
    """Finds cues, and what each reports of whom."""

    def __init__(self, weights: Weights) -> None:
        by_role = weights.word_scores[:, CUE_WORDS:].reshape(-1, 2 * ROLE_WORDS, COLUMNS)
        self._words = WordTable(weights.words, weights.word_scores[:, :CUE_WORDS], by_role, weights.heads)
        self._cue = Lookup(CUE_TEMPLATES, weights.cue_keys, weights.cue_scores[:, None])
        self._role = Lookup(ROLE_TEMPLATES, weights.role_keys, weights.role_scores)
        self._moves = weights.moves
        self._bar = weights.bar / SCALE
        self._trust = TrustScores(dict(zip(weights.trust, weights.trust_scores.tolist(), strict=True)))

    def find(self, page: Page, bar: float | None = None) -> list[Found]:
        """Return what is at least as likely as `bar` (log-odds; what was learnt if None), in the order of the cues."""
        if not page.groups:
            return []
        of = token_columns(page, self._words)
        odds = self.cue_odds(page, of)
        cue_odds = odds.tolist()
        cues = list(cue_runs(page, of, np.flatnonzero(odds >= CUE_BAR).tolist(), cue_odds))
        if not cues:
            return []
        found: list[Found] = []
        for start in range(0, len(cues), MOST_CUES):
            found += self.read(page, of, cues[start : start + MOST_CUES], cue_odds)
        mark_nested(found, len(page.words))
        known = of.known.tolist()
        for one in found:
            one.odds = sum(map(self._trust.__getitem__, trust_parts(page, of, known, one))) / SCALE
        return [one for one in found if one.odds >= (self._bar if bar is None else bar)]

    def cue_odds(self, page: Page, of: TokenColumns) -> NDArray[np.float64]:
        """Return log-odds that each token is part of a cue."""
        count = len(page.words)
        scores = np.zeros(count, dtype=np.int32)
        for offset in range(-CUE_REACH, CUE_REACH + 1):
            scores += of.cue_scores[CUE_REACH + offset, PAD + offset : PAD + offset + count]
        worth = np.flatnonzero(scores >= WORTH * SCALE)
        if len(worth):
            scores[worth] += self._cue.scores(cue_columns(page, of, worth))[:, 0]
        return scores / SCALE

    def read(self, page: Page, of: TokenColumns, cues: Sequence[tuple[int, int]], odds: Sequence[float]) -> list[Found]:
        """Return what each cue reports, of those that report something."""
        around = places_around(page, cues)
        heads = heads_of(of, cues)
        at = np.array(heads, dtype=np.intp)
        scores = role_words(of, around)
        scores += self._role.scores(role_columns(page, of, cues, at, around))
        chains = Chains(around.lengths, around.sides == 1)
        labelled, best = chains.best(scores, self._moves)
        margins = np.bincount(around.cues, best - chains.silent(self._moves), minlength=len(cues)).tolist()
        found = []
        known = ((of.level.take(at + PAD) > 0) | (of.head.take(at + PAD) > 0)).tolist()
        read = zip(cues, heads, known, margins, segments(page, around, labelled, cues), strict=True)
        for cue, head, is_known, margin, (sources, content) in read:
            source = max(sources, key=lambda bounds: bounds[1] - bounds[0]) if sources else None
            if source and source[1] - source[0] <= LONGEST_FIRST_PERSON and page.lower[source[0]] in FIRST_PERSON:
                continue  # the author, or who speaks already
            if content:
                cue_odds = max(odds[slice(*cue)])
                found.append(Found(cue, head, is_known, source, content, cue_odds, margin / SCALE))
        return found


def mark_nested(found: Sequence[Found], tokens: int) -> None:
    """Say of what was found whether its cue stands in the content of another."""
    inside = bytearray(tokens)
    for one in found:
        for first, last in one.content:
            inside[first:last] = b"\1" * (last - first)
    for one in found:
        one.nested = bool(inside[one.cue[0]])


def role_words(of: TokenColumns, around: Places) -> NDArray[np.int32]:
    """Return what the words around each place add to the columns of the chain."""
    rows = of.rows.take(around.tokens + np.arange(PAD - ROLE_REACH, PAD + ROLE_REACH + 1)[:, None])
    rows *= 2 * ROLE_WORDS
    rows += np.arange(0, 2 * ROLE_WORDS, 2)[:, None] + np.repeat(around.sides, around.lengths)
    found = of.role_scores.reshape(-1, of.role_scores.shape[2]).take(rows, axis=0)
    total: NDArray[np.int32] = np.add.reduce(found, axis=0, dtype=np.int32)
    return total[:, :COLUMNS]


def segments(
    page: Page, around: Places, labelled: Sequence[Segment], cues: Sequence[tuple[int, int]]
) -> list[tuple[list[tuple[int, int]], list[tuple[int, int]]]]:
    """Return sources and pieces of content of each cue, as bounds of tokens."""
    found: list[tuple[list[tuple[int, int]], list[tuple[int, int]]]] = [([], []) for _ in cues]
    tokens, cue_of, quote_at = around.tokens.tolist(), around.cues.tolist(), page.quote_at
    for sequence, label, first, behind in labelled:
        cue, last = cue_of[sequence], tokens[behind - 1]
        end = last + 1 if quote_at[last] < 0 else page.end_of_place(last, quote_at[cues[cue][0]])
        found[cue][label - SOURCE].append((tokens[first], end))
    return found


def cue_runs(page: Page, of: TokenColumns, likely: Sequence[int], odds: Sequence[float]) -> Iterator[tuple[int, int]]:
    """Give the runs of tokens that may be cues, of those that are likely; function words alone need more odds."""
    heavy = ((of.known > len(FUNCTION_WORDS)) | (of.level > 0))[PAD:-PAD].tobytes()
    starts = set(page.group_starts)
    first = last = -1
    for token in (*likely, -1):
        if token != last or token in starts:
            if first < last and (1 in heavy[first:last] or max(odds[first:last]) >= LIGHT_BAR):
                yield first, last
            first = token
        last = token + 1


@lru_cache(maxsize=1)
def shipped_model() -> AttributionModel:
    return AttributionModel(Weights.load(DATA / "attribution_weights.npz"))
