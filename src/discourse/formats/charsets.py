"""Which encoding a web page has: what browsers do, where a strict reading would lose an author's quotation marks.

A page that says it is ISO-8859-1 is Windows-1252 in truth, one that says GB2312 is GB18030: names mean on the web what
https://encoding.spec.whatwg.org says, and an encoding that is not listed there is none (`punycode` and its like are
encodings to Python). What is UTF-8 throughout is UTF-8 whatever the page says, since the server may have said so in
a header that is lost; and a page in UTF-8 with a few broken bytes stays one in UTF-8.
"""

from __future__ import annotations

import codecs
import re

MARKS = (  # what a page may start with
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
)
DECLARED = re.compile(
    rb"<meta[^>]{0,200}?charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([A-Za-z0-9_:.\-]+)"
    rb"|<\?xml[^>]{0,200}?encoding\s{0,9}=\s{0,9}[\"']([A-Za-z0-9_:.\-]+)",
    re.I,
)
HEAD = 1 << 16  # bytes in which a page declares its encoding: scripts may stand before it
BROKEN = "\ufffd"
MOST_BROKEN = 0.5  # of the characters beyond ASCII, in a page that is UTF-8 all the same

MEANT = {  # by Python's name of what is declared; others of `SAME` mean themselves
    "ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874", "tis-620": "cp874",
    "gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs", "shift_jis": "cp932", "euc_kr": "cp949",
    "utf-16": "utf-8", "utf-16-le": "utf-8", "utf-16-be": "utf-8",  # read in ASCII, the declaration belies itself
}  # fmt: skip
SAME = frozenset(
    "utf-8 cp866 cp874 cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 cp932 cp949 iso8859-2 iso8859-3 "
    "iso8859-4 iso8859-5 iso8859-6 iso8859-7 iso8859-8 iso8859-10 iso8859-13 iso8859-14 iso8859-15 iso8859-16 koi8-r "
    "koi8-u mac-roman mac-cyrillic gb18030 big5hkscs euc_jp".split()
)


def decoded(data: bytes) -> str:
    """Decode a page: by its byte order mark, as UTF-8, by what it declares, and if all fails as Windows-1252."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace").removeprefix("\ufeff")
    for encoding in ("utf-8", *declared(data)):
        try:
            return data.decode(encoding)
        except UnicodeError:
            continue
    text = data.decode("utf-8", "replace")
    broken = text.count(BROKEN)
    beyond_ascii = len(text) - len(text.encode("ascii", "ignore"))
    return text if broken <= MOST_BROKEN * beyond_ascii else data.decode("cp1252", "replace")


def declared(data: bytes) -> list[str]:
    """Return the encodings that a page declares and that exist on the web, by Python's names."""
    found = []
    for match in DECLARED.finditer(data[:HEAD]):
        try:
            name = codecs.lookup((match[1] or match[2]).decode("ascii")).name
        except LookupError:
            continue
        if name in MEANT or name in SAME:
            found.append(MEANT.get(name, name))
    return found
