"""Texts to try analyzers on: news prose of many kinds, and what nobody would write.

The prose has what analyzers look for: names, quotations of all kinds, numbers with units, times, judgements, page
furniture. The hostile texts are those that have broken tools of this kind.
"""

from __future__ import annotations

REPORT = """Ferry strike enters its second week

By Ilse Norgaard

KARREBEK, June 3, 2014 — About 1,200 commuters were stranded on Tuesday after talks between the city and the dockers'
union collapsed. "We will not be bullied into a bad deal," said Tomas Wieland, who leads the union. The mayor, Ana
Ferreira, called the walkout "reckless" and claimed that it costs local shops $1.4 million a day.

Ms. Ferreira said the city had offered a rise of 3.5 per cent, up from 2 per cent in May. According to the Harbour
Institute, wages have fallen by between 8 and 12 percent since 2009. Perhaps neither side wants to win; arguably both
are afraid to lose.

“It might be the worst summer in a decade,” Mr. Wieland told reporters. ‘Nobody,’ he added, ‘has asked the crews.’

Read more: Who pays for the harbour?
"""

OPINION = """Why the new tax on sugar is a sensible idea

The finance minister, Petra Holm, is right, and her critics are wrong. Two in three parents support the levy, a poll
found last year, and hospitals in Dunmore spend nearly half of their budget on diabetes. Is it cruel to ask a company
that earned €7bn in 2013 to pay four cents a can? It is not. It is fair, overdue and, I suspect, hugely popular.

Mr. Okafor of the Growers' League warns that "thousands of jobs" could go. He said the same in 1998, when the duty on
tobacco doubled; not one factory closed. The court should ignore him, and the police should not be sent to his meetings.

The author teaches economics at the University of Lund.
"""

NOTE = "Rain fell all night. Seventeen trees came down, and a school near Orr was shut until Friday."

PROSE = (REPORT, OPINION, NOTE)

SHORT = {
    "nothing": "",
    "one blank": " ",
    "blanks of all kinds": " \t\n\r\n \xa0\u2028\u2029\u3000 ",
    "a NUL": "\x00",
    "NULs between words": "The board\x00met.\x00It\x00left.",
    "control characters": "".join(map(chr, range(32))) + "\x7f\x85",
    "one letter": "a",
    "one digit": "7",
    "one full stop": ".",
    "lone marks": "“ ” ‘ ’ \" ' « » „ ( ) [ ] { } — – - … . ! ? , ; : % $ € ° ½",
    "marks left open": "“He said ‘we lost\n\n” and ( left ” “ .\n\n’",
    "right to left": "قال الوزير إن الميناء سيفتح في يونيو. \u202eשלום, he said.\u202c",
    "emoji of several code points": "👩‍👩‍👧‍👦🏳️‍🌈 said 🇺🇸 that 1️⃣ 👍🏽. “😀😀😀,” Berg said.",
    "combining marks": "e\u0301\u0301\u0301 \u0301\u0301 a\u0300 said that \u0301",
    "letters that grow in capitals": "İİİ SAID İstanbul'S İ. ŉ ǰ ΐ ﬃ ẞ ß",
    "all capitals": "THE BOARD MET ON MAY 16, 2003. “WE LOST 5 PER CENT,” SHE SAID.",
    "carriage returns": "The board met.\r\n\r\nBy Lena Marsh\r\rIt left.\r\n",
    "invisible characters": "The\u200bboard\u200dmet\ufeff.\u00ad It\u2060left.",
    "Chinese": "部长说：“港口将于六月开放。”2014年，费用上涨了百分之五。",
    "digits of the world": "٣ ३ ² ½ ⅷ 一 ２０１４ 1²³ ٣:٣٠ p.m. 99/99/9999 0000-00-00 24:60",
    "numbers that no float holds": "9" * 400 + " people, 1e999 dollars, 0.0000000000000000000001 per cent and -0",
    "beyond the first plane": "𝕋𝕙𝕖 𝕓𝕠𝕒𝕣𝕕 said 𝟙𝟚𝟛 \U0010ffff \ue000.",
    "markup": "<p onclick='x()'>Fees &amp; fines</p> {{ 7*7 }} %s ${x} \\u0000 ]]> -- ;",
}

LONG = 20_000
PATTERNS = {
    "a word without end": "a",
    "digits without end": "9",
    "straight quotation marks": '"',
    "opening quotation marks": "“",
    "apostrophes": "'",
    "brackets": "(",
    "full stops": ".",
    "blank lines": "\n",
    "emoji": "😀",
    "letters with accents": "e\u0301",
    "names without end": "Anna Berg ",
    "one quotation after another": "“We lost,” Berg said. ",
    "numbers without end": "7 per cent ",
    "short paragraphs": "a\n\n",
}


def repeated(pattern: str, length: int) -> str:
    """Return a pattern as often as it takes to fill a length in code points, cut there."""
    return (pattern * (length // len(pattern) + 1))[:length]


def hostile_texts() -> dict[str, str]:
    """Return the texts that nobody would write, by what is strange in them; the runs of a pattern are 20,000 long."""
    return {**SHORT, **{name: repeated(pattern, LONG) for name, pattern in PATTERNS.items()}}
