"""All layers on NLTK's tokens and sentences; no limit of time decides; nothing of NLTK is loaded unless it is named."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

import discourse
from discourse_nltk import patterns
from discourse_nltk.words import word_tokenizer

from .hostile_texts import LONG, SMALL, repeated

ARTICLE = Path(__file__).parents[2] / "examples" / "harbour-levy.txt"
PROVIDERS = {"tokens": "nltk-words", "sentences": "nltk-punkt"}
PIPELINE = discourse.Pipeline(providers=PROVIDERS)


def test_claims_stand_on_nltk_from_end_to_end() -> None:
    text = ARTICLE.read_text(encoding="utf-8")
    document = discourse.Pipeline("claims", providers=PROVIDERS)(text)
    claims = [
        (document.text[claim.value.number.start : claim.span.end], claim.value.source) for claim in document["claims"]
    ]

    assert document.failures == ()
    assert ("19 brokers", "Regional media") in claims
    assert ("eleven smuggling rings", "Edvard Lindqvist") in claims
    assert len(document["claims"]) == 21
    assert document == discourse.Document.from_json(document.to_json())


def test_every_layer_is_made_of_the_example() -> None:
    document = PIPELINE(ARTICLE.read_text(encoding="utf-8"))

    assert document.failures == ()
    assert set(document.layers) == set(discourse.analyze("It left.").layers)


@pytest.mark.parametrize("text", SMALL)
def test_every_layer_is_made_of_a_strange_text(text: str) -> None:
    document = PIPELINE(SMALL[text])

    assert document.failures == ()
    assert document == discourse.Pipeline(providers=PROVIDERS)(SMALL[text])


@pytest.mark.parametrize("name", ["quotation marks", "opening marks", "apostrophes", "nines", "letters and full stops"])
def test_every_layer_is_made_of_a_long_text_of_one_pattern(name: str) -> None:
    assert PIPELINE(repeated(*LONG[name])).failures == ()


def test_a_stream_gives_what_single_documents_give() -> None:
    texts = list(SMALL.values())

    assert list(PIPELINE.stream(texts)) == [PIPELINE(text) for text in texts]


def test_eight_threads_find_the_same() -> None:
    expected = PIPELINE(ARTICLE.read_text(encoding="utf-8")).to_json()
    made = discourse.Pipeline(providers=PROVIDERS)
    found: list[str] = []

    def work() -> None:
        found.append(made(ARTICLE.read_text(encoding="utf-8")).to_json())

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == [expected] * 8


# The limit of time


LONG_SENTENCE = "the board, the ports (all of them) and “the ships” paid; " * 3_000
LONG_PARAGRAPH = "The board, the ports (all of them) and “the ships” paid. " * 3_000


LIMITED = [
    ("tokens", "nltk-words", LONG_SENTENCE),
    ("tokens", "nltk-treebank", LONG_SENTENCE),
    ("sentences", "nltk-punkt", LONG_PARAGRAPH),
]


@pytest.mark.parametrize(("layer", "provider", "text"), LIMITED, ids=lambda value: value[:14])
def test_no_pattern_is_matched_under_a_limit(
    layer: str, provider: str, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from nltk import redos

    limits: list[float | None] = []
    resolve = redos.TimedPattern._resolve

    def noted(pattern: Any, limit: Any) -> Any:
        limits.append(resolve(pattern, limit))
        return limits[-1]

    monkeypatch.setattr(redos.TimedPattern, "_resolve", noted)
    discourse.Pipeline(layer, providers={layer: provider})(
        f"{text} Mr. J. Orr left... at 5. He said “no.” She (Ms. Berg) did."
    )

    assert len(limits) > 10
    assert set(limits) == {None}


@pytest.mark.parametrize(("layer", "provider", "text"), LIMITED, ids=lambda value: value[:14])
def test_results_do_not_depend_on_the_limit(
    layer: str, provider: str, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from nltk import redos

    expected = discourse.Pipeline(layer, providers={layer: provider})(text)
    monkeypatch.setattr(redos, "DEFAULT_TIMEOUT", 1e-6)

    assert discourse.Pipeline(layer, providers={layer: provider})(text) == expected
    assert expected.failures == ()


@pytest.mark.parametrize(("layer", "provider", "text"), LIMITED, ids=lambda value: value[:14])
def test_a_limit_that_strikes_all_the_same_is_a_failure_that_says_so(
    layer: str, provider: str, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from nltk import redos

    monkeypatch.setattr(patterns, "unlimited", lambda pattern: pattern)
    monkeypatch.setattr(redos, "DEFAULT_TIMEOUT", 1e-6)
    document = discourse.Pipeline(layer, providers={layer: provider})(text)

    assert [failure.message.partition(";")[0] for failure in document.failures] == [
        f"AnalysisError: {provider}: NLTK stopped at its limit of time"
    ]


def test_the_limit_of_nltk_itself_stays() -> None:
    from nltk import redos
    from nltk.tokenize import NLTKWordTokenizer

    word_tokenizer()

    assert redos.DEFAULT_TIMEOUT == 5.0
    assert patterns.unlimited(NLTKWordTokenizer.DOUBLE_DASHES) != NLTKWordTokenizer.DOUBLE_DASHES
    assert NLTKWordTokenizer.DOUBLE_DASHES[0]._timeout is not None


# What is loaded


def heavy_after(program: str) -> set[str]:
    code = f"{program}\nimport json, sys\nprint(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout.splitlines()[-1])) & {"nltk", "sklearn"}


def test_nltk_is_loaded_with_the_first_document_and_not_before() -> None:
    plan = f"import discourse\npipeline = discourse.Pipeline('tokens', providers={PROVIDERS!r})"
    options = "import discourse_nltk.words, discourse_nltk.sentences"

    assert heavy_after(plan) == set()
    assert heavy_after(options) == set()
    assert "nltk" in heavy_after(f"{plan}\npipeline('The board met.')")


def test_nltk_is_not_loaded_where_it_is_not_named() -> None:
    assert heavy_after("import discourse\ndiscourse.analyze('The board met.')") == set()
