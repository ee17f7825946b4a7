"""Matching and scoring: which words count, how often, and how much."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discourse import Resource
from discourse_framing.codebook import KIND, Codebook, codebook_from
from discourse_framing.matching import Matcher
from discourse_framing.scoring import GROWTH, Scorer
from discourse_text import tokenize

WORDS = (
    "tax",
    "taxes",
    "cut",
    "cuts",
    "court",
    "tennis",
    "rule",
    "of",
    "law",
    "the",
    "lawful",
    ".",
    "put",
    "bars",
    "behind",
)


def codebook(keep: float = 0.3, scoring: dict[str, float] | None = None, **frames: dict[str, Any]) -> Codebook:
    """Make a codebook of frames with patterns by grade."""
    texts = {"label": "Label", "definition": "What it is.", "includes": "This.", "excludes": "That."}
    data: dict[str, Any] = {
        **dict.fromkeys(("name", "version", "title", "language", "source", "licence", "about"), "test"),
        "format": "discourse-codebook/1",
        "scoring": {"strong": 4, "typical": 2, "faint": 1, "half": 4, "words": 10, "keep": keep, **(scoring or {})},
        "frame": [
            {"name": name, **texts, "examples": [], "counterexamples": [], **patterns}
            for name, patterns in frames.items()
        ],
    }
    return codebook_from(Resource(kind=KIND, name="test", version="1", data=data))


def lowered(text: str) -> list[str]:
    columns = tokenize(text)
    spans = zip(columns.starts, columns.ends, strict=True)
    return [text[start:end].lower().replace("’", "'") for start, end in spans]


def found(text: str, **patterns: str) -> list[tuple[str, str]]:
    """Return what the patterns of one frame find in a text: pattern and words."""
    words = lowered(text)
    book = codebook(only=patterns)
    matches = Matcher(book).matches(words)
    return [(book.patterns[pattern].text, " ".join(words[first:end])) for _, pattern, first, end, _ in matches]


@pytest.mark.parametrize(
    ("text", "pattern", "expected"),
    [
        ("Inflation is back.", "inflation", ["inflation"]),
        ("The inflationary spiral", "inflation", []),
        ("The unemployed, and unemployment", "unemploy*", ["unemployed", "unemployment"]),
        ("The rule of law holds.", "rule of law", ["rule of law"]),
        ("A rule of lawyers", "rule of law", []),
        ("The rule. Of law we know little.", "rule of law", []),
        ("Tax cuts, tax cutting and a tax", "tax cut*", ["tax cuts", "tax cutting"]),
        (
            "Health insurance and medical insurance",
            "health|medical insurance",
            ["health insurance", "medical insurance"],
        ),
        ("They put him behind bars.", "put ... behind bars", ["put him behind bars"]),
        ("They put behind bars", "put ... behind bars", ["put behind bars"]),
        ("They put the two thieves behind bars", "put ... behind bars", ["put the two thieves behind bars"]),
        ("A tax cut and a tax form", "tax cu*", ["tax cut"]),
        ("They put the two old thieves behind bars", "put ... behind bars", []),
        ("They put him away. Behind bars it is cold.", "put ... behind bars", []),
        ("Women’s rights, women's rights", "women's rights", ["women 's rights", "women 's rights"]),
        ("They can’t cope.", "can't cope", ["ca n't cope"]),
        ("A short-staffed ward", "short-staffed", ["short - staffed"]),
        ("A well-funded and under-funded ward", "under-fund*", ["under - funded"]),
        ("NATO and the U.N. met", "nato, u.n.", ["nato", "u.n."]),
        ("Sixty % of voters", "% of voters", ["% of voters"]),
    ],
)
def test_a_pattern_finds_its_words_and_no_others(text: str, pattern: str, expected: list[str]) -> None:
    assert expected == [words for _, words in found(text, strong=pattern)]


@pytest.mark.parametrize(
    ("text", "pattern", "expected"),
    [
        ("Xenophobia and islamophobia", "*phobia", ["xenophobia", "islamophobia"]),
        ("A woman, two women, a womanizer", "wom?n", ["woman", "women"]),
        ("Taxes, taxis and a tax", "tax*", ["taxes", "taxis", "tax"]),
        ("An unfair and a fair tax", "*fair tax", ["fair tax"]),
        ("An anti-tax, pro-life mood in 2025, short-staffed", "anti-*, pro-*", ["anti-tax", "pro-life"]),
        ("In 2025 and 20155", "20?5", ["2025"]),
        ("A short-staffed ward", "short-*, *-staffed", ["short - staffed"]),
        ("They cut every tax and cut tax", "cut * tax", ["cut every tax"]),
        ("The grand old house", "the g*d old", ["the grand old"]),
    ],
)
def test_wildcards_may_stand_anywhere_in_a_word(text: str, pattern: str, expected: list[str]) -> None:
    assert expected == [words for _, words in found(text, strong=pattern)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The council will slash the library budget.", ["slash"]),
        ("The budget they slash is ours.", ["slash"]),
        ("They slash and slash.", []),
        ("They slash the hedge. The budget is safe.", []),
        ("They slash the hedge because the budget is gone.", []),
        ("They slash tyres, hoses and the school budget.", ["slash"]),
        ("They slash the budget and the hedge.", []),
        ("They slash the budget — the hedge stays.", ["slash"]),
        ("A slash, a budget cut: school budgets slashed.", ["slash", "slashed"]),
    ],
)
def test_a_condition_looks_at_the_clause(text: str, expected: list[str]) -> None:
    table = {"find": "slash*", "weight": 2, "requires": "budget*, school fund*", "unless": "hedge*"}
    words = lowered(text)
    matches = Matcher(codebook(only={"strong": "tax", "pattern": [table]})).matches(words)

    assert expected == [words[first] for _, _, first, _, _ in matches]


def test_a_pattern_whose_condition_holds_wins_over_the_same_without() -> None:
    table = {"find": "charge*", "weight": 4, "requires": "murder"}
    book = codebook(only={"typical": "charge*", "pattern": [table]})
    weights = [
        book.patterns[match[1]].weight for match in Matcher(book).matches(lowered("Murder charges. A charge for tea."))
    ]

    assert [4.0, 2.0] == weights


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("This is not about tax.", [True]),
        ("It wasn't the tax.", [True]),
        ("No tax, however high, and no law", [True, True]),
        ("It is not fair, but the tax is low.", [False]),
        ("Not here. Tax is due.", [False]),
        ("Not one of the seven old kings of the land paid tax.", [False]),
        ("The tax is not low.", [False]),
        ("Never without tax", [True]),
    ],
)
def test_a_match_knows_whether_it_is_negated(text: str, expected: list[bool]) -> None:
    words = lowered(text)

    assert expected == [match[4] for match in Matcher(codebook(only={"strong": "tax, law"})).matches(words)]


def test_a_negated_match_counts_the_share_that_the_codebook_says() -> None:
    words = lowered("Not a tax. A debt.")
    for share, expected in ((1.0, [4.0, 4.0]), (0.25, [1.0, 4.0])):
        book = codebook(only={"strong": "tax, debt"}, scoring={"negated": share})

        assert expected == Scorer(book).weighed(Matcher(book).matches(words))


def test_a_frame_without_evidence_is_not_ranked_whatever_the_minimum() -> None:
    book = codebook(only={"strong": "tax"}, scoring={"negated": 0.0})

    assert [] == Scorer(book, 0.0).ranked(Matcher(book).matches(["no", "tax"]), 2)


def test_the_longest_of_patterns_that_begin_together_wins() -> None:
    assert [("rule of law", "rule of law")] == found(
        "the rule of law", strong="rule, rule of law", faint="law, rule of"
    )


def test_words_of_a_match_are_not_used_again_by_the_same_frame() -> None:
    assert [("tax cut*", "tax cuts"), ("cuts", "cuts")] == found("tax cuts cuts", strong="tax cut*, cuts")
    assert [("tax cut*", "tax cuts")] == found("tax cuts in half", strong="tax cut*, cuts in half")


def test_the_pattern_that_spells_out_more_of_a_word_wins() -> None:
    for patterns in ({"strong": "overwhelmed", "faint": "over*"}, {"strong": "overwhelm*", "faint": "over*"}):
        assert 1 == len(found("overwhelmed", **patterns))
        assert found("overwhelmed", **patterns)[0][0] != "over*"


def test_of_two_phrases_the_one_that_spells_out_more_wins() -> None:
    for patterns in (
        {"strong": "overwhelm* crowd, overwhelmed crowd*"},
        {"strong": "overwhelmed crowd*", "faint": "overwhelm* crowd"},
    ):
        assert ["overwhelmed crowd*"] == [pattern for pattern, _ in found("An overwhelmed crowd", **patterns)]


def test_words_under_never_count_nothing_and_are_kept_from_other_patterns() -> None:
    assert [("court", "court")] == found("The tennis court and the court", strong="court", never="tennis court*")
    assert [] == found("A court jester", strong="court", never="court jester*")
    assert [("rain*", "rains")] == found("It rains under a rainbow", strong="rain*", never="rainbow")


def test_frames_share_words() -> None:
    words = lowered("prison for tax fraud")
    matcher = Matcher(codebook(crime={"strong": "prison, fraud"}, economy={"strong": "tax", "faint": "fraud"}))

    assert [(0, 0), (1, 2), (0, 3), (1, 3)] == [(frame, first) for frame, _, first, _, _ in matcher.matches(words)]


def test_matches_that_begin_together_are_in_the_order_of_frames() -> None:
    matcher = Matcher(codebook(economy={"strong": "rule of law"}, crime={"strong": "rule of law, rule"}))

    assert [0, 1] == [match[0] for match in matcher.matches(lowered("The rule of law"))]


def test_a_match_does_not_reach_beyond_the_end() -> None:
    words = lowered("the rule of law")
    matcher = Matcher(codebook(only={"strong": "rule of law"}))

    assert [] == matcher.matches(words, 0, 3)
    assert [(1, 4)] == [match[2:4] for match in matcher.matches(words, 1, 4)]


@given(st.lists(st.sampled_from(WORDS), max_size=30), st.integers(0, 30))
def test_cutting_where_no_match_is_open_changes_nothing(words: list[str], place: int) -> None:
    patterns = {"strong": "tax cut*, rule of law, put ... behind bars", "faint": "law, court", "never": "tennis court"}
    matcher = Matcher(codebook(only=patterns))
    cut = [*words[:place], ".", *words[place:]]

    whole = matcher.matches(cut)
    parts = [
        match
        for first, end in ((0, min(place, len(words))), (min(place, len(words)) + 1, len(cut)))
        for match in matcher.matches(cut, first, end)
    ]

    assert whole == parts


@given(st.lists(st.sampled_from(WORDS) | st.text(max_size=5), max_size=40))
def test_matches_lie_in_the_words_and_do_not_overlap_within_a_frame(words: list[str]) -> None:
    matches = Matcher(
        codebook(only={"strong": "tax cut*, rule of law, put ... bars", "faint": "tax, law, of, cuts"})
    ).matches(words)

    assert all(0 <= first < end <= len(words) for _, _, first, end, _ in matches)
    assert all(one[3] <= following[2] for one, following in pairwise(matches))


def test_the_kth_occurrence_of_a_pattern_counts_its_weight_by_the_root_of_k() -> None:
    book = codebook(only={"strong": "tax, debt"})
    ranked = Scorer(book).ranked(Matcher(book).matches(["tax", "debt", "tax", "tax"]), 4)

    assert [4.0, 4.0, 4.0 / 2**0.5, 4.0 / 3**0.5] == [weight for _, weight in ranked[0].evidence]


def test_evidence_of_half_makes_a_frame_as_likely_as_not_and_longer_texts_need_more() -> None:
    book = codebook(only={"strong": "tax"})
    matches = Matcher(book).matches(["tax"])

    assert 0.5 == Scorer(book).ranked(matches, 10)[0].probability
    assert 0.5 == Scorer(book).ranked(matches, 1)[0].probability
    assert pytest.approx(1 / (1 + 4**GROWTH)) == Scorer(book, 0.0).ranked(matches, 40)[0].probability


def test_frames_with_too_little_evidence_are_left_out() -> None:
    book = codebook(keep=0.3, money={"faint": "price"}, law={"strong": "court"})
    matches = Matcher(book).matches(["price", "court"])

    assert [1] == [scored.frame for scored in Scorer(book).ranked(matches, 2)]
    assert [1] == [scored.frame for scored in Scorer(book, 0.5).ranked(matches, 2)]
    assert [1, 0] == [scored.frame for scored in Scorer(book, 0.0).ranked(matches, 2)]


def test_equally_probable_frames_stay_in_the_order_of_the_codebook() -> None:
    book = codebook(zebra={"strong": "stripe"}, ape={"strong": "banana"})

    assert [0, 1] == [scored.frame for scored in Scorer(book).ranked(Matcher(book).matches(["banana", "stripe"]), 2)]


@given(st.lists(st.sampled_from(WORDS), max_size=60), st.integers(1, 2000))
def test_weights_add_up_to_the_evidence_and_give_the_probability(words: list[str], length: int) -> None:
    book = codebook(money={"strong": "taxes, tax", "typical": "cut|cuts"}, law={"typical": "law, court"})
    matches = Matcher(book).matches(words)
    scorer = Scorer(book, 0.0)
    evidence = scorer.evidence(matches)

    for scored in scorer.ranked(matches, length):
        needed = 4.0 * max(1.0, length / 10) ** GROWTH

        assert pytest.approx(evidence[scored.frame]) == sum(weight for _, weight in scored.evidence)
        assert pytest.approx(evidence[scored.frame] / (evidence[scored.frame] + needed)) == scored.probability
    assert [bool(total) for total in evidence] == [any(match[0] == frame for match in matches) for frame in range(2)]


@given(st.lists(st.sampled_from(WORDS), max_size=40))
def test_more_words_of_a_frame_never_make_it_less_probable(words: list[str]) -> None:
    book = codebook(only={"strong": "tax, law"})
    scorer = Scorer(book, 0.0)

    before = scorer.evidence(Matcher(book).matches(words))[0]
    after = scorer.evidence(Matcher(book).matches([*words, "tax"]))[0]

    assert after > before
