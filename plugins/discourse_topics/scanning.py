"""How many topics: what each number of topics would give, by how stable the topics are and how coherent elsewhere.

The corpus is cut into parts by what its texts say, so that copies of a text are in one part and order decides nothing.
For each number of topics a model is fitted on all parts but one, for each part in turn. Topics are stable if these
models agree (Greene, O'Callaghan and Cunningham 2014), and coherent if their first words keep company in the part that
the model has not seen (normalized pointwise mutual information, Bouma 2009; Lau, Newman and Baldwin 2014).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import combinations
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zlib import crc32

import attrs
import numpy as np

from discourse import OptionError
from discourse.extras import need

from .arrays import Floats, Integers
from .comparing import agreement
from .corpus import Corpus
from .counting import counts_of
from .counts import WINDOW, TopicCounts
from .labels import top_words
from .parameters import is_whole

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Learn = Callable[[int, TopicCounts, Corpus], Floats]
DECIMALS = 6
MOST_WINDOWS = 0.999  # words that alternate are counted for each two places, in more windows than there are


@attrs.frozen
class Scanned:
    """What one number of topics gives.

    Args:
        n_topics: How many topics.
        stability: Mean agreement of first words between the models of different parts, 0 to 1.
        coherence: Mean NPMI of first words in windows of ten words of parts that were not seen, -1 to 1.
        coherence_error: Its standard error over the parts.
        diversity: Share of the first words that stand in one topic alone or first, 0 to 1.
    """

    n_topics: int
    stability: float
    coherence: float
    coherence_error: float
    diversity: float


@attrs.frozen
class TopicScan:
    """What different numbers of topics give; printed, it is a table.

    Args:
        rows: One for each number, ascending.
    """

    rows: tuple[Scanned, ...]

    @property
    def best(self) -> int:
        """The number that gives the most stable topics, of those that are as coherent as the best.

        As coherent is what lies within one standard error of it (Breiman and others 1984); of equal ones the smaller.
        """
        top = max(self.rows, key=lambda row: row.coherence)
        as_coherent = [row for row in self.rows if row.coherence >= top.coherence - top.coherence_error]
        return max(as_coherent, key=lambda row: row.stability).n_topics

    def records(self) -> list[dict[str, Any]]:
        """Return the rows as plain records, for pandas: the fields of `Scanned`."""
        return [attrs.asdict(row) for row in self.rows]

    def plot(self, file: str | PathLike[str] | None = None) -> Figure:
        """Draw stability and coherence by the number of topics; the best is marked.

        Args:
            file: Where to save the figure: its ending says in which format (png, svg, pdf); None not to.

        Returns:
            The figure, of matplotlib (extra "plots").

        Raises:
            MissingExtraError: If matplotlib is not installed.
        """
        figure: Figure = need("matplotlib.figure", "plots").Figure(figsize=(6.4, 4.8), layout="constrained")
        numbers = [row.n_topics for row in self.rows]
        upper, lower = figure.subplots(2, sharex=True)
        upper.plot(numbers, [row.stability for row in self.rows], marker="o")
        upper.set_ylabel("stability")
        errors = [row.coherence_error for row in self.rows]
        lower.errorbar(numbers, [row.coherence for row in self.rows], errors, marker="o", capsize=3)
        lower.set_ylabel("held-out coherence (NPMI)")
        lower.set_xlabel("number of topics")
        for axes in (upper, lower):
            axes.axvline(self.best, linestyle=":", color="grey")
        if file is not None:
            figure.savefig(Path(file))
        return figure

    def __str__(self) -> str:
        lines = ["topics  stability  coherence  +-     diversity"]
        lines += [
            f"{row.n_topics:<6}  {row.stability:<9.3f}  {row.coherence:<9.3f}  {row.coherence_error:<5.3f}  "
            f"{row.diversity:.3f}{'  best' if row.n_topics == self.best else ''}"
            for row in self.rows
        ]
        return "\n".join(lines)


def parts_of(texts: Sequence[str], n_parts: int) -> Integers:
    """Return the part of each text, from 0: parts hold about as many different texts, copies are in one part.

    Raises:
        OptionError: If there are fewer different texts than parts.
    """
    different = sorted(set(texts), key=lambda text: (crc32(text.encode("utf-8", "surrogatepass")), text))
    if len(different) < n_parts:
        raise OptionError(f"parts={n_parts} is more than there are different texts: {len(different)}")
    part = {text: place * n_parts // len(different) for place, text in enumerate(different)}
    return np.array([part[text] for text in texts], np.int64)


def scan(corpus: Corpus, parts: Integers, numbers: Iterable[int], learn: Learn) -> TopicScan:
    """Fit and judge models with different numbers of topics.

    Args:
        corpus: With its vocabulary.
        parts: The part of each document, from 0.
        numbers: How many topics to try.
        learn: Gives the weights of words in so many topics, from counts and documents.

    Raises:
        OptionError: If there are no numbers, or one is no whole number; as `learn`.
    """
    if not isinstance(numbers, Iterable) or not all(map(is_whole, numbers := list(numbers))):
        raise OptionError(f"n_topics is a list of whole numbers to try, not {numbers!r}")
    wanted = sorted(set(numbers))
    if not wanted:
        raise OptionError("n_topics is one or more numbers of topics to try; there are none")
    n_parts = int(parts.max(initial=0)) + 1
    held_out = [counts_of(corpus.documents(np.flatnonzero(parts == part))) for part in range(n_parts)]
    whole = sum(held_out[1:], start=held_out[0])
    seen = [
        (whole.without(counts), corpus.documents(np.flatnonzero(parts != part))) for part, counts in enumerate(held_out)
    ]
    return TopicScan(
        tuple(judged([top_words(learn(number, *some)) for some in seen], held_out, number) for number in wanted)
    )


def judged(models: Sequence[Sequence[Sequence[int]]], held_out: Sequence[TopicCounts], n_topics: int) -> Scanned:
    """Judge the first words of models that were each fitted without one part of a corpus."""
    named = [[list(map(str, words)) for words in model] for model in models]
    agreements = [agreement(one, other) for one, other in combinations(named, 2)]
    coherences = [np.mean(coherence(model, counts)) for model, counts in zip(models, held_out, strict=True)]
    words = [[word for topic in model for word in topic] for model in models]
    return Scanned(
        n_topics=n_topics,
        stability=round(float(np.mean(agreements)), DECIMALS),
        coherence=round(float(np.mean(coherences)), DECIMALS),
        coherence_error=round(float(np.std(coherences, ddof=1) / np.sqrt(len(coherences))), DECIMALS),
        diversity=round(float(np.mean([len(set(some)) / max(len(some), 1) for some in words])), DECIMALS),
    )


def coherence(topics: Sequence[Sequence[int]], counts: TopicCounts) -> list[float]:
    """Return the mean NPMI of all pairs of first words of each topic, in windows of ten words.

    Words that are never together have -1, and 0 with a word that is not there at all. A topic of one word has 0.

    Args:
        topics: The numbers of the first words of each.
        counts: Of the corpus that is asked.
    """
    windows = counts.windows_with.astype(np.float64)
    total = float(max(WINDOW * counts.n_places, 1))
    n_words = len(counts.vocabulary)
    values = []
    for words in topics:
        pairs = np.sort(np.array(list(combinations(words, 2)), np.int64).reshape(-1, 2), axis=1)
        cells = pairs[:, 0] * n_words + pairs[:, 1]
        together = counts.windows_at(cells)
        chance = windows[pairs[:, 0]] * windows[pairs[:, 1]] / total
        npmi = np.where(chance > 0, -1.0, 0.0)
        met = np.flatnonzero(together)
        information = -np.log(np.minimum(together[met] / total, MOST_WINDOWS))
        npmi[met] = np.clip(np.log(together[met] / chance[met]) / information, -1.0, 1.0)
        values.append(float(npmi.mean()) if len(npmi) else 0.0)
    return values
