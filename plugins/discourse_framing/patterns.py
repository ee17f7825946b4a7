"""The language of patterns: words that show a frame, as a codebook writes them down.

| written | finds |
|---|---|
| `inflation` | the word, in capitals or not |
| `unemploy*` | words that begin so; `*phobia` and `wom?n` work as well, where `?` is one letter |
| `rule of law` | words in a row; each may be a beginning: `tax cut*` |
| `health|medical insurance` | one of several words at a place |
| `put ... behind bars` | up to three words, of the same sentence, where the dots stand |

Patterns are separated by commas or ends of lines. Capitals and needless blanks do not count.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from functools import lru_cache

import attrs

GAP = "..."
MOST_VARIANTS = 200
MOST_STARS = 2  # of a word; more take too long to try on a word that nearly fits
LONGEST_WORD = 50  # letters of a word that such wildcards are tried on
MOST_GAPS = 2  # each tries four places, for all those of the others
WILD = re.compile(r"[*?]")

Places = tuple[tuple[str, ...], ...]
"""What may stand at each place of a pattern: its alternatives; `GAP` alone for a gap."""


class PatternError(ValueError):
    """Why a pattern cannot be read; whoever reads a codebook adds where."""


@attrs.frozen
class Pattern:
    """Words that show a frame.

    Args:
        text: The pattern as the codebook has it, in small letters and without needless blanks.
        weight: How much one occurrence counts; 0.0 under `never`.
        places: What may stand at each place.
        requires: Patterns of which one must stand in the same clause, outside of the words found; none: no condition.
        unless: Patterns of which none may stand there.
        rule: Its name as evidence: "pattern: rule of law".
    """

    text: str
    weight: float
    places: Places
    requires: tuple[Places, ...] = ()
    unless: tuple[Places, ...] = ()
    rule: str = attrs.field(init=False)

    @rule.default
    def _rule(self) -> str:
        return f"pattern: {self.text}"

    @property
    def is_conditional(self) -> bool:
        """Whether it counts in some clauses only."""
        return bool(self.requires or self.unless)


def texts_of(written: str) -> Iterator[str]:
    """Give the patterns of a list, in small letters and without needless blanks."""
    for part in written.lower().replace("’", "'").replace("\n", ",").split(","):
        words = part.split()
        if words:
            yield " ".join(words)


def places_of(text: str) -> Places:
    """Cut a pattern into its places.

    Raises:
        PatternError: If it breaks the rules of the language.
    """
    places = tuple(tuple(word.split("|")) for word in text.split())
    for alternatives in places:
        for word in alternatives:
            check_word(word, alternatives)
    if all(is_any(word) for alternatives in places for word in alternatives):
        raise PatternError("it matches everything; spell out a letter at least")
    if GAP in (places[0][0], places[-1][0]):
        raise PatternError("a pattern neither begins nor ends with a gap")
    if any(is_any(word) for alternatives in (places[0], places[-1]) for word in alternatives):
        raise PatternError("a pattern neither begins nor ends with any word")
    if sum(alternatives[0] == GAP for alternatives in places) > MOST_GAPS:
        raise PatternError(f"it has more than {MOST_GAPS} gaps")
    variants = math.prod(map(len, places))
    if variants > MOST_VARIANTS:
        raise PatternError(f"it stands for {variants} patterns; at most {MOST_VARIANTS} are allowed")
    return places


def check_word(word: str, alternatives: tuple[str, ...]) -> None:
    if word == GAP:
        if alternatives != (GAP,):
            raise PatternError("a gap stands alone, not among alternatives")
    elif not word:
        raise PatternError("something is missing beside a bar, |")
    elif is_any(word) and len(alternatives) > 1:
        raise PatternError(f"{word!r} is any word, and needs no alternatives")
    elif word.count("*") > MOST_STARS:
        raise PatternError(f"a word with more than {MOST_STARS} stars")
    elif not word.isprintable():
        raise PatternError("it holds a sign that cannot be seen, which no text has as a word")


def is_any(word: str) -> bool:
    """Whether a word of a pattern leaves everything open."""
    return word == GAP or not WILD.sub("", word)


def is_spelled(word: str) -> bool:
    """Whether a word of a pattern stands for itself alone."""
    return word != GAP and not is_wild(word)


def is_wild(word: str) -> bool:
    """Whether it stands for several words."""
    return "*" in word or "?" in word


def is_prefix(word: str) -> bool:
    """Whether its only wildcard is a star at its end."""
    return word[-1:] == "*" and word.find("*") == len(word) - 1 and "?" not in word


def is_word(word: str, wanted: str) -> bool:
    """Whether a word of a text is what a pattern wants at a place."""
    if word == wanted:
        return True
    if "*" not in wanted and "?" not in wanted:
        return False
    if is_prefix(wanted):
        return word.startswith(wanted[:-1])
    return len(word) <= LONGEST_WORD and glob(wanted).fullmatch(word) is not None


@lru_cache(maxsize=4096)
def glob(wanted: str) -> re.Pattern[str]:
    """Return what a word with wildcards in its middle or at its beginning finds."""
    signs = {"*": ".*", "?": "."}
    return re.compile("".join(signs.get(sign) or re.escape(sign) for sign in wanted), re.DOTALL)
