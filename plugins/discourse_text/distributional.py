"""Classes of words by the company they keep: what is known of words that no training sentence holds.

Words that stand between the same neighbours fall into one class, at three grains. They were learnt from running text
without any labels (`training/word_classes.py`), after Schütze (1995), "Distributional part-of-speech tagging".
"""

from __future__ import annotations

import re
from functools import lru_cache

from .weights import DATA, unpacked

DIGIT = re.compile(r"\d")
GRAINS = (32, 128, 512)  # classes at each grain; 0 stands for words without one

Classes = tuple[int, int, int]
UNKNOWN: Classes = (0, 0, 0)


@lru_cache(maxsize=4_096)  # several plugins ask for a word when it is first met, and keep what they make of it
def word_classes(word: str) -> Classes:
    """Return the classes of a word from coarse to fine; by its small letters where it is not known as it stands."""
    table = load_classes()
    plain = word if word.isalpha() else DIGIT.sub("0", word)
    return table.get(plain) or table.get(plain.lower()) or UNKNOWN


@lru_cache(maxsize=1)
def load_classes() -> dict[str, Classes]:
    import numpy as np

    with np.load(DATA / "word_classes.npz", allow_pickle=False) as stored:
        coarse, middle, fine = (stored[f"grain_{grain}"].tolist() for grain in GRAINS)
        return dict(zip(unpacked(stored["words"]), zip(coarse, middle, fine, strict=True), strict=True))
