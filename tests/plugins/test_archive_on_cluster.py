"""An archive on a real cluster of two worker processes: tables, topics, names and claims as without it."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import discourse.tables
from discourse import Document, Pipeline
from discourse.engines import Dask
from discourse_claims import ledger
from discourse_mentions import link
from discourse_topics import TopicModel

ARTICLES = Path(__file__).parents[2] / "examples" / "harrowford" / "articles"
PART = 8


def articles() -> list[Document]:
    return list(discourse.read(ARTICLES))


def content_of(folder: Path) -> dict[str, bytes]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and ".pending" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.fixture(scope="module")
def client() -> Iterator[Any]:
    import dask
    import distributed

    with (
        dask.config.set({"distributed.deploy.lost-worker-timeout": "300s"}),
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0", silence_logs=100
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of tables that was made in this process."""
    path = tmp_path_factory.mktemp("here") / "results"
    discourse.tables.write(articles(), path, pipeline=Pipeline("claims", "entities"), part_size=PART)
    return path


def test_a_worker_that_is_killed_in_the_middle_costs_no_byte(client: Any, folder: Path, tmp_path: Path) -> None:
    client.wait_for_workers(2, timeout=100)
    workers = sorted(client.run(os.getpid).values())
    told: list[int] = []

    def kill_one(state: Any) -> None:
        told.append(state.done)
        if len(told) == 2:
            os.kill(workers[0], signal.SIGKILL)

    written = discourse.tables.write(
        articles(),
        tmp_path / "results",
        pipeline=Pipeline("claims", "entities"),
        part_size=PART,
        engine=Dask(client),
        progress=kill_one,
    )

    assert (64, 0, 8) == (written.documents, written.failed, written.parts)
    assert [8, 16, 24, 32, 40, 48, 56, 64] == told
    assert content_of(folder) == content_of(tmp_path / "results")


def test_topics_are_learnt_from_tables_that_workers_read(client: Any, folder: Path) -> None:
    client.wait_for_workers(1, timeout=100)
    with discourse.tables.open(folder) as store:
        documents = store.documents("regions", "tokens")
        here = TopicModel(n_topics=5).fit(list(documents))
        there = TopicModel(n_topics=5).fit(documents, engine=Dask(client))

        assert here.digest() == there.digest()
        assert (here.transform(list(documents)) == there.transform(documents, engine=Dask(client))).all()


def test_names_and_claims_are_joined_from_tables_that_workers_read(client: Any, folder: Path) -> None:
    client.wait_for_workers(1, timeout=100)
    with discourse.tables.open(folder) as store:
        documents = store.documents("entities", "claims")

        assert link(list(documents)) == link(documents, engine=Dask(client)) != []
        assert ledger(list(documents)) == ledger(documents, engine=Dask(client)) != []
