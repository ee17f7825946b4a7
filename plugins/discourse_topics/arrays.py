"""The types of arrays that pass between the modules of this package."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.signedinteger[Any]]
Floats = npt.NDArray[np.float64]
Matrix = npt.NDArray[np.float32]
