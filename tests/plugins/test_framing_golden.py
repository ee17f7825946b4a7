"""The frames of the example op-ed, paragraph by paragraph, as they were reviewed by eye.

`nox -s golden` writes the file anew; read every line that changes before you commit it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import discourse

GOLDEN = Path(__file__).with_suffix(".txt")
EXAMPLE = Path(__file__).parents[2] / "examples" / "harbour-levy.txt"
CODEBOOKS = ("policy", "generic", "functions", "moral")
SHOWN = 70  # letters of a paragraph


def lines() -> Iterator[str]:
    """Give each paragraph with its frames in each codebook, and the words that show them."""
    text = EXAMPLE.read_text(encoding="utf-8")
    documents = {name: discourse.Pipeline("frames", config={"frames": {"codebook": name}})(text) for name in CODEBOOKS}
    for paragraph in documents["policy"]["paragraphs"]:
        yield f"# {text[paragraph.span.start : paragraph.span.end][:SHOWN].strip()}"
        for name, document in documents.items():
            for frame in document["frames"].within(paragraph.span):
                value = frame.value
                words = ", ".join(
                    f"{document.slice(piece.span)}{' (negated)' * piece.rule.endswith(', negated')}"
                    for piece in frame.evidence
                    if piece.span
                )
                whose = value.source or value.voice
                yield f"{name} {value.rank} {value.frame} {value.probability:.2f} [{whose}]: {words}"
        yield ""


def test_the_frames_of_the_example_are_those_that_were_reviewed() -> None:
    assert GOLDEN.read_text(encoding="utf-8").splitlines() == "\n".join(lines()).splitlines()


if __name__ == "__main__":
    GOLDEN.write_text("\n".join(lines()), encoding="utf-8", newline="\n")
    sys.stderr.write(f"{GOLDEN.name} written: read what changed\n")
