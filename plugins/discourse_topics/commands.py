"""`discourse topics FOLDER`: the topics of a folder of articles, to read or as JSON.

What is printed and saved depends on the articles alone. Titles and words come from files of strangers: they are made
printable, so that no escape sequence in a text reaches the terminal.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import click

import discourse
from discourse import DiscourseError, Document

if TYPE_CHECKING:
    from rich.text import Text

    from .describing import TopicDescription
    from .model import TopicModel
    from .repeats import RepeatsReport

SHOWN_DOCUMENTS = 2  # of a topic
NAMED_DOCUMENTS = 5  # of those that fit no topic
TITLE_LENGTH = 60
SENTENCE_LENGTH = 200
SCANNED = range(5, 41, 5)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("-k", "--topics", "n_topics", type=click.IntRange(min=1), default=20, show_default=True, help="How many.")
@click.option("-m", "--method", default="cooccurrence", show_default=True, help="How they are learnt.")
@click.option("--scan", "is_scan", is_flag=True, help="Try 5 to 40 topics and say how stable and coherent they are.")
@click.option("--phrases", "n_phrases", type=click.IntRange(min=0), default=0, help="Take so many phrases as words.")
@click.option("--keep-repeats", is_flag=True, help="Do not leave out near-duplicates and boilerplate.")
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
def topics(
    folder: Path,
    n_topics: int,
    method: str,
    is_scan: bool,
    n_phrases: int,
    keep_repeats: bool,
    form: str,
    output: Path | None,
    encoding: str,
) -> None:
    """Find the topics of the articles in FOLDER, or in one file of many."""
    from discourse.views import printable

    if is_scan and output is not None:
        raise click.UsageError("--scan fits no model: there is nothing to save by --output")
    try:
        documents, report = read_documents(folder, encoding, keep_repeats)
        if is_scan:
            show_scan(documents, method, n_phrases, form)
        else:
            show_topics(documents, report, n_topics, method, n_phrases, form, output)
    except DiscourseError as error:
        raise click.ClickException(printable(str(error))) from error


def read_documents(folder: Path, encoding: str, keep_repeats: bool) -> tuple[list[Document], RepeatsReport]:
    """Read the articles, take out repeats, and cut them into tokens, with progress where somebody watches."""
    from discourse.terminal import counted, progress

    from .repeats import without_repeats

    options: dict[str, Any] = {"duplicates": None, "boilerplate": False} if keep_repeats else {}
    with progress("reading") as shown:
        cleaned = without_repeats(counted(discourse.read(folder, encoding=encoding), shown), **options)
        documents = discourse.Pipeline("tokens", "sentences", on_error="raise").stream(cleaned.sources)
        return list(documents), cleaned.report


def fresh_model(documents: Sequence[Document], n_topics: int, method: str, n_phrases: int) -> TopicModel:
    """Return a model that is not fitted, with the phrases of the corpus."""
    from .model import TopicModel
    from .phrases import find_phrases

    phrases = find_phrases(documents, measure="likelihood_ratio", n=n_phrases) if n_phrases else ()
    return TopicModel(n_topics=n_topics, method=method, phrases=phrases)


def show_scan(documents: Sequence[Document], method: str, n_phrases: int, form: str) -> None:
    """Print what different numbers of topics would give."""
    numbers = [number for number in SCANNED if number <= len(documents) // 2]
    if not numbers:
        raise click.ClickException(f"{len(documents)} documents are too few to try {SCANNED[0]} topics and more")
    found = fresh_model(documents, numbers[0], method, n_phrases).scan(documents, numbers)
    click.echo(json.dumps(found.records(), indent=2) if form == "json" else str(found))


def show_topics(
    documents: Sequence[Document],
    report: RepeatsReport,
    n_topics: int,
    method: str,
    n_phrases: int,
    form: str,
    output: Path | None,
) -> None:
    """Fit a model, save it if wanted, and print its topics, the greatest first; equal ones by number."""
    from .describing import describe, without_topic

    if len(documents) < n_topics:
        raise click.ClickException(
            f"{len(documents)} documents cannot hold {n_topics} topics: ask for fewer (--topics), or give more"
        )
    model = fresh_model(documents, n_topics, method, n_phrases).fit(documents)
    if output is not None:
        save(model, output)
    described = sorted(describe(model, documents), key=lambda topic: (-topic.share, topic.topic))
    titles = [title_of(document) for document in documents]
    without = [titles[record["document"]] for record in without_topic(model, documents)]
    show = print_json if form == "json" else print_table
    show(described, titles, without, report)


def save(model: TopicModel, folder: Path) -> None:
    from discourse.views import printable

    try:
        model.save(folder)
    except OSError as error:
        raise click.ClickException(printable(f"cannot save the model in {folder}: {error.strerror}")) from error


def title_of(document: Document) -> str:
    """Return the title of a document; of one without, its id and how it begins."""
    title = document.metadata.get("title")
    if isinstance(title, str) and title.strip():
        return title
    first_line = next((line for line in document.text.splitlines() if line.strip()), "")
    return f"{document.id}: {shortened(first_line, TITLE_LENGTH)}"


def print_json(
    described: Sequence[TopicDescription], titles: Sequence[str], without: Sequence[str], report: RepeatsReport
) -> None:
    """Print topics, documents that fit none, and repeats, as one JSON object; JSON escapes what is not ASCII."""
    rows = [{**attrs.asdict(topic), "documents": [titles[place] for place in topic.documents]} for topic in described]
    data = {"documents": len(titles), "topics": rows, "without_topic": list(without), "repeats": report.records()}
    click.echo(json.dumps(data, indent=2))


def print_table(
    described: Sequence[TopicDescription], titles: Sequence[str], without: Sequence[str], report: RepeatsReport
) -> None:
    """Print a paragraph for each topic: share and name, other words, a sentence, the documents that show it best."""
    from rich.table import Table as Grid
    from rich.text import Text

    from discourse.terminal import make_console
    from discourse.views import printable

    grid = Grid(box=None, padding=(0, 2, 1, 0), show_header=False, pad_edge=False)
    grid.add_column(justify="right", no_wrap=True)
    grid.add_column()
    for topic in described:
        grid.add_row(Text(f"{100 * topic.share:.0f} %"), told(topic, titles))
    console = make_console()
    console.print(Text(f"TOPICS OF {len(titles)} DOCUMENTS", style="bold"))
    console.print()
    console.print(grid)
    if without:
        console.print(Text(printable(without_line(without)), style="dim"))
    for line in str(report).splitlines() if report.repeats else ():
        console.print(Text(printable(line), style="dim"))


def told(topic: TopicDescription, titles: Sequence[str]) -> Text:
    """Return a topic for a terminal: its name and phrase, its other words, a sentence, titles of typical documents."""
    from rich.text import Text

    from discourse.views import printable

    named = topic.label.split(", ")
    others = [word for word in topic.words if word not in named]
    phrase = f" — {topic.phrase}" if topic.phrase else ""
    lines = [Text(printable(topic.label + phrase), style="bold")]
    if others:
        lines.append(Text(printable(", ".join(others))))
    if topic.sentence:
        lines.append(Text(printable(shortened(topic.sentence, SENTENCE_LENGTH)), style="italic"))
    shown = [shortened(titles[place], TITLE_LENGTH) for place in topic.documents[:SHOWN_DOCUMENTS]]
    lines += [Text(printable(f"“{title}”"), style="dim") for title in shown]
    return Text("\n").join(lines)


def without_line(without: Sequence[str]) -> str:
    """Name the documents that fit no topic."""
    named = ", ".join(f"“{shortened(title, TITLE_LENGTH)}”" for title in without[:NAMED_DOCUMENTS])
    left = len(without) - NAMED_DOCUMENTS
    return f"Of no topic: {named}" + (f" and {left} more" if left > 0 else "")


def shortened(text: str, length: int) -> str:
    """Return a text on one line of bounded length."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1] + "…"
