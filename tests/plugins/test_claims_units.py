"""Units: the shipped table, tables of users, and the nouns they are made of."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import pytest

import discourse
from discourse import Resource
from discourse.errors import OptionError
from discourse_claims.nouns import IRREGULAR_PLURALS, is_plural, plural, singular
from discourse_claims.units import KINDS, UnitTable

FURLONGS = {"units": [{"unit": "furlong", "kind": "measure", "names": ["furlong"], "symbols": ["fur"]}]}


def resource(data: Any) -> Resource:
    return Resource(kind="claim_units", name="mine", version="1", data=data)


class OldMeasures:
    """A plugin that knows another unit and another currency."""

    @discourse.hookimpl
    def discourse_claim_units(self, register: Any) -> None:
        currencies = [{"unit": "thaler", "currency": "XTH", "names": ["thaler"], "signs": ["Th"]}]
        register(resource({**FURLONGS, "currencies": currencies}))


def test_a_plugin_extends_the_table() -> None:
    registry = discourse.Registry([*discourse.DEFAULT_PLUGINS, OldMeasures()])

    document = discourse.Pipeline("claims", registry=registry)("He rode 3 furlongs for Th 20 and paid 5 dollars.")

    found = [(claim.unit, claim.kind, claim.currency) for claim in document["claims"].values]
    assert found == [("furlong", "measure", None), ("thaler", "money", "XTH"), ("dollar", "money", "USD")]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ([], "units, currencies, per"),
        ({"unit": []}, "no section 'unit'"),
        ({"units": [{"names": ["furlong"]}]}, "at least 'unit'"),
        ({"units": [{"unit": "furlong", "kind": "lenght"}]}, "no kind 'lenght'"),
        ({"units": [{"unit": "furlong", "nmaes": []}]}, "Did you mean 'names'?"),
    ],
)
def test_a_table_of_another_form_is_refused(data: Any, said: str) -> None:
    with pytest.raises(OptionError, match="claim_units") as caught:
        UnitTable([resource(data)])

    assert said in str(caught.value)


def test_the_shipped_table_is_sound() -> None:
    data = json.loads((files("discourse_claims") / "data" / "units.json").read_text(encoding="utf-8"))

    names = [entry["unit"] for entry in data["units"]]
    codes = [entry["currency"] for entry in data["currencies"] if "currency" in entry]
    assert {entry["kind"] for entry in data["units"]} <= set(KINDS)
    assert sorted(name for name in set(names) if names.count(name) > 1) == ["pound-mass"]
    assert sorted(set(codes)) == sorted(codes)
    assert all(len(code) == 3 and code.isupper() for code in codes)


@pytest.mark.parametrize(
    ("many", "one"),
    [
        ("cells", "cell"),
        ("people", "person"),
        ("countries", "country"),
        ("losses", "loss"),
        ("churches", "church"),
        ("heroes", "hero"),
        ("houses", "house"),
        ("MPs", "mp"),
        ("countrymen", "countryman"),
        ("specimen", "specimen"),
        ("series", "series"),
        ("gas", "gas"),
        ("campus", "campus"),
    ],
)
def test_singulars(many: str, one: str) -> None:
    assert singular(many) == one


@pytest.mark.parametrize("word", ["year", "inch", "century", "foot", "day", "tax"])
def test_plurals_go_back_to_their_singular(word: str) -> None:
    assert singular(plural(word)) == word


def test_irregular_plurals_are_plurals() -> None:
    assert all(map(is_plural, IRREGULAR_PLURALS))


@pytest.mark.parametrize("word", ["various", "previous", "homeless", "basis", "always", "news", "is", "class"])
def test_other_words_on_s_are_no_plurals(word: str) -> None:
    assert not is_plural(word)
