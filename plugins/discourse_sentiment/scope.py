"""Scope: whether a word stands as it is, is turned by a word before it, or is boosted by one.

"Not a success", "prevented a disaster" and "too generous" turn what follows, up to a few tokens or the next mark;
"very generous" boosts it. What a word is worth in each of the three is learnt, not assumed: praise that is turned adds
next to nothing, rather than blame; the negator itself adds a little of that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

PLAIN, BOOSTED, TURNED = 0, 1, 2

NO_ROLE, NEGATOR, REVERSER, INTENSIFIER, STOP = range(5)
ROLE_OF_LIST: Mapping[str, int] = {
    "negators": NEGATOR,
    "reversers": REVERSER,
    "intensifiers": INTENSIFIER,
    "stops": STOP,
}
REACH: Mapping[int, tuple[int, int]] = {  # role -> what it does to the tokens after it, and to how many
    NEGATOR: (TURNED, 4),
    REVERSER: (TURNED, 5),
    INTENSIFIER: (BOOSTED, 1),
}


def role_of(lists: Sequence[str]) -> int:
    """Return the role of a word from the lists of markers it stands in; the first list that gives one counts."""
    return next((ROLE_OF_LIST[name] for name in lists if name in ROLE_OF_LIST), NO_ROLE)


def contexts(roles: Sequence[int]) -> list[int]:
    """Return for each token of a sentence whether it is plain, boosted or turned."""
    found = [PLAIN] * len(roles)
    for index, role in enumerate(roles):
        if role in REACH:
            context, reach = REACH[role]
            for after in range(index + 1, min(index + 1 + reach, len(roles))):
                if roles[after] == STOP:
                    break
                found[after] = max(found[after], context)
    return found
