"""Finds hedges: one look-up for each token."""

from collections.abc import Iterator

from discourse import Annotation, Document, Evidence, OptionError, Resource

from . import Hedge


class HedgeAnalyzer:
    """Gives the layer `hedges`.

    Args:
        hedge_lexicons: The lexicons there are: lists of words in small letters.
        also: More words.

    Raises:
        OptionError: If a lexicon is no list of words.
    """

    def __init__(self, *, hedge_lexicons: tuple[Resource, ...], also: tuple[str, ...] = ()) -> None:
        for lexicon in hedge_lexicons:
            if not isinstance(lexicon.data, list) or not all(isinstance(word, str) for word in lexicon.data):
                raise OptionError(f"hedge lexicon {lexicon.name!r}: its data are a list of words")
        self._words = frozenset(also).union(*(lexicon.data for lexicon in hedge_lexicons))

    def analyze(self, document: Document) -> Iterator[Annotation[Hedge]]:
        """Give the hedges of a document, each with the word as its evidence."""
        for word in document["tokens"]:
            if document.slice(word.span).lower() in self._words:
                voice = document["voices"].best(word.span) if "voices" in document else None
                yield Annotation(word.span, Hedge(voice.value.kind if voice else None), (Evidence(word.span, "hedge"),))
