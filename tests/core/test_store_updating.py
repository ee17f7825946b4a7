"""What of a folder would be made otherwise now, and making just that again."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import attrs
import pytest

import discourse
from discourse import (
    Annotation,
    Document,
    PlanError,
    QueryError,
    Registry,
    Resource,
    SourceError,
    Span,
    StaleLayerError,
)
from discourse.store.folder import Folder
from discourse.tables import LayerStatus

from .test_store_interruption import content_of
from .toys import LISTED, PAIRS, RAISES, RARITIES, SHOUTS, WORDS, Counter, Raises, Shout, pipeline, registry, word_layer

pytest.importorskip("pyarrow", reason="the extra 'tables' is not installed")
pytest.importorskip("duckdb", reason="the extra 'tables' is not installed")
from discourse import tables

NEW_SHOUTS = attrs.evolve(SHOUTS, version="2")
NEW_WORDS = attrs.evolve(WORDS, version="2")


class Mended(Raises):
    """What failed before does no longer, such as for want of memory."""

    def analyze(self, document: Document) -> Iterator[Annotation[Shout]]:
        yield Annotation(Span(0, 0), Shout(1.0))


def articles(count: int = 6) -> list[Document]:
    return [Document(f"This is SO number {n}, SAYS who", f"id-{n}") for n in range(count)]


def read(folder: Path, known: Registry) -> list[Document]:
    with tables.open(folder, registry=known) as store:
        return list(store.documents())


def stated(folder: Path, toy: discourse.Pipeline) -> list[tuple[str, int, str, str | None]]:
    return [(s.layer, s.documents, s.state, s.reason) for s in tables.status(folder, pipeline=toy)]


def assert_updated(folder: Path, toy: discourse.Pipeline, documents: list[Document]) -> None:
    """See to it that a folder holds what a fresh analysis gives."""
    found = read(folder, toy.registry)

    assert list(toy.stream(documents)) == found
    assert {"current"} == {status.state for status in tables.status(folder, pipeline=toy)}
    assert 0 == tables.update(folder, pipeline=toy)


def test_what_is_as_it_would_be_is_left_alone(tmp_path: Path) -> None:
    toy = pipeline(WORDS, SHOUTS)
    tables.write(articles(), tmp_path, pipeline=toy)
    before = content_of(tmp_path)

    assert [
        LayerStatus("shouts", 6, "current", "shouts 1", None),
        LayerStatus("words", 6, "current", "words 1", None),
    ] == tables.status(tmp_path, pipeline=toy)
    assert 0 == tables.update(tmp_path, pipeline=toy)
    assert before == content_of(tmp_path)


def test_another_version_is_told_and_made_again(tmp_path: Path) -> None:
    tables.write(articles(), tmp_path, pipeline=pipeline(WORDS, SHOUTS), part_size=2)
    new = pipeline(WORDS, NEW_SHOUTS)

    assert [
        ("shouts", 6, "outdated", "was made by shouts 1, not by shouts 2"),
        ("words", 6, "current", None),
    ] == stated(tmp_path, new)
    with pytest.raises(StaleLayerError, match="layer 'shouts' of 6 documents was made by shouts 1, not by shouts 2"):
        tables.write(articles(7), tmp_path, pipeline=new)
    assert 6 == tables.update(tmp_path, pipeline=new)
    assert_updated(tmp_path, new, articles())


def test_a_layer_below_makes_those_above_outdated(tmp_path: Path) -> None:
    tables.write(articles(), tmp_path, pipeline=pipeline(WORDS, SHOUTS, PAIRS))
    new = pipeline(NEW_WORDS, SHOUTS, PAIRS)
    reason = "stands on layer 'words', which was made by words 1, not by words 2"

    assert [
        ("pairs", 6, "outdated", reason),
        ("shouts", 6, "outdated", reason),
        ("words", 6, "outdated", "was made by words 1, not by words 2"),
    ] == stated(tmp_path, new)
    assert 6 == tables.update(tmp_path, pipeline=new)
    assert_updated(tmp_path, new, articles())


def test_another_option_is_told_and_made_again(tmp_path: Path) -> None:
    tables.write(articles(), tmp_path, pipeline=pipeline(WORDS, SHOUTS))
    new = pipeline(WORDS, SHOUTS, config={"words": {"smallest": 4}})

    assert "was made by words with other options, resources or another model" == stated(tmp_path, new)[1][3]
    assert 6 == tables.update(tmp_path, pipeline=new)
    assert_updated(tmp_path, new, articles())
    assert 1 == tables.write(articles(7), tmp_path, pipeline=new).documents  # the folder is of the new one now


def test_another_resource_is_told_and_made_again(tmp_path: Path) -> None:
    old, new = (
        pipeline(WORDS, LISTED, Resource(kind="lists", name="list", version="1", data=(word,)))
        for word in ("SO", "SAYS")
    )
    tables.write(articles(), tmp_path, pipeline=old)

    assert ("listed", 6, "outdated", "was made by listed with other options, resources or another model") == stated(
        tmp_path, new
    )[0]
    assert 6 == tables.update(tmp_path, pipeline=new)
    assert_updated(tmp_path, new, articles())


def test_another_model_is_told_and_made_again(tmp_path: Path) -> None:
    words = list(pipeline(WORDS).stream(articles()))
    one, other = Counter().fit(words), Counter().fit(words[:1])
    tables.write(articles(), tmp_path, pipeline=pipeline(WORDS, RARITIES, models={"rarities": one}))
    new = pipeline(WORDS, RARITIES, models={"rarities": other})

    assert "was made by rarities with other options, resources or another model" == stated(tmp_path, new)[0][3]
    without = pipeline(WORDS, RARITIES, layers=["words"])
    assert ("rarities", 6, "unknown", "its model is not at hand") == stated(tmp_path, without)[0]
    assert 6 == tables.update(tmp_path, pipeline=new)
    assert_updated(tmp_path, new, articles())


def test_a_layer_that_cannot_be_made_again_is_not_lost(tmp_path: Path) -> None:
    model = Counter().fit(pipeline(WORDS).stream(articles()))
    tables.write(articles(), tmp_path, pipeline=pipeline(WORDS, RARITIES, models={"rarities": model}))
    before = content_of(tmp_path)

    for toy in (pipeline(NEW_WORDS, RARITIES, layers=["words"]), pipeline(NEW_WORDS)):
        with pytest.raises(PlanError, match="layer 'rarities' stands on layer 'words', which was made by words 1"):
            tables.update(tmp_path, pipeline=toy)
    assert before == content_of(tmp_path)


def test_missing_layers_are_told_and_made(tmp_path: Path) -> None:
    tables.write(articles(), tmp_path, pipeline=pipeline(WORDS), part_size=2)
    new = pipeline(WORDS, SHOUTS)

    assert ("shouts", 6, "missing", None) == stated(tmp_path, new)[0]
    assert 6 == tables.update(tmp_path, pipeline=new)
    assert_updated(tmp_path, new, articles())


def test_layers_that_a_user_brought_stay(tmp_path: Path) -> None:
    documents = [document.with_layer(word_layer("notes", (0, 4))) for document in articles()]
    tables.write(documents, tmp_path, pipeline=pipeline(WORDS, SHOUTS))
    new = pipeline(WORDS, NEW_SHOUTS)

    assert ("notes", 6, "brought", None) == stated(tmp_path, new)[0]
    assert 6 == tables.update(tmp_path, pipeline=new)
    assert list(new.stream(documents)) == read(tmp_path, new.registry)


def test_layers_of_plugins_that_are_not_there_stay(tmp_path: Path) -> None:
    extra = attrs.evolve(RAISES, name="extra", provides="extra")
    tables.write(articles(), tmp_path, pipeline=pipeline(WORDS, SHOUTS, extra))
    before = read(tmp_path, registry(WORDS, SHOUTS, extra))
    new = pipeline(WORDS, NEW_SHOUTS)

    assert ("extra", 6, "unknown", "no plugin provides it here") == stated(tmp_path, new)[0]
    assert 6 == tables.update(tmp_path, pipeline=new)
    after = read(tmp_path, registry(WORDS, NEW_SHOUTS, extra))
    assert [document["extra"] for document in before] == [document["extra"] for document in after]
    assert {"2"} == {document["shouts"].provenance.version for document in after if document["shouts"].provenance}


def test_a_folder_with_some_of_the_layers_keeps_to_them(tmp_path: Path) -> None:
    toy, new = pipeline(WORDS, SHOUTS, layers=["shouts"]), pipeline(WORDS, NEW_SHOUTS, layers=["shouts"])
    tables.write(articles(4), tmp_path, pipeline=toy, layers=["shouts"], part_size=2)
    tables.write(articles(6)[4:], tmp_path, pipeline=toy, part_size=2)  # with words

    assert ["current", "current"] == [state for _, _, state, _ in stated(tmp_path, toy)]
    assert 0 == tables.update(tmp_path, pipeline=toy)
    assert 6 == tables.update(tmp_path, pipeline=new)
    assert [("shouts",)] * 4 + [("words", "shouts")] * 2 == [d.layers for d in read(tmp_path, new.registry)]


def test_what_failed_is_tried_again_with_what_is_out_of_date(tmp_path: Path) -> None:
    documents = [*articles(2), Document("BOOM", "3")]
    tables.write(documents, tmp_path, pipeline=pipeline(WORDS, RAISES))
    new = pipeline(WORDS, attrs.evolve(RAISES, version="2"), config={"raises": {"word": "other"}})

    assert 1 == sum(bool(document.failures) for document in read(tmp_path, new.registry))
    assert 3 == tables.update(tmp_path, pipeline=new)
    assert_updated(tmp_path, new, documents)


def test_what_failed_for_another_reason_is_tried_again_on_demand(tmp_path: Path) -> None:
    documents = [*articles(2), Document("BOOM", "3"), Document("BOOM again", "4")]
    failing, mended = pipeline(WORDS, RAISES), pipeline(WORDS, attrs.evolve(RAISES, factory=Mended))
    tables.write(documents, tmp_path, pipeline=failing, part_size=2)

    assert ("raises", 2, "failed", None) in stated(tmp_path, mended)
    assert 0 == tables.update(tmp_path, pipeline=mended)
    assert 2 == tables.update(tmp_path, pipeline=failing, retry_failed=True)
    assert list(failing.stream(documents)) == read(tmp_path, failing.registry)
    assert 2 == tables.update(tmp_path, pipeline=mended, retry_failed=True)
    assert_updated(tmp_path, mended, documents)
    assert 0 == tables.update(tmp_path, pipeline=mended, retry_failed=True)


def test_only_parts_that_are_out_of_date_are_made_again(tmp_path: Path) -> None:
    old, new = pipeline(WORDS, SHOUTS), pipeline(WORDS, NEW_SHOUTS)
    tables.write(list(old.stream(articles(4))), tmp_path, part_size=2)
    before = content_of(tmp_path)
    tables.write(list(new.stream(articles(6)))[4:], tmp_path, part_size=2)
    kept = content_of(tmp_path).items() - before.items()
    done: list[int] = []

    assert 4 == tables.update(tmp_path, pipeline=new, progress=lambda state: done.append(state.done))
    assert [2, 4] == done
    assert {item for item in kept if item[0].startswith("part-")} <= content_of(tmp_path).items()
    assert_updated(tmp_path, new, articles(6))


def test_an_update_can_be_taken_back(tmp_path: Path) -> None:
    old, new = pipeline(WORDS, SHOUTS), pipeline(WORDS, NEW_SHOUTS)
    tables.write(articles(), tmp_path, pipeline=old, partition_by=["outlet"], part_size=2)
    before = read(tmp_path, old.registry)

    for toy in (new, old, new, old):
        assert 6 == tables.update(tmp_path, pipeline=toy)
        assert 3 == len(list(tmp_path.rglob("part.json")))
    assert before == read(tmp_path, old.registry)


# Interruptions


def full_at(monkeypatch: pytest.MonkeyPatch, times: int) -> None:
    renames = [0]
    rename = Path.rename

    def broken(path: Path, target: Path) -> Path:
        renames[0] += 1
        if renames[0] > times:
            raise OSError(errno.ENOSPC, "No space left on device")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", broken)


@pytest.mark.parametrize("times", range(7))
def test_an_update_that_is_stopped_leaves_each_document_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    old, new = pipeline(WORDS, SHOUTS), pipeline(WORDS, NEW_SHOUTS)
    tables.write(articles(), tmp_path, pipeline=old, part_size=2)

    for toy in (new, old, new):  # forth, back and forth again, on what the last one left
        with monkeypatch.context() as patch:
            full_at(patch, times)
            with suppress(SourceError):
                tables.update(tmp_path, pipeline=toy)
        assert [d.id for d in articles()] == [d.id for d in read(tmp_path, toy.registry)]
    tables.update(tmp_path, pipeline=new)
    assert_updated(tmp_path, new, articles())


def test_a_part_that_was_replaced_and_is_left_does_not_come_back(tmp_path: Path) -> None:
    old, new = pipeline(WORDS, SHOUTS), pipeline(WORDS, NEW_SHOUTS)
    tables.write(articles(), tmp_path, pipeline=old)
    (part,) = tmp_path.glob("part-*")
    left = {file.name: file.read_bytes() for file in part.iterdir()}
    tables.update(tmp_path, pipeline=new)
    part.mkdir()  # as if the update had died before it removed it
    for name, content in left.items():
        (part / name).write_bytes(content)
    assert_updated(tmp_path, new, articles())

    tables.update(tmp_path, pipeline=old)
    assert_updated(tmp_path, old, articles())


def test_a_full_disk_at_the_head_is_an_error_of_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = pipeline(WORDS, SHOUTS), pipeline(WORDS, NEW_SHOUTS)
    tables.write(articles(), tmp_path, pipeline=old)

    def full(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", full)
        with pytest.raises(SourceError, match="No space left on device"):
            tables.update(tmp_path, pipeline=new)
    assert_updated(tmp_path, new, articles())


# Others at the same time


def test_a_writer_may_add_articles_during_an_update(tmp_path: Path) -> None:
    old, new = pipeline(WORDS, SHOUTS), pipeline(WORDS, NEW_SHOUTS)
    tables.write(list(old.stream(articles(4))), tmp_path, part_size=2)

    def progress(_: object) -> None:
        tables.write(list(new.stream(articles(6)))[4:], tmp_path, part_size=2)

    assert 4 == tables.update(tmp_path, pipeline=new, progress=progress)
    assert_updated(tmp_path, new, articles(6))


def test_an_update_during_a_run_of_writing_leaves_each_document_once(tmp_path: Path) -> None:
    old, new = pipeline(WORDS, SHOUTS), pipeline(WORDS, NEW_SHOUTS)

    def sources() -> Iterator[Document]:
        yield from articles(4)
        tables.update(tmp_path, pipeline=new)
        yield from articles(6)[4:]

    tables.write(sources(), tmp_path, pipeline=old, part_size=2)
    assert [d.id for d in articles(6)] == [d.id for d in read(tmp_path, new.registry)]
    tables.update(tmp_path, pipeline=new)
    assert_updated(tmp_path, new, articles(6))


def test_two_updates_at_once_are_one(tmp_path: Path) -> None:
    old, new = pipeline(WORDS, SHOUTS), pipeline(WORDS, NEW_SHOUTS)
    tables.write(articles(), tmp_path, pipeline=old, part_size=2)

    with pytest.raises((SourceError, QueryError), match=r"part-.* is gone"):
        tables.update(tmp_path, pipeline=new, progress=lambda _: tables.update(tmp_path, pipeline=new))
    tables.update(tmp_path, pipeline=new)
    assert_updated(tmp_path, new, articles())


def test_who_reads_during_an_update_is_told_to_open_the_folder_again(tmp_path: Path) -> None:
    old, new = pipeline(WORDS, SHOUTS), pipeline(WORDS, NEW_SHOUTS)
    tables.write(articles(), tmp_path, pipeline=old, part_size=2)

    with tables.open(tmp_path, registry=new.registry) as store:
        tables.update(tmp_path, pipeline=new)
        with pytest.raises(QueryError, match=r"is gone: the folder was changed since it was opened; open it again"):
            store.rows("words")
        with pytest.raises(QueryError, match=r"is gone: the folder was changed since it was opened; open it again"):
            list(store.documents())


def test_a_part_that_is_replaced_while_the_folder_is_read_is_seen_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = pipeline(WORDS, SHOUTS), pipeline(WORDS, NEW_SHOUTS)
    several = [*list(new.stream(articles()))[:2], *list(old.stream(articles()))[2:]]
    tables.write(several, tmp_path, part_size=2)  # the first part stays as it is
    from discourse.store import part_files as module

    whole, times = module.part_folders, [0]

    def half(place: Path) -> Iterator[Path]:
        """Give what a look at a folder may give: the first names, then, after an update, the last ones."""
        times[0] += 1
        if times[0] == 2:
            found = sorted(whole(place))
            yield found[0]
            monkeypatch.setattr(module, "part_folders", whole)
            tables.update(tmp_path, pipeline=new)
        else:
            yield from whole(place)

    monkeypatch.setattr(module, "part_folders", half)
    assert 6 == sum(part.documents for part in Folder(tmp_path).parts())


# A folder that does not say


def test_there_is_nothing_to_say_of_what_is_no_folder_of_tables(tmp_path: Path) -> None:
    for ask in (tables.status, tables.update, tables.open):
        with pytest.raises(SourceError, match=r"is no folder of tables: it has no discourse-tables\.json"):
            ask(tmp_path)
    assert [] == list(tmp_path.iterdir())


def test_a_folder_knows_the_pipeline_that_made_it(tmp_path: Path) -> None:
    toy = discourse.Pipeline("sentences", "voices")
    tables.write(articles(2), tmp_path, pipeline=toy)

    assert {"current"} == {status.state for status in tables.status(tmp_path)}
    assert 0 == tables.update(tmp_path)


def test_an_update_by_workers_leaves_the_same_bytes(tmp_path: Path) -> None:
    toy, new = (discourse.Pipeline("frames", config={"frames": {"codebook": name}}) for name in ("policy", "generic"))
    for name, workers in (("alone", 1), ("together", 2)):
        tables.write(articles(4), tmp_path / name, pipeline=toy, part_size=2)
        assert 4 == tables.update(tmp_path / name, pipeline=new, workers=workers)

    assert content_of(tmp_path / "alone") == content_of(tmp_path / "together")
