"""What is known of words before the ratings of editorials are looked at: lexicons, other domains, vectors, letters.

Everything is a matrix with a row for each entry (a word or phrase) of one vocabulary, so that a sentence is a row of a
sparse matrix of entries, and what a regression learns of the columns is folded into one weight for each entry.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import attrs
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.linear_model import Ridge
from sklearn.model_selection import KFold

from discourse_text import word_vectors

from ..lexicon import Lexicon, found, shipped_lexicon
from ..scope import ROLE_OF_LIST, multiplier_table
from ..scoring import Scorer, Whole
from ..weights import CONSTANTS, NUMERAL, SentenceWeights
from .fitting import Block, fit_blocks
from .reading import OTHER_DOMAINS, Rated, names_in, news_sentences, opinion_words, rated_sentences

Floats = NDArray[np.float64]

LETTERS = (4, 6)  # lengths of the runs of letters that are looked at
LETTER_BUCKETS = 1 << 17
DOMAIN_PENALTY = 8.0
VECTOR_PENALTY = 30.0  # of a domain's ratings on the vectors of its words
VALENCE_PENALTY = 0.1  # of a lexicon's valences on the vectors of its words
COMMONEST = 8000  # words that no lexicon has count as neutral when valences are read off vectors
FOLDS = 10
DEGREES = tuple(ROLE_OF_LIST[name] for name in ("boosters", "dimmers"))
REVERSING = tuple(ROLE_OF_LIST[name] for name in ("reversers", "participles"))
MOVING = tuple(ROLE_OF_LIST[name] for name in ("fallers", "risers"))
FEWEST = 2  # sentences in which a word must stand to get a weight of its own

# Words that say nothing of opinion by themselves, whatever a regression makes of them.
EMPTY = frozenset(
    "a about after al all also am an and any are as at be because been before being between both by ca can could "
    "de did do does during each else for from get got had has have he her here hers him his how i if in into is "
    "it its itself let may me might my of off on or other our ours out over own s said same say says she since "
    "some than that the their theirs them then there these they this those through to under until up upon us was "
    "we were what when where which while who whom whose will with wo would you your".split()
)


@attrs.frozen(eq=False)
class Sources:
    """What is known of each entry.

    Args:
        scorer: Finds the entries of sentences, as it does for documents.
        judging: Whether an entry may tell of opinion.
        own: Valence in our own lexicon.
        prior: What an entry seems to be worth, to tell praise from blame before anything is learnt.
        topics: 1 for the names of events.
        reversing: True for words that turn others and have no valence of their own.
        moving: True for verbs of falling and rising.
        figures: What lexicons and domains say, entries x sources, on one scale.
        vectors: Vectors of words, entries x dimensions.
        letters: Runs of letters within words, entries x buckets.
    """

    scorer: Scorer
    judging: NDArray[np.bool_]
    own: Floats
    prior: Floats
    topics: NDArray[np.bool_]
    reversing: NDArray[np.bool_]
    moving: NDArray[np.bool_]
    figures: Floats
    vectors: Floats
    letters: csr_matrix


def vocabulary_scorer(words: Sequence[str], lexicon: Lexicon) -> Scorer:
    """Return a scorer that knows words and weighs none of them."""
    nothing = np.zeros((len(words), 2))
    return Scorer(SentenceWeights(words, nothing, (0.0, 0.0), *[0.0] * len(CONSTANTS)), lexicon)


def sentence_matrix(scorer: Scorer, sentences: Sequence[Sequence[str]], worth: Floats) -> csr_matrix:
    """Return sentences x entries: how often each stands in each, multiplied by what scope and length make of it.

    Args:
        scorer: Finds the entries.
        sentences: Tokens in small letters of each.
        worth: What each entry is worth, which tells praise from blame.
    """
    table = multiplier_table()
    located = [scorer.locate(sentence, [(0, len(sentence))]) for sentence in sentences]
    return matrix_of(
        located,
        [table[flags, (worth[rows] < 0.0).astype(np.int64)] * factors for rows, flags, factors in located],
        len(scorer.words),
    )


def counted_matrix(scorer: Scorer, sentences: Sequence[Sequence[str]]) -> csr_matrix:
    """Return sentences x entries: how often each stands in each, multiplied by what length makes of it."""
    located = [scorer.locate(sentence, [(0, len(sentence))]) for sentence in sentences]
    return matrix_of(located, [factors for _, _, factors in located], len(scorer.words))


def matrix_of(located: Sequence[tuple[Whole, Whole, Floats]], values: Sequence[Floats], width: int) -> csr_matrix:
    ends = np.cumsum([0, *(len(rows) for rows, _, _ in located)])
    columns = np.concatenate([rows for rows, _, _ in located])
    matrix = csr_matrix((np.concatenate(values), columns, ends), shape=(len(located), width))
    matrix.sum_duplicates()
    return matrix


def learn_sources(data: Path, *, news: bool) -> Sources:
    """Learn what words tell of ratings in other domains, and put it beside the lexicons.

    Args:
        data: Directory of the training data.
        news: Whether the sentences of NewsMTSC are one of the domains.
    """
    lexicon, opinions, names = shipped_lexicon(), opinion_words(data), names_in(data)
    vectors_by_word = word_vectors()
    tables = (lexicon.valences, lexicon.roles, lexicon.topics, lexicon.judging, opinions)
    entries = sorted({*vectors_by_word.words, NUMERAL}.union(*tables))
    scorer = vocabulary_scorer(entries, lexicon)
    words = scorer.words
    own = np.array([lexicon.valence(word) for word in words])
    opinion = np.array([float(found(word, opinions, 0)) for word in words])
    topic = np.array([lexicon.topics.get(word, 0) for word in words])
    judging = np.array([may_judge(word, names, lexicon) for word in words])
    vectors = vectors_by_word.rows(words)
    letters = letter_runs(words)
    domains = [rated_sentences(data, name) for name in OTHER_DOMAINS] + ([news_sentences(data)] if news else [])
    counts = vectors_by_word.counts(words)
    smooth = [smoothed(own, vectors, counts), smoothed(opinion, vectors, counts)]
    prior = own + 0.5 * opinion + 0.5 * smooth[0]
    figures = [*halves(own), *halves(opinion), *halves(topic.astype(float))]
    lexical = np.column_stack(figures)
    for rated in domains:
        matrix = sentence_matrix(scorer, rated.sentences, prior).multiply(judging).tocsr()
        figures += halves(own_words(matrix, lexical, rated))
        smooth.append(off_vectors(matrix, vectors, rated))
    columns = np.column_stack([*figures, *smooth]) * judging[:, None]
    roles = [lexicon.roles.get(word) for word in words]
    reversing = np.array([role in REVERSING for role in roles]) & (own == 0.0)
    moving = np.array([role in MOVING for role in roles])
    return Sources(
        scorer=scorer,
        judging=judging,
        own=own,
        prior=prior,
        topics=topic != 0,
        reversing=reversing,
        moving=moving,
        figures=columns,
        vectors=vectors * judging[:, None],
        letters=letters.multiply(judging[:, None]).tocsr(),
    )


def may_judge(word: str, names: frozenset[str], lexicon: Lexicon) -> bool:
    """Tell words from marks, numerals, names and words that say nothing of opinion."""
    if word in lexicon.valences or word in lexicon.topics:
        return True
    if lexicon.roles.get(word) in DEGREES:
        return False
    return word[:1].isalpha() and word not in EMPTY and word not in names


def halves(figures: Floats) -> list[Floats]:
    """Return praise and blame apart."""
    return [np.maximum(figures, 0.0), np.minimum(figures, 0.0)]


def smoothed(valences: Floats, vectors: Floats, counts: NDArray[np.int64]) -> Floats:
    """Read valences off the vectors of words; those of words that have one come from a fit without them."""
    has_vector = np.abs(vectors).sum(axis=1) > 0.0
    common = np.argsort(-np.where(valences == 0.0, counts, 0), kind="stable")[:COMMONEST]
    known = np.flatnonzero(has_vector & (valences != 0.0))
    chosen = np.concatenate([known, common[has_vector[common]]])
    read = Ridge(alpha=VALENCE_PENALTY).fit(vectors[chosen], valences[chosen]).predict(vectors)
    for train, test in KFold(FOLDS, shuffle=True, random_state=0).split(chosen):
        model = Ridge(alpha=VALENCE_PENALTY).fit(vectors[chosen[train]], valences[chosen[train]])
        read[chosen[test]] = model.predict(vectors[chosen[test]])
    return np.where(has_vector, read, 0.0)


def own_words(matrix: csr_matrix, lexical: Floats, rated: Rated) -> Floats:
    """Return what single words add in a domain beyond what the lexicons say."""
    fitted = fit_blocks(matrix, [Block.dense(lexical), Block.identity(matrix, FEWEST)], rated.ratings, DOMAIN_PENALTY)
    return fitted.parts[1]


def off_vectors(matrix: csr_matrix, vectors: Floats, rated: Rated) -> Floats:
    """Return what words add in a domain, read off their vectors."""
    return np.asarray(vectors @ Ridge(alpha=VECTOR_PENALTY).fit(matrix @ vectors, rated.ratings).coef_)


def letter_runs(words: Sequence[str]) -> csr_matrix:
    """Return runs of letters within words, entries x buckets."""
    vectorizer = HashingVectorizer(
        analyzer="char_wb", ngram_range=LETTERS, n_features=LETTER_BUCKETS, norm=None, alternate_sign=False
    )
    return vectorizer.transform([word if word.isalpha() else "" for word in words]).tocsr()
