"""A fitted frame classifier as files in a folder: `model.json`, `arrays.npz` (numbers), and `card.md` for people.

Nothing is pickled. The codebooks are kept whole, so that a model gives the same wherever it is read. The digest of the
model stands in the JSON and is compared when it is read, so that a truncated or edited file is refused.
"""

from __future__ import annotations

import hashlib
import json
import tokenize
import zipfile
import zlib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from discourse import FormatError, Resource, SourceError
from discourse.modelfiles import read_description
from discourse_text import word_vectors

from .classifier import Learnt
from .codebook import KIND
from .features import FeatureSpace
from .modelcards import card_of

FORMAT = "discourse-frames/1"
JSON_FILE, ARRAYS_FILE, CARD_FILE = "model.json", "arrays.npz", "card.md"
BROKEN = (  # what numpy and zipfile raise for a file with bytes that were changed, by which byte it was
    KeyError, TypeError, ValueError, AttributeError, EOFError, zipfile.BadZipFile, zlib.error, tokenize.TokenError,
    SyntaxError, NotImplementedError, RuntimeError,
)  # fmt: skip
OPTIONS = ("penalty", "folds")


def described(learnt: Learnt) -> dict[str, Any]:
    """Return all but the arrays, as plain data."""
    return {
        "texts": learnt.texts,
        "classes": list(learnt.classes),
        "fallback": list(learnt.fallback),
        "scores": dict(learnt.scores),
        "frame_scores": [dict(scores) for scores in learnt.frame_scores],
        "codebooks": [{"name": book.name, "version": book.version, "data": book.data} for book in learnt.codebooks],
        "meaning_spread": learnt.space.meaning_spread,
        "vectors": vectors_digest(),
        "vocabulary": list(learnt.space.vocabulary),
    }


def arrays(learnt: Learnt) -> dict[str, Any]:
    space = learnt.space
    return {
        "word_idf": space.word_idf,
        "letter_idf": space.letter_idf,
        "spreads": space.spreads,
        "weights": learnt.weights.astype("<f4"),
        "bias": learnt.bias,
        "thresholds": learnt.thresholds,
    }


def digest_of(learnt: Learnt) -> str:
    """Return sixteen hex digits for what a model says."""
    content = hashlib.sha256(json.dumps(described(learnt), sort_keys=True, ensure_ascii=False).encode())
    for array in arrays(learnt).values():
        content.update(np.ascontiguousarray(array).tobytes())
    return content.hexdigest()[:16]


@lru_cache(maxsize=1)
def vectors_digest() -> str:
    """Return sixteen hex digits for the vectors of words that a model was fitted with."""
    return hashlib.sha256(np.ascontiguousarray(word_vectors().table).tobytes()).hexdigest()[:16]


def write_model(learnt: Learnt, parameters: Mapping[str, Any], folder: Path) -> None:
    """Write a model."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SourceError(f"cannot make the folder {folder}: {error.strerror or error}") from error
    data = {"format": FORMAT, "digest": digest_of(learnt), "parameters": dict(parameters), **described(learnt)}
    text = json.dumps(data, indent=1, sort_keys=True, ensure_ascii=False)
    (folder / JSON_FILE).write_text(text + "\n", encoding="utf-8", newline="\n")
    with (folder / ARRAYS_FILE).open("wb") as file:
        np.savez_compressed(file, **arrays(learnt))
    (folder / CARD_FILE).write_text(card_of(learnt, parameters), encoding="utf-8", newline="\n")


def read_model(folder: Path) -> tuple[Learnt, dict[str, Any]]:
    """Read a model and the options it was made with.

    Raises:
        FormatError: If a file is missing, truncated, edited, or of another version.
    """
    data = read_description(folder / JSON_FILE, FORMAT)
    try:
        with (folder / ARRAYS_FILE).open("rb") as file, np.load(file, allow_pickle=False) as stored:
            kept = {name: stored[name] for name in stored}
        learnt = Learnt(
            texts=data["texts"],
            classes=tuple(data["classes"]),
            space=FeatureSpace(
                {gram: column for column, gram in enumerate(data["vocabulary"])},
                kept["word_idf"], kept["letter_idf"], kept["spreads"], data["meaning_spread"],
            ),
            weights=kept["weights"].astype(np.float64),
            bias=kept["bias"],
            thresholds=kept["thresholds"],
            fallback=tuple(data["fallback"]),
            scores=dict(data["scores"]),
            frame_scores=tuple(dict(scores) for scores in data["frame_scores"]),
            codebooks=tuple(
                Resource(kind=KIND, name=book["name"], version=book["version"], data=book["data"])
                for book in data["codebooks"]
            ),
        )  # fmt: skip
        digest, parameters = digest_of(learnt), {name: data["parameters"][name] for name in OPTIONS}
    except OSError as error:
        raise FormatError(f"cannot read {folder / ARRAYS_FILE}: {error.strerror or error}") from error
    except BROKEN as error:
        raise FormatError(f"{folder} holds no frame classifier of format {FORMAT!r}: {error!r}") from error
    if data.get("vectors") != vectors_digest():
        raise FormatError(f"{folder}: it was fitted with other vectors of words than this version has; fit it again")
    if digest != data.get("digest"):
        raise FormatError(
            f"{folder}: {JSON_FILE} and {ARRAYS_FILE} do not belong together, or one of them was changed after it was "
            f"saved; fit the model again"
        )
    return learnt, parameters
