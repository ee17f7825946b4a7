"""Where the tokens of a toolkit lie in the text.

NLTK's word tokenizers put blanks into the text, write quotation marks as the Penn Treebank does, and split it. What is
left of the text is all there and in its order; so each token is looked for just where the one before ended, as it is or
as what it was written for. Nothing is searched for further on: a search would find a later word that looks alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from discourse.errors import AnalysisError

# What NLTK writes for a double quotation mark, whether it opens or closes, and for two single ones that open.
WRITTEN_FOR = {"``": ('"', "''"), "''": ('"',)}


def located(tokens: Iterable[str], text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Give the bounds of the tokens of a stretch of text.

    Args:
        tokens: The tokens, in order, as the tokenizer wrote them.
        text: The text.
        start: Where the stretch begins.
        end: Where it ends.

    Raises:
        AnalysisError: If a token does not stand where it has to, or something is left that is not blank.
    """
    position = start
    for token in tokens:
        position = skip_blanks(text, position, end)
        for form in (token, *WRITTEN_FOR.get(token, ())):
            if text.startswith(form, position, end):
                yield position, position + len(form)
                position += len(form)
                break
        else:
            raise AnalysisError(
                f"token {token!r} does not stand at {position}, where the text goes on with "
                f"{text[position : min(end, position + 20)]!r}"
            )
    position = skip_blanks(text, position, end)
    if position < end:
        raise AnalysisError(f"no token holds {text[position : min(end, position + 20)]!r} at {position}")


def skip_blanks(text: str, position: int, end: int) -> int:
    while position < end and text[position].isspace():
        position += 1
    return position
