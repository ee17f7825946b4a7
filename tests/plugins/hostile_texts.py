"""Texts that nobody would write, for the tests of everything that reads texts."""

from __future__ import annotations

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

LONG = {  # a pattern, and how many characters of it
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
    "cues": ("he said ", 100_000),
    "cues in the present": ("he says ", 100_000),
    "appositions": (", said Berg, a man ", 100_000),
    "phrases before a source": ("according to Berg, ", 50_000),
    "sources told": ("he told Berg ", 50_000),
    "numbers": ("5 ", 60_000),
    "percentages": ("up 5% ", 60_000),
    "money": ("$5m ", 60_000),
    "ranges": ("between 5 and ", 60_000),
    "negations": ("never good ", 60_000),
    "initials": ("U.S. ", 20_000),
    "sentences that end in numbers": ("In 2014. ", 60_000),
}
