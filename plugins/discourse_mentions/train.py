"""Makes the weights of names again, the same bytes each time: `python -m discourse_mentions.train --data DIRECTORY`.

Needs scipy and the part train of GUM, as the card beside the weights says; takes half a minute. Nothing else in the
package imports it.
"""

from __future__ import annotations

from pathlib import Path

import click

from .name_model import DATA
from .training.corpora import read_gum, read_marked
from .training.name_weights import learn

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
OWN = Path(__file__).parent / "training" / "op_eds.txt"


@click.command()
@click.option("--data", required=True, type=FOLDER, help="Directory that holds gum/entities.jsonl.")
@click.option("--out", default=DATA, type=FOLDER, help="Where to write; the package's own data if not given.")
def main(data: Path, out: Path) -> None:
    """Learn the weights and write them."""
    from threadpoolctl import threadpool_limits

    with threadpool_limits(limits=1):  # the last bits of sums depend on how many threads add up
        weights = learn([*read_gum(data, "train"), *read_marked(OWN)])
    weights.save(out / "name_weights.npz")
    click.echo(f"{len(weights.features)} features")


if __name__ == "__main__":
    main()
