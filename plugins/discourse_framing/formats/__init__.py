"""Files of codebooks: our own TOML, dictionaries of quanteda (YAML), dictionaries of LIWC (.dic).

A module a format, each with the same functions: `parse` makes the plain data of a codebook from the text of a file,
`render` the text of a file from a codebook, with the patterns that the format cannot hold, and `line_of` says on which
line of the text something stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from discourse import Resource, default_registry
from discourse.errors import FormatError, OptionError, SourceError, unknown

from ..codebook import KIND, checked_codebook
from ..soundness import CodebookError

if TYPE_CHECKING:
    from ..codebook import Codebook

MODULES = {".toml": "native", ".yml": "quanteda", ".yaml": "quanteda", ".dic": "liwc"}
SUFFIXES = ", ".join(MODULES)


def read_codebook(path: Path | str) -> Resource:
    """Read a codebook from a file, for an analyzer or for the hook `discourse_frame_codebooks`.

    Dictionaries of quanteda and LIWC have words but no definitions, weights or version: a word is a typical pattern of
    its frame, if it does not stand under the name of another grade, and the name of the codebook is that of the file.

    Args:
        path: A codebook (.toml), a dictionary of quanteda (.yml, .yaml) or of LIWC (.dic).

    Raises:
        SourceError: If the file cannot be read.
        FormatError: If it is not sound; the message says where: file, line, frame and pattern.
        MissingExtraError: If a dictionary of quanteda is read without the extra "dictionaries".
    """
    path = Path(path)
    text = text_of(path)
    data = codec_of(path).parse(text, path)
    try:
        checked_codebook(data)
    except CodebookError as error:
        line = codec_of(path).line_of(text, error.spot)
        raise FormatError(error.told(f"{path}, line {line}" if line else str(path))) from None
    return Resource(kind=KIND, name=data["name"], version=data["version"], data=data)


def write_codebook(codebook: Resource, path: Path | str) -> list[str]:
    """Write a codebook in the format that the suffix of a path names.

    Dictionaries hold words alone: no definitions, examples, mappings, figures of the scoring, or frames without words.

    Args:
        codebook: A codebook, as `read_codebook` gives it.
        path: Where: .toml keeps all; .yml and .yaml (quanteda) keep words and the nearest grade; .dic (LIWC) words.

    Returns:
        The patterns that the format cannot hold, one line each: those with gaps or conditions, or under `never`.

    Raises:
        FormatError: If the codebook is not sound, no format has that suffix, or a frame has a name that it cannot have.
        SourceError: If the file cannot be written.
        MissingExtraError: If .toml or .yml is written without the extra "dictionaries".
    """
    path = Path(path)
    codec = codec_of(path)
    try:
        checked: Codebook = checked_codebook(codebook.data)
    except CodebookError as error:
        raise FormatError(error.told(f"codebook {codebook.name!r}")) from None
    text, lost = codec.render(codebook.data, checked)
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise SourceError(f"cannot write {path}: {error.strerror or error}") from error
    return list(lost)


def shipped_codebook(path: Path) -> Resource:
    """Read a codebook of this package, which tests have checked: a resource is registered at every start."""
    data = codec_of(path).parse(path.read_text(encoding="utf-8"), path)
    return Resource(kind=KIND, name=data["name"], version=data["version"], data=data)


def chosen_codebook(choice: Any, registered: Iterable[Resource]) -> Resource:
    """Return the codebook that a user chose.

    Args:
        choice: Name of a registered one, path of a file, a resource, or the plain data of a codebook.
        registered: Those there are.

    Raises:
        OptionError: If there is none of that name; the message lists those there are.
    """
    if isinstance(choice, Resource):
        return choice
    if isinstance(choice, Mapping):
        name, version = (str(choice.get(key, "")) for key in ("name", "version"))
        return Resource(kind=KIND, name=name, version=version, data=choice)
    if isinstance(choice, Path) or (isinstance(choice, str) and is_codebook_file(choice)):
        return read_codebook(choice)
    by_name = {resource.name: resource for resource in registered}
    if not isinstance(choice, str) or choice not in by_name:
        raise OptionError(unknown("codebook", str(choice), by_name, advice=f"Or give the path of a file ({SUFFIXES})."))
    return by_name[choice]


def registered_codebooks() -> dict[str, Resource]:
    """Return the codebooks of this program's plugins by name."""
    return {resource.name: resource for resource in default_registry().resources(KIND)}


def is_codebook_file(name: str | Path) -> bool:
    """Whether a choice of codebook is the path of a file, not a name."""
    return Path(name).suffix.lower() in MODULES


def codec_of(path: Path) -> Any:
    suffix = path.suffix.lower()
    if suffix not in MODULES:
        raise FormatError(f"{path}: a codebook is a file of {SUFFIXES}, not {suffix or 'one without suffix'}")
    return import_module(f"{__name__}.{MODULES[suffix]}")


def text_of(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except OSError as error:
        raise SourceError(f"cannot read {path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise FormatError(f"{path}: no UTF-8: {error}") from error
