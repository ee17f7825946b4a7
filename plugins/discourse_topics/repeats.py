"""Repeats: near-duplicates and boilerplate, taken out of a corpus before topics are fitted, and told of.

An article that stands in a corpus twice counts twice, and a newsletter call under a thousand articles is a topic of its
own. Texts are as alike as the Jaccard index of their sets of shingles, runs of five words (Broder 1997). MinHash
signatures cut into bands (Leskovec, Rajaraman and Ullman 2014, chapter 3) find the pairs that may be alike without
comparing all; these are then compared by their shingles. Hashes depend on words alone and texts are gone through from
the longest to the shortest, so that the order of a corpus decides nothing.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from operator import itemgetter
from typing import Any, Literal

import attrs
import numpy as np
import numpy.typing as npt

from discourse import Document, OptionError

from .words import Source, checked_sources

Hashes = npt.NDArray[np.uint64]
Signatures = npt.NDArray[np.uint32]
Reason = Literal["near-duplicate", "boilerplate", "boilerplate only"]

WORD = re.compile(r"\w+")
SHINGLE = 5  # words
N_HASHES = 128  # the standard error of an estimate is 0.044 at most
SLACK = 0.15  # more than three of these errors
MISSED = 0.001  # share of the pairs right at the threshold that banding may miss
NEIGHBOURS = 16  # in its bucket that a text is compared with: large buckets cost no square of their size
CHUNK = 4096  # shingles, or pairs, at a time: bounds memory
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
            reason: Reason = "boilerplate" if texts[index] != text else "boilerplate only"
            for key, same in found.items():
                passage = Repeat(reason, index, ids[index], passage=same[0], times=len(same), documents=counts[key])
                repeats[index].append(passage)
            if texts[index] != text:
                prints[index] = shingles(texts[index], numbers)
                signatures[index] = signature(prints[index])
        order.sort(key=lambda index: -len(texts[index]))
    twins = {} if duplicates is None else near_duplicates(order, prints, signatures, duplicates)
    for index, (kept, similarity) in twins.items():
        repeats[index] = [Repeat("near-duplicate", index, ids[index], round(similarity, DECIMALS), kept, ids[kept])]
    cleaned = tuple(with_text(given[index], text) for index, text in enumerate(texts) if index not in twins)
    told = tuple(one for index in sorted(repeats) for one in repeats[index])
    return Cleaned(cleaned, RepeatsReport(len(given), told))


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


# Near-duplicates


class WordHashes(dict[str, int]):
    """64 bits for each word, made when it is first met."""

    def __missing__(self, word: str) -> int:
        digest = blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        self[word] = number = int.from_bytes(digest, "little")
        return number


FACTORS = np.array([WordHashes()[f"factor {place}"] | 1 for place in range(N_HASHES)], np.uint64)


def shingles(text: str, numbers: WordHashes) -> Hashes:
    """Return the hashes of the runs of five words of a text, each once, ascending; a short text is its own only one."""
    words = WORD.findall(text.casefold())
    n_shingles = len(words) - SHINGLE + 1
    if n_shingles < 1:
        return np.array([numbers[normalized(text)]], np.uint64)
    hashes = np.fromiter(map(numbers.__getitem__, words), np.uint64, len(words))
    mixed = hashes[:n_shingles].copy()
    for place in range(1, SHINGLE):
        mixed *= FACTORS[0]
        mixed ^= hashes[place : place + n_shingles]
    mixed ^= mixed >> np.uint64(31)
    mixed *= FACTORS[1]
    return np.unique(mixed)


def signature(hashes: Hashes) -> Signatures:
    """Return the least shingle of a text under each of 128 ways to mix them (MinHash); 32 bits of it are enough."""
    parts = (hashes[start : start + CHUNK] for start in range(0, len(hashes), CHUNK))
    least: Hashes = np.min([(FACTORS[:, None] * part).min(axis=1) for part in parts], axis=0)
    return (least >> np.uint64(32)).astype(np.uint32)


def jaccard(one: Hashes, other: Hashes) -> float:
    common = len(np.intersect1d(one, other, assume_unique=True))
    return common / (len(one) + len(other) - common)


def band_width(threshold: float) -> int:
    """Return how many hashes a band has: as many as still find the pairs at the threshold."""
    widths = range(N_HASHES, 1, -1)
    return next((width for width in widths if (1.0 - threshold**width) ** (N_HASHES // width) <= MISSED), 1)


def candidates(signatures: Signatures, threshold: float) -> Iterator[tuple[int, int]]:
    """Give the pairs of texts that may be alike, ascending, the first of each before the second."""
    n_texts, width = len(signatures), band_width(threshold)
    pairs = [np.zeros(0, np.int64)]
    for start in range(0, N_HASHES - width + 1, width):
        keys = np.zeros(n_texts, np.uint64)
        for column in range(start, start + width):
            keys = keys * FACTORS[0] ^ signatures[:, column]
        order = np.argsort(keys, kind="stable")
        ordered = keys[order]
        # The first of a bucket is met by all, so that ten thousand form letters find the one that is kept.
        firsts = order[np.searchsorted(ordered, ordered)]
        pairs.append((firsts * n_texts + order)[firsts < order])
        for step in range(1, min(NEIGHBOURS + 1, n_texts)):
            same = np.flatnonzero(ordered[step:] == ordered[:-step])
            pairs.append(order[same] * n_texts + order[same + step])
    codes = np.unique(np.concatenate(pairs))
    for start in range(0, len(codes), CHUNK):
        firsts, seconds = np.divmod(codes[start : start + CHUNK], n_texts)
        close = (signatures[firsts] == signatures[seconds]).mean(axis=1) >= threshold - SLACK
        yield from zip(firsts[close].tolist(), seconds[close].tolist(), strict=True)


def near_duplicates(
    order: Sequence[int], prints: Sequence[Hashes], signatures: Signatures, threshold: float
) -> dict[int, tuple[int, float]]:
    """Return the texts that are like an earlier one that is kept: the place of that, and how alike they are.

    In a chain of versions the last may have little of the first; so what a text is compared with is never one removed.
    """
    removed: dict[int, tuple[int, float]] = {}
    for first, second in candidates(signatures[order], threshold):
        kept, index = order[first], order[second]
        if kept not in removed and index not in removed:
            similarity = jaccard(prints[kept], prints[index])
            if similarity >= threshold:
                removed[index] = kept, similarity
    return removed


# Boilerplate


def normalized(text: str) -> str:
    return " ".join(text.casefold().split())


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
