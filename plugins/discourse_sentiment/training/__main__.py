"""Makes the shipped weights again, the same bytes each time: `python -m discourse_sentiment.training --data DIRECTORY`.

Needs scikit-learn and the training data named in the cards beside the weights; takes a minute.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

import click

from ..lexicon import DATA
from . import sentence_weights, target_weights


class Weights(Protocol):
    """What can be kept in a file."""

    def save(self, path: Path) -> None: ...


LEARNERS: Mapping[str, Callable[[Path], tuple[Weights, dict[str, float]]]] = {
    "sentences": sentence_weights.learn,
    "targets": target_weights.learn,
}
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command()
@click.option("--data", required=True, type=FOLDER, help="Directory that holds sentiment/*.jsonl.")
@click.option("--out", default=DATA, type=FOLDER, help="Where to write; the package's own data if not given.")
@click.option("--only", type=click.Choice(list(LEARNERS)), help="Learn one of the two.")
def main(data: Path, out: Path, only: str | None) -> None:
    """Learn the weights, and print the figures for their cards."""
    from threadpoolctl import threadpool_limits

    for name, learn in LEARNERS.items():
        if only in (None, name):
            with threadpool_limits(limits=1):  # the last bits of sums depend on how many threads add up
                weights, figures = learn(data)
            weights.save(out / f"{name}.npz")
            click.echo(name)
            for figure, value in figures.items():
                click.echo(f"  {figure}: {value:.4g}")


if __name__ == "__main__":
    main()
