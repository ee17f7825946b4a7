"""Makes the weights again, the same bytes each time: `python -m discourse_voices.training --data DIRECTORY`.

Needs scipy, our own texts, and GUM's attributions, as the card beside the weights says; takes five minutes.
"""

from __future__ import annotations

from pathlib import Path

import click

from .making import OWN, WEIGHTS, learn_and_write

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command()
@click.option("--data", type=FOLDER, help="Directory that holds gum/; without it only our own texts are learnt from.")
@click.option("--out", default=WEIGHTS, type=click.Path(path_type=Path), help="The package's own file if not given.")
def main(data: Path | None, out: Path) -> None:
    """Learn the weights of quotations and write them."""
    learn_and_write([*OWN.glob("*.txt"), *([data / "gum" / "attribution.jsonl"] if data else [])], out)


if __name__ == "__main__":
    main()
