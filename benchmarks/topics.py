"""What topics cost, and how good they are on halves of a collection.

    python benchmarks/topics.py cost ARTICLES.jsonl      # CPU seconds and memory by number of documents, and the slope
    python benchmarks/topics.py halves ARTICLES.jsonl    # five random halves: mean and spread of each figure

Each line holds an article: {"text": ..., "label": its class}; `cost` needs no class. Its documents are stretches of 200
words of the articles. Of halves, a model is fitted on one and judged on the other: coherence of first words in windows
of ten words (normalized pointwise mutual information), diversity of first words, mutual information of the strongest
topic with the class in the half it was fitted on; and how well the topics of the two halves agree.
"""

from __future__ import annotations

import json
import random
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

from sklearn.metrics import normalized_mutual_info_score

from discourse_topics import TopicModel
from discourse_topics.comparing import agreement
from discourse_topics.scanning import coherence

SIZES = (1000, 2000, 4000, 8000, 16000)
WORDS = 200
TOPICS = 20
HALVES = 5


def stretches(texts: list[str], number: int) -> list[str]:
    words = " ".join(texts).split()
    draw = random.Random(0)
    starts = [draw.randrange(max(len(words) - WORDS, 1)) for _ in range(number)]
    return [" ".join(words[start : start + WORDS]) for start in starts]


def cost_of(path: str, number: int) -> None:
    """Print CPU seconds of fitting and of applying, and peak memory in MB: one number of documents in a process."""
    documents = stretches([article["text"] for article in read(path)], number)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    started = time.process_time()
    model = TopicModel(n_topics=TOPICS).fit(documents)
    fitted = time.process_time()
    model.transform(documents)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps([fitted - started, time.process_time() - fitted, peak, before]))


def cost(path: str) -> None:
    print("documents  fit s  apply s  peak MB (documents alone)")
    points = []
    for number in SIZES:
        command = [sys.executable, __file__, "one", path, str(number)]
        printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        fit, apply, peak, before = json.loads(printed)
        points.append((number, fit + apply))
        print(f"{number:9}  {fit:5.2f}  {apply:7.2f}  {peak:7.0f} ({before:.0f})")
    line = statistics.linear_regression(*zip(*points, strict=True))
    worst = max(abs(seconds - line.intercept - line.slope * number) for number, seconds in points)
    print(
        f"{line.intercept:.2f} s and {1000 * line.slope:.3f} ms a document; no point is further off than {worst:.2f} s"
    )


def halves(path: str) -> None:
    articles = read(path)
    rows = []
    for seed in range(HALVES):
        shuffled = random.Random(seed).sample(articles, len(articles))
        rows.append(judged(shuffled[::2], shuffled[1::2]))
    for name in rows[0]:
        values = [row[name] for row in rows]
        spread = f"{statistics.stdev(values):.3f}  ({min(values):.3f} to {max(values):.3f})"
        print(f"{name:23}{statistics.mean(values):.3f} +- {spread}")


def judged(seen: list[dict[str, str]], held_out: list[dict[str, str]]) -> dict[str, float]:
    texts, others = ([article["text"] for article in half] for half in (seen, held_out))
    model = TopicModel(n_topics=TOPICS)
    strongest = model.fit_transform(texts).argmax(axis=1)
    number = {word: column for column, word in enumerate(model.vocabulary_)}
    topics = [[number[word] for word in words] for words in model.topics_]
    words = [word for topic in model.topics_ for word in topic]
    elsewhere = TopicModel(n_topics=TOPICS).fit(others)
    return {
        "held-out coherence": statistics.mean(coherence(topics, model.topic_counts(others, model.vocabulary_))),
        "diversity": len(set(words)) / len(words),
        "information with class": normalized_mutual_info_score([article["label"] for article in seen], strongest),
        "agreement of halves": agreement(model.topics_, elsewhere.topics_),
    }


def read(path: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines() if line.strip()]


if __name__ == "__main__":
    if sys.argv[1] == "one":
        cost_of(sys.argv[2], int(sys.argv[3]))
    else:
        {"cost": cost, "halves": halves}[sys.argv[1]](sys.argv[2])
