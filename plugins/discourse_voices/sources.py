"""Sources: the name that the words of a speaker stand for."""

from __future__ import annotations

from .page import Page

RELATIVE = frozenset(("who", "which", "that", "whom"))
NAMELESS = frozenset("i we you it this that these those they everyone somebody someone nobody one there what".split())
DETERMINERS = frozenset("the a an some many most all several few those these his her its their our any no".split())
LONGEST_ANTECEDENT = 6  # tokens


class Sources:
    """Who was introduced so far in a document."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._person: str | None = None
        self._last: str | None = None
        self._offices: dict[str, str] = {}  # words of offices -> who was introduced by them

    def name_of(self, speaker: tuple[int, int]) -> str | None:
        """Return the name of a source.

        That is the entity at the head of its words; for "who" what stands before it; for "he" and "she" the person
        before, for "they" the source before; for an office ("the minister") the person whose name stood beside it
        ("Interior Minister Mohammed Hassad"); else its words.
        """
        page = self._page
        words = " ".join(page.text[speaker[0] : speaker[1]].split())
        lower = words.lower()
        name = page.name_over(*speaker)
        if lower in ("he", "she"):
            return name.name if name else self._person
        if lower == "they":
            return self._last
        if lower in RELATIVE:
            return self._antecedent(speaker[0])
        if lower in NAMELESS:
            return None
        self._last = self._named(speaker, lower.split()) or words
        return self._last

    def _antecedent(self, start: int) -> str | None:
        """Return what "who" stands for: the name, or else the noun phrase, right before it."""
        page = self._page
        token = page.first_token(start) - 1
        while token >= 0 and page.lower[token] == ",":
            token -= 1
        if token < 0:
            return None
        name = page.name_until(page.ends[token])
        if name is not None:
            return name.name
        first = token
        while first > 0 and token - first < LONGEST_ANTECEDENT and page.lower[first] not in DETERMINERS:
            first -= 1
        return page.text[page.starts[first if page.lower[first] in DETERMINERS else token] : page.ends[token]]

    def _named(self, speaker: tuple[int, int], words: list[str]) -> str | None:
        name = self._page.head_name(*speaker)
        if name is None:
            office = words[-1] if words[0] == "the" and len(words) <= 3 else ""
            found = self._offices.get(office)
            self._person = found if office in self._offices else None
            return found
        if name.kind == "person":
            self._person = name.name
            known = name.name.lower().split()
            self._offices.update((word, name.name) for word in words if len(word) > 3 and word not in known)
        elif name.kind == "organization":
            self._offices.update((word, name.name) for word in name.name.lower().split() if len(word) > 3)
        return name.name if name.kind in ("person", "organization", "group") else None
