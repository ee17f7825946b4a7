"""What is kept of topics in files: a folder with `model.json` (what people can read) and `arrays.npz` (numbers).

Nothing is pickled. A digest of both stands in the JSON and is compared when they are read, so that a truncated or
edited file is refused instead of giving other topics.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from discourse import FormatError
from discourse.modelfiles import read_description

from .arrays import Matrix

MODEL_FORMAT = "discourse-topics/2"
JSON_FILE, ARRAYS_FILE = "model.json", "arrays.npz"
ARRAYS = ("components", "typical", "idf")
Arrays = Mapping[str, npt.NDArray[Any]]


@attrs.frozen(eq=False)
class Learnt:
    """What a topic model has learnt, and the parameters it was learnt with.

    Args:
        parameters: Those of the estimator, as plain data.
        vocabulary: The words, in the order of the alphabet.
        n_documents: How many documents it was learnt from.
        labels: The names of the topics.
        components: Probability of words in topics, topics x words.
        typical: What typical documents of the topics hold, documents x words (see `folding`).
        members: The topic of each typical document: one has several if it was merged.
        idf: Inverse document frequency of words.
    """

    parameters: Mapping[str, Any]
    vocabulary: tuple[str, ...]
    n_documents: int
    labels: tuple[str, ...]
    components: Matrix
    typical: Matrix
    members: tuple[int, ...]
    idf: Matrix

    def described(self) -> dict[str, Any]:
        """Return all but the arrays, as plain data."""
        return {
            "parameters": dict(self.parameters),
            "vocabulary": list(self.vocabulary),
            "n_documents": self.n_documents,
            "labels": list(self.labels),
            "members": list(self.members),
        }

    def arrays(self) -> Arrays:
        return {name: getattr(self, name) for name in ARRAYS}

    def digest(self) -> str:
        """Return sixteen hex digits for what the model says."""
        return digest_of(self.described(), self.arrays())


def write_model(learnt: Learnt, folder: Path) -> None:
    """Write a model."""
    write_folder(folder, MODEL_FORMAT, learnt.described(), learnt.arrays())


def read_model(folder: Path) -> Learnt:
    """Read a model.

    Raises:
        FormatError: If a file is missing, truncated, edited, or of another version.
    """
    data, arrays = read_folder(folder, MODEL_FORMAT, dict.fromkeys(ARRAYS, np.float32))
    try:
        learnt = Learnt(
            parameters=dict(data["parameters"]),
            vocabulary=tuple(data["vocabulary"]),
            n_documents=int(data["n_documents"]),
            labels=tuple(data["labels"]),
            members=tuple(data["members"]),
            **arrays,
        )
        check_learnt(learnt)
    except (KeyError, TypeError, ValueError) as error:
        raise FormatError(f"{folder} is no topic model of format {MODEL_FORMAT!r}: {error!r}") from error
    return learnt


def check_learnt(learnt: Learnt) -> None:
    """Raise `ValueError` if the parts of a model do not fit together."""
    n_topics, n_words = len(learnt.labels), len(learnt.vocabulary)
    shapes = {"components": (n_topics, n_words), "typical": (len(learnt.members), n_words), "idf": (n_words,)}
    for name, array in learnt.arrays().items():
        if array.shape != shapes[name] or not np.isfinite(array).all() or (array < 0).any():
            raise ValueError(f"{name} is not {shapes[name]} finite numbers from 0")
    names = (*learnt.vocabulary, *learnt.labels)
    if not all(isinstance(name, str) for name in names) or len(set(learnt.labels)) < n_topics or not n_topics:
        raise ValueError("labels and words are texts, and labels differ")
    if list(learnt.vocabulary) != sorted(set(learnt.vocabulary)):
        raise ValueError("the vocabulary is not in the order of the alphabet")
    if set(learnt.members) != set(range(n_topics)) or list(learnt.members) != sorted(learnt.members):
        raise ValueError("members are the numbers of all topics, ascending")


def digest_of(described: Mapping[str, Any], arrays: Arrays) -> str:
    """Return sixteen hex digits for plain data and arrays; arrays are taken with eight bytes a number."""
    content = hashlib.sha256(json.dumps(described, sort_keys=True, ensure_ascii=False).encode())
    for name in sorted(arrays):
        content.update(np.ascontiguousarray(arrays[name], arrays[name].dtype.newbyteorder("<")).tobytes())
    return content.hexdigest()[:16]


def write_folder(folder: Path, form: str, described: Mapping[str, Any], arrays: Arrays) -> None:
    """Write plain data and arrays, with their digest."""
    folder.mkdir(parents=True, exist_ok=True)
    data = {"format": form, "digest": digest_of(described, arrays), **described}
    text = json.dumps(data, indent=1, sort_keys=True, ensure_ascii=False)
    (folder / JSON_FILE).write_text(text + "\n", encoding="utf-8", newline="\n")
    with (folder / ARRAYS_FILE).open("wb") as file:
        np.savez_compressed(file, **arrays)  # type: ignore[arg-type]  # its stubs mix up arrays and allow_pickle


def read_folder(
    folder: Path, form: str, dtypes: Mapping[str, npt.DTypeLike]
) -> tuple[dict[str, Any], dict[str, npt.NDArray[Any]]]:
    """Read plain data and arrays of the names and types that are given.

    Raises:
        FormatError: If a file is missing, truncated, edited, or of another format.
    """
    data = read_description(folder / JSON_FILE, form)
    arrays = read_arrays(folder / ARRAYS_FILE, dtypes)
    described = {name: value for name, value in data.items() if name not in ("format", "digest")}
    if digest_of(described, arrays) != data.get("digest"):
        raise FormatError(
            f"{folder}: {JSON_FILE} and {ARRAYS_FILE} do not belong together, or one of them was changed after it was "
            f"saved; make and save them again"
        )
    return described, arrays


def read_arrays(file: Path, dtypes: Mapping[str, npt.DTypeLike]) -> dict[str, npt.NDArray[Any]]:
    try:
        with file.open("rb") as stream, np.load(stream, allow_pickle=False) as arrays:
            return {name: np.asarray(arrays[name], dtype) for name, dtype in dtypes.items()}
    except OSError as error:
        raise FormatError(f"cannot read {file}: {error.strerror or error}") from error
    except (KeyError, TypeError, ValueError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error) as error:
        raise FormatError(f"{file} holds no arrays of that format, perhaps truncated: {error}") from error
