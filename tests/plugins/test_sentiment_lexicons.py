"""Lexicons of users, read from tables: what is wrong is named with its file, line and word."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import discourse
from discourse import FormatError, OptionError
from discourse_sentiment import read_lexicon
from discourse_sentiment.sentences import SentimentAnalyzer


def written(folder: Path, text: str, name: str = "farming.csv") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def test_a_table_becomes_a_resource(tmp_path: Path) -> None:
    file = written(tmp_path, "# of the north\nword,valence\nlocusts,-3\n\nFoot rot,-4\nrain,2\n")
    lexicon = read_lexicon(file, scale=4, source="our farm", licence="CC0")

    assert (lexicon.kind, lexicon.name, lexicon.version) == ("sentiment_lexicons", "farming", "1")
    assert {"locusts": -0.75, "foot rot": -1.0, "rain": 0.5} == lexicon.data["words"]
    assert (lexicon.data["source"], lexicon.data["licence"]) == ("our farm", "CC0")


def test_columns_may_change_places_and_have_tabs_between_them(tmp_path: Path) -> None:
    file = written(tmp_path, "valence\tword\n0.5\train\n", "weather.tsv")

    assert {"rain": 0.5} == read_lexicon(file, name="sky", version="2").data["words"]


def test_a_lexicon_that_was_read_is_used(tmp_path: Path) -> None:
    lexicon = read_lexicon(written(tmp_path, "word,valence\nlocusts,-1\n"))

    class Farming:
        @discourse.hookimpl
        def discourse_sentiment_lexicons(self, register):  # type: ignore[no-untyped-def]
            register(lexicon)

    registry = discourse.Registry((*discourse.DEFAULT_PLUGINS, Farming()), entry_points=False)
    document = discourse.Pipeline("sentiment", registry=registry)("The locusts are in the north of the country.")

    assert "score: lexicon farming" in [piece.rule for piece in document["sentiment"][0].evidence]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("word,valence\nrain,2\n", r"farming\.csv, line 2: the valence of 'rain' is 2\.0.*from -1 to 1"),
        ("word,valence\nrain,wet\n", r"line 2: the valence of 'rain' is 'wet'"),
        ("word,valence\nrain,nan\n", r"line 2: the valence of 'rain' is nan"),
        ("word,valence\nsun,1\nrain,1\nRain,0.5\n", r"line 4: 'Rain' is there already, in line 3"),
        ("word,valence,domain\nrain,1,x\n", r"line 1: no column 'domain'; there are: word, valence"),
        ("word\nrain\n", r"line 1: a lexicon has the columns word and valence"),
        ("word,valence\nrain\n", r"line 2: 1 columns where there are 2: 'rain'"),
        ("word,valence\n,1\n", r"line 2: '' is no entry"),
        ("word,valence\n!!,1\n", r"line 2: '!!' is no entry"),
        ("", r"lexicon farming\.csv is empty"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(FormatError, match=message):
        read_lexicon(written(tmp_path, text))


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "latin.csv").write_bytes("word,valence\nfête,1\n".encode("latin-1"))

    with pytest.raises(FormatError, match=r"latin\.csv is not in UTF-8"):
        read_lexicon(tmp_path / "latin.csv")
    with pytest.raises(FormatError, match=r"cannot read lexicon .*none\.csv"):
        read_lexicon(tmp_path / "none.csv")


@pytest.mark.parametrize("scale", [0, -1.0, True, float("nan"), float("inf"), "4"])
def test_a_scale_is_a_number_above_zero(tmp_path: Path, scale: float) -> None:
    with pytest.raises(OptionError, match="scale"):
        read_lexicon(written(tmp_path, "word,valence\nrain,1\n"), scale=scale)


@given(st.dictionaries(st.from_regex(r"[a-z]{3,9}", fullmatch=True), st.floats(-1, 1), min_size=1, max_size=8))
def test_any_words_with_valences_are_a_lexicon(words: dict[str, float]) -> None:
    resource = discourse.Resource(kind="sentiment_lexicons", name="any", version="1", data={"words": words})
    analyzer = SentimentAnalyzer(sentiment_lexicons=(resource,))
    registry = discourse.default_registry()
    document = discourse.Pipeline("voices", registry=registry)("It is " + " ".join(words) + ".")

    assert all(-1.0 <= value.score <= 1.0 for value in analyzer.analyze(document).values)
