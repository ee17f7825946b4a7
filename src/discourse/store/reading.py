"""Documents from a folder of tables, lazily, part by part; a part can be read where it is needed, in any process."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING

import attrs

from ..document import Document
from ..errors import FormatError
from .decoding import documents_of
from .encoding import DOCUMENTS, PROVENANCE
from .part_files import Part, check_is_there

if TYPE_CHECKING:
    from ..registry import Registry


@attrs.frozen
class StoredPart:
    """The documents of a part with some of its layers, read each time they are asked for.

    Args:
        part: The part.
        layers: The layers to read; those that are not there are passed over.
        registry: Where payloads are looked up.
    """

    part: Part
    layers: tuple[str, ...]
    registry: Registry | None = attrs.field(default=None, repr=False, eq=False)

    def __iter__(self) -> Iterator[Document]:
        files = {layer: self.part.layer(layer) for layer in self.layers if layer in self.part.layers}
        try:
            yield from documents_of(
                files,
                documents=self.part.table(DOCUMENTS),
                provenance=self.part.table(PROVENANCE),
                registry=self.registry,
            )
        except FormatError:
            check_is_there([self.part])
            raise

    def __len__(self) -> int:
        return self.part.documents


@attrs.frozen
class StoredDocuments:
    """The documents of a folder of tables, in the order in which they were written; can be gone through many times."""

    _parts: Sequence[StoredPart]

    def __iter__(self) -> Iterator[Document]:
        return chain.from_iterable(self._parts)

    def __len__(self) -> int:
        return sum(map(len, self._parts))

    def batches(self) -> Sequence[StoredPart]:
        """Return the documents in batches that are read where they are worked on (see `discourse.engines`)."""
        return self._parts
