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

from discourse_text import tokenize

OTHER_DOMAINS = ("movie", "amazon", "tweets")  # rated as the editorials are
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
    with (data / "sentiment" / f"{name}.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def lowered_tokens(text: str) -> tuple[str, ...]:
    """Return the tokens of a text in small letters, as `discourse_text.lowered` gives them for documents."""
    columns = tokenize(text)
    return tuple(
        text[start:end].lower().replace("’", "'") for start, end in zip(columns.starts, columns.ends, strict=True)
    )


def names_in(data: Path) -> frozenset[str]:
    """Return the words, in small letters, that stand with a capital in most places within a sentence."""
    capital: Counter[str] = Counter()
    all_places: Counter[str] = Counter()
    texts = {row["text"] for name in ("nyt_train", "newsmtsc_train") for row in rows_of(data, name)}
    for text in sorted(texts):
        for start in tokenize(text).starts[1:]:
            word = WORD.match(text, start)
            if word:
                all_places[word[0].lower()] += 1
                capital[word[0].lower()] += word[0][0].isupper()
    return frozenset(word for word, count in all_places.items() if capital[word] * 2 > count)


def rated_sentences(data: Path, name: str) -> Rated:
    rows = rows_of(data, name)
    return Rated(
        tuple(lowered_tokens(row["text"]) for row in rows),
        tuple(row["score"] / HIGHEST_RATING for row in rows),
        tuple(row["label"] for row in rows),
        tuple(row["id"].split("_")[0] for row in rows),
    )


def mentions(data: Path) -> list[Mention]:
    """Read the mentions of NewsMTSC, grouped by the article they come from."""
    return [
        Mention(
            lowered_tokens(row["text"][: row["start"]]),
            lowered_tokens(row["mention"]),
            lowered_tokens(row["text"][row["end"] :]),
            row["label"],
            "_".join(row["id"].split("_")[:2]),
        )
        for row in rows_of(data, "newsmtsc_train")
    ]


def news_sentences_rated(data: Path) -> dict[str, float]:
    """Return the sentences of NewsMTSC with the mean of how each judges those it mentions, -1 to 1."""
    judged: dict[str, list[str]] = {}
    for row in rows_of(data, "newsmtsc_train"):
        judged.setdefault(row["text"], []).append(row["label"])
    return {text: sum(LABEL_SCORES[label] for label in labels) / len(labels) for text, labels in judged.items()}


def news_sentences(data: Path) -> Rated:
    """Read the sentences of NewsMTSC as if each were rated: half of how it judges those it mentions."""
    rated = news_sentences_rated(data)
    return Rated(
        tuple(lowered_tokens(text) for text in rated),
        tuple(0.5 * rating for rating in rated.values()),
        tuple("neutral" for _ in rated),
        tuple(str(number) for number in range(len(rated))),
    )


def opinion_words(data: Path) -> dict[str, int]:
    """Read the opinion lexicon: word to 1 or -1."""
    words: dict[str, int] = json.loads((data / "sentiment" / "opinion_lexicon.json").read_text(encoding="utf-8"))
    return words


def subjectivity(data: Path) -> list[tuple[tuple[str, ...], bool]]:
    """Read sentences of film reviews (they judge) and of plot summaries (they describe)."""
    return [(lowered_tokens(row["text"]), row["label"] == "subjective") for row in rows_of(data, "subjectivity")]
