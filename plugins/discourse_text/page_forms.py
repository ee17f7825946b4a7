"""The forms of lines by which a page is told from the article on it. Tables, and nothing else.

They are about English pages of any site: what bylines, datelines, biographies and notices look like.
"""

from __future__ import annotations

import re
from collections.abc import Iterable


def any_of(forms: Iterable[str], *, ignore_case: bool = True) -> re.Pattern[str]:
    """Return a pattern that matches where one of the forms does."""
    return re.compile("|".join(f"(?:{form})" for form in forms), re.IGNORECASE if ignore_case else 0)


NAME_PART = r"(?:[A-Z][\w.'’-]*|de|van|von|der|la|al|bin|el)"
NAME = rf"[A-Z][\w.'’-]*(?: {NAME_PART}){{1,4}}"
MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
WEEKDAY = r"(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?\.?"
DATE = rf"(?:{WEEKDAY},? )?(?:{MONTH} \d{{1,2}},? \d{{4}}|\d{{1,2}} {MONTH},? \d{{4}}|\d{{4}}-\d\d-\d\d)"
KICKER_WORD = r"(?:Op-?Ed|Opinion|Analysis|Commentary|Editorial|Comment|Column|Interview|Perspective|Viewpoint|Essay)"

KICKER = re.compile(rf"(?:The )?{KICKER_WORD}s?(?:/{KICKER_WORD}s?)?:?", re.IGNORECASE)
TRAILING_KICKER = re.compile(rf"\s+[–—|-]+\s+({KICKER_WORD})\s*\Z", re.IGNORECASE)
LEADING_KICKER = re.compile(rf"({KICKER_WORD})\s*[:|–—]\s+(?=\S)", re.IGNORECASE)

BYLINE_WORD = re.compile(r"(?:by|written by|posted by)\s+\S", re.IGNORECASE)
BYLINE = re.compile(rf"(?:(?:[Bb]y|Written by|Posted by|From|BY)\s+(?:{NAME}|[A-Z][A-Z .'’-]+)|{NAME})[^.!?]*\Z")
PLAIN_NAME = re.compile(rf"{NAME}\Z")
TITLE = r"(?:Sens?|Reps?|Govs?|Drs?|Profs?|Rev|Gen|Col|Mr|Mrs|Ms|Amb)\."
NAMES = re.compile(  # with a title, or several: more than a headline would hold
    rf"(?>{TITLE} {NAME}|{NAME}(?=,| and ))(?:(?:, and|,| and) (?>(?:{TITLE} )?{NAME})){{0,12}}\Z"
)
CONTRIBUTOR = re.compile(
    rf"(?:(?:{KICKER_WORD}|Guest) (?:contributors?|columnists?|writers?)|Special to .{{2,40}})\Z", re.IGNORECASE
)
HIGHLIGHTS = re.compile(r"story highlights\b", re.IGNORECASE)  # a summary in lines without full stops

DATELINE = re.compile(
    rf"(?:(?:Published|Updated|Posted|Last updated|Date)(?: on)?:?\s*)?{DATE}"
    r"(?:[ ,|·–-]+(?:at )?\d{1,2}[:.]\d\d.*)?\Z",
    re.IGNORECASE,
)
LEADING_DATELINE = re.compile(
    r"(?:[A-Z][A-Z.'’ -]+(?:, [A-Z][\w.]+)*\s*)?\([A-Z][A-Za-z. ]{1,20}\)\s*(?:[-–—]+\s*)?(?=\S)"
)

ROLE = (
    r"(?:professor|fellow|author|writer|columnist|director|editor|member|consultant|analyst|contributor|correspondent"
    r"|reporter|lecturer|economist|historian|president|founder|chair(?:man|woman)?|chief|senator|attorney|lawyer"
    r"|researcher|scholar|journalist|host|commentator|observer|ambassador|minister|teacher|student|strategist|advis[eo]r"
    r"|comedian|co-founder|dean|partner|Republican from|Democrat from)"
)
BIOGRAPHY = re.compile(
    rf"(?:[•*–—-] )?(?:Editor['’]s note: )?(?:[\w -]{{0,25}}\b(?:author|writer|columnist) |{TITLE} )?"
    rf"(?:The (?:author|writer)|{NAME}(?: and {NAME})?)(?:,[^,.]{{3,60}},)? "
    r"(?:(?:currently |also )?(?:writes|teaches|covers|hosts|co-founded)\b"
    rf"|(?:is|are|was|has been|served|works|serves)\b[^.;:“\"]{{0,160}}?\b(?i:{ROLE})s?\b)",
    re.DOTALL,
)
BIOGRAPHY_SIGN = any_of(
    (
        r"follow (?:him|her|them|the author) (?:on|at)\b",
        r"(?:his|her|their) (?:latest |new |most recent )?(?:book|novel)s?\b.{0,40}\bis\b",
        r"the (?:views|opinions) expressed",
        r"@\w+\Z",
        r"can be reached at",
        r"\A(?:e-?mail|contact)\b.{0,60}\S@\S+\.\w",
    )
)
BIOGRAPHY_SIGN_PARTS = ("follow", "book", "novel", "expressed", "@", "reached at")  # each sign has one of these in it
SPEECH = re.compile(r"[“\"]\w[^”\"]*[,.]?[”\"]\s*(?:he|she|said)")  # somebody is quoted, not introduced

