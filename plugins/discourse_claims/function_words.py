"""Words that end a noun phrase: the closed classes of English, and the verbs that news puts behind a counted noun.

Written by hand. A noun phrase is read from the numeral on until one of these, a mark or a plural noun; no tagger runs.
"""

from __future__ import annotations

DETERMINERS = frozenset(
    "a an the this that these those my your his her its our their each every either neither some any no all both"
    " another such".split()
)
PREPOSITIONS = frozenset(
    "about above across after against along amid among amongst around as at before behind below beneath beside"
    " between beyond by despite down during except for from in inside into like near of off on onto out outside"
    " over past per since through throughout till to toward towards under underneath until up upon versus via vs"
    " with within without".split()
)
CONJUNCTIONS = frozenset(
    "and or but nor so yet if then than because although though while whereas unless whether when where why how"
    " which who whom whose what that once lest".split()
)
PRONOUNS = frozenset(
    "i me you he him she it we us they them myself yourself himself herself itself ourselves themselves one's"
    " oneself someone anyone everyone nobody something anything everything nothing there here".split()
)
AUXILIARIES = frozenset(
    "am is are was were be been being have has had having do does did done will would shall should can could may"
    " might must ought cannot n't 's 're 've 'll 'd ’s ’re ’ve ’ll ’d n’t not never".split()
)
ADVERBS = frozenset(
    "ago later earlier afterwards away together apart apiece each overall again already also always ever even"
    " still just only now today yesterday tomorrow tonight soon too very well more less most least nationwide"
    " worldwide last next cheaper larger higher lower bigger smaller faster slower older younger better worse"
    " stronger heavier lighter longer shorter nearby abroad overseas alone altogether instead respectively"
    " annually daily weekly monthly yearly online maybe perhaps almost nearly exactly".split()
)
VERBS = frozenset(
    "say says said make makes made take takes took taken get gets got go goes went gone come comes came see sees"
    " saw seen know knows knew known give gives gave given find finds found think thinks thought tell tells told"
    " become becomes became leave leaves left feel feels felt put puts bring brings brought begin begins began"
    " begun keep keeps kept hold holds held write writes wrote stand stands stood hear heard let lets mean means"
    " meant set sets meet meets met run runs ran pay pays paid sit sits sat speak speaks spoke lie lies lead leads"
    " led grow grows grew lose loses lost fall falls fell send sends sent build builds built understand understood"
    " draw drew break broke spend spends spent win wins won buy buys bought sell sells sold rise rises rose risen"
    " seem seems get need needs want wants ride vote work live die remain remains include includes including"
    " according compared rather due fewer worth off".split()
)
STOPS = DETERMINERS | PREPOSITIONS | CONJUNCTIONS | PRONOUNS | AUXILIARIES | ADVERBS | VERBS
"""A noun phrase ends before any of these."""

SKIPPED = frozenset("more other additional extra further such fewer less separate whole full of".split())
"""Words between a numeral and its noun that say nothing of what is counted: "20 more people"."""

PLURAL_MODIFIERS = frozenset("arms sports sales rights news savings goods women men customs systems".split())
"""Plurals that are often the first half of a compound: "arms deals", "sales managers"."""

_NOUNS_ALL_THE_SAME = frozenset(
    "speed seed bed need feed breed deed weed shed creed building thing wing ring king spring string meeting"
    " hearing ruling killing bombing shooting wedding painting warning offering filing listing housing earning"
    " sibling evening morning ceiling family reply ally assembly monopoly supply rally bully anomaly homily"
    " doily".split()
)


def is_no_noun(word: str) -> bool:
    """Say whether a lower-cased word looks like a participle or an adverb: "killed", "including", "nearly"."""
    return word.endswith(("ed", "ing", "ly")) and word not in _NOUNS_ALL_THE_SAME
