"""Hard sentences: abbreviations, initials, quotations and the like, scored together, so that the rules cannot drift."""

from __future__ import annotations

from pathlib import Path

import discourse

CASES = Path(__file__).with_name("test_text_sentences.txt")
PIPELINE = discourse.Pipeline("sentences")
LEAST_F1 = 0.99
LEAST_CASES = 150


def cases() -> list[tuple[str, str, frozenset[int]]]:
    """Return each case: its phenomenon, its text, and where its sentences end, but for the last, which cannot fail."""
    found: list[tuple[str, str, frozenset[int]]] = []
    phenomenon = ""
    for line in CASES.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            phenomenon = line.removeprefix("## ")
        elif line and not line.startswith("# "):
            text, ends = "", set()
            for piece in line.split(" | "):
                if text:
                    ends.add(len(text.rstrip()))
                    text += " "
                text += piece.replace(" ¶", "\n\n")
            found.append((phenomenon, text, frozenset(ends)))
    return found


def ends_of(text: str) -> frozenset[int]:
    return frozenset(end for end in PIPELINE(text)["sentences"].ends if end < len(text))


def f1(pairs: list[tuple[frozenset[int], frozenset[int]]]) -> float:
    right = sum(len(gold & found) for gold, found in pairs)
    return 2 * right / sum(len(gold) + len(found) for gold, found in pairs)


def test_there_are_enough_cases_of_each_phenomenon() -> None:
    kinds = [phenomenon for phenomenon, _, _ in cases()]

    assert len(kinds) >= LEAST_CASES
    assert all(kinds.count(kind) >= 3 for kind in kinds)


def test_hard_sentences_end_where_they_should() -> None:
    pairs = [(gold, ends_of(text)) for _, text, gold in cases()]
    wrong = [(kind, text) for kind, text, gold in cases() if gold != ends_of(text)]

    assert f1(pairs) >= LEAST_F1, wrong
