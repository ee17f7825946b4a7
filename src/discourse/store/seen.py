"""Which documents are in a folder already, in sixteen bytes for each and no text."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import numpy as np

RECENT = 100_000  # documents that are kept in a dict before they are sorted in with the others


class Seen:
    """A mapping from the ids of documents to a digest of each, for very many of them.

    Ids are kept as eight bytes of their digest; of a million documents two have the same with a probability of 3e-8.
    """

    def __init__(self) -> None:
        self._ids = np.empty(0, np.uint64)
        self._digests = np.empty(0, np.uint64)
        self._recent: dict[int, int] = {}

    def add(self, id: str, digest: str) -> None:
        """Add a document.

        Args:
            id: Its id.
            digest: Sixteen hex digits.
        """
        self._recent[key_of(id)] = int(digest, 16)
        if len(self._recent) >= RECENT:
            self._sort_in()

    def update(self, rows: Iterable[tuple[str, str]]) -> None:
        """Add several documents, each as its id and a digest."""
        for name, digest in rows:
            self.add(name, digest)

    def digest_of(self, id: str) -> str | None:
        """Return the digest of a document, None if it is not there."""
        key = key_of(id)
        found = self._recent.get(key)
        if found is None:
            place = int(np.searchsorted(self._ids, np.uint64(key)))
            if place == len(self._ids) or int(self._ids[place]) != key:
                return None
            found = int(self._digests[place])
        return f"{found:016x}"

    def __len__(self) -> int:
        return len(self._ids) + len(self._recent)

    def _sort_in(self) -> None:
        ids = np.concatenate([self._ids, np.fromiter(self._recent.keys(), np.uint64, len(self._recent))])
        digests = np.concatenate([self._digests, np.fromiter(self._recent.values(), np.uint64, len(self._recent))])
        order = np.argsort(ids, kind="stable")
        self._ids, self._digests = ids[order], digests[order]
        self._recent = {}


def key_of(id: str) -> int:
    return int.from_bytes(hashlib.blake2b(id.encode(), digest_size=8).digest(), "big")
