"""The types of arrays that pass between the modules of this package."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.signedinteger[Any]]
Floats = npt.NDArray[np.float64]
Matrix = npt.NDArray[np.float32]


def narrowest(most: int) -> type[np.signedinteger[Any]]:
    """Return the kind of whole numbers that holds up to `most` in fewest bytes: counts of pairs are many."""
    return next(kind for kind in (np.int16, np.int32, np.int64) if most <= np.iinfo(kind).max)
