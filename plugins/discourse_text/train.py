"""Makes the shipped files again, the same bytes each time: `python -m discourse_text.train --data DIRECTORY`.

Needs NLTK, scikit-learn and the data named in the cards beside the files; takes five minutes. Nothing else in the
package imports it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import click

from .distributional import load_classes
from .distributional import word_classes as word_classes_of
from .training import tagger, word_classes
from .weights import DATA

LEARNERS: Mapping[str, Callable[[Path, Path], dict[str, float]]] = {
    "word_classes": word_classes.learn,  # first: the tagger stands on them
    "tagger": tagger.learn,
}
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command()
@click.option("--data", required=True, type=FOLDER, help="Directory that holds gum/, opeds/, sentiment/ and topics/.")
@click.option("--out", default=DATA, type=FOLDER, help="Where to write; the package's own data if not given.")
@click.option("--only", type=click.Choice(list(LEARNERS)), help="Learn one of the two.")
def main(data: Path, out: Path, only: str | None) -> None:
    """Learn the files, and print the figures for their cards."""
    from threadpoolctl import threadpool_limits

    for name, learn in LEARNERS.items():
        if only in (None, name):
            with threadpool_limits(limits=1):  # the last bits of sums depend on how many threads add up
                figures = learn(data, out / f"{name}.npz")
            load_classes.cache_clear()
            word_classes_of.cache_clear()
            click.echo(name)
            for figure, value in figures.items():
                click.echo(f"  {figure}: {value:.4g}")


if __name__ == "__main__":
    main()
