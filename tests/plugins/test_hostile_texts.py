"""Texts that nobody would write: every base layer is made, whole and the same each time."""

from __future__ import annotations

import pytest

import discourse
from discourse import Document

LAYERS = ("regions", "paragraphs", "sentences", "tokens", "entities", "times", "quotations", "voices")
PIPELINE = discourse.Pipeline(*LAYERS)

MEGABYTE = 1_000_000


def repeated(pattern: str, length: int) -> str:
    return (pattern * (length // len(pattern) + 1))[:length]


SMALL = {
    "empty": "",
    "one blank": " ",
    "blanks": " \t\n\r\n \xa0\u2028\u2029 ",
    "a zero": "\x00",
    "zeros between words": "The board\x00met.\x00It\x00left.",
    "control characters": "".join(map(chr, range(32))) * 3,
    "one letter": "a",
    "one capital": "A",
    "one full stop": ".",
    "one mark": "“",
    "one apostrophe": "'",
    "one digit": "7",
    "carriage returns": "The board met.\r\n\r\nBy Lena Marsh\r\rIt left.\r\n",
    "lone marks": "“ ” ‘ ’ \" ' « » „ ( ) [ ] — – - … . ! ? , ; :",
    "unbalanced": "“He said ‘we lost\n\n” and ( left ” “ .\n\n’",
    "right to left": "قال الوزير إن الميناء سيفتح في يونيو. \u202e“We lost,” he said.\u202c",
    "emoji": "👩‍👩‍👧‍👦🏳️‍🌈 said 🇺🇸 that 1️⃣ 👍🏽. “😀😀😀😀😀,” Berg said.",
    "capitals that grow": "İİİ SAID İstanbul'S İ. ŉ ǰ ΐ ﬃ ẞ",
    "combining marks": "e\u0301\u0301\u0301 \u0301\u0301 a\u0300 said that \u0301",
    "all capitals": "THE BOARD MET ON MAY 16, 2003. ANNA BERG SAID THAT THE FEES WOULD FALL. “WE LOST,” SHE SAID.",
    "no full stops": "the board met and anna berg said that the fees would fall and nobody came and they left",
    "a table": "Port\tFee\t2013\t2014\nOrr\t$5\t1,200\t-3%\nElverum\t€7.36\t03.03\tn/a\n\n\t\t\n|a|b|\n|-|-|\n",
    "German": "Der Minister sagte: „Der Hafen wird im Juni eröffnet.“ Die Gebühren stiegen um 3,5 Prozent.",
    "French": "« Le port ouvrira en juin », a déclaré la ministre. L’an dernier, les prix ont augmenté.",
    "Chinese": "部长说：“港口将于六月开放。”2014年，费用上涨了百分之五。",
    "digits of the world": "٣ ३ ３ ² ½ ⅷ 一 ٢٠١٤ ２０１４ 1²³ ٣:٣٠ p.m. ٣ years ago",
    "dates at the edges": "0000-00-00 9999-99-99 99/99/9999 0/0/0000 24:60 99:99 0000s 9999s May 99 99 May 0000",
    "surrogate pairs as code points": "𝕋𝕙𝕖 𝕓𝕠𝕒𝕣𝕕 said 𝟙𝟚𝟛.",
    "zero width": "The\u200bboard\u200dmet\ufeff.\u00ad It\u2060left.",
}


@pytest.mark.parametrize("day", [None, "2014-06-18"])
@pytest.mark.parametrize("name", SMALL)
def test_a_strange_text_gets_every_layer(name: str, day: str | None) -> None:
    document = PIPELINE(Document(SMALL[name], metadata={"date": day} if day else {}))

    assert document.failures == ()
    assert set(LAYERS) <= set(document.layers)
    assert heard(document) == SMALL[name]


LONG = {
    "quotation marks": ('"', 100_000),
    "opening marks": ("“", 100_000),
    "apostrophes": ("'", 100_000),
    "full stops": (".", 100_000),
    "full stops with blanks": (". ", 100_000),
    "brackets": ("(", 100_000),
    "nines": ("9", 5_000),
    "many nines": ("9" * 5_000 + " ", 100_000),
    "capitals": ("A", 100_000),
    "blank lines": ("\n", 100_000),
    "short paragraphs": ("a\n\n", 60_000),
    "notices": ("Read more: it\n\n", 60_000),
    "combining marks": ("e\u0301", 100_000),
    "names": ("Anna Berg ", 60_000),
    "months": ("May 16 ", 60_000),
    "one quotation after another": ("“We lost.” ", 40_000),
    "letters and apostrophes": ("a'", 100_000),
    "letters and full stops": ("a.", 100_000),
    "addresses": ("www.a@", 100_000),
    "emoji": ("😀", 100_000),
    "underscores": ("_", 100_000),
}


@pytest.mark.parametrize("name", LONG)
def test_a_long_text_of_one_pattern_gets_every_layer(name: str) -> None:
    text = repeated(*LONG[name])
    document = PIPELINE(text)

    assert document.failures == ()
    assert heard(document) == text


@pytest.mark.parametrize("pattern", ["word ", "x", "a-", "1,", "“a. "])
def test_a_line_of_a_megabyte_gets_every_layer(pattern: str) -> None:
    text = repeated(pattern, MEGABYTE)
    document = PIPELINE(text)

    assert document.failures == ()
    assert document["tokens"].ends[-1] == len(text.rstrip())
    assert document["voices"].ends[-1] == MEGABYTE


@pytest.mark.parametrize("name", SMALL)
def test_a_strange_text_is_read_alike_each_time(name: str) -> None:
    assert PIPELINE(SMALL[name]) == discourse.Pipeline(*LAYERS)(SMALL[name])


def test_a_strange_text_among_others_changes_nothing_for_them() -> None:
    texts = list(SMALL.values())

    assert list(PIPELINE.stream(texts)) == [PIPELINE(text) for text in texts]


def heard(document: Document) -> str:
    """Return the text put together again from its voices."""
    layer = document["voices"]
    return "".join(document.text[start:end] for start, end in zip(layer.starts, layer.ends, strict=True))
