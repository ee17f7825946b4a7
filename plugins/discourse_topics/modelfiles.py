"""A fitted topic model as two files in a folder: `model.json` (what people can read) and `arrays.npz` (numbers).

Nothing is pickled. The digest of the model stands in the JSON and is compared when it is read, so that a truncated or
edited file is refused instead of giving other topics.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs
import numpy as np

from discourse import FormatError
from discourse.modelfiles import read_description

from .arrays import Floats

FORMAT = "discourse-topics/1"
JSON_FILE, ARRAYS_FILE = "model.json", "arrays.npz"


@attrs.frozen(eq=False)
class Learnt:
    """What a topic model has learnt, and the parameters it was learnt with.

    Args:
        parameters: Those of the estimator, as plain data.
        vocabulary: The words, in the order of the alphabet.
        n_documents: How many documents it was learnt from.
        first_words: Of each topic, best first.
        components: Probability of words in topics, topics x words.
        idf: Inverse document frequency of words.
        typical: Mean direction of the documents of each topic, topics x words (see `folding`).
    """

    parameters: Mapping[str, Any]
    vocabulary: tuple[str, ...]
    n_documents: int
    first_words: tuple[tuple[str, ...], ...]
    components: Floats
    idf: Floats
    typical: Floats

    def described(self) -> dict[str, Any]:
        """Return all but the arrays, as plain data."""
        return {
            "parameters": dict(self.parameters),
            "vocabulary": list(self.vocabulary),
            "n_documents": self.n_documents,
            "first_words": [list(words) for words in self.first_words],
        }

    def digest(self) -> str:
        """Return sixteen hex digits for what the model says."""
        described = json.dumps(self.described(), sort_keys=True, ensure_ascii=False)
        content = hashlib.sha256(described.encode())
        for array in (self.components, self.idf, self.typical):
            content.update(np.ascontiguousarray(array, "<f8").tobytes())
        return content.hexdigest()[:16]


def write_model(learnt: Learnt, folder: Path) -> None:
    """Write a model."""
    folder.mkdir(parents=True, exist_ok=True)
    data = {"format": FORMAT, "digest": learnt.digest(), **learnt.described()}
    text = json.dumps(data, indent=1, sort_keys=True, ensure_ascii=False)
    (folder / JSON_FILE).write_text(text + "\n", encoding="utf-8", newline="\n")
    with (folder / ARRAYS_FILE).open("wb") as file:
        np.savez_compressed(file, components=learnt.components, idf=learnt.idf, typical=learnt.typical)


def read_model(folder: Path) -> Learnt:
    """Read a model.

    Raises:
        FormatError: If a file is missing, truncated, edited, or of another version.
    """
    data = read_description(folder / JSON_FILE, FORMAT)
    arrays = read_arrays(folder / ARRAYS_FILE)
    try:
        learnt = Learnt(
            parameters=dict(data["parameters"]),
            vocabulary=tuple(data["vocabulary"]),
            n_documents=int(data["n_documents"]),
            first_words=tuple(map(tuple, data["first_words"])),
            components=arrays["components"],
            idf=arrays["idf"],
            typical=arrays["typical"],
        )
        digest = learnt.digest()
    except (KeyError, TypeError, ValueError) as error:
        raise FormatError(f"{folder} is no topic model of format {FORMAT!r}: {error!r}") from error
    if digest != data.get("digest"):
        raise FormatError(
            f"{folder}: {JSON_FILE} and {ARRAYS_FILE} do not belong together, or one of them was changed after it was "
            f"saved; fit the model again"
        )
    return learnt


def read_arrays(file: Path) -> dict[str, Floats]:
    try:
        with file.open("rb") as stream, np.load(stream, allow_pickle=False) as arrays:
            return {name: np.asarray(arrays[name], np.float64) for name in ("components", "idf", "typical")}
    except OSError as error:
        raise FormatError(f"cannot read {file}: {error.strerror or error}") from error
    except (KeyError, ValueError, EOFError, zipfile.BadZipFile) as error:
        raise FormatError(f"{file} holds no arrays of a topic model, perhaps truncated: {error}") from error
