"""Files of annotators that are broken, or that want to harm: each is refused with file, place and what is allowed."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import discourse
from discourse import Document, FormatError

TEXT = "The board praised Ansel. The mayor of Casterwick failed its crews."
DOCUMENT = discourse.analyze(Document(TEXT, "d1"), "entities")
XML = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd"><!ENTITY b "&a;&a;">]><x>&b;</x>'
STRETCH = "is no stretch of the text, which has 66 characters; offsets count code points from 0"


@pytest.fixture(autouse=True)
def closed_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: Any) -> None:
        raise AssertionError(f"a connection was tried: {arguments}")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)


def written(folder: Path, suffix: str) -> Path:
    path = folder / f"d1{suffix}"
    discourse.write(DOCUMENT, path, layers=("entities",))
    return path


def refusal(path: Path, content: str | bytes, document: Document = DOCUMENT) -> str:
    """Return the message with which a file is refused, without its folder."""
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(FormatError) as caught:
        discourse.read_reviewed(document, path)
    return str(caught.value).replace(f"{path.parent}/", "")


def change(old: str, new: str) -> Callable[[str], str]:
    def changed(content: str) -> str:
        assert old in content
        return content.replace(old, new, 1)

    return changed


def add(line: str) -> Callable[[str], str]:
    return lambda content: content + line + "\n"


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (lambda _: XML, "d1.ann, line 1: '<?xml version"),
        (lambda _: "", "d1.ann: it holds no annotation and names no layer"),
        (lambda content: "hello\n" + content, "d1.ann, line 1: 'hello' is no line of brat"),
        (change("18 23", "18 230"), f"d1.ann, line 2 (T1): 18 to 230 {STRETCH}"),
        (change("18 23", "23 18"), f"d1.ann, line 2 (T1): 23 to 18 {STRETCH}"),
        (change("18 23", "-1 5"), f"d1.ann, line 2 (T1): -1 to 5 {STRETCH}"),
        (change("18 23", f"1 {'9' * 5_000}"), f"d1.ann, line 2 (T1): 1 to 999999999999999999 {STRETCH}"),
        (change("18 23", "1.5 5"), "is no layer with its offsets and words"),
        (change("T2\t", "T1\t"), "d1.ann, line 7: there is a line T1 already; every line has an id of its own"),
        (add("A9\tentities-kind T77 place"), "d1.ann, line 12 (A9): there is no annotation T77; delete the attribute"),
        (add("A9\tentities-kind T1 place"), "line 12 (A9): T1 has an attribute entities-kind already; delete one"),
        (add("R1\tnear Arg1:T1 Arg2:T2"), "d1.ann, line 12: a relation (R1); only annotations of words are read back"),
        (change("T1\tentities", "T1\tentites"), "entities-kind is no attribute of T1, which is of layer 'entites'"),
        (change("entities-kind T1", "entities-kin T1"), "no field 'kin'; there are: kind, name, confidence. Did you"),
        (change("T1 other", "T1 city"), "field 'kind': 'city' is none of its values: person, organization, place"),
        (
            change("\tAnsel\n", "\tAnselm\n"),
            "the words are 'Anselm', but the text has 'Ansel' there; is it the file of",
        ),
        (change("\tAnsel\n", "\tAn\x00sel\n"), "the words are 'An\\x00sel', but the text has 'Ansel' there"),
        (change('{"payload": "disc', '{"payload" "disc'), "d1.ann, line 6 (#2): no JSON: Expecting ':' delimiter"),
        (change('"schema": 1', '"schema": 9'), "it was written with schema 9 of discourse_mentions.Entity; here is 1"),
        (change('"schema": 1', '"x": 1, "schema": 1'), "its note: no key 'x'; there are: payload, schema, value, evid"),
    ],
)
def test_a_broken_file_of_brat_is_refused_with_the_line(
    tmp_path: Path, broken: Callable[[str], str], message: str
) -> None:
    path = written(tmp_path, ".ann")

    assert message in refusal(path, broken(path.read_text(encoding="utf-8")))


def at(*keys: Any, value: Any) -> Callable[[str], str]:
    """Return what sets a value deep in the first annotation of a collection."""

    def changed(content: str) -> str:
        collection = json.loads(content)
        place = collection["first"]["items"][0]
        for key in keys[:-1]:
            place = place[key]
        place[keys[-1]] = value
        return json.dumps(collection)

    return changed


def twice(content: str) -> str:
    collection = json.loads(content)
    collection["first"]["items"].append(collection["first"]["items"][0])
    return json.dumps(collection)


POSITION, QUOTE = ("target", "selector", 0), ("target", "selector", 1)


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (lambda _: XML, "d1.jsonld: no JSON: Expecting value at line 1, column 1"),
        (lambda _: "", "d1.jsonld: no JSON: Expecting value at line 1, column 1"),
        (lambda content: content[:300], "d1.jsonld: no JSON: Unterminated string"),
        (lambda _: "[]", "an AnnotationCollection has its annotations in first.items; this is none"),
        (lambda _: '{"a": 1}', "an AnnotationCollection has its annotations in first.items; this is none"),
        (lambda _: "[" * 100_000, "d1.jsonld: no document: the JSON is nested too deeply"),
        (change('"confidence": ', '"confidence": NaN, "was": '), "d1.jsonld: NaN is no number in JSON"),
        (change('"type": "AnnotationPage"', '"type": "x", "type": "y"'), "the key 'type' stands twice in one object"),
        (change('"start": 18', f'"start": {"9" * 5_000}'), "d1.jsonld: no document: Exceeds the limit"),
        (change('"name": "Ansel"', '"name": "\\ud800"'), "Entity.name: '\\ud800' is no text that can be encoded"),
        (at(*POSITION, "end", value=999), f"18 to 999 {STRETCH}"),
        (at(*POSITION, "start", value=60), f"60 to 23 {STRETCH}"),
        (at(*POSITION, "start", value=-1), f"-1 to 23 {STRETCH}"),
        (at(*POSITION, "start", value=1.5), "offsets are whole numbers, not 1.5 and 23"),
        (at(*QUOTE, "exact", value="Anselm"), "the words are 'Anselm', but the text has 'Ansel' there"),
        (at("discourse:value", "kind", value="city"), "Entity.kind: 'city' is no one of 'person', 'organization'"),
        (at("discourse:value", "x", value=1), "layer 'entities': no field 'x'; there are: kind, name, confidence"),
        (at("discourse:layer", value="entites"), "no layer 'entites'; there are: "),
        (at("discourse:evidence", 0, "span", value=[0, 999]), "its evidence reaches to 999, but the text has 66"),
        (at("discourse:payload", value="os.system"), "field 'kind' is missing"),
        (at("target", value="http://evil.example/"), "its target has one selector of type TextPositionSelector"),
        (twice, "first.items[2] (urn:x-discourse:"),
    ],
)
def test_a_broken_collection_of_web_annotations_is_refused_with_the_place(
    tmp_path: Path, broken: Callable[[str], str], message: str
) -> None:
    path = written(tmp_path, ".jsonld")

    assert message in refusal(path, broken(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("suffix", [".ann", ".jsonld"])
def test_bytes_of_another_encoding_are_named(tmp_path: Path, suffix: str) -> None:
    path = written(tmp_path, suffix)
    message = refusal(path, path.read_bytes().replace(b"Ansel", b"Ans\xe9l", 1))

    assert "byte 0xe9 at offset" in message
    assert "is no UTF-8; save the file as UTF-8" in message


@pytest.mark.parametrize("suffix", [".ann", ".jsonld"])
def test_the_file_of_another_text_is_refused(tmp_path: Path, suffix: str) -> None:
    path = written(tmp_path, suffix)
    other = Document("Another text of some other day, which is long enough to hold them all.")

    assert "the words are 'Ansel', but the text has 'me ot' there; is it the file of another document?" in refusal(
        path, path.read_bytes(), other
    )


def test_a_file_of_a_hundred_thousand_lines_is_read(tmp_path: Path) -> None:
    path = tmp_path / "d1.ann"
    lines = "".join(
        f"T{n}\tentities 18 23\tAnsel\nA{2 * n}\tentities-kind T{n} person\nA{2 * n + 1}\tentities-name T{n} Ansel\n"
        for n in range(1, 33_400)
    )
    path.write_text(lines, encoding="utf-8")

    reviewed = discourse.read_reviewed(DOCUMENT, path, defaults={"entities": {"confidence": 1.0}})

    assert 33_399 == len(reviewed["entities.reviewed"])


@pytest.mark.parametrize("suffix", [".ann", ".jsonld"])
def test_corrected_entities_are_judged_in_the_place_of_ours(tmp_path: Path, suffix: str) -> None:
    path = written(tmp_path, suffix)
    content = path.read_text(encoding="utf-8")
    path.write_text(content.replace("T1 other", "T1 place") if suffix == ".ann" else content, encoding="utf-8")
    reviewed = discourse.read_reviewed(DOCUMENT, path)

    judged = discourse.Pipeline("targets", inputs={"entities": "entities.reviewed"})(reviewed)

    assert ["Ansel", "Casterwick"] == [target.value.name for target in judged["targets"]]
    assert "entities.reviewed" in dict(judged["targets"].provenance.inputs)
    if suffix == ".ann":
        assert ["place", "organization"] == [entity.value.kind for entity in judged["entities.reviewed"]]
