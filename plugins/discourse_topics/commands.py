"""`discourse topics FOLDER`: the topics of a folder of articles, to read or as JSON.

What is printed and saved depends on the articles alone. Titles and words come from files of strangers: they are made
printable, so that no escape sequence in a text reaches the terminal.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import click

import discourse
from discourse import DiscourseError, Document

if TYPE_CHECKING:
    from rich.text import Text

    from .arrays import Floats
    from .model import TopicModel

TYPICAL_DOCUMENTS = 2
NAMED_DOCUMENTS = 5  # of those that fit no topic
TITLE_LENGTH = 60


@attrs.frozen
class TopicRow:
    """What is told of one topic.

    Args:
        topic: Its number.
        label: Its name.
        share: Its mean share of the documents, 0 to 1.
        words: Its first words.
        documents: The titles of the documents it has the greatest share of.
    """

    topic: int
    label: str
    share: float
    words: tuple[str, ...]
    documents: tuple[str, ...]


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("-k", "--topics", "n_topics", type=click.IntRange(min=1), default=20, show_default=True, help="How many.")
@click.option("-m", "--method", default="cooccurrence", show_default=True, help="How they are learnt.")
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="A table to read, or JSON.",
)
@click.option("-o", "--output", type=click.Path(file_okay=False, path_type=Path), help="Folder to save the model in.")
@click.option("-e", "--encoding", default="utf-8", show_default=True, help="Encoding of text files.")
def topics(folder: Path, n_topics: int, method: str, form: str, output: Path | None, encoding: str) -> None:
    """Find the topics of the articles in FOLDER, or in one file of many."""
    from discourse.views import printable

    try:
        documents = read_documents(folder, encoding)
        check_number(len(documents), n_topics)
        model, shares = fitted(documents, n_topics, method)
        if output is not None:
            model.save(output)
    except DiscourseError as error:
        raise click.ClickException(printable(str(error))) from error
    except OSError as error:
        raise click.ClickException(printable(f"cannot save the model in {output}: {error.strerror}")) from error
    rows = topic_rows(model, shares, documents)
    without = [title_of(document) for document, row in zip(documents, shares, strict=True) if not row.any()]
    show = print_json if form == "json" else print_table
    show(rows, without, len(documents))


def read_documents(folder: Path, encoding: str) -> list[Document]:
    """Read the articles and cut them into tokens, with progress where somebody watches."""
    from discourse.terminal import counted, progress

    with progress("reading") as shown:
        documents = discourse.Pipeline("tokens", on_error="raise").stream(discourse.read(folder, encoding=encoding))
        return list(counted(documents, shown))


def check_number(n_documents: int, n_topics: int) -> None:
    """Refuse fewer documents than topics, with the option that helps."""
    if n_documents < n_topics:
        raise click.ClickException(
            f"{n_documents} documents cannot hold {n_topics} topics: ask for fewer (--topics), or give more documents"
        )


def fitted(documents: Sequence[Document], n_topics: int, method: str) -> tuple[TopicModel, Floats]:
    """Return a fitted model and the shares of its topics in the documents."""
    from .model import TopicModel

    model = TopicModel(n_topics=n_topics, method=method)
    return model, model.fit_transform(documents)


def topic_rows(model: TopicModel, shares: Floats, documents: Sequence[Document]) -> list[TopicRow]:
    """Describe the topics, the greatest first; equal ones by number."""
    means = shares.mean(axis=0)
    rows = []
    for topic in (-means).argsort(kind="stable").tolist():
        typical = (-shares[:, topic]).argsort(kind="stable")[:TYPICAL_DOCUMENTS]
        titles = tuple(title_of(documents[index]) for index in typical if shares[index, topic] > 0)
        share = round(float(means[topic]), 6)
        rows.append(TopicRow(topic, model.labels_[topic], share, tuple(model.topics_[topic]), titles))
    return rows


def title_of(document: Document) -> str:
    """Return the title of a document, or its id."""
    title = document.metadata.get("title")
    return title if isinstance(title, str) and title.strip() else document.id


def print_json(rows: Sequence[TopicRow], without: Sequence[str], n_documents: int) -> None:
    """Print the topics, and the documents that fit none, as one JSON object; JSON escapes what is not ASCII."""
    data = {"documents": n_documents, "topics": [attrs.asdict(row) for row in rows], "without_topic": list(without)}
    click.echo(json.dumps(data, indent=2))


def print_table(rows: Sequence[TopicRow], without: Sequence[str], n_documents: int) -> None:
    """Print a paragraph for each topic: its share and name, its other words, the documents that show it best."""
    from rich.table import Table as Grid
    from rich.text import Text

    from discourse.terminal import make_console
    from discourse.views import printable

    grid = Grid(box=None, padding=(0, 2, 1, 0), show_header=False, pad_edge=False)
    grid.add_column(justify="right", no_wrap=True)
    grid.add_column()
    for row in rows:
        grid.add_row(Text(f"{100 * row.share:.0f} %"), described(row))
    console = make_console()
    console.print(Text(f"TOPICS OF {n_documents} DOCUMENTS", style="bold"))
    console.print()
    console.print(grid)
    if without:
        console.print(Text(printable(without_line(without)), style="dim"))


def described(row: TopicRow) -> Text:
    """Return a topic for a terminal: its name, its other words, the titles of typical documents."""
    from rich.text import Text

    from discourse.views import printable

    named = row.label.split(", ")
    others = [word for word in row.words if word not in named]
    lines = [Text(printable(row.label), style="bold")]
    if others:
        lines.append(Text(printable(", ".join(others))))
    lines += [Text(printable(f"“{shortened(title)}”"), style="dim") for title in row.documents]
    return Text("\n").join(lines)


def without_line(without: Sequence[str]) -> str:
    """Name the documents that fit no topic."""
    named = ", ".join(f"“{shortened(title)}”" for title in without[:NAMED_DOCUMENTS])
    left = len(without) - NAMED_DOCUMENTS
    return f"Of no topic: {named}" + (f" and {left} more" if left > 0 else "")


def shortened(title: str) -> str:
    """Return a title on one line of bounded length."""
    line = " ".join(title.split())
    return line if len(line) <= TITLE_LENGTH else line[: TITLE_LENGTH - 1] + "…"