STRONG_NOTICE = any_of(  # also as a sentence
    (
        r"your e-?mail address will not",
        r"required fields",
        r"comments are closed",
        r"save my name",
        r"(?:want|like) to (?:read more|submit|respond)",
        r"to (?:submit|respond to) (?:a |this )",
        r"have a (?:tip|news tip|story)",
        r"we (?:welcome|invite) (?:your )?(?:comments|letters|submissions)",
        r"join the (?:conversation|discussion)",
        r"(?:sign up|subscribe|register)\b.{0,80}(?:newsletter|e-?mail|inbox|updates)",
        r"(?:get|receive) .{0,60}(?:inbox|newsletter)",
        r"thanks for (?:signing up|subscribing)",
        r"please (?:enable|disable) .{0,40}(?:javascript|cookies|blocker)",
        r"(?:click|tap) (?:here|to)\b",
        r"read more\b",
        r"(?:follow|like|find|join) us (?:on|at)\b",
        r"we use cookies",
        r"(?:copyright ?(?:©|\(c\)|\d)|©|\(c\) ?\d)",
        r"all rights reserved",
        r"(?:this|the) (?:article|story|piece|post|column|essay) (?:was|is|has been) "
        r"(?:originally |first )?(?:published|appeared|updated|adapted|corrected|part of)",
        r"this (?:article|story|piece|post|column|essay) (?:originally |first )(?:appeared|ran)",
        r"(?:originally|first) (?:published|appeared) (?:in|on|at|by)",
        r"reprinted with",
        r"(?:the? )?(?:views|opinions) expressed",
        r"if you (?:enjoyed|liked) this (?:article|story|piece|post)",
        r"get (?:access to .{0,150}\b(?:subscri|member|unlimited)|.{3,60}\bdelivered\b)",
        r"read or share this",
        r"tell us what you think",
        r"send (?:your )?letters to",
        r"the [\w ]{2,40} is committed to publishing",
        r"follow (?!him|her|them|the author).{0,60}\b(?:opinion|news|section)\b",
        r"story highlights\b",
        r"(?:last )?updated (?:at )?\d{1,2}[:.]\d\d",
        r"adapted from\b",
        r"[\w ]{2,20}:\s+https?://\S+\Z",
    )
)
NOTICE = any_of(  # only as a short line
    (
        # comments
        r"leave a (?:reply|comment)",
        r"(?:post|add|submit|write) (?:a |your )?comment",
        r"\d* ?comments?\Z",
        r"(?:be the first|log ?in|sign ?in|register) to (?:comment|reply|read|post)",
        # newsletters and money
        r"(?:sign up|subscribe)\b",
        r"newsletter\b",
        r"support (?:our|independent) (?:work|journalism|reporting)",
        r"donate\b",
        # other articles
        r"read (?:more|next|also|the full|full)\b",
        r"read:",
        r"see more\b",
        r"don['’]t miss:?\Z",
        r"something to consider\Z",
        r"learn more\Z",
        r"more from\b",
        r"related(?: articles?| stories| content| posts?)?:?\Z",
        r"related(?: \w+)?:",
        r"see also\b",
        r"you may also",
        r"recommended\b",
        r"(?:most|trending) (?:read|popular|viewed|now)",
        r"also on\b",
        r"next article",
        r"tags?:",
        r"filed under",
        r"topics?:",
        # sharing
        r"(?:share|tweet|print|e-?mail|pin)(?: this| on| via| it)?(?: article| story| page| post)?\Z",
        r"share (?:this|on)\b",
        r"(?:follow|like|find|join) us\b",
        # the page
        r"advertisements?\b",
        r"sponsored\b",
        r"ad(?:vertising)?\Z",
        r"(?:story|article) continues",
        r"continue reading",
        r"skip to",
        r"close\Z",
        r"buy (?:photo|this)\b",
        r"back to top",
        r"loading\b",
        r"cookies? (?:policy|settings|preferences|notice)",
        # pictures and rights
        r"(?:photo(?:grapher)?|image|picture|video|illustration|credit|source|caption)s?"
        r"(?: credit| by| courtesy| via| of)?\s*:",
        r"(?:toggle|hide) caption",
        r"enlarge this image",
        r"(?:photo|image|illustration)(?:graph)? (?:by|courtesy)",
        r"copyright\b",
        r"terms of (?:use|service)",
        r"privacy policy",
        r"(?:getty images|reuters|afp|associated press|ap photo)\Z",
    )
)
CREDIT = any_of(  # at the end: of a picture, of those who helped, of a link to another page
    (
        r"\bcontributed to this (?:report|story|article)\.?\Z",
        r"[^.!?]\sread more\Z|[?!'’”\"]\sread more\Z",
        r"\[(?:videos?|photos?|pictures?|insight|reaction|analysis|watch|map|live|report|gallery)\]\|?\Z",
        r"\([^()]{0,60}(?:photo|image)[^()]{0,60}\)\s*\Z",
        r"\([^()]{0,40}/(?:AP|AFP|Getty[^()]*|Reuters)\)\s*\Z",
        r"/(?:AP|AFP|Getty Images|Reuters)\Z",
    )
)
CREDIT_PARTS = ("buted to th", "read more", "]", ")", "/")  # each credit has one of these in it
NOTICE_BEHIND = any_of(  # what follows one of these at the end of a page is no article any more
    (
        r"leave a (?:reply|comment)",
        r"related(?: articles?| stories| content| posts?)?:?\Z",
        r"read (?:more|next|also):",
        r"you may also",
        r"more from\b",
        r"most (?:read|popular)",
        r"(?:\d+ )?comments?\Z",
        r"recommended",
    )
)
SENTENCE_ENDS = (".", "!", "?", "…")
CLOSING_MARKS = "\"'”’“)]"
LETTER = re.compile(r"[^\W\d_]")
