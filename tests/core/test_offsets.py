"""Offsets in UTF-16 units and bytes agree with what Python's codecs count."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discourse import OptionError, TextError
from discourse.offsets import OffsetMap

texts = st.text(st.sampled_from("a é√\u200d🙂👩\U0010ffff\n") | st.characters(exclude_categories=["Cs"]))


def counted(text: str, unit: str) -> int:
    return {"codepoints": len(text), "utf-8": len(text.encode()), "utf-16": len(text.encode("utf-16-le")) // 2}[unit]


@pytest.mark.parametrize("unit", ["codepoints", "utf-16", "utf-8"])
@given(text=texts)
def test_every_offset_is_what_the_codec_counts_and_comes_back(unit: Any, text: str) -> None:
    offsets = OffsetMap(text, unit)

    expected = [counted(text[:place], unit) for place in range(len(text) + 1)]
    assert expected == [offsets.to_unit(place) for place in range(len(text) + 1)]
    assert list(range(len(text) + 1)) == [offsets.from_unit(place) for place in expected]
    assert expected[-1] == len(offsets)


@pytest.mark.parametrize("unit", ["utf-16", "utf-8"])
@given(text=texts)
def test_every_offset_in_the_middle_of_a_character_is_refused(unit: Any, text: str) -> None:
    offsets = OffsetMap(text, unit)

    for place in set(range(len(offsets))) - {counted(text[:place], unit) for place in range(len(text) + 1)}:
        with pytest.raises(TextError, match="lies in the middle of the character at code point"):
            offsets.from_unit(place)


def test_an_error_says_which_character() -> None:
    with pytest.raises(TextError, match="offset 3 in utf-16 units lies in the middle of the character at code point 2"):
        OffsetMap("a 🙂 b", "utf-16").from_unit(3)


@pytest.mark.parametrize("offset", [-1, 6, 1.0, True, "1", None])
def test_an_offset_outside_the_text_is_refused(offset: Any) -> None:
    offsets = OffsetMap("a 🙂 b", "utf-16")

    with pytest.raises(TextError, match="from 0 to 5 code points"):
        offsets.to_unit(offset)
    with pytest.raises(TextError, match="from 0 to 6 utf-16 units"):
        offsets.from_unit(offset if offset != 6 else 7)


def test_another_unit_is_refused() -> None:
    with pytest.raises(OptionError, match="'codepoints', 'utf-16', 'utf-8', not 'bytes'"):
        OffsetMap("a", "bytes")  # type: ignore[arg-type]
