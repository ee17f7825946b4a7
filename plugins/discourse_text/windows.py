"""Linear models over words: what the words of a window add to each label, described once a word and then looked up.

What a word adds at an offset does not depend on the text it stands in. So its features are made, and their weights
added up, when it is first met there; after that a window costs one row of a table for each offset. Taggers and name
finders of any plugin can be built on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import accumulate, chain, filterfalse
from threading import Lock
from typing import TYPE_CHECKING, Any

from discourse import OptionError

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_WORDS = 100_000  # kept at an offset, so that an archive does not fill the memory
FIRST_ROWS = 1_024
LARGEST_WEIGHT = 1_000_000  # sums of a thousand of them are exact in 32 bits

Describe = Callable[[str], Iterable[str]]


class WindowScores:
    """Scores of labels by the words of a window.

    Args:
        weights: Whole numbers, a row for each feature and a column for each label.
        features: Feature to its row; others count nothing.
        describe: For each offset of the window, in order, what gives the features of a word that stands there. A "word"
            may be any string that says what is known of a place, if it comes again often.

    Raises:
        OptionError: If weights are no whole numbers, or so large that sums of them would not be exact.
    """

    def __init__(self, weights: NDArray[Any], features: Mapping[str, int], describe: Sequence[Describe]) -> None:
        if weights.dtype.kind not in "iu" or int(abs(weights.astype("int64")).max(initial=0)) > LARGEST_WEIGHT:
            raise OptionError(f"weights of words are whole numbers up to {LARGEST_WEIGHT:,}, not of {weights.dtype}")
        self._weights = weights
        self._features = features
        self._describe = tuple(describe)
        self._columns = [self._column(one) for one in self._describe]

    def _column(self, describe: Describe) -> WordRows:
        return WordRows(self._weights, self._features, describe)

    def scores(self, columns: Sequence[Sequence[str]]) -> Any:
        """Return a row of scores for each window.

        Args:
            columns: For each offset, in the order of `describe`, the word that stands there in each window.
        """
        return sum(self._part(place, column) for place, column in enumerate(columns))

    def looked_up(self, place: int, words: Sequence[str]) -> tuple[NDArray[Any], NDArray[Any]]:
        """Return the table of what words add at an offset, and the row of each word in it.

        For those who read only parts of the rows; the table is not to be written to.

        Args:
            place: Index of the offset, in the order of `describe`.
            words: What stands there.
        """
        known = self._columns[place]
        if len(known) > MOST_WORDS:  # a new one: who still reads the old one keeps it whole
            known = self._columns[place] = self._column(self._describe[place])
        rows = known.rows(words)
        return known.table, rows

    def _part(self, place: int, column: Sequence[str]) -> NDArray[Any]:
        table, rows = self.looked_up(place, column)
        return table.take(rows, axis=0)


class WordRows(dict[str, int]):
    """Row of each word in a table of scores; words that are not there are described together and get the next rows."""

    def __init__(self, weights: NDArray[Any], features: Mapping[str, int], describe: Describe) -> None:
        import numpy as np

        super().__init__()
        self.table = np.zeros((FIRST_ROWS, weights.shape[1]), dtype=np.int32)
        self._weights, self._features, self._describe = weights, features, describe
        self._lock = Lock()

    def rows(self, words: Sequence[str]) -> NDArray[Any]:
        """Return the row of each word; `table` is to be read after it."""
        import numpy as np

        try:
            return np.fromiter(map(self.__getitem__, words), dtype=np.intp, count=len(words))
        except KeyError:
            with self._lock:
                self._learn([*dict.fromkeys(filterfalse(self.__contains__, words))])
            return np.fromiter(map(self.__getitem__, words), dtype=np.intp, count=len(words))

    def _learn(self, words: Sequence[str]) -> None:
        """Add up the weights of words, all at once, and only then say which rows they have."""
        import numpy as np

        get = self._features.get
        known = [[row for row in map(get, self._describe(word)) if row is not None] for word in words]
        first, last = len(self), len(self) + len(words)
        if last > len(self.table):
            larger = np.zeros((max(last, 2 * len(self.table)), self.table.shape[1]), dtype=np.int32)
            larger[:first] = self.table[:first]  # rows that were never written take no memory
            self.table = larger
        told = [place for place, rows in enumerate(known) if rows]  # the others add nothing
        if told:
            lengths = [len(known[place]) for place in told]
            weights = self._weights.take([*chain.from_iterable(known)], axis=0).astype(np.int32)
            sums = np.add.reduceat(weights, [*accumulate(lengths[:-1], initial=0)], axis=0)
            self.table[[first + place for place in told]] = sums
        self.update(zip(words, range(first, last), strict=True))
