"""The check that twice the text costs about twice the time; the one place of the library that looks at a clock.

It compares two lengths of the same kind of text on the same machine, in CPU time of this thread, and tries again before
it says that the cost grows faster: what else the machine does only ever makes a measurement longer.
"""

from __future__ import annotations

import gc
import time

from ..document import Document
from ..errors import CheckError
from .samples import repeated
from .subject import Subject, shown

FACTOR = 4  # how much longer the long text is
ALLOWED = 2.2  # how much more than that it may cost: a quadratic cost is 4 times more
SHORTEST, LONGEST = 4_000, 64_000  # code points of the shorter text
ENOUGH = 0.01  # seconds that the shorter text should take to be measured well
LEAST = 0.002  # seconds: below, a measurement says nothing
TRIES = 4
PATTERNS = ("a", "9", '"', "“We lost,” Berg said. ")


def cost(subject: Subject) -> str | None:
    """A text four times as long costs about four times as much, for prose and for runs of one pattern."""
    prose = "\n\n".join(subject.texts)
    for pattern in (f"{prose}\n\n", *PATTERNS):
        check_growth(subject, pattern)
    return None


def check_growth(subject: Subject, pattern: str) -> None:
    length, short = measurable(subject, pattern)
    if short is None:
        return
    ratios = []
    for _ in range(TRIES):
        long = seconds(subject, repeated(pattern, FACTOR * length))
        if long is None:
            return
        ratio = long / max(short, LEAST)
        if ratio <= FACTOR * ALLOWED:
            return
        ratios.append(ratio)
        short = seconds(subject, repeated(pattern, length)) or short
    raise CheckError(
        f"{FACTOR * length:,} characters cost {min(ratios):.0f} times as much as {length:,}, where about {FACTOR} "
        f"times was expected. The text repeats: {shown(pattern)}"
    )


def measurable(subject: Subject, pattern: str) -> tuple[int, float | None]:
    """Return a length that takes long enough to be measured, and how long it takes; None if it fails on the text."""
    length = SHORTEST
    while True:
        taken = seconds(subject, repeated(pattern, length))
        if taken is None or taken >= ENOUGH or length >= LONGEST:
            return length, taken
        length *= FACTOR


def seconds(subject: Subject, text: str) -> float | None:
    """Return the CPU time that the analyzer takes for a text, None if it has not got what it requires or raises."""
    document = subject.seen(text)
    if document is None:
        return None
    fresh = Document(text)._grown({name: document[name] for name in document.layers}, ())  # nothing derived yet
    was_on = gc.isenabled()
    gc.disable()
    try:
        start = time.thread_time()
        subject.returned(fresh)
        return time.thread_time() - start
    except Exception:
        return None  # told by another check
    finally:
        if was_on:
            gc.enable()
