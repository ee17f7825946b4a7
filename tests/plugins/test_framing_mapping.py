"""From one codebook to another."""

from __future__ import annotations

from pathlib import Path

import pytest

import discourse
from discourse import OptionError
from discourse_framing import DATA, SHIPPED, mapped, read_codebook
from discourse_framing.codebook import codebook_from

CODEBOOK = """\
format = "discourse-codebook/1"
name = "port"
version = "1"
[[frame]]
name = "levy"
definition = "The levy."
maps_to = {{ policy = ["economic", "{target}"] }}
strong = "levy"
[[frame]]
name = "trade"
definition = "Trade."
maps_to = {{ policy = ["economic"] }}
typical = "trade"
[[frame]]
name = "sea"
definition = "The sea."
strong = "sea"
"""


def codebook(folder: Path, target: str = "legality") -> Path:
    path = folder / "port.toml"
    path.write_text(CODEBOOK.format(target=target), encoding="utf-8")
    return path


def test_frames_become_those_of_another_codebook_with_the_evidence_of_all(tmp_path: Path) -> None:
    path = codebook(tmp_path)
    pipeline = discourse.Pipeline("frames", config={"frames": {"codebook": path}})
    document = pipeline("The levy on sea trade.\n\nThe sea.")
    layer = mapped(document, "policy", codebook=read_codebook(path))

    assert "frames.policy" == layer.name
    assert [("policy", "economic", 0.5, 1), ("policy", "legality", 0.5, 2)] == [
        (value.codebook, value.frame, value.probability, value.rank) for value in layer.values
    ]
    assert [{"levy", "trade"}, {"levy"}] == [
        {document.slice(piece.span) for piece in annotation.evidence if piece.span} for annotation in layer
    ]
    assert layer == document.with_layer(layer)["frames.policy"]


@pytest.mark.parametrize("file", SHIPPED)
def test_what_shipped_codebooks_map_to_is_there(file: str) -> None:
    frames = {
        book.name: {frame.name for frame in book.frames}
        for book in (codebook_from(read_codebook(DATA / name)) for name in SHIPPED)
    }
    for frame in codebook_from(read_codebook(DATA / file)).frames:
        for other, names in frame.maps_to.items():
            assert set(names) <= frames[other], (frame.name, other)


def test_a_mapping_that_leads_nowhere_is_refused(tmp_path: Path) -> None:
    path = codebook(tmp_path, "legalty")
    document = discourse.Pipeline("frames", config={"frames": {"codebook": path}})("The levy.")

    with pytest.raises(OptionError, match=r"no codebook 'port'; .* Pass it: codebook=read_codebook\(file\)"):
        mapped(document, "policy")
    with pytest.raises(OptionError, match=r"frame 'levy': no frame 'legalty'; .* Did you mean 'legality'"):
        mapped(document, "policy", codebook=read_codebook(path))
    with pytest.raises(OptionError, match="codebook 'port': no mapping to codebook 'moral'; there are: policy"):
        mapped(document, "moral", codebook=read_codebook(path))
