"""Trust in attributions: what the parts of what is told of one add to it."""

from __future__ import annotations

from discourse_voices.trust import MOST_PARTS, TrustScores


def test_parts_add_what_their_features_add_and_no_more_are_remembered_than_allowed() -> None:
    scores = TrustScores({"gap 2": 3, "opens 5": 10, "opens 5 1": 100})

    assert [3, 110, 10, 0] == [scores[part] for part in (("gap", 2), ("opens", 5, 1), ("opens", 5, 2), ("gap", 9))]
    assert 0 == sum(scores["last", number] for number in range(MOST_PARTS + 10))
    assert len(scores) <= MOST_PARTS
    assert 110 == scores["opens", 5, 1]
