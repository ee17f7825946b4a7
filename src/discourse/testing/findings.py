"""Checks of what an analyzer returns: bounds, evidence, values, how they are kept in JSON and shown to people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..annotations import Evidence
from ..discovery import load_object
from ..document import Columns, Document, Layer
from ..errors import DiscourseError
from ..layer_checks import check_order, problem_of_evidence
from ..payloads import schema_of
from ..views import Table, default_line, default_summary
from .subject import NOTHING_FOUND, Finding, Subject, difference, in_text


def offsets(subject: Subject) -> str | None:
    """Every annotation lies in the text, begins before it ends, and columns are whole and in order."""

    def check(finding: Finding) -> None:
        text, columns = finding.text, finding.columns
        for index, (start, end, _, _) in enumerate(finding.rows):
            if type(start) is not int or type(end) is not int:
                raise in_text(text, f"annotation {index} goes from {start!r} to {end!r}; bounds are of type int")
            if not 0 <= start <= end <= len(text):
                raise in_text(
                    text, f"annotation {index} goes from {start} to {end}, but the text from 0 to {len(text)}"
                )
        starts, ends = tuple(columns.starts), tuple(columns.ends)
        try:
            check_order(subject.layer, starts, ends)
        except DiscourseError as error:
            raise in_text(text, str(error)) from error
        lengths = {len(starts), len(ends), len(columns.values), len(columns.evidence or starts)}
        if len(lengths) > 1:
            raise in_text(text, f"columns of unequal length: {sorted(lengths)}")

    return for_findings(subject, check)


def evidence(subject: Subject) -> str | None:
    """Every piece of evidence lies in the text, has a rule, and a weight that is a finite number."""

    def check(finding: Finding) -> None:
        for index, (_, _, _, pieces) in enumerate(finding.rows):
            if type(pieces) is not tuple or any(type(piece) is not Evidence for piece in pieces):
                raise in_text(finding.text, f"the evidence of annotation {index} is no tuple of Evidence: {pieces!r}")
            for piece in pieces:
                problem = problem_of_evidence(piece, len(finding.text))
                if problem:
                    raise in_text(finding.text, f"the evidence of annotation {index} {problem}")
                if not piece.rule.strip():
                    raise in_text(finding.text, f"the evidence of annotation {index} names no rule")

    if any(finding.columns.evidence for finding in subject.findings):
        return for_findings(subject, check)
    return "it gives no evidence for what it finds" if subject.findings else NOTHING_FOUND


def payload(subject: Subject) -> str | None:
    """Every value is of the payload class, its fields of the types that they declare, its spans inside the text."""
    schema = schema_of(subject.spec.payload)

    def check(finding: Finding) -> None:
        for index, value in enumerate(finding.columns.values):
            problem = schema.problem(value)
            if problem:
                raise in_text(finding.text, f"the value of annotation {index} {problem}")
            if schema.reach((value,)) > len(finding.text):
                raise in_text(
                    finding.text,
                    f"a span in the value of annotation {index} reaches to {schema.reach((value,))}, but the text has "
                    f"{len(finding.text)} characters: {value!r}",
                )

    return for_findings(subject, check)


def json(subject: Subject) -> str | None:
    """A document with the layer is the same after it was written as JSON and read again."""

    def check(finding: Finding) -> None:
        document = subject.shared(finding.text)
        written = document.to_json()
        again = Document.from_json(written, registry=subject.registry)
        if again.to_json() != written:
            raise in_text(finding.text, f"read from JSON it is another: {difference(written, again.to_json())}")
        if again != document:
            raise in_text(finding.text, "read from JSON it is not equal to what was written")

    return for_findings(subject, check)


def view(subject: Subject) -> str | None:
    """Each annotation can be shown on a line, and the layer of a document as a table, or as nothing."""
    where = f"view of layer {subject.layer!r}"
    given = subject.spec.view
    line: Any = given.line or default_line
    summary: Any = given.summary or default_summary
    line = load_object(line, where) if isinstance(line, str) else line
    summary = load_object(summary, where) if isinstance(summary, str) else summary

    def check(finding: Finding) -> None:
        document = subject.shared(finding.text)
        if subject.layer not in document:
            return
        layer = document[subject.layer]
        for annotation in layer:
            written = line(document, annotation)
            if not isinstance(written, str):
                raise in_text(finding.text, f"the line of an annotation is a text, not {written!r}")
        check_table(finding.text, summary(document, layer))

    reason = for_findings(subject, check)
    check_table("", summary(Document(""), Layer(subject.layer, subject.spec.payload)))
    return reason


def check_table(text: str, table: object) -> None:
    if table is None:
        return
    if not isinstance(table, Table):
        raise in_text(text, f"the summary is a Table or None, not {table!r}")
    for row in table.rows:
        if not all(isinstance(cell, str) for cell in row):
            raise in_text(text, f"the cells of a summary are text, not {row!r}")
        if table.columns and len(row) != len(table.columns):
            raise in_text(text, f"a row of the summary has {len(row)} cells, its heading {len(table.columns)}: {row!r}")


def for_findings(subject: Subject, check: Callable[[Finding], None]) -> str | None:
    for finding in subject.findings:
        check(finding)
    return None if subject.findings else NOTHING_FOUND


def problem_of(layer: str, payload: type[Any], text: str, columns: Columns[Any]) -> str | None:
    """Say what is wrong with what was returned for one text, None if it is sound."""
    try:
        Document(text).with_layer(Layer(layer, payload, columns))
    except DiscourseError as error:
        return str(error)
    return None
