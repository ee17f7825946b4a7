"""Claims across documents: what they say of the same things, side by side."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

import attrs

from discourse import Document, Span, TextError
from discourse.engines import Engine, batches_of, refuse_lost

from . import ClaimCheck, LedgerEntry, NumericClaim
from .amounts import conversion
from .checking.facts import is_content_word
from .checking.intervals import Interval, interval_of
from .function_words import AUXILIARIES
from .nouns import singular

COMPARED = frozenset(("count", "money", "measure"))  # of a share only the whole is told, not what does what
LEAST = 3  # "one candidate", "two states" are no figures that anybody disputes
_WORD = re.compile(r"[^\W\d_]+")
_NEAR = 40  # characters beside a claim in which a participle is looked for


@attrs.frozen(eq=False)
class Row:
    """A claim before it is compared, and between which numbers of its unit the true one lies."""

    entry: LedgerEntry
    bounds: Interval


def entries(documents: Document | Iterable[Document], engine: Engine | None = None) -> list[LedgerEntry]:
    """Do what `discourse_claims.ledger` says."""
    given = (documents,) if isinstance(documents, Document) else documents
    batches = (
        (rows_of((one,)) for one in given) if engine is None else engine.map(rows_of, batches_of(given), refuse_lost)
    )
    rows: dict[tuple[str, str | None, str | None], list[Row]] = {}
    for row in chain.from_iterable(chain.from_iterable(batches)):
        rows.setdefault((row.entry.thing, row.entry.start, row.entry.end), []).append(row)
    found = [entry for group in rows.values() for entry in _compared(group)]
    return sorted(found, key=_order)


def rows_of(documents: Iterable[Document]) -> list[list[Row]]:
    """Return the claims of each document."""
    return [list(_rows(document)) for document in documents]


def _order(entry: LedgerEntry) -> tuple[bool, int, bool, str, str, str, int]:
    first = (not entry.disputed, -entry.agree, entry.source is not None)
    return *first, entry.thing, entry.start or "", entry.document, entry.span.start


def _rows(document: Document) -> Iterator[Row]:
    if not isinstance(document, Document):
        raise TextError(
            f"ledger takes documents with claims, not {document!r:.60}; make them: discourse.Pipeline('claims')"
        )
    layer = document.layer("claims", NumericClaim)
    doubted = _contradicted(document)
    for start, end, claim in zip(layer.starts, layer.ends, layer.values, strict=True):
        thing, convert = _thing(document, claim, start, end), conversion(claim)
        bounds = interval_of(claim, document.slice(claim.number))
        if not thing or convert is None or bounds is None or claim.kind not in COMPARED or claim.status == "negated":
            continue
        if claim.change != "none" or (claim.kind == "count" and (claim.high or LEAST) < LEAST):
            continue
        span = Span(start, end)
        entry = LedgerEntry(
            thing=f"{thing} in {convert.unit}" if claim.kind != "count" else thing,
            low=None if claim.low is None else convert(claim.low),
            high=None if claim.high is None else convert(claim.high),
            unit=convert.unit,
            words=" ".join(document.slice(span).split()),
            modifier=claim.modifier,
            status=claim.status,
            voice=claim.voice,
            source=claim.source,
            start=claim.time.start if claim.time else None,
            end=claim.time.end if claim.time else None,
            document=document.id,
            span=span,
            agree=0,
            differ=0,
            disputed=span in doubted,
        )
        yield Row(entry, Interval(convert(bounds.low), convert(bounds.high)))


def _contradicted(document: Document) -> frozenset[Span]:
    if "claim_checks" not in document.layers:
        return frozenset()
    checks = document.layer("claim_checks", ClaimCheck).values
    return frozenset(span for check in checks if check.verdict == "contradictory" for span in check.claims)


def _thing(document: Document, claim: NumericClaim, start: int, end: int) -> str:
    """Name what a claim is of by the words that describe it, in an order that does not depend on theirs."""
    words = filter(is_content_word, (claim.counted or "").lower().split())
    described = sorted({singular(word) for word in words} - {claim.unit})
    if claim.kind != "count":
        return " ".join(described)
    if described or not claim.unit:
        return " ".join((*described, claim.unit)) if described else ""
    what = _event(document.text, start, end) if claim.time is not None and claim.time.start is not None else ""
    return f"{claim.unit} {what}" if what else ""


def _event(text: str, start: int, end: int) -> str:
    """Return the participle behind a noun or before it: "people were killed", "killed 12 people"."""
    behind = [word for word in _WORD.findall(text[end : end + _NEAR].lower()) if word not in AUXILIARIES]
    before = _WORD.findall(text[max(0, start - _NEAR) : start].lower())
    for word in (*behind[:1], *before[-1:]):
        if word.endswith("ed") or word in ("dead", "hurt"):
            return str(word)
    return ""


def _compared(group: Sequence[Row]) -> Iterator[LedgerEntry]:
    """Count for each claim of a thing at a time how many agree with it and how many cannot be true beside it."""
    distinct = Counter(row.bounds for row in group)
    agreeing = {one: sum(many for other, many in distinct.items() if one.meets(other)) for one in distinct}
    for row in group:
        differ = len(group) - agreeing[row.bounds]
        disputed = row.entry.disputed or differ > 0
        yield attrs.evolve(row.entry, agree=agreeing[row.bounds] - 1, differ=differ, disputed=disputed)
