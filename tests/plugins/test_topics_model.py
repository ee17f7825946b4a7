"""The estimator: what it learns, how it keeps to scikit-learn's conventions, how it is saved, what it refuses."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.pipeline import make_pipeline
from sklearn.utils import get_tags

import discourse
from discourse.errors import FormatError, NotFittedError, OptionError, PluginError, TextError
from discourse_topics import TopicModel

THEMES = json.loads(Path(__file__).with_name("test_topics_articles.json").read_text(encoding="utf-8"))
ARTICLES = [article for trio in zip(*THEMES.values(), strict=True) for article in trio]
METHODS = ("cooccurrence", "nmf")


def fitted(**options: Any) -> TopicModel:
    return TopicModel(n_topics=3, **options).fit(ARTICLES)


@pytest.mark.parametrize("method", METHODS)
def test_articles_of_one_theme_share_their_topic(method: str) -> None:
    strongest = fitted(method=method).transform(ARTICLES).argmax(axis=1).tolist()

    assert len(set(strongest)) == 3
    assert strongest[:3] * (len(ARTICLES) // 3) == strongest


@pytest.mark.parametrize("method", METHODS)
def test_topics_are_their_words_best_first(method: str) -> None:
    topics = fitted(method=method).topics_
    heads = sorted(frozenset(words[:6]) & {"trawlers", "fishermen", "pupils", "teachers", "trains"} for words in topics)

    assert [len(topics), *sorted(map(len, topics))[1:]] == [3, 10, 10]
    assert sum(map(len, heads)) == 5
    assert all(head <= theme for head in heads for theme in [themes_of(head)])


def themes_of(head: frozenset[str]) -> set[str]:
    themes = ({"trawlers", "fishermen"}, {"pupils", "teachers"}, {"trains"})
    return next(theme for theme in themes if theme & head)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("seed", [0, 7])
def test_the_order_of_documents_and_the_seed_do_not_matter(method: str, seed: int) -> None:
    first = fitted(method=method)
    other = TopicModel(n_topics=3, method=method, random_state=seed)
    other.fit(random.Random(seed).sample(ARTICLES, len(ARTICLES)))
    expected = {frozenset(words[:4]) for words in first.topics_}

    assert expected == {frozenset(words[:4]) for words in other.topics_}


def test_topics_are_the_same_byte_by_byte_in_any_order_of_documents() -> None:
    first = fitted()
    other = TopicModel(n_topics=3).fit(ARTICLES[::-1])

    assert first.topics_ == other.topics_
    assert first.digest() == other.digest()


@given(st.lists(st.sampled_from([*ARTICLES, "", "Nothing of that.", "Cod, cod and 3 trains!"]), max_size=5))
@settings(max_examples=30, deadline=None)
def test_a_text_has_the_same_shares_alone_as_among_others(texts: list[str]) -> None:
    model = fitted()
    together = model.transform(texts)

    assert (len(texts), 3) == together.shape
    for text, row in zip(texts, together, strict=True):
        assert model.transform([text])[0].tolist() == row.tolist()
        assert float(row.sum()) == pytest.approx(1.0) or not row.any()


def test_a_text_without_a_known_word_has_no_topic() -> None:
    assert fitted().transform(["", "2003 — 7 %", "zygote"]).tolist() == [[0.0, 0.0, 0.0]] * 3


def test_documents_are_as_good_as_texts() -> None:
    documents = [discourse.analyze(article, "tokens") for article in ARTICLES]
    model = TopicModel(n_topics=3).fit(documents)

    assert fitted().topics_ == model.topics_
    assert model.transform(ARTICLES).tolist() == model.transform(documents).tolist()


def test_fit_transform_is_fit_and_transform() -> None:
    assert fitted().transform(ARTICLES).tolist() == TopicModel(n_topics=3).fit_transform(ARTICLES).tolist()


def test_words_of_a_tokenizer_are_taken_as_they_are() -> None:
    bags = ["7 x cod", "7 x cod", "B y z", "B y z"]
    model = TopicModel(n_topics=2, tokenizer=str.split, stop_words=None).fit(bags)

    assert {frozenset({"7", "x", "cod"}), frozenset({"B", "y", "z"})} == {frozenset(words) for words in model.topics_}


def test_labels_are_first_words_and_differ() -> None:
    model = fitted()

    assert [", ".join(words[:3]) for words in model.topics_] == model.labels_
    assert model.labels_ == model.get_feature_names_out().tolist()


# The conventions of scikit-learn


def test_a_clone_has_the_parameters_and_is_not_fitted() -> None:
    model = fitted(stop_words=["cod"])
    copy = clone(model)

    assert copy.stop_words == ["cod"]
    assert model.get_params() == copy.get_params()
    with pytest.raises(NotFittedError, match="not fitted"):
        copy.transform(ARTICLES)


def test_it_works_in_a_pipeline_of_scikit_learn() -> None:
    pipeline = make_pipeline(TopicModel(n_topics=3)).fit(ARTICLES)
    pipeline.set_params(topicmodel__n_topics=2)

    assert 2 == pipeline.fit_transform(ARTICLES).shape[1] == len(pipeline.get_feature_names_out())


def test_scikit_learn_knows_what_it_is() -> None:
    tags = get_tags(fitted())

    assert (tags.estimator_type, tags.input_tags.string, tags.target_tags.required) == ("transformer", True, False)


def test_a_parameter_that_does_not_exist_is_refused_with_those_that_do() -> None:
    with pytest.raises(OptionError, match="'n_topics'"):
        TopicModel().set_params(n_topic=3)


def test_the_repr_shows_what_differs_from_the_defaults() -> None:
    assert repr(TopicModel(n_topics=5)) == "TopicModel(n_topics=5)"


@pytest.mark.parametrize("call", ["transform", "digest", "save", "get_feature_names_out", "fold_in"])
def test_nothing_is_applied_before_fit(call: str, tmp_path: Path) -> None:
    arguments = {"transform": [ARTICLES], "save": [tmp_path]}.get(call, [])
    with pytest.raises(NotFittedError, match=r"call fit\(texts\)"):
        getattr(TopicModel(), call)(*arguments)


def test_set_params_counts_at_the_next_fit() -> None:
    model = fitted()
    digest = model.digest()
    model.set_params(n_topics=2, tokenizer=str.split)

    assert digest == model.digest()
    assert (len(ARTICLES), 3) == model.transform(ARTICLES).shape


# Methods of plugins


class FirstWords:
    """A method that makes a topic of each of the first words of the alphabet."""

    def __init__(self, *, n_topics: int, random_state: int) -> None:
        self.n_topics = n_topics

    def fit(self, corpus: Any) -> FirstWords:
        self.components_ = np.eye(self.n_topics, len(corpus.vocabulary))
        return self


class Negative(FirstWords):
    def fit(self, corpus: Any) -> FirstWords:
        self.components_ = -np.ones((self.n_topics, len(corpus.vocabulary)))
        return self


@pytest.fixture
def registered(monkeypatch: pytest.MonkeyPatch) -> None:
    class Plugin:
        @discourse.hookimpl
        def discourse_topic_models(self, register: Any) -> None:
            for name, estimator in (
                ("first", f"{__name__}:FirstWords"),
                ("negative", f"{__name__}:Negative"),
                ("lost", "no_such_module_anywhere:Model"),
            ):
                data = {"estimator": estimator}
                register(discourse.Resource(kind="topic_models", name=name, version="1", data=data))

    registry = discourse.Registry([*discourse.DEFAULT_PLUGINS, Plugin()], entry_points=False)
    monkeypatch.setattr(discourse, "default_registry", lambda: registry)


@pytest.mark.usefixtures("registered")
def test_a_plugin_adds_a_method() -> None:
    model = fitted(method="first")

    assert model.topics_ == [["admits"], ["ask"], ["best"]]


@pytest.mark.usefixtures("registered")
@pytest.mark.parametrize(("method", "message"), [("negative", "finite numbers from 0"), ("lost", "cannot be loaded")])
def test_a_broken_method_is_named(method: str, message: str) -> None:
    with pytest.raises(PluginError, match=f"'{method}'.*{message}"):
        fitted(method=method)


def test_an_unknown_method_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(OptionError, match="no topic method 'lda'; there are: cooccurrence, nmf"):
        fitted(method="lda")


# Bad corpora


@pytest.mark.parametrize(
    ("options", "corpus", "error", "message"),
    [
        ({}, [], TextError, "0 cannot be fitted on"),
        ({}, ["cod"], TextError, "1 cannot be fitted on"),
        ({}, ["", "", ""], TextError, "no word is left of 0"),
        ({}, ["cod"] * 4, TextError, "no word is left of 1"),
        ({"max_df": 1.0}, ["cod trawlers"] * 4, TextError, "all documents hold the same words"),
        ({"n_topics": 3}, ["cod quota", "quota cut", ""], OptionError, "documents: 3; .*: 2"),
        ({"n_topics": 19}, ARTICLES, OptionError, "documents: 18;"),
        ({"n_topics": 3, "max_features": 2}, ARTICLES, OptionError, "in them: 2"),
        ({"n_topics": 0}, ARTICLES, OptionError, "from 1, not 0"),
        ({"n_topics": 2.0}, ARTICLES, OptionError, "whole number"),
        ({"tokenizer": "split"}, ARTICLES, OptionError, "callable"),
    ],
)
def test_what_cannot_be_fitted_is_refused(
    options: dict[str, Any], corpus: list[str], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        TopicModel(**{"n_topics": 2, **options}).fit(corpus)


def test_more_topics_than_can_be_told_apart_are_refused_with_the_number_that_can() -> None:
    corpus = [f"cod quota {one}" for one in ("spring", "summer", "winter", "autumn")]

    with pytest.raises(TextError, match=r"ask for n_topics=\d"):
        TopicModel(n_topics=4, max_df=1.0).fit(corpus)


@pytest.mark.parametrize("method", METHODS)
def test_numbers_too_small_to_be_told_from_nothing_are_no_error(method: str) -> None:
    with np.errstate(all="raise"):
        model = fitted(method=method) if method == "cooccurrence" else fitted(method=method, max_df=0.6)
        shares = model.transform(ARTICLES)

    assert shares.sum(axis=1) == pytest.approx(np.ones(len(ARTICLES)))


def test_phrases_that_can_be_read_only_once_are_refused() -> None:
    with pytest.raises(OptionError, match="phrases are a list"):
        TopicModel(n_topics=3, phrases=iter(["cod quota"])).fit(ARTICLES)  # type: ignore[arg-type]


def test_words_that_never_meet_have_no_topic() -> None:
    with pytest.raises(TextError, match="stand together more than by chance"):
        TopicModel(n_topics=2).fit(["cod", "herring", "pupils"])


def test_hostile_texts_are_fitted_and_applied() -> None:
    hostile = ["9" * 5000, "a" * 100_000, "🙂 שלום İstanbul", "\x1b[2J\x00", "’’’ '' --", "x" * 3 + "\n" * 1000]
    model = TopicModel(n_topics=3).fit([*ARTICLES, *hostile])

    assert np.isfinite(model.transform(hostile)).all()


# Files


@pytest.mark.parametrize("method", METHODS)
def test_a_saved_model_is_the_same(method: str, tmp_path: Path) -> None:
    model = fitted(method=method, stop_words={"spring", "may"})
    model.save(tmp_path / "new" / "model")
    loaded = TopicModel.load(tmp_path / "new" / "model")

    assert model.digest() == loaded.digest()
    assert (model.topics_, model.labels_, model.n_documents_) == (loaded.topics_, loaded.labels_, loaded.n_documents_)
    assert model.transform(ARTICLES).tolist() == loaded.transform(ARTICLES).tolist()
    assert loaded.get_params()["stop_words"] == ["may", "spring"]


def test_a_model_is_saved_in_the_same_bytes(tmp_path: Path) -> None:
    fitted().save(tmp_path / "one")
    fitted().save(tmp_path / "two")

    for name in ("model.json", "arrays.npz"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_a_model_with_a_tokenizer_cannot_be_saved(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="tokenizer of its own"):
        fitted(tokenizer=str.split).save(tmp_path)


def edit(folder: Path, **changes: Any) -> None:
    data = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    (folder / "model.json").write_text(json.dumps({**data, **changes}), encoding="utf-8")


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-40])


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda folder: cut(folder / "model.json"), "no JSON, perhaps truncated"),
        (lambda folder: cut(folder / "arrays.npz"), "no arrays of that format, perhaps truncated"),
        (lambda folder: (folder / "arrays.npz").write_bytes(b""), "no arrays of that format"),
        (lambda folder: (folder / "arrays.npz").unlink(), "cannot read"),
        (lambda folder: (folder / "model.json").unlink(), "cannot read"),
        (lambda folder: (folder / "model.json").write_text("[]"), "has format 'list'"),
        (lambda folder: edit(folder, format="discourse-topics/9"), "has format 'discourse-topics/9'"),
        (lambda folder: edit(folder, vocabulary=["cod"]), "do not belong together"),
        (lambda folder: edit(folder, vocabulary=None), "do not belong together"),
        (lambda folder: edit(folder, parameters={"n_topic": 3}), "do not belong together"),
    ],
)
def test_a_damaged_model_is_refused(damage: Any, message: str, tmp_path: Path) -> None:
    fitted().save(tmp_path)
    damage(tmp_path)

    with pytest.raises(FormatError, match=message):
        TopicModel.load(tmp_path)


# What is imported


def modules_after(code: str) -> set[str]:
    """Return the modules that are loaded after some code in a fresh process."""
    script = f"{code}\nimport sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_the_package_is_light_and_a_fitted_model_needs_no_scikit_learn(tmp_path: Path) -> None:
    fitted().save(tmp_path)
    package = modules_after("import discourse_topics; import discourse; discourse.default_registry()")
    applied = modules_after(
        "import discourse\nfrom discourse_topics import TopicModel\n"
        f"model = TopicModel.load({str(tmp_path)!r})\n"
        "pipeline = discourse.Pipeline('topics', 'document_topics', models={'topics': model})\n"
        "assert len(pipeline('Cod and trawlers.')['topics'])"
    )

    assert not {"numpy", "sklearn", "scipy", "nltk"} & package
    assert "numpy" in applied
    assert not {"sklearn", "scipy", "nltk"} & applied


@pytest.mark.parametrize("place", range(0, 4000, 131))
def test_arrays_with_a_changed_byte_are_refused(place: int, tmp_path: Path) -> None:
    fitted().save(tmp_path)
    content = bytearray((tmp_path / "arrays.npz").read_bytes())
    middle = place % len(content)
    content[middle] ^= 0xFF
    (tmp_path / "arrays.npz").write_bytes(bytes(content))
    try:
        loaded = TopicModel.load(tmp_path)
    except FormatError:
        return

    assert loaded.digest() == fitted().digest()  # a byte that says nothing, such as the date in the archive
