"""How many of the numbers that people marked in sentences the layer `claims` finds, and how it reads them.

    python benchmarks/claims.py SENTENCES.jsonl

Each line holds a sentence: {"text": ..., "quantities": [{"value": 5.0 or [5.0, 15.0], "unit": ..., "modifier": ...,
"start": ..., "end": ...}]}, as NewsQuant (Almasian et al. 2023) can be written. Values agree to a relative 1e-5, ranges
with ranges. Printed are precision, recall and F1 of values, of values with their modifier (= ~ < > up down), of values
with their unit as it is written, and of stretches of text that touch.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import discourse
from discourse_claims import NumericClaim

Found = Mapping[str, Any]
SIGNS = {"exact": "=", "approximate": "~", "at_most": "<", "less_than": "<", "at_least": ">", "more_than": ">"}


def claims_of(texts: Sequence[str]) -> Iterator[list[Found]]:
    for document in discourse.Pipeline("claims").stream(texts):
        layer = document.layer("claims", NumericClaim)
        yield [record(claim) for claim in layer.values if claim.kind != "rank"]


def record(claim: NumericClaim) -> Found:
    bounds = [bound for bound in (claim.low, claim.high) if bound is not None]
    value: Any = bounds[0] if len(set(bounds)) == 1 else bounds or None
    modifier = SIGNS[claim.modifier] if claim.change == "none" else claim.change
    return {
        "value": value,
        "unit": claim.unit,
        "modifier": modifier,
        "start": claim.number.start,
        "end": claim.number.end,
    }


def same_value(one: Found, other: Found) -> bool:
    mine, yours = (sorted(v) if isinstance(v, list) else [v] for v in (one["value"], other["value"]))
    return len(mine) == len(yours) and all(
        a is not None and b is not None and math.isclose(a, b, rel_tol=1e-5, abs_tol=1e-8)
        for a, b in zip(mine, yours, strict=True)
    )


def same_modifier(one: Found, other: Found) -> bool:
    return same_value(one, other) and (one["modifier"] or "=") == (other["modifier"] or "=")


def same_unit(one: Found, other: Found) -> bool:
    mine, yours = ((unit or "").lower().strip("- ") for unit in (one["unit"], other["unit"]))
    return same_value(one, other) and mine == yours


def touches(one: Found, other: Found) -> bool:
    if one["start"] is None or other["start"] is None:
        return False
    return bool(one["start"] < other["end"] and other["start"] < one["end"])


def matched(gold: Sequence[Found], found: Sequence[Found], agree: Callable[[Found, Found], bool]) -> int:
    """Return how many of two lists can be paired (augmenting paths)."""
    partner: dict[int, int] = {}

    def place(one: int, seen: set[int]) -> bool:
        for other in range(len(found)):
            if other not in seen and agree(gold[one], found[other]):
                seen.add(other)
                if other not in partner or place(partner[other], seen):
                    partner[other] = one
                    return True
        return False

    return sum(place(one, set()) for one in range(len(gold)))


def main(path: str) -> None:
    lines = [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines()]
    found = list(claims_of([line["text"] for line in lines]))
    golds = [line["quantities"] for line in lines]
    print(f"{len(lines)} sentences, {sum(map(len, golds))} numbers marked, {sum(map(len, found))} found")
    for name, agree in (("value", same_value), ("modifier", same_modifier), ("unit", same_unit), ("span", touches)):
        hits = sum(matched(gold, own, agree) for gold, own in zip(golds, found, strict=True))
        precision, recall = hits / max(1, sum(map(len, found))), hits / max(1, sum(map(len, golds)))
        f1 = 2 * precision * recall / (precision + recall) if hits else 0.0
        print(f"{name:9} precision {precision:.3f}  recall {recall:.3f}  F1 {f1:.3f}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
