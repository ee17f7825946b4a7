"""Sentences by NLTK's Punkt, with parameters of our own.

Punkt (Kiss and Strunk 2006) decides at each full stop from what it knows of the words around it: abbreviations, words
that go with what stands behind their full stop, words that begin sentences. Usually it learns these from text; the
models that come with NLTK's data are neither shipped nor downloaded here. Ours are a table, `data/abbreviations.toml`.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from itertools import pairwise
from typing import Any

from discourse import Columns, Document
from discourse.errors import OptionError
from discourse_text import Sentence

from .patterns import no_limit_of_time, with_unlimited_patterns

# Punkt's sign for "this word was seen in small letters inside a sentence", as in the files of its models.
IN_SMALL_LETTERS = 1 << 5
NUMBER = "##number##"  # what Punkt writes for any number


class PunktSplitter:
    """Splits paragraphs into sentences with Punkt.

    Args:
        abbreviations: More words that end in a full stop without ending a sentence: ("approx", "Kpt.").

    Raises:
        OptionError: If one is no word.
    """

    def __init__(self, *, abbreviations: Iterable[str] = ()) -> None:
        from nltk.tokenize import punkt

        parameters = punkt.PunktParameters()
        fill(parameters, read_table(), checked_abbreviations(abbreviations))
        language = with_unlimited_patterns(punkt.PunktLanguageVars, "period_context_re", "_word_tokenizer_re")()
        language.period_context_re()  # made and kept on first use: here, so that nothing is written to later
        language.word_tokenize("")
        token = with_unlimited_patterns(punkt.PunktToken)
        self._tokenizer = punkt.PunktSentenceTokenizer(parameters, lang_vars=language, token_cls=token)

    def analyze(self, document: Document) -> Columns[Sentence]:
        starts: list[int] = []
        ends: list[int] = []
        paragraphs = document["paragraphs"]
        for first, last in zip(paragraphs.starts, paragraphs.ends, strict=True):
            text = document.text[first:last]
            with no_limit_of_time("nltk-punkt"):
                cuts = [start for start, _ in self._tokenizer.span_tokenize(text)]
            for start, end in stretches(text, cuts):
                starts.append(first + start)
                ends.append(first + end)
        return Columns(starts, ends, (Sentence(),) * len(starts))


def stretches(text: str, cuts: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Give the bounds of what lies between cuts, without white space around it: all that is not blank is in one."""
    bounds = [0, *cuts, len(text)]
    for start, end in pairwise(bounds):
        stretch = text[start:end]
        if stretch.strip():
            yield start + len(stretch) - len(stretch.lstrip()), start + len(stretch.rstrip())


def fill(parameters: Any, table: Mapping[str, Any], more: Iterable[str]) -> None:
    """Give Punkt what a table knows of words, and more abbreviations."""
    groups: Mapping[str, str] = table["abbreviations"]
    parameters.abbrev_types.update(word for group in groups.values() for word in group.split())
    parameters.abbrev_types.update(more)
    parameters.collocations.update((word, NUMBER) for word in table["before_numbers"].split())
    parameters.sent_starters.update(table["starters"].split())
    # A Counter: Punkt's own table would grow with each word that is looked up in it.
    parameters.ortho_context = Counter(dict.fromkeys(parameters.sent_starters, IN_SMALL_LETTERS))


def read_table() -> Mapping[str, Any]:
    return tomllib.loads(files(__package__).joinpath("data/abbreviations.toml").read_text(encoding="utf-8"))


def checked_abbreviations(words: Iterable[str]) -> list[str]:
    """Return abbreviations as Punkt knows them: in small letters, without their last full stop."""
    if isinstance(words, str):
        raise OptionError(f"abbreviations are a list of words, not the text {words!r}")
    checked = []
    for word in words:
        known = word.lower().removesuffix(".") if isinstance(word, str) else ""
        if not known or known.split() != [known]:
            raise OptionError(f"an abbreviation is one word, with or without its full stop, not {word!r}")
        checked.append(known)
    return checked
