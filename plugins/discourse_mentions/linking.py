"""Which mentions in a document name the same entity: each gets the fullest form of its name.

"Hassad" is "Mohammed Hassad" if a person of that last name is there, the one most named if there are several; "Mohamed
Hassad" is the same as "Mohammed Hassad", since the first names are spelled alike; "the Minister of Interior" is who
stands beside that office. Other names are linked if they are equal but for case and full stops, if a list knows them as
one ("U.S.", "United States"), if one is the initials of the other, or a word of an organization's that no other has.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from .candidates import LEADING, Page
from .gazetteer import Gazetteer, Kind
from .mentions import Mention

ALIKE = 0.75  # of the characters of two first names
MOST_COMPARED = 20  # people of one last name
SUFFIXES = frozenset("jr jr. sr sr. ii iii iv".split())
SMALL = frozenset("of the and for & de la".split())  # words that give no letter to initials, and tell no offices apart
DOUBTFUL = 0.7  # a kind that is less sure gives way to that of a person of the name
INITIALS = range(3, 7)  # letters; of two there are too many


class Referent:
    """Who or what several mentions name.

    Attributes:
        kinds: How sure the mentions are of each kind, added up.
        forms: The names it has, and how often.
        titles: The words before its names, in small letters.
    """

    __slots__ = ("forms", "kinds", "titles")

    def __init__(self) -> None:
        self.kinds: dict[Kind, float] = {}
        self.forms: dict[tuple[str, ...], int] = {}
        self.titles: set[str] = set()

    @property
    def kind(self) -> Kind:
        return max(self.kinds, key=self.kinds.__getitem__) if len(self.kinds) > 1 else next(iter(self.kinds))

    @property
    def name(self) -> str:
        """The fullest form: that of most words, of those the commonest, of those the first."""
        (fullest, *others) = self.forms
        if others:
            fullest = max(self.forms, key=lambda form: (len(form), self.forms[form]))
        if len(fullest) == 1:
            return fullest[0]
        return " ".join(fullest).replace(" - ", "-").replace(" '", "'").replace(" ’", "’")

    def take(self, mention: Mention, kind: Kind) -> None:
        form = mention.name or mention.title
        self.kinds[kind] = self.kinds.get(kind, 0.0) + mention.confidence
        self.forms[form] = self.forms.get(form, 0) + 1
        if mention.title:
            self.titles.update(map(str.lower, mention.title))

    def join(self, other: Referent) -> None:
        for kind, sure in other.kinds.items():
            self.kinds[kind] = self.kinds.get(kind, 0.0) + sure
        for form, count in other.forms.items():
            self.forms[form] = self.forms.get(form, 0) + count


def link_mentions(mentions: Sequence[Mention], page: Page, gazetteer: Gazetteer) -> list[Referent]:
    """Return the referent of each mention."""
    people = People(mentions)
    others = Others(gazetteer)
    found: list[Referent] = []
    for index, mention in enumerate(mentions):
        referent = people.full.get(index)
        if referent is None:
            known = people.by_word.get(mention.name[-1].lower()) if mention.name else None
            referent = short_for(mention, known, gazetteer) if known else None
            if referent is None:
                referent = others.find(mention.name) if mention.name else Referent()
                referent.take(mention, mention.kind)
        found.append(referent)
    others.join_short_forms()
    if others.joined:
        found = [others.joined.get(id(referent), referent) for referent in found]
    return share_offices(mentions, found, page)


class People:
    """The persons whose full names a document holds; they are read first, so that a last name may stand before them.

    Attributes:
        full: The person of each mention by full name, by its index.
        by_word: The persons whose last name, or else first name, a word is.
    """

    def __init__(self, mentions: Sequence[Mention]) -> None:
        self._by_last: dict[str, list[Referent]] = {}
        self._by_first: dict[str, list[Referent]] = {}
        self.full: dict[int, Referent] = {}
        for index, mention in enumerate(mentions):
            if mention.kind == "person" and len(mention.name) > 1 and is_full(mention.name):
                self.full[index] = self._known(mention)
        self.by_word = self._by_first | self._by_last

    def _known(self, mention: Mention) -> Referent:
        first, last = ends_of(mention.name)
        known = self._by_last.setdefault(last, [])
        for referent in known[-MOST_COMPARED:]:
            if all(form == mention.name or may_be_one(mention.name, form) for form in referent.forms):
                referent.take(mention, "person")
                return referent
        referent = Referent()
        referent.take(mention, "person")
        known.append(referent)
        if first != last:
            self._by_first.setdefault(first, []).append(referent)
        return referent


def short_for(mention: Mention, known: Sequence[Referent], gazetteer: Gazetteer) -> Referent | None:
    """Return which of the persons of a name a mention of just that name means."""
    if is_full(mention.name):
        return None
    is_doubtful = mention.confidence < DOUBTFUL or mention.kind == "other"
    may_be_one = mention.kind == "person" or (
        is_doubtful and "place" not in gazetteer.words.get(mention.name[-1].lower(), ())
    )
    referent = most_named(known) if may_be_one else None
    if referent:
        referent.take(mention, "person")
    return referent


class Others:
    """What is no person of a full name: one referent for each name, however it is written."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._aliases = gazetteer.aliases
        self._by_form: dict[tuple[str, ...], Referent] = {}
        self._by_name: dict[tuple[str, ...], Referent] = {}
        self.joined: dict[int, Referent] = {}  # identity of one that was joined -> what it was joined to

    def find(self, form: tuple[str, ...]) -> Referent:
        referent = self._by_form.get(form)
        if referent is None:
            plain = tuple([word.lower().replace(".", "") for word in form])
            referent = self._by_name.setdefault(self._aliases.get(plain, plain), Referent())
            self._by_form[form] = referent
        return referent

    def join_short_forms(self) -> None:
        """Join initials to the name they stand for, and a word of an organization's name to the only one with it."""
        by_short: dict[str, list[Referent]] = {}
        for name, referent in self._by_name.items():
            if len(name) > 1 and referent.kind not in ("person", "group"):
                letters = "".join(word[0] for word in name if word not in SMALL and word[0].isalnum())
                words = (name[0], name[-1]) if referent.kind == "organization" else ()
                for short in {letters, *words}:
                    by_short.setdefault(short, []).append(referent)
        for name, referent in self._by_name.items():
            known = by_short.get(name[0], [])
            if len(name) == 1 and len(known) == 1 and can_be_short(referent):
                known[0].join(referent)
                self.joined[id(referent)] = known[0]


