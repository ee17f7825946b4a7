"""The training data: which files are learnt from, and their texts as the tokens the analyzers will see.

Only data whose licence allows weights to be learnt from it is read here; the development parts are never opened.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import attrs

from discourse_text import lowered_words, tokenize

OTHER_DOMAINS = ("movie", "amazon", "tweets")  # rated as the editorials are
CASED = (  # texts that write names, and nothing else, with a capital
    *("sentiment/nyt_train", "sentiment/newsmtsc_train"),
    *("opeds/speeches", "topics/state_union"),
)
WRITTEN_MENTIONS = Path(__file__).with_name("mentions.jsonl")
HIGHEST_RATING = 4.0
WORD = re.compile(r"[^\W\d_]+")
LABEL_SCORES = {"negative": -1.0, "neutral": 0.0, "positive": 1.0}


@attrs.frozen
class Rated:
    """Sentences with how people rate them.

    Args:
        sentences: Small-letter tokens of each.
        ratings: Mean rating of each, -1 to 1.
        labels: negative, neutral or positive.
        groups: What must not be split between training and validation: the article of each.
    """

    sentences: tuple[tuple[str, ...], ...]
    ratings: tuple[float, ...]
    labels: tuple[str, ...]
    groups: tuple[str, ...]


@attrs.frozen
class Mention:
    """A mention of somebody in a sentence, and how the sentence judges him."""

    before: tuple[str, ...]
    mention: tuple[str, ...]
    after: tuple[str, ...]
    label: str
    group: str


def rows_of(data: Path, name: str) -> list[dict[str, Any]]:
    return rows_in(data / "sentiment" / f"{name}.jsonl")


def rows_in(file: Path) -> list[dict[str, Any]]:
    with file.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def names_in(data: Path) -> frozenset[str]:
    """Return the words, in small letters, that stand with a capital in most places within a sentence."""
    capital: Counter[str] = Counter()
    all_places: Counter[str] = Counter()
    for text in dict.fromkeys(str(row["text"]) for name in CASED for row in rows_in(data / f"{name}.jsonl")):
        columns = tokenize(text)
        for before, start in zip(columns.ends, columns.starts[1:], strict=False):
            word = WORD.match(text, start)
            if word and text[before - 1].isalnum():  # not at the beginning of a sentence or a quotation
                all_places[word[0].lower()] += 1
                capital[word[0].lower()] += word[0][0].isupper()
    return frozenset(word for word, count in all_places.items() if capital[word] * 2 > count)


def rated_sentences(data: Path, name: str) -> Rated:
    rows = rows_of(data, name)
    return Rated(
        tuple(lowered_words(row["text"]) for row in rows),
        tuple(row["score"] / HIGHEST_RATING for row in rows),
        tuple(row["label"] for row in rows),
        tuple(row["id"].split("_")[0] for row in rows),
    )


def mentions(data: Path) -> list[Mention]:
    """Read the mentions of NewsMTSC, grouped by the article they come from."""
    return [
        mention_at(row["text"], row["start"], row["end"], row["label"], "_".join(row["id"].split("_")[:2]))
        for row in rows_of(data, "newsmtsc_train")
    ]


def written_mentions() -> list[Mention]:
    """Read the mentions that were written for this package: `mentions.jsonl`."""
    return [
        mention_at(row["text"], *place_of(row["text"], name, occurrence), label, str(number))
        for number, row in enumerate(rows_in(WRITTEN_MENTIONS))
        for name, occurrence, label in row["targets"]
    ]


def mention_at(text: str, start: int, end: int, label: str, group: str) -> Mention:
    before, mention, after = map(lowered_words, (text[:start], text[start:end], text[end:]))
    return Mention(before, mention, after, label, group)


def place_of(text: str, name: str, occurrence: int) -> tuple[int, int]:
    """Return the bounds of an occurrence of a name as a whole word, counted from 0."""
    found = list(re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text))
    return found[occurrence].span()


def news_sentences(data: Path) -> Rated:
    """Read the sentences of NewsMTSC as if each were rated: half the mean of how it judges those it mentions."""
    judged: dict[str, list[str]] = {}
    for row in rows_of(data, "newsmtsc_train"):
        judged.setdefault(row["text"], []).append(row["label"])
    ratings = [0.5 * sum(LABEL_SCORES[label] for label in labels) / len(labels) for labels in judged.values()]
    return Rated(
        tuple(lowered_words(text) for text in judged),
        tuple(ratings),
        tuple("neutral" for _ in judged),
        tuple(str(number) for number in range(len(judged))),
    )


def opinion_words(data: Path) -> dict[str, int]:
    """Read the opinion lexicon: word to 1 or -1."""
    words: dict[str, int] = json.loads((data / "sentiment" / "opinion_lexicon.json").read_text(encoding="utf-8"))
    return words
