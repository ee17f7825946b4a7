"""How far a run has come: counts, shares, rates and times left, by a clock that the test moves."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import discourse
from discourse import Document, OptionError, Progress, Registry
from discourse.progress import State, duration

from .toys import RAISES, WORDS, pipeline

NOTHING = Registry([], entry_points=False)
FAILED = pipeline(WORDS, RAISES)("BOOM")


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def run(progress: Progress, clock: Clock, seconds: float, done: int) -> State:
    """Do so many documents, spread evenly over so many seconds."""
    for _ in range(done):
        clock.now += seconds / done
        progress.add(1)
    return progress.state()


def test_documents_and_those_with_failures_are_counted() -> None:
    progress = Progress(clock=Clock())
    for document in (Document("The levy pays."), FAILED, Document("It does.")):
        progress.count(document)
    progress.add(10, 2)

    assert (13, 3) == (progress.state().done, progress.state().failed)


def test_nothing_is_known_at_the_start() -> None:
    assert State(0, 0, None, None, None) == Progress(clock=Clock()).state()
    assert State(0, 0, 0.0, None, None) == Progress(total=5, clock=Clock()).state()


def test_of_a_total_the_rest_takes_as_long_as_the_rate_says() -> None:
    clock = Clock()
    progress = Progress(total=1000, clock=clock)

    assert State(100, 0, 0.1, 10.0, 90.0) == rounded(run(progress, clock, 10, 100))


def rounded(state: State) -> State:
    return State(
        state.done, state.failed, *(None if x is None else round(x, 6) for x in (state.share, state.rate, state.left))
    )


def test_the_rate_is_that_of_the_last_half_minute() -> None:
    clock = Clock()
    progress = Progress(clock=clock)
    slow, fast = run(progress, clock, 600, 600), run(progress, clock, 60, 6000)

    assert 1.0 == pytest.approx(slow.rate, rel=0.05)
    assert 100.0 == pytest.approx(fast.rate, rel=0.05)


def test_a_run_that_stands_still_has_no_rate_and_no_end() -> None:
    clock = Clock()
    progress = Progress(total=100, clock=clock)
    run(progress, clock, 10, 50)
    rates = []
    for _ in range(100):
        clock.now += 1
        rates.append(progress.state().rate)

    assert sorted(rates, reverse=True) == rates
    assert (0.0, None) == (progress.state().rate, progress.state().left)


def test_a_total_that_was_too_small_is_done() -> None:
    progress = Progress(total=2, clock=Clock())
    progress.add(3)

    assert (1.0, 0.0) == (progress.state().share, progress.state().left)
    assert 1.0 == Progress(total=0, clock=Clock()).state().share


def test_a_total_is_no_number_below_none() -> None:
    with pytest.raises(OptionError, match="total is a number of documents, not -1"):
        Progress(total=-1)


def corpus(folder: Path, n_lines: int) -> Path:
    path = folder / "corpus.jsonl"
    path.write_text("".join(f'{{"text": "Day {number:05}."}}\n' for number in range(n_lines)), encoding="utf-8")
    return path


def test_of_a_reading_the_share_of_its_bytes_counts(tmp_path: Path) -> None:
    clock = Clock()
    reading = discourse.read(corpus(tmp_path, 100_000), registry=NOTHING)
    progress = Progress(reading, clock=clock)
    for _ in range(25_000):
        progress.count(next(reading))
    clock.now += 10

    state = progress.state()
    assert 0.25 == pytest.approx(state.share, abs=0.01)
    assert 2500.0 == state.rate
    assert 30.0 == pytest.approx(state.left, abs=1.5)


def test_what_is_read_ahead_is_not_done(tmp_path: Path) -> None:
    reading = discourse.read(corpus(tmp_path, 100), registry=NOTHING)
    progress = Progress(reading, clock=Clock())
    assert 100 == len(list(reading))
    progress.add(10)

    assert 0.1 == pytest.approx(progress.state().share)


def test_what_could_not_be_read_has_failed(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "One."}\nbroken\n{"text": "Two."}\n', encoding="utf-8")
    reading = discourse.read(tmp_path, on_error="record", registry=NOTHING)
    progress = Progress(reading, clock=Clock())
    for document in (next(reading), next(reading) and FAILED):
        progress.count(document)

    assert (2, 2) == (progress.state().done, progress.state().failed)


@given(st.lists(st.tuples(st.floats(0, 50), st.integers(0, 1000))), st.integers(0, 5000))
def test_shares_rates_and_times_are_sound_whatever_happens(steps: list[tuple[float, int]], total: int) -> None:
    clock = Clock()
    progress = Progress(total=total, clock=clock)
    states = []
    for seconds, done in steps:
        clock.now += seconds
        progress.add(done)
        states.append(progress.state())

    assert all(0 <= state.share <= 1 for state in states)
    assert all(state.rate is None or state.rate >= 0 for state in states)
    assert all(state.left is None or state.left >= 0 for state in states)
    assert [state.done for state in states] == sorted(state.done for state in states)


@pytest.mark.parametrize(
    ("state", "line"),
    [
        (State(12800, 2, 0.28, 61.2, 545.0), "12,800 done, 61 a second, 2 with failures, 9 min left"),
        (State(0, 0, None, None, None), "0 done"),
        (State(7, 0, 1.0, 0.35, 0.0), "7 done, 0.3 a second"),
        (State(1_000_000, 0, 0.5, 1234.5, 800.0), "1,000,000 done, 1,234 a second, 13 min left"),
    ],
)
def test_a_state_is_a_line(state: State, line: str) -> None:
    assert line == str(state)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.2, "1 s"), (59.4, "59 s"), (60, "1 min"), (540, "9 min"), (12_000, "3 h 20 min"), (183_600, "2 d 3 h")],
)
def test_a_time_is_told_in_two_units_at_most(seconds: float, words: str) -> None:
    assert words == duration(seconds)