def can_be_short(referent: Referent) -> bool:
    """Say whether one word may stand for a longer name: initials, or what may be an organization too."""
    word = next((form[0] for form in referent.forms if len(form) == 1), "")
    return is_initials(word) or referent.kind in ("organization", "other")


def is_initials(word: str) -> bool:
    return word.isupper() and len(word.replace(".", "")) in INITIALS


def share_offices(mentions: Sequence[Mention], found: Sequence[Referent], page: Page) -> list[Referent]:
    """Give an office that stands alone ("the Minister of Interior") to the only one who stands beside it elsewhere."""
    if () not in [mention.name for mention in mentions]:
        return [*found]
    offices: list[tuple[frozenset[str], Referent]] = []
    for index, (mention, referent) in enumerate(zip(mentions, found, strict=True)):
        if mention.name and mention.title:
            offices.append((office_of(mention), referent))
        elif mention.title:
            for beside in (index - 1, index + 1):
                if 0 <= beside < len(mentions) and mentions[beside].name and mentions[beside].kind == "person":
                    first, second = sorted((mention, mentions[beside]), key=lambda own: own.first)
                    if tuple(page.lower[first.end : second.first]) in ((",",), (",", "the")):
                        offices.append((office_of(mention), found[beside]))
    return [
        referent if mention.name else holder_of(office_of(mention), offices) or referent
        for mention, referent in zip(mentions, found, strict=True)
    ]


def office_of(mention: Mention) -> frozenset[str]:
    return frozenset(word.lower() for word in mention.title if word.lower() not in SMALL)


def holder_of(office: frozenset[str], offices: Sequence[tuple[frozenset[str], Referent]]) -> Referent | None:
    """Return the only one whose office has all the words of one."""
    holders = {id(referent): referent for words, referent in offices if office <= words}
    return next(iter(holders.values())) if len(holders) == 1 else None


def most_named(known: Sequence[Referent]) -> Referent | None:
    """Return the person who is named most, if that is one: of several Smiths the text is about."""
    if len(known) == 1:
        return known[0]
    counts = [sum(referent.forms.values()) for referent in known]
    return known[counts.index(max(counts))] if counts.count(max(counts)) == 1 else None


def ends_of(name: Sequence[str]) -> tuple[str, str]:
    """Return the first and the last name, in small letters."""
    parts = [part for part in name if part.lower() not in SUFFIXES] or name
    return parts[0].lower(), parts[-1].lower()


def is_full(name: Sequence[str]) -> bool:
    """Say whether a name has a first and a last: "bin Laden", "van der Leyen" and "al-Suri" are last names alone."""
    return len(name) > 1 and len([word for word in name if word.lower() not in LEADING and word != "-"]) > 1


def may_be_one(name: Sequence[str], other: Sequence[str]) -> bool:
    """Say whether two full names with the same last name may be one person's."""
    return first_names_alike(name, other) >= ALIKE and not middles_clash(name, other)


def first_names_alike(name: Sequence[str], other: Sequence[str]) -> float:
    """Return how alike two first names are spelled, 0 to 1; an initial is like any name that it begins."""
    first, second = (ends_of(one)[0].rstrip(".") for one in (name, other))
    if first[:1] != second[:1]:
        return 0.0
    return 1.0 if 1 in (len(first), len(second)) else SequenceMatcher(None, first, second).ratio()


def middles_clash(name: Sequence[str], other: Sequence[str]) -> bool:
    """Say whether two names have middle names, and other ones: "George W." and "George H.W."."""
    letters = [
        "".join(
            word.replace(".", "") if "." in word else word[:1] for word in one[1:-1] if word.lower() not in SUFFIXES
        )
        for one in (name, other)
    ]
    return all(letters) and letters[0].lower() != letters[1].lower()
