"""Which tokens stand in which sentence, found once for names and times."""

from __future__ import annotations

from discourse import Document


def sentence_ranges(document: Document) -> list[range]:
    """Return the tokens of each sentence."""
    return document.derive(tokens_of_sentences, "sentences", "tokens")


def tokens_of_sentences(document: Document) -> list[range]:
    tokens, sentences = document["tokens"], document["sentences"]
    return [tokens.range_within(start, end) for start, end in zip(sentences.starts, sentences.ends, strict=True)]
