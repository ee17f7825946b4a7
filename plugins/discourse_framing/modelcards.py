"""The card of a fitted frame classifier: what a person should know before trusting it, made from what was learnt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .classifier import Learnt

WEAK = 0.5  # F1 below which a frame is named as one that the model is bad at


def card_of(learnt: Learnt, parameters: Mapping[str, Any]) -> str:
    """Return a card in Markdown; the same model always has the same one."""
    return "\n".join([*parts_of(learnt, parameters), ""])


def parts_of(learnt: Learnt, parameters: Mapping[str, Any]) -> Iterator[str]:
    yield "# Frame classifier"
    yield ""
    codebooks = " and ".join(f"`{book.name}` {book.version}" for book in learnt.codebooks)
    yield f"**What it is.** A linear model for each of {len(learnt.classes)} frames, fitted by `discourse_framing."
    yield f"FrameClassifier` on {learnt.texts:,} labelled texts, over words, letters, word vectors"
    yield f"and {f'the scores of the codebooks {codebooks}' if codebooks else 'no codebook'}."
    options = ", ".join(f"{name} {value}" for name, value in sorted(parameters.items()))
    yield f"Options: {options}."
    yield ""
    yield "**Data and licence.** Those of the labelled texts: write them here."
    yield ""
    yield "**Scores.** On texts that an inner model has not seen; the thresholds were chosen with the same predictions."
    yield ""
    if learnt.scores:
        yield ", ".join(f"{name.replace('_', ' ')} {value:.3f}" for name, value in learnt.scores.items()) + "."
        yield ""
    yield "| frame | examples | precision | recall | F1 | predicted from |"
    yield "|---|---|---|---|---|---|"
    for name, scores, threshold, is_left in rows_of(learnt):
        if is_left:
            yield f"| {name} | {scores['examples']:.0f} | left to the codebook | | | {threshold:.2f} |"
        else:
            figures = " | ".join(f"{scores[figure]:.2f}" for figure in ("precision", "recall", "f1"))
            yield f"| {name} | {scores['examples']:.0f} | {figures} | {threshold:.2f} |"
    yield ""
    yield f"**What it is bad at.** {' '.join(weaknesses_of(learnt))}"


def rows_of(learnt: Learnt) -> Iterator[tuple[str, Mapping[str, float], float, bool]]:
    return zip(learnt.classes, learnt.frame_scores, learnt.thresholds.tolist(), learnt.fallback, strict=True)


def weaknesses_of(learnt: Learnt) -> Iterator[str]:
    known = {frame["name"] for book in learnt.codebooks[:1] for frame in book.data["frame"]}
    weak = [name for name, scores, _, is_left in rows_of(learnt) if not is_left and scores["f1"] < WEAK]
    rare = {name for name, scores, _, is_left in rows_of(learnt) if is_left and scores["examples"] < learnt.texts}
    everywhere = [name for name, _, _, is_left in rows_of(learnt) if is_left and name not in rare]
    left, blind = sorted(rare & known), sorted(rare - known)
    if weak:
        yield f"F1 below {WEAK}: {', '.join(weak)}."
    if left:
        yield f"Too few examples, so that only the codebook speaks for them: {', '.join(left)}."
    if blind:
        yield f"Too few examples and not in that codebook, so that they are never predicted: {', '.join(blind)}."
    if everywhere:
        yield f"On every text, so that nothing could be learnt: {', '.join(everywhere)}."
    yield "Texts of another kind, topic or language than those it was fitted on."
