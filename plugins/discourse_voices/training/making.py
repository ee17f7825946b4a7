"""Makes weights from files: what `discourse_voices.train` and the command of this package do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from os import PathLike
from pathlib import Path

from discourse.errors import FormatError, SourceError

from ..models import DATA
from .gum import read_gum
from .learning import learn
from .notation import Article, read_marked

OWN = Path(__file__).parent / "texts"
WEIGHTS = DATA / "attribution_weights.npz"


def learn_and_write(files: Iterable[str | PathLike[str]], out: str | PathLike[str] | None = None) -> None:
    """Do what `discourse_voices.train` says."""
    from threadpoolctl import threadpool_limits

    target = Path(out) if out else WEIGHTS
    if not target.parent.is_dir():  # said now, not after minutes of learning
        raise SourceError(f"cannot write {target}: there is no folder {target.parent}")
    paths = sorted((Path(file) for file in files), key=lambda path: (path.name, str(path)))
    articles = [article for path in paths for article in read(path)]
    if not any(article.complete for article in articles):
        raise FormatError(
            "nothing to learn cues from: give at least one text (.txt) in which every attribution is marked"
        )
    with threadpool_limits(limits=1):  # the last bits of sums depend on how many threads add up
        weights = learn(articles)
    weights.save(target)


def read(path: Path) -> Iterator[Article]:
    """Give the articles of a file; what it is, its ending says."""
    readers = {".txt": read_marked, ".jsonl": read_gum}
    if path.suffix not in readers:
        raise FormatError(f"cannot learn from {path}: the ending must be one of {', '.join(readers)}")
    try:
        yield from readers[path.suffix](path)
    except OSError as error:
        raise SourceError(f"cannot read {error.filename or path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise FormatError(f"cannot read {path}: it is not UTF-8") from error
    except (ValueError, KeyError) as error:
        raise FormatError(str(error) if str(path) in str(error) else f"{path}: {error!r}") from error
