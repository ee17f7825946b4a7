"""Repeats: near-duplicates and boilerplate, taken out of a corpus before topics are fitted, and told of.

An article that stands in a corpus twice counts twice, and a newsletter call under a thousand articles is a topic of its
own. Texts are gone through from the longest to the shortest, so that the order of a corpus decides nothing.
"""

from __future__ import annotations

import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter
from typing import Any, Literal

import attrs
import numpy as np

from discourse import Document, OptionError

from .near_duplicates import N_HASHES, WORD, WordHashes, near_duplicates, normalized, shingles, signature
from .words import Source, checked_sources

Reason = Literal["near-duplicate", "boilerplate", "boilerplate only"]

VERSIONS = 0.7  # lines of versions of one story are no boilerplate; at 0.5 short texts with long notices pass for such
FEWEST = 3
LINE_ENDS = '.!?:”"'
WRAPPED = range(30, 101)  # characters of a line that was broken by hand
SHOWN, QUOTED = 10, 100  # lines of each kind, and characters of a passage, that a report shows
DECIMALS = 6


@attrs.frozen
class Repeat:
    """What was removed from a source, and why.

    Args:
        reason: "near-duplicate": the source was removed; "boilerplate": a passage was cut from it; "boilerplate only":
            all that it says is such passages, and it was left as it is.
        index: Place of the source in the corpus, from 0.
        id: Its id; None for a string.
        similarity: Of a near-duplicate: Jaccard index of its shingles and those of the source that was kept, 0 to 1.
        kept_index: Of a near-duplicate: place of the source that was kept.
        kept_id: Of a near-duplicate: the id of that; None for a string.
        passage: Of boilerplate: its words as they stand in this source, with single blanks.
        times: Of boilerplate: how often it stands in this source.
        documents: Of boilerplate: in how many documents it stands, versions of one story counted once.
    """

    reason: Reason
    index: int
    id: str | None
    similarity: float | None = None
    kept_index: int | None = None
    kept_id: str | None = None
    passage: str = ""
    times: int = 0
    documents: int = 0


@attrs.frozen
class RepeatsReport:
    """What was removed from a corpus; `str()` tells it in short.

    Args:
        n_sources: How many texts and documents there were.
        repeats: What was removed, in their order; of a near-duplicate no passages.
    """

    n_sources: int
    repeats: tuple[Repeat, ...]

    def records(self) -> list[dict[str, Any]]:
        """Return the repeats as plain records, for pandas: the fields of `Repeat`."""
        return [attrs.asdict(repeat) for repeat in self.repeats]

    def __str__(self) -> str:
        twins = [one for one in self.repeats if one.reason == "near-duplicate"]
        left = {one.index: one for one in self.repeats if one.reason == "boilerplate only"}
        cuts: dict[tuple[int, str], list[Repeat]] = defaultdict(list)
        for one in self.repeats:
            if one.reason == "boilerplate":
                cuts[-one.documents, normalized(one.passage)].append(one)
        lines = [
            f"{self.n_sources} documents: {len(twins)} near-duplicates removed, {len(cuts)} passages cut, "
            f"{len(left)} documents left that are boilerplate only",
            *shown(
                f"{named(one.index, one.id)} is {one.similarity:.2f} like {named(one.kept_index, one.kept_id)}, "
                "which was kept"
                for one in twins
            ),
            *shown(
                f"in {-key[0]} documents, cut {sum(one.times for one in same)} times: {same[0].passage[:QUOTED]}"
                for key, same in sorted(cuts.items(), key=itemgetter(0))
            ),
            *shown(f"{named(one.index, one.id)} is boilerplate only, and was left" for one in left.values()),
        ]
        return "\n".join(lines)


def named(index: int | None, id: str | None) -> str:
    return f"document {index}" if id is None else f"document {index} ({id})"


def shown(lines: Iterable[str]) -> list[str]:
    first, rest = (listed := list(lines))[:SHOWN], len(listed) - SHOWN
    return [*first, f"and {rest} more"] if rest > 0 else first


@attrs.frozen
class Cleaned:
    """A corpus without its repeats.

    Args:
        sources: The texts and documents that were kept, in their order.
        report: What was removed.
    """

    sources: tuple[Source, ...]
    report: RepeatsReport


