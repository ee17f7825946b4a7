"""Makes `word_vectors.npz` of `discourse_text`: `python -m discourse_sentiment.training.making_vectors --help`.

Each word by itself goes through a sentence encoder; what comes out is reduced to 64 dimensions, those in which common
words differ most, and kept in 8 bits. Takes two minutes. The last bits of the encoder differ from machine to machine,
so the file is kept here, and the weights that ship are learnt from the file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click
import numpy as np

from discourse_text import lowered_words

from ..lexicon import LONGEST_WORD
from ..weights import packed, quantized
from .encoder import Encoder
from .reading import OTHER_DOMAINS, rows_in

TEXTS = (*(f"sentiment/{name}" for name in ("nyt_train", "newsmtsc_train", *OTHER_DOMAINS)),
         "opeds/speeches", "topics/state_union", "topics/inaugural")  # fmt: skip
DIMENSIONS = 64
FEWEST = 2  # times that a word stands in the texts, unless the encoder has it as one piece
COMMONEST = 15_000  # words that decide which dimensions are kept
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command()
@click.option("--data", required=True, type=FOLDER, help="Directory with the training data.")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="Where to write.")
def main(data: Path, out: Path) -> None:
    """Make the vectors of all words of the training texts."""
    encoder = Encoder()
    counts = Counter(word for text in texts_in(data) for word in lowered_words(text) if is_word(word))
    pieces = {piece for piece in encoder.whole_words() if is_word(piece) and piece.isascii() and len(piece) > 2}
    words = sorted(pieces | {word for word, count in counts.items() if count >= FEWEST})
    vectors = encoder.vectors(words)
    common = sorted(range(len(words)), key=lambda row: (-counts[words[row]], words[row]))[:COMMONEST]
    centre = vectors[common].mean(axis=0)
    _, _, directions = np.linalg.svd(vectors[common] - centre, full_matrices=False)
    whole, scales = quantized((vectors - centre) @ directions[:DIMENSIONS].T, np.int8)
    counted = np.array([min(counts[word], np.iinfo(np.uint16).max) for word in words], dtype=np.uint16)
    np.savez_compressed(out, words=packed(words), vectors=whole, scales=scales, counts=counted)
    click.echo(f"{len(words):,} words")


def texts_in(data: Path) -> Iterator[str]:
    """Give the distinct texts of the training data."""
    for name in TEXTS:
        yield from dict.fromkeys(str(row["text"]) for row in rows_in(data / f"{name}.jsonl"))


def is_word(word: str) -> bool:
    return word[:1].isalpha() and len(word) <= LONGEST_WORD


if __name__ == "__main__":
    main()
