"""The weights of quotations: the notation, GUM's relations, our own texts, and training to the byte."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import discourse_voices
from discourse.errors import FormatError, SourceError
from discourse_voices.training.gum import read_gum
from discourse_voices.training.making import OWN, learn_and_write
from discourse_voices.training.notation import Article, article, read_marked

LEAST_ATTRIBUTIONS = 1_500


def marked(read: Article) -> list[tuple[list[str], list[str], list[str]]]:
    """Return source, cue and content of each attribution, in words."""
    return [
        tuple([read.text[start:end] for start, end in role] for role in (one.source, one.cue, one.content))
        for one in read.attributions
    ]  # type: ignore[misc]


def test_brackets_mark_sources_cues_and_contents() -> None:
    read = article("[q1 “We lost,”] [s1 Anna Berg] [c1 said]. [q1 “We go home.”]")

    assert read.text == "“We lost,” Anna Berg said. “We go home.”"
    assert marked(read) == [(["Anna Berg"], ["said"], ["“We lost,”", "“We go home.”"])]


def test_a_source_may_serve_two_attributions_and_contents_nest() -> None:
    read = article("[s1,2 Berg] [c1 said] [q1 that [s3 he] [c3 knew] [q3 it]], [c2 adding] [q2 that it was late].")

    assert marked(read) == [
        (["Berg"], ["said"], ["that he knew it"]),
        (["Berg"], ["adding"], ["that it was late"]),
        (["he"], ["knew"], ["it"]),
    ]


def test_articles_begin_with_their_headlines(tmp_path: Path) -> None:
    path = tmp_path / "two.txt"
    path.write_text("# [s1 Berg] [c1 says] [q1 no]\n\nNobody came.\n\n# Second\n\nNothing.\n", encoding="utf-8")

    assert [read.text for read in read_marked(path)] == ["Berg says no\n\nNobody came.", "Second\n\nNothing."]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[s1 Berg [c1 said] [q1 no].", "not closed"),
        ("Berg] said no.", "']' without '['"),
        ("[s1 Berg] [c1 said] no.", "attribution 1 has no content"),
        ("[Berg said no.", "a bracket that marks nothing"),
    ],
)
def test_what_is_not_in_the_notation_is_named_with_its_place(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "bad.txt"
    path.write_text(f"# One\n\nNothing.\n\n# Two\n\n{text}\n", encoding="utf-8")

    with pytest.raises(FormatError, match=r"bad\.txt, article at line 5: ") as error:
        discourse_voices.train([path], tmp_path / "out.npz")
    assert message in str(error.value)
    assert not (tmp_path / "out.npz").exists()


def test_files_that_cannot_be_learnt_from_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot read"):
        discourse_voices.train([tmp_path / "none.txt"], tmp_path / "out.npz")
    with pytest.raises(FormatError, match="the ending must be one of"):
        discourse_voices.train([tmp_path / "table.csv"], tmp_path / "out.npz")
    with pytest.raises(SourceError, match="there is no folder"):
        discourse_voices.train([OWN / "campaigns.txt"], tmp_path / "nowhere" / "out.npz")
    (tmp_path / "entities.jsonl").write_text("", encoding="utf-8")
    (tmp_path / "broken.jsonl").write_text("{", encoding="utf-8")
    with pytest.raises(FormatError, match=r"broken\.jsonl: "):
        discourse_voices.train([tmp_path / "broken.jsonl"], tmp_path / "out.npz")
    with pytest.raises(FormatError, match="nothing to learn cues from"):
        discourse_voices.train([], tmp_path / "out.npz")


def test_our_own_texts_are_many_and_hold_texts_without_attributions() -> None:
    read = [one for path in sorted(OWN.glob("*.txt")) for one in read_marked(path)]

    assert sum(len(one.attributions) for one in read) >= LEAST_ATTRIBUTIONS
    assert sum(not one.attributions for one in read) > 500
    assert len({one.text for one in read}) == len(read)


def write_gum(folder: Path, sentence: str, syntax: str, relation: dict[str, object]) -> Path:
    """Write a document of one sentence as GUM does; syntax is word/part of speech/head/relation for each word."""
    tokens, rows, last = [], [], 0
    for number, (form, upos, head, name) in enumerate((part.split("/") for part in syntax.split()), 1):
        start = sentence.index(form, last)
        last = start + len(form)
        tokens.append([start, last, "X", form])
        rows.append(f"{number}\t{form}\t{form}\t{upos}\tX\t_\t{head}\t{name}\t_\t_")
    (folder / "one.conllu").write_text("# newdoc\n" + "\n".join(rows) + "\n\n", encoding="utf-8")
    (folder / "entities.jsonl").write_text(json.dumps({"id": "one", "tokens": tokens}) + "\n", encoding="utf-8")
    document = {"id": "one", "genre": "news", "partition": "train", "text": sentence, "attributions": [relation]}
    path = folder / "attribution.jsonl"
    path.write_text(json.dumps(document) + "\n", encoding="utf-8")
    return path


def test_the_syntax_of_gum_tells_source_and_cue(tmp_path: Path) -> None:
    relation = {"attribution_start": 0, "attribution_end": 27, "content_start": 28, "content_end": 47}
    path = write_gum(
        tmp_path,
        "The old mayor has also said that it is late now.",
        "The/DET/3/det old/ADJ/3/amod mayor/NOUN/6/nsubj has/AUX/6/aux also/ADV/6/advmod said/VERB/0/root "
        "that/SCONJ/10/mark it/PRON/10/nsubj is/AUX/10/cop late/ADJ/6/ccomp now/ADV/10/advmod ./PUNCT/6/punct",
        relation,
    )
    (read,) = read_gum(path)

    assert marked(read) == [(["The old mayor"], ["has also said"], ["that it is late now"])]
    assert not read.complete


def test_training_makes_the_same_bytes_whatever_the_hash_seed(tmp_path: Path) -> None:
    short = tmp_path / "short.txt"
    lines = (OWN / "short_sentences.txt").read_text(encoding="utf-8").splitlines()
    short.write_text("\n".join(lines[:90]), encoding="utf-8")
    script = "import sys, discourse_voices; discourse_voices.train(sys.argv[1:2], sys.argv[2])"
    made = []
    for seed in ("1", "2"):
        path = tmp_path / f"{seed}.npz"
        environment = {"PYTHONHASHSEED": seed, "PATH": "", "PYTHONPATH": ":".join(filter(None, sys.path))}
        subprocess.run([sys.executable, "-c", script, short, path], check=True, env=environment, timeout=300)
        made.append(path.read_bytes())

    assert made[0] == made[1]


def test_learning_from_short_texts_finds_their_attributions(tmp_path: Path) -> None:
    from discourse_voices.models import AttributionModel, Weights
    from discourse_voices.training.learning import lessons

    short = tmp_path / "short.txt"
    lines = (OWN / "short_sentences.txt").read_text(encoding="utf-8").splitlines()
    short.write_text("\n".join(lines[:90]), encoding="utf-8")
    learn_and_write([short], tmp_path / "own.npz")
    model = AttributionModel(Weights.load(tmp_path / "own.npz"))
    taught = [lesson for lesson in lessons(read_marked(short)) if any(lesson.cues)]

    found = sum(
        any(one.cue[0] < cue[1] and cue[0] < one.cue[1] for one in model.find(lesson.page))
        for lesson in taught
        for cue in lesson.cues
        if cue
    )
    assert found > 0.7 * sum(cue is not None for lesson in taught for cue in lesson.cues)