def without_repeats(
    sources: Iterable[Source],
    *,
    duplicates: float | None = 0.8,
    boilerplate: bool = True,
    least_documents: int | None = None,
) -> Cleaned:
    """Return a corpus without near-duplicates and boilerplate, and a report of all that is gone.

    Texts are compared without their boilerplate. Of those that are alike the longest is kept, so that of versions of an
    article the fullest stays. What is kept does not depend on the order of the sources.

    Args:
        sources: Texts or documents. A document of which something was cut is a new one with the old id and metadata and
            without layers, since its offsets are others; any other is the very object that was given.
        duplicates: Similarity from which on a text is a near-duplicate of one that is kept, above 0 to 1: the share
            that both have of their different runs of five words. 0.8 is what a version with a quarter more text has, or
            one with every fiftieth word changed. Texts of fewer than five words are alike only if they are equal but
            for case and white space. None to keep all.
        boilerplate: Whether to cut lines and paragraphs that stand word for word, but for case and white space, in
            several texts that are not versions of one story: newsletter calls, copyright lines, lives of authors.
        least_documents: In how many, from 2. None for 3, or in large corpora for a tenth of the square root of the
            number of sources (10 of 10,000): boilerplate grows with a corpus, follow-ups and chance repeats do less.

    Raises:
        TextError: If the sources are a single one, or one of them is neither a text nor a document.
        OptionError: If an option is out of range.

    Example:
        >>> note = "The ferry to Orr will not sail on Sunday because of the wind."
        >>> cleaned = without_repeats([note, "The mayor of Orr resigned.", note + " Buses run."])
        >>> print(cleaned.report)
        3 documents: 1 near-duplicates removed, 0 passages cut, 0 documents left that are boilerplate only
        document 0 is 0.82 like document 2, which was kept
    """
    check_options(duplicates, boilerplate, least_documents)
    given = checked_sources(sources)
    ids = [None if isinstance(source, str) else source.id for source in given]
    before = [source if isinstance(source, str) else source.text for source in given]
    texts, order, numbers = list(before), canonical_order(given), WordHashes()
    prints = [shingles(text, numbers) for text in texts]
    signatures = np.array([signature(hashes) for hashes in prints], np.uint32).reshape(len(given), N_HASHES)
    repeats: dict[int, list[Repeat]] = defaultdict(list)
    if boilerplate:
        least = least_documents or max(FEWEST, math.isqrt(len(given)) // 10)
        counts = passage_counts(texts, near_duplicates(order, prints, signatures, VERSIONS))
        for index, text in enumerate(before):
            texts[index], found = without_passages(text, counts, least)
            is_cut = texts[index] != text
            repeats[index] += passages_found(index, ids[index], is_cut, found, counts)
            if is_cut:
                prints[index] = shingles(texts[index], numbers)
                signatures[index] = signature(prints[index])
        order.sort(key=lambda index: -len(texts[index]))
    twins = {} if duplicates is None else near_duplicates(order, prints, signatures, duplicates)
    for index, (kept, similarity) in twins.items():
        repeats[index] = [Repeat("near-duplicate", index, ids[index], round(similarity, DECIMALS), kept, ids[kept])]
    cleaned = tuple(with_text(given[index], text) for index, text in enumerate(texts) if index not in twins)
    told = tuple(one for index in sorted(repeats) for one in repeats[index])
    return Cleaned(cleaned, RepeatsReport(len(given), told))


def passages_found(
    index: int, id: str | None, is_cut: bool, found: dict[str, list[str]], counts: Counter[str]
) -> Iterator[Repeat]:
    """Tell of the boilerplate of a source, which was cut, or left because the source holds nothing else."""
    reason: Reason = "boilerplate" if is_cut else "boilerplate only"
    for key, same in found.items():
        yield Repeat(reason, index, id, passage=same[0], times=len(same), documents=counts[key])


def check_options(duplicates: Any, boilerplate: Any, least_documents: Any) -> None:
    if duplicates is not None and not (type(duplicates) in (int, float) and 0.0 < duplicates <= 1.0):
        raise OptionError(f"duplicates is a similarity above 0 and up to 1, or None to keep all; not {duplicates!r}")
    if type(boilerplate) is not bool:
        raise OptionError(f"boilerplate is True or False, not {boilerplate!r}")
    if least_documents is not None and not (type(least_documents) is int and least_documents >= 2):
        raise OptionError(f"least_documents is a whole number from 2, or None; not {least_documents!r}")


def canonical_order(sources: Sequence[Source]) -> list[int]:
    """Return the places of sources, the longest first, those of one length by what they hold."""

    def key(index: int) -> tuple[int, str, str, str]:
        source = sources[index]
        if isinstance(source, str):
            return -len(source), source, "", ""
        return -len(source.text), source.text, source.id, json.dumps(source.metadata, sort_keys=True, default=dict)

    return sorted(range(len(sources)), key=key)


def with_text(source: Source, text: str) -> Source:
    if isinstance(source, str):
        return text
    return source if source.text == text else Document(text, id=source.id, metadata=source.metadata)


# Boilerplate


def passages_of(text: str) -> list[str]:
    """Cut a text into its lines, with the line breaks behind them; lines that were broken by hand stay together."""
    starts, offset, previous = [0], 0, ""
    for line in text.splitlines(keepends=True):
        if offset and line.strip() and not goes_on(previous.strip(), line):
            starts.append(offset)
        offset, previous = offset + len(line), line
    return [text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]


def goes_on(line: str, following: str) -> bool:
    """Say whether a line ends in mid-sentence: "said." on a line of its own is the end of a paragraph."""
    if not line or line[-1] in LINE_ENDS or following[0].isspace():
        return False
    return following[0].islower() or len(line) in WRAPPED


def passage_counts(texts: Sequence[str], versions: dict[int, tuple[int, float]]) -> Counter[str]:
    """Count in how many texts each passage stands; in versions of one story it stands once."""
    stories: dict[int, list[str]] = defaultdict(list)
    for index, text in enumerate(texts):
        stories[versions.get(index, (index, 1.0))[0]].append(text)
    counts: Counter[str] = Counter()
    for story in stories.values():
        counts.update({normalized(passage) for text in story for passage in passages_of(text)})
    return counts


def without_passages(text: str, counts: Counter[str], least: int) -> tuple[str, dict[str, list[str]]]:
    """Return a text without the passages that stand in enough documents, and these; as it is if it is nothing else."""
    left, found = [], defaultdict[str, list[str]](list)
    for passage in passages_of(text):
        key = normalized(passage)
        if counts[key] >= least and WORD.search(key):
            found[key].append(" ".join(passage.split()))
        else:
            left.append(passage)
    is_left = found and any(map(WORD.search, left))
    return "".join(left).rstrip() if is_left else text, found
