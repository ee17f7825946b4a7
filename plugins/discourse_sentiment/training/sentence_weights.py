"""Learns what each word adds to the score of a sentence.

In three steps, the first two of them ridge regressions over sums of words, levelled by the root of the length:

1. How much each word tells of the ratings of films, products, tweets and news sentences, beyond what the lexicons
   tell: one figure a word for each of the four.
2. How much those figures, the two lexicons and the topics count in sentences of newspaper editorials, for words that
   stand plain, boosted or turned; and what single words add there.
3. Slope and cut-offs of the three labels, on predictions for articles that were not learnt from.

What is kept is the sum of it all for each word and context: a table, `weights.SentenceWeights`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import attrs
import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import Ridge
from sklearn.model_selection import GroupKFold

from ..lexicon import Lexicon, found, shipped_lexicon
from ..scope import BOOSTED, PLAIN, TURNED, contexts, role_of
from ..weights import NUMERAL, SentenceWeights, WordWeights, length_factor
from .evaluative_weights import learn_evaluative
from .labelling import fit_cutoffs, label_figures
from .reading import Rated, names_in, news_sentences, opinion_words, rated_sentences

OTHER_DOMAINS = ("movie", "amazon", "tweets")
DOMAIN_PENALTY = 8.0
EDITORIAL_PENALTY = 50.0
DENSE_SCALE = 4.0  # lexicons and domains are few and well measured: they are shrunk less than single words
TURNED_SHARE = -0.3  # of what a single word adds, where it is turned
FOLDS = 5
FEWEST = 2  # sentences in which a word must stand to get a weight of its own
GAIN = 2.5  # of scores before squashing over ratings: the tanh bends best there (Pearson r .621 against .616)
FAINT = 0.03  # what a word adds where it is less than this counts as nothing
TOPICAL = ("grave", "glad")
TOPIC_SHARE = 0.5  # of what raters make of topical words: what a text is about is not what it says of it

# Words that say nothing of opinion by themselves, whatever a regression makes of them.
EMPTY = frozenset(
    "a about after all also am an and any are as at be because been before being between both by ca can could did do "
    "does during each else for from get got had has have he her here hers him his how i if in into is it its itself "
    "let me may might my of off on or other our ours out over own s said same say says she since some than that the "
    "their theirs them then there these they this those through to under until up upon us was we were what when where "
    "which while who whom whose will with wo would you your".split()
)

Features = dict[str, float]


@attrs.frozen
class Sources:
    """Where the valence of a word comes from: two lexicons, topics, and how other domains use it.

    Args:
        lexicon: Our own tables.
        opinions: The opinion lexicon: word to 1 or -1.
        names: Words that are names: nobody is praised or blamed for his, so they have no figures.
        domains: Name of a domain to what each word adds there.
    """

    lexicon: Lexicon
    opinions: Mapping[str, int]
    names: frozenset[str]
    domains: Mapping[str, Mapping[str, float]]

    def may_judge(self, word: str) -> bool:
        """Tell words from marks, numerals, names and words that say nothing of opinion."""
        if not word[:1].isalpha() or word in EMPTY:
            return False
        return word not in self.names or word in self.lexicon.valences or word in self.lexicon.topics

    def figures(self, word: str) -> Features:
        """Return what each source says of a word; a topical word has no other valence."""
        topic = found(word, self.lexicon.topics, 0)
        if topic:
            return {TOPICAL[topic > 0]: 1.0}
        figures = {"own": found(word, self.lexicon.valences, 0.0), "opinion": float(found(word, self.opinions, 0))}
        figures |= {name: table.get(word, 0.0) for name, table in self.domains.items()}
        return {f"{name}{'+' if figure > 0 else '-'}": figure for name, figure in figures.items() if figure}

    def words(self) -> set[str]:
        """Return every word that a source knows."""
        return set().union(self.lexicon.valences, self.lexicon.topics, self.opinions, *self.domains.values())


@attrs.frozen
class Fit:
    """A fitted regression: what sources count in each context, what single words add, and the bias."""

    dense: Mapping[str, float]
    words: Mapping[str, float]
    bias: float

    def score(self, features: Features) -> float:
        """Add up the features of a sentence."""
        weights = {**self.dense, **self.words}
        return self.bias + sum(weights.get(name, 0.0) * figure for name, figure in features.items())


def learn(data: Path) -> tuple[SentenceWeights, dict[str, float]]:
    """Learn the table of words; the figures are those of the cross-validation, for the card."""
    sources = sources_with(data, {"news": news_sentences(data)})
    lexicon = sources.lexicon
    editorials = rated_sentences(data, "nyt_train")
    rows = features_of(sources, editorials.sentences)
    scores = held_out_scores(rows, editorials)
    cutoffs = fit_cutoffs(scores * GAIN, editorials.labels)
    figures = label_figures(scores * GAIN, editorials, cutoffs)
    model = fit(rows, editorials.ratings, EDITORIAL_PENALTY)
    evaluative = learn_evaluative(data)
    vocabulary = sorted({*sources.words(), *model_words(model), *lexicon.markers, NUMERAL})
    table = {word: (*word_scores(model, sources, word), evaluative.weight(word)) for word in vocabulary}
    kept = {word: weights for word, weights in table.items() if is_kept(word, weights, lexicon)}
    units = (unit(model, "own+", 1.0), unit(model, "own-", -1.0))
    weights = SentenceWeights(kept, units, model.bias * GAIN, evaluative.bias, *cutoffs)
    return weights, figures | evaluative.figures | {"words": float(len(kept))}


def plain_valences(data: Path) -> dict[str, float]:
    """Learn what words add where they stand plain, without the news sentences; what is faint is left out."""
    sources = sources_with(data, {})
    editorials = rated_sentences(data, "nyt_train")
    model = fit(features_of(sources, editorials.sentences), editorials.ratings, EDITORIAL_PENALTY)
    words = sorted({*sources.words(), *model_words(model)})
    valences = {word: round(word_scores(model, sources, word)[0] / GAIN, 2) for word in words}
    return {word: valence for word, valence in valences.items() if valence}


def sources_with(data: Path, more: Mapping[str, Rated]) -> Sources:
    """Learn what words add in other domains, and in more sentences."""
    lexicon, opinions = shipped_lexicon(), opinion_words(data)
    others = {name: rated_sentences(data, name) for name in OTHER_DOMAINS} | dict(more)
    lexicons = Sources(lexicon, opinions, names_in(data), {})
    return attrs.evolve(lexicons, domains={name: domain_words(lexicons, rated) for name, rated in others.items()})


def steered(sentence: Sequence[str], sources: Sources) -> list[tuple[str, int]]:
    """Return the words of a sentence that may tell of opinion, each with its context."""
    roles = [role_of(sources.lexicon.markers.get(word, ())) for word in sentence]
    return [(word, context) for word, context in zip(sentence, contexts(roles), strict=True) if sources.may_judge(word)]


def word_features(word: str, context: int, figures: Features) -> Features:
    """Name what a word has in its context; a boosted word counts as a plain one, and its valence once more."""
    place = "turned" if context == TURNED else "plain"
    features = {f"{place}:{name}": figure for name, figure in figures.items()}
    if context == BOOSTED:
        features["boosted"] = figures.get("own+", 0.0) + figures.get("own-", 0.0)
    if not features.keys() & {f"{place}:{topic}" for topic in TOPICAL}:
        features[f"word {word}"] = TURNED_SHARE if context == TURNED else 1.0
    return features


def features_of(sources: Sources, sentences: Sequence[Sequence[str]]) -> list[Features]:
    """Add up the features of the words of each sentence."""
    rows = []
    for sentence in sentences:
        totals: Features = {}
        factor = length_factor(len(sentence))
        for word, context in steered(sentence, sources):
            for name, figure in word_features(word, context, sources.figures(word)).items():
                totals[name] = totals.get(name, 0.0) + figure * factor
        rows.append(totals)
    return rows


def fit(rows: Sequence[Features], ratings: Sequence[float], penalty: float) -> Fit:
    """Fit a ridge regression in which dense features have one scale, and rare words none."""
    counts = Counter(name for row in rows for name in row)
    known = [{name: figure for name, figure in row.items() if counts[name] >= FEWEST} for row in rows]
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform(known).tocsc()
    names = vectorizer.get_feature_names_out()
    is_word = np.array([name.startswith("word ") for name in names])
    spread = np.sqrt(np.asarray(matrix.multiply(matrix).mean(axis=0)).ravel())
    scale = np.where(is_word, 1.0, DENSE_SCALE / np.maximum(spread, 1e-9))
    ridge = Ridge(alpha=penalty, solver="sparse_cg", tol=1e-6).fit(matrix.multiply(scale).tocsr(), ratings)
    weights = {str(name): float(weight) for name, weight in zip(names, ridge.coef_ * scale, strict=True)}
    dense = {name: weight for name, weight in weights.items() if not name.startswith("word ")}
    words = {name: weight for name, weight in weights.items() if name.startswith("word ")}
    return Fit(dense, words, float(ridge.intercept_))


def domain_words(sources: Sources, rated: Rated) -> dict[str, float]:
    """Return what single words add in another domain."""
    return model_words(fit(features_of(sources, rated.sentences), rated.ratings, DOMAIN_PENALTY))


def model_words(model: Fit) -> dict[str, float]:
    return {name.removeprefix("word "): weight for name, weight in model.words.items()}


def held_out_scores(rows: Sequence[Features], rated: Rated) -> NDArray[np.float64]:
    """Score each sentence by a model that has not seen its article."""
    scores = np.zeros(len(rows))
    ratings = np.array(rated.ratings)
    for known, held_out in GroupKFold(FOLDS).split(rows, groups=rated.groups):
        model = fit([rows[i] for i in known], ratings[known], EDITORIAL_PENALTY)
        scores[held_out] = [damped(model).score(rows[i]) for i in held_out]
    return scores


def damped(model: Fit) -> Fit:
    """Return a model in which topics count less than raters let them count."""
    dense = {
        name: weight * (TOPIC_SHARE if name.split(":")[-1] in TOPICAL else 1.0) for name, weight in model.dense.items()
    }
    return attrs.evolve(model, dense=dense)


def word_scores(model: Fit, sources: Sources, word: str) -> tuple[float, float, float]:
    """Return what a word adds where it is plain, boosted and turned."""
    if not sources.may_judge(word):
        return 0.0, 0.0, 0.0
    silent = attrs.evolve(damped(model), bias=0.0)
    figures = sources.figures(word)
    weights = (GAIN * silent.score(word_features(word, context, figures)) for context in (PLAIN, BOOSTED, TURNED))
    plain, boosted, turned = (0.0 if abs(weight) < FAINT else weight for weight in weights)
    return plain, boosted, turned


def unit(model: Fit, source: str, valence: float) -> tuple[float, float, float]:
    """Return what a valence of 1 or -1 in our own lexicon adds where the word is plain, boosted and turned."""
    plain = GAIN * valence * model.dense.get(f"plain:{source}", 0.0)
    boosted = plain + GAIN * valence * model.dense.get("boosted", 0.0)
    return plain, boosted, GAIN * valence * model.dense.get(f"turned:{source}", 0.0)


def is_kept(word: str, weights: WordWeights, lexicon: Lexicon) -> bool:
    """Keep what adds something, and what steers other words."""
    return any(weights) or word in lexicon.markers
