"""Documents from files: text, Markdown, JSON and JSON lines, folders of these, and the formats of plugins.

Files are decoded as they are: no line end is changed, so that offsets count the code points of the file (without a
byte order mark).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .document import Document
from .errors import DiscourseError, FormatError, SourceError, shortened, unknown
from .field_types import JSON
from .hookspecs import Reader
from .storage import document_from, parse

if TYPE_CHECKING:
    from .registry import Registry


def read(path: str | Path, *, encoding: str = "utf-8", registry: Registry | None = None) -> Iterator[Document]:
    """Give the documents of a file, or of all files below a folder, lazily and sorted by path.

    Args:
        path: A file of a known suffix, or a folder; files of other suffixes in a folder are passed over.
        encoding: How the bytes of text files are to be read.
        registry: Where the formats of plugins are looked up.

    Raises:
        SourceError: If there is no such file or folder, or no file in it that can be read.
        FormatError: For an unknown suffix, and while reading for a file that is not what it claims to be.
    """
    from .registry import default_registry

    root = Path(path)
    readers = readers_by_suffix(registry or default_registry())
    check_encoding(encoding)
    if is_there(root) and root.is_dir():
        files = [file for file in sorted(root.rglob("*")) if is_readable(file, root, readers)]
        if not files:
            raise SourceError(f"folder {root} holds no file that can be read; suffixes: {', '.join(readers)}")
        return (document for file in files for document in read_file(file, root, readers, encoding))
    if not is_there(root):
        raise SourceError(f"there is no file or folder {shortened(str(root), 200)[1:-1]}")
    if root.suffix.lower() not in readers:
        raise FormatError(f"{root}: " + unknown("reader for suffix", root.suffix, readers))
    return read_file(root, root.parent, readers, encoding)


ReadFile = Callable[[Path, Path, str], Iterable[Document]]  # file, the folder that ids are seen from, encoding


def readers_by_suffix(registry: Registry) -> dict[str, ReadFile]:
    """Return what reads files of each suffix; the formats of plugins may take the place of ours."""
    readers = dict(OUR_READERS)
    for reader in registry.readers:
        for suffix in reader.suffixes:
            readers[suffix] = partial(read_with, reader)
    return readers


def read_with(reader: Reader, file: Path, root: Path, encoding: str) -> Iterable[Document]:
    return reader.read(file, encoding=encoding)


def is_there(path: Path) -> bool:
    """Say whether there is such a file or folder; a text that can be no path is none."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def check_encoding(encoding: str) -> None:
    try:
        "a".encode(encoding)
    except UnicodeError:
        return  # an encoding that has no such letter
    except (LookupError, ValueError):
        raise FormatError(
            f"there is no encoding {encoding!r} of text; common ones are utf-8, cp1252, latin-1, utf-16"
        ) from None


def is_readable(file: Path, root: Path, readers: Mapping[str, ReadFile]) -> bool:
    hidden = any(part.startswith(".") for part in file.relative_to(root).parts)
    return not hidden and file.suffix.lower() in readers and file.is_file()


def read_file(file: Path, root: Path, readers: Mapping[str, ReadFile], encoding: str) -> Iterator[Document]:
    """Read one file; every error names it."""
    try:
        yield from readers[file.suffix.lower()](file, root, encoding)
    except DiscourseError as error:
        if str(file) in str(error):
            raise
        raise type(error)(f"{file}: {error}") from error
    except OSError as error:
        raise SourceError(f"cannot read {file}: {error.strerror or error}") from error


def decode(data: bytes, encoding: str, source: str) -> str:
    """Decode bytes; a byte order mark of UTF-8 is dropped.

    Raises:
        FormatError: If the bytes are of another encoding; the message names the source and the byte.
    """
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        byte = data[error.start] if error.start < len(data) else 0
        raise FormatError(
            f"{source}: byte {byte:#04x} at offset {error.start} is no {encoding}; name the encoding that it has "
            f"(such as encoding='cp1252', on the command line --encoding cp1252)"
        ) from None
    except UnicodeError as error:
        raise FormatError(f"{source}: is no {encoding}: {error}") from None
    return text.removeprefix("\ufeff")


def name_of(file: Path, root: Path) -> str:
    """Return the path of a file in its folder as text; bytes of it that are no text are replaced."""
    return file.relative_to(root).as_posix().encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def read_text(file: Path, root: Path, encoding: str) -> Iterator[Document]:
    yield Document(decode(file.read_bytes(), encoding, str(file)), id=name_of(file, root))


def read_json(file: Path, root: Path, encoding: str) -> Iterator[Document]:
    yield document_of(parse(decode(file.read_bytes(), encoding, str(file))), name_of(file, root))


def read_jsonl(file: Path, root: Path, encoding: str) -> Iterator[Document]:
    for number, (text, where) in enumerate(read_lines(file, encoding), start=1):
        if text.strip():
            try:
                yield document_of(parse(text), f"{name_of(file, root)}:{number}")
            except DiscourseError as error:
                raise FormatError(f"{where}: {error}") from error


def read_lines(file: Path, encoding: str) -> Iterator[tuple[str, str]]:
    """Give the lines of a file, and how to name each; lazily where a line end is one byte."""
    if "\n".encode(encoding) == b"\n":
        with file.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                where = f"{file}, line {number}"
                yield decode(line, encoding, where), where
    else:
        for number, text in enumerate(decode(file.read_bytes(), encoding, str(file)).split("\n"), start=1):
            yield text, f"{file}, line {number}"


def document_of(plain: JSON, name: str) -> Document:
    """Make a document of one of ours, or of any object with a text: its other keys become metadata."""
    if isinstance(plain, dict) and "format" in plain:
        return document_from(plain)
    if not isinstance(plain, dict) or not isinstance(plain.get("text"), str):
        raise FormatError(f"expected an object with a key 'text', not {shortened(plain)}")
    rest: dict[str, Any] = {key: value for key, value in plain.items() if key not in ("text", "id")}
    given = plain.get("id")
    return Document(plain["text"], name if given is None or given == "" else str(given), rest)


OUR_READERS: dict[str, ReadFile] = {
    **dict.fromkeys((".txt", ".text", ".md", ".markdown"), read_text),
    ".json": read_json,
    **dict.fromkeys((".jsonl", ".ndjson"), read_jsonl),
}
