"""The analyzer of numeric claims.

Only sentences with a digit or a number word are read. Each of their numbers becomes a claim unless it is a date, a
name or a label; time and voice are joined at the end, from the layers that know them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import compress, count, filterfalse
from typing import Any, cast

from discourse import Annotation, Document, Evidence, Resource, Span
from discourse_text import lowered, words
from discourse_voices import voice_of

from . import NumericClaim
from .ages import may_count
from .anchors import tells_when
from .drafts import Draft
from .number_words import IDLE, TRIGGERS
from .pieces import Pieces, cut, is_cut
from .reading import read_drafts
from .scopes import ScopeReading, Times
from .units import UnitTable

_IN_TABLE, _BY_HEAD, _SHARED, _BARE = 0.95, 0.85, 0.75, 0.6
"""How sure a claim is by what says what it is of; judged, not fitted."""
_VAGUE = 0.8
"""Factor for numbers whose bounds are a reading: "dozens"."""


class ClaimAnalyzer:
    """Finds numeric claims.

    Args:
        claim_units: Resources with units and currencies beyond the shipped ones, in the form of `data/units.json`.

    Raises:
        OptionError: If a resource has another form.
    """

    def __init__(self, *, claim_units: tuple[Resource, ...] = ()) -> None:
        self._table = UnitTable(claim_units)

    def analyze(self, document: Document) -> Iterator[Annotation[NumericClaim]]:
        """Give the claims of a document, sentence by sentence."""
        plain, lower = words(document), lowered(document)
        starts, ends = document["tokens"].starts, document["tokens"].ends
        odd = {*filterfalse(str.isalpha, plain)}
        special = frozenset([word.lower() for word in odd if self._is_special(word)])
        digits = [word.lower().replace("’", "'") for word in odd if word[0].isdecimal()]
        triggers = TRIGGERS.union(special, digits)
        likely = [*compress(count(), map(triggers.__contains__, lower))]
        hits = [i for i in likely if lower[i] not in IDLE or may_count(lower, i)]
        if not hits:
            return
        times = Times(document)
        for bounds, span in _sentences_of(document, [starts[i] for i in hits]):
            pieces = cut(plain, lower, starts, ends, span, special, likely)
            yield from self._read_sentence(document, pieces, bounds, times)

    def _is_special(self, word: str) -> bool:
        """Say whether a token is cut further: "1/2", "7:30", "USD10m"."""
        return "/" in word or ":" in word if word[0].isdecimal() else is_cut(word, self._table.codes)

    def _read_sentence(
        self, document: Document, pieces: Pieces, bounds: tuple[int, int], times: Times
    ) -> Iterator[Annotation[NumericClaim]]:
        drafts = [draft for draft in read_drafts(pieces, self._table) if not tells_when(pieces, draft, times)]
        numbers = [pieces.starts[draft.first] for draft in drafts]
        for draft in drafts:
            span = Span(pieces.starts[draft.first], pieces.ends[draft.end - 1])
            scope = times.scope(span.start, span.end, bounds, numbers)
            yield Annotation(span, _claim(document, pieces, draft, scope), _evidence(pieces, draft, scope))


def _sentences_of(document: Document, offsets: Sequence[int]) -> Iterator[tuple[tuple[int, int], range]]:
    """Give each sentence with one of the offsets in it once: its bounds and its range of tokens."""
    sentences, tokens = document["sentences"], document["tokens"]
    last = -1
    for offset in offsets:
        at = bisect_right(sentences.starts, offset) - 1
        if at == last or at < 0 or offset >= sentences.ends[at]:
            continue
        last = at
        bounds = sentences.starts[at], sentences.ends[at]
        yield bounds, tokens.range_within(*bounds)


def _claim(document: Document, pieces: Pieces, draft: Draft, scope: ScopeReading | None) -> NumericClaim:
    number = Span(pieces.starts[draft.number.first], pieces.ends[draft.number.end - 1])
    voice = voice_of(document, number)
    counted = None
    if draft.counted is not None:
        first, end = draft.counted
        counted = document.text[pieces.starts[first] : pieces.ends[end - 1]]
    return NumericClaim(
        number=number,
        low=draft.low,
        high=draft.high,
        kind=cast(Any, draft.kind),
        unit=draft.head if draft.unit is None else draft.unit.name,
        currency=None if draft.unit is None else draft.unit.currency,
        counted=counted,
        modifier=draft.modifier,
        change=draft.change,
        status=draft.status,
        voice=voice.kind,
        source=voice.source,
        time=None if scope is None else scope.scope,
        confidence=_confidence(draft),
    )


def _confidence(draft: Draft) -> float:
    if draft.shared:
        sure = _SHARED
    elif draft.unit is not None:
        sure = _IN_TABLE
    else:
        sure = _BY_HEAD if draft.head else _BARE
    return sure * _VAGUE if draft.number.form == "vague" else sure


def _evidence(pieces: Pieces, draft: Draft, scope: ScopeReading | None) -> tuple[Evidence, ...]:
    found = [Evidence(Span(pieces.starts[first], pieces.ends[end - 1]), rule) for rule, first, end in draft.cues]
    if scope is not None:
        found.append(Evidence(Span(scope.start, scope.end), "time: nearest expression"))
    return tuple(found)
