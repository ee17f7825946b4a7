"""Every check of resources catches one that is broken in what it checks, or an analyzer that cannot bear it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from discourse import Annotation, CheckError, Document, OptionError, Resource
from discourse.testing import RESOURCE_CHECKS, check_codebook, check_lexicon, check_resource, check_units
from discourse.testing.resources import ResourceSubject, broken_copies
from discourse.testing.running import run_one

from . import toys
from .toys import WORDS, Shout, registry, spec

CAUGHT: set[str] = set()
LIST = Resource(kind="lists", name="mine", version="1", data=["ferry", "harbour"])


class CarefulList(toys.Listed):
    """Finds the words of lists, and refuses what is no list of words."""

    def __init__(self, *, lists: tuple[Resource, ...]) -> None:
        for resource in lists:
            if not isinstance(resource.data, list) or not all(isinstance(word, str) for word in resource.data):
                raise OptionError(f"list {resource.name!r}: its data are a list of words")
        super().__init__(lists=lists)


CAREFUL = spec("listed", CarefulList, requires=("words",), resources=("lists",))


def caught(check: str, resource: Resource, *given: Any) -> str:
    subject = ResourceSubject(resource, registry(WORDS, *given))
    with pytest.raises(CheckError) as raised:
        run_one(lambda: RESOURCE_CHECKS[check](subject))
    CAUGHT.add(check)
    return str(raised.value)


@pytest.mark.parametrize("registered", [(), (LIST,)])
def test_a_sound_resource_passes_whether_it_is_registered_or_not(registered: tuple[Resource, ...]) -> None:
    report = check_resource(LIST, registry=registry(WORDS, CAREFUL, *registered))

    assert len(RESOURCE_CHECKS) == len(report.of("passed"))


def test_names_that_are_empty_or_taken_are_caught() -> None:
    other = Resource(kind="lists", name="mine", version="1", data=["port"])

    assert "its version is a text that is not empty, not ''" in caught(
        "registration", Resource(kind="lists", name="mine", version="", data=[])
    )
    assert "there is another resource 'mine' of kind 'lists'" in caught("registration", other, LIST)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({1: "a"}, "data has the key 1; keys are text"),
        ({"a": {"b": [1, float("nan")]}}, "data['a']['b'][1] is nan; allowed are"),
        ({"a": {1, 2}}, "data['a'] is {1, 2}; allowed are"),
        (b"bytes", "data is b'bytes'; allowed are"),
        (["\ud800"], "data[0] is '\\ud800'; allowed are"),
    ],
)
def test_data_that_are_not_plain_are_caught(data: Any, message: str) -> None:
    assert message in caught("plain_data", Resource(kind="lists", name="mine", version="1", data=data))


def test_data_without_a_digest_that_lasts_are_caught() -> None:
    def digest_of(data: Any) -> str:
        return caught("digest", Resource(kind="lists", name="mine", version="1", data=data))

    assert "its data have no digest" in digest_of({"a": object()})
    assert "another digest after they were written as JSON" in digest_of(_Odd(n=0))


class _Odd(dict[str, Any]):
    """A mapping whose items are others each time they are asked for."""

    count = 0

    def items(self) -> Any:
        type(self).count += 1
        return {"n": self.count}.items()


def test_an_analyzer_that_fails_with_it_is_caught() -> None:
    class Fails:
        def __init__(self, *, lists: tuple[Resource, ...]) -> None:
            self.lists = lists

        def analyze(self, document: Document) -> list[Annotation[Shout]]:
            return [Annotation(word.span, self.lists[7].data) for word in document["words"]]

    assert "analyzer 'wrong' fails with it: IndexError" in caught(
        "used", LIST, spec("wrong", Fails, requires=("words",), resources=("lists",))
    )


def test_every_analyzer_that_asks_for_the_kind_is_tried() -> None:
    def build(*, lists: tuple[Resource, ...]) -> Any:
        raise OptionError("the second one does not like it")

    second = spec("second", build, requires=("words",), resources=("lists",))

    assert "analyzer 'second' cannot be built with it: the second one does not like it" in caught(
        "used", LIST, CAREFUL, second
    )


class Careless(toys.Listed):
    """Fails with an error of its inside where the data are wrong."""

    def __init__(self, *, lists: tuple[Resource, ...]) -> None:
        self.lists = lists
        self.words = {word.lower(): resource.name for resource in lists for word in resource.data}


class SaysNothing(toys.Listed):
    """Takes whatever it is given, and does nothing with it."""

    def __init__(self, *, lists: tuple[Resource, ...]) -> None:
        self.lists = lists
        self.words = {}


class Late(SaysNothing):
    """Fails only when it analyzes."""

    def analyze(self, document: Document) -> list[Annotation[Shout]]:
        return [Annotation(word.span, Shout(1.0)) for word in document["words"] if self.lists[0].data[0].lower() == "a"]


@pytest.mark.parametrize(
    ("factory", "message"),
    [
        (Careless, "raises TypeError: 'NoneType' object is not iterable, where the data are None"),
        (Late, "raises TypeError: 'NoneType' object is not subscriptable, where the data are None"),
        (SaysNothing, "takes it without a word where the data are None"),
    ],
)
def test_broken_data_that_are_not_refused_are_caught(factory: Callable[..., Any], message: str) -> None:
    wrong = spec("wrong", factory, requires=("words",), resources=("lists",))

    assert message in caught("broken_data", LIST, wrong)


def test_data_that_are_broken_deep_inside_are_tried() -> None:
    class Weights(SaysNothing):
        def __init__(self, *, lists: tuple[Resource, ...]) -> None:
            for resource in lists:
                if not isinstance(resource.data, Mapping) or not isinstance(resource.data.get("words"), Mapping):
                    raise OptionError("its data are words with weights")
                self.weights = {word: weight + 0.0 for word, weight in resource.data["words"].items()}
            super().__init__(lists=lists)

    resource = Resource(kind="lists", name="mine", version="1", data={"words": {"ferry": 0.5}})
    message = caught("broken_data", resource, spec("wrong", Weights, requires=("words",), resources=("lists",)))

    assert "raises TypeError" in message and "where data['words']" in message


def test_copies_are_broken_in_one_place_each_and_the_data_stay_as_they_are() -> None:
    data = {"a": [1, 2], "b": {"c": "d"}}
    copies = dict(broken_copies(data))

    assert copies["data['a'][1] is missing"] == {"a": [1], "b": {"c": "d"}}
    assert copies["data['b']['c'] is -7"] == {"a": [1, 2], "b": {"c": -7}}
    assert copies["data['b'] is missing"] == {"a": [1, 2]}
    assert data == {"a": [1, 2], "b": {"c": "d"}}


def test_the_option_that_chooses_a_resource_is_used() -> None:
    class Chooses(CarefulList):
        def __init__(self, *, lists: tuple[Resource, ...], chosen: str = "general") -> None:
            super().__init__(lists=tuple(resource for resource in lists if resource.name == chosen))

    general = Resource(kind="lists", name="general", version="1", data=["port"])
    chooses = spec("listed", Chooses, requires=("words",), resources=("lists",))
    report = check_resource(LIST, registry=registry(WORDS, chooses, general))

    assert len(RESOURCE_CHECKS) == len(report.of("passed"))  # only the chosen list is read, so broken data would pass


def test_a_kind_that_nobody_asks_for_cannot_be_tried() -> None:
    report = check_resource(LIST, registry=registry(WORDS))

    assert {"used", "broken_data"} == {result.check for result in report.of("cannot apply")}
    assert report.of("cannot apply")[0].reason == "no analyzer of the registry asks for resources of kind 'lists'"


@pytest.mark.parametrize("check", [check_lexicon, check_codebook, check_units])
def test_a_resource_of_another_kind_is_refused(check: Callable[..., Any]) -> None:
    with pytest.raises(OptionError, match="takes resources of kind"):
        check(LIST)
    with pytest.raises(OptionError, match="a Resource is checked, not a dict"):
        check_resource({"words": {}})  # type: ignore[arg-type]  # that is what is wrong


def test_every_check_has_caught_something() -> None:
    assert set(RESOURCE_CHECKS) - CAUGHT == set()
