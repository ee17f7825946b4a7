"""Where the learnt files are, and how words are kept in them: npz without pickles, the same bytes wherever made."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DATA = Path(__file__).parent / "data"


def packed(words: Iterable[str]) -> NDArray[np.uint8]:
    """Return words as one array: a word a line."""
    import numpy as np

    return np.frombuffer("\n".join(words).encode("utf-8"), dtype=np.uint8)


def unpacked(words: NDArray[Any]) -> list[str]:
    text: str = words.tobytes().decode("utf-8")
    return text.split("\n") if text else []
