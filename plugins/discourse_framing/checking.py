"""What a codebook could do better: patterns that never count, that stand twice, that find nearly every text.

What makes a codebook unsound is refused as it is read (see `codebook`). What is found here is legal and probably not
meant. Each finding names frame, pattern and line. With texts, patterns are also tried on them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations, product
from pathlib import Path
from statistics import median
from typing import Any, Literal

import attrs

from discourse import Resource
from discourse.errors import unknown

from .codebook import Codebook, FrameDefinition, checked_scoring, spotted_patterns
from .formats import codec_of, read_codebook, registered_codebooks, text_of
from .passages import PassageReader, reader_of, words_of
from .patterns import GAP, WILD, Pattern, is_prefix
from .soundness import Spot

Kind = Literal["dead", "duplicate", "overlap", "broad", "unused", "unbalanced", "example", "mapping"]
GRAVE: tuple[Kind, ...] = ("dead", "duplicate", "example", "mapping")
COMMON = frozenset(
    "a about after all also an and any are as at be been but by can could did do for from had has have he her his how"
    " i if in into is it its more most no not of on one or our out over she so some than that the their them then there"
    " they this to up was we were what when which who will with would you your".split()
)
SHORT = 4  # letters of a first word before its star; fewer catch strangers
IN_MOST = 0.5  # share of texts from which on a pattern tells them not apart
FACTOR = 3.0  # by which the patterns of a frame may be fewer or more than the median
MOST_NAMED = 5
STRANGE = "xq"  # stands where a pattern leaves letters or words open


@attrs.frozen
class Finding:
    """Something in a codebook that was probably not meant.

    Args:
        kind: "dead" (never counts), "duplicate" (stands twice in a frame), "overlap" (shared by two frames), "broad"
            (finds nearly everything), "unused" (found in none of the texts given), "unbalanced" (a frame with far fewer
            or more patterns than the others), "example" (an example or counterexample that comes out otherwise),
            "mapping" (to a frame that the other codebook does not have).
        frame: Name of the frame.
        pattern: The pattern, or None.
        line: Number of its line in the file, or None.
        message: What it is, for people.
    """

    kind: Kind
    frame: str
    pattern: str | None
    line: int | None
    message: str

    @property
    def is_grave(self) -> bool:
        """Whether it should be mended before the codebook is used."""
        return self.kind in GRAVE


def codebook_findings(path: Path | str, texts: Sequence[Sequence[str]] = ()) -> list[Finding]:
    """Do what `discourse_framing.codebook_findings` says."""
    path = Path(path)
    resource = read_codebook(path)
    check = Check(resource, path, texts)
    found = [
        *check.dead(),
        *check.duplicates(),
        *check.overlaps(),
        *check.broad(),
        *check.unbalanced(),
        *check.examples(),
        *check.mappings(),
    ]
    order = {frame.name: number for number, frame in enumerate(check.codebook.frames)}
    return sorted(found, key=lambda finding: (order[finding.frame], not finding.is_grave))


@attrs.frozen
class Placed:
    """A pattern with where it stands.

    Args:
        frame: Its frame.
        index: Its index in `Codebook.patterns`.
        spot: Its place in the file.
        pattern: The pattern.
    """

    frame: FrameDefinition
    index: int
    spot: Spot
    pattern: Pattern


class Check:
    """The checks of one codebook.

    Args:
        resource: The codebook.
        path: Its file, for lines.
        texts: Texts to try its patterns on.
    """

    def __init__(self, resource: Resource, path: Path, texts: Sequence[Sequence[str]]) -> None:
        self.reader: PassageReader = reader_of(resource)
        self.codebook: Codebook = self.reader.codebook
        self._path = path
        self._source = text_of(path)
        self._texts = texts
        self._placed = list(placed_patterns(resource.data, self.codebook))

    def _finding(self, kind: Kind, placed: Placed, message: str) -> Finding:
        line = codec_of(self._path).line_of(self._source, placed.spot)
        return Finding(kind, placed.frame.name, placed.pattern.text, line, message)

    def dead(self) -> Iterator[Finding]:
        """Give the patterns whose words are always taken by another of the frame."""
        by_index = {placed.index: placed for placed in self._placed}
        for placed in self._placed:
            if not placed.pattern.weight:
                continue
            rivals: list[str] = []
            for words in samples_of(placed.pattern):
                winners = [by_index[match[1]] for match in self.reader.matches(words) if match[1] in by_index]
                if placed in winners:
                    break
                rivals += [winner.pattern.text for winner in winners if winner.frame is placed.frame]
            else:
                by = f"its words are taken by {rivals[0]!r}" if rivals else "no words were found for which it does"
                yield self._finding("dead", placed, f"it never counts: {by}")

    def duplicates(self) -> Iterator[Finding]:
        """Give the patterns that say what another of the frame says."""
        seen: dict[tuple[Any, ...], Pattern] = {}
        for placed in self._placed:
            for words in product(*placed.pattern.places):
                key = (placed.frame.name, words, placed.pattern.requires, placed.pattern.unless)
                if key in seen and seen[key] is not placed.pattern:
                    message = f"it finds {' '.join(words)!r}, as {seen[key].text!r} does"
                    yield self._finding("duplicate", placed, message)
                    break
                seen[key] = placed.pattern

    def overlaps(self) -> Iterator[Finding]:
        """Give, for each two frames, the words they share."""
        frames: dict[tuple[str, ...], dict[str, Placed]] = defaultdict(dict)
        for placed in self._placed:
            if placed.pattern.weight:
                for words in product(*placed.pattern.places):
                    frames[words].setdefault(placed.frame.name, placed)
        shared: dict[tuple[str, str], list[tuple[str, Placed]]] = defaultdict(list)
        for words, by_frame in frames.items():
            for one, other in combinations(by_frame, 2):
                shared[one, other].append((" ".join(words), by_frame[one]))
        for (_, other), found in shared.items():
            named = ", ".join(words for words, _ in found[:MOST_NAMED]) + (", ..." if len(found) > MOST_NAMED else "")
            yield self._finding("overlap", found[0][1], f"{len(found)} shared with frame {other!r}: {named}")

    def broad(self) -> Iterator[Finding]:
        """Give the patterns that stand in nearly every text, and those that stand in none of the texts given."""
        counts: dict[int, int] = defaultdict(int)
        for words in self._texts:
            for index in {match[1] for match in self.reader.matches(words)}:
                counts[index] += 1
        for placed in self._placed:
            pattern, share = placed.pattern, counts[placed.index] / max(len(self._texts), 1)
            if not pattern.weight:
                continue
            if share > IN_MOST:
                yield self._finding("broad", placed, f"it stands in {share:.0%} of the texts")
            elif self._texts and not share:
                yield self._finding("unused", placed, f"it stands in none of the {len(self._texts)} texts")
            elif not pattern.is_conditional and all(word in COMMON for place in pattern.places for word in place):
                yield self._finding("broad", placed, "nearly every text has such words")
            elif any(
                WILD.search(word) and len(WILD.split(word)[0]) < SHORT and is_prefix(word) for word in pattern.places[0]
            ):
                yield self._finding("broad", placed, f"a beginning of fewer than {SHORT} letters finds strangers too")

    def unbalanced(self) -> Iterator[Finding]:
        """Give the frames that have far fewer or more patterns than the others."""
        counts = {frame.name: sum(pattern.weight > 0 for pattern in frame.patterns) for frame in self.codebook.frames}
        usual = median([count for count in counts.values() if count] or [0])
        for number, frame in enumerate(self.codebook.frames):
            count = counts[frame.name]
            line = codec_of(self._path).line_of(self._source, Spot(frame=number, name=frame.name, key="name"))
            if count and not usual / FACTOR <= count <= usual * FACTOR:
                message = f"it has {count} patterns, where a frame has {usual:g} (the median)"
                yield Finding("unbalanced", frame.name, None, line, message)
            elif not count and not frame.inherited:
                yield Finding("unbalanced", frame.name, None, line, "it has no patterns: only coders can tell it")

    def examples(self) -> Iterator[Finding]:
        """Give the examples that have another primary frame, and the counterexamples that have this one."""
        for number, frame in enumerate(self.codebook.frames):
            if not frame.patterns:
                continue
            line = codec_of(self._path).line_of(self._source, Spot(frame=number, name=frame.name, key="name"))
            for sentences, wanted in ((frame.examples, True), (frame.counterexamples, False)):
                for sentence in sentences:
                    primary = self._primary(words_of(sentence))
                    if (primary == frame.name) is not wanted:
                        kind = "example" if wanted else "counterexample"
                        message = f"the {kind} {sentence!r} comes out as {primary or 'no frame'}"
                        yield Finding("example", frame.name, None, line, message)

    def mappings(self) -> Iterator[Finding]:
        """Give the counterparts that registered codebooks do not have; of others nothing is known."""
        registered = registered_codebooks()
        for number, frame in enumerate(self.codebook.frames):
            for other, names in frame.maps_to.items():
                known = [one["name"] for one in registered[other].data["frame"]] if other in registered else names
                for name in names:
                    if name not in known:
                        spot = Spot(frame=number, name=frame.name, key="maps_to")
                        line = codec_of(self._path).line_of(self._source, spot)
                        message = f"codebook {other!r}: {unknown('frame', name, known)}"
                        yield Finding("mapping", frame.name, None, line, message)

    def _primary(self, words: Sequence[str]) -> str | None:
        """Return the most probable frame; of a frame and its parent the frame."""
        ranked = self.reader.scorer.ranked(self.reader.matches(words), len(words))
        found = [self.codebook.frames[scored.frame] for scored in ranked]
        parents = {frame.parent for frame in found}
        return next((frame.name for frame in found if frame.name not in parents), None)


def placed_patterns(data: Any, codebook: Codebook) -> Iterator[Placed]:
    """Give the patterns of a codebook, but for inherited ones, with their places."""
    scoring = checked_scoring(data.get("scoring", {}))
    index = 0
    for number, (frame, written) in enumerate(zip(codebook.frames, data["frame"], strict=True)):
        for spot, pattern in spotted_patterns(Spot(frame=number, name=frame.name), written, scoring):
            yield Placed(frame, index, spot, pattern)
            index += 1
        index += len(frame.inherited)


def samples_of(pattern: Pattern) -> Iterator[list[str]]:
    """Give words that a pattern finds, in each of its variants, with what it requires."""
    company = [" ".join(place[0] for place in places if place[0] != GAP) for places in pattern.requires] or [""]
    for filler, words, needed in product(("", STRANGE), product(*pattern.places), company):
        found = " ".join(filler if word == GAP else word for word in words)
        for spelled in dict.fromkeys((f"{found} {needed}", f"{needed} {found}")):
            yield list(words_of(spelled.replace("*", filler).replace("?", STRANGE[0])))
