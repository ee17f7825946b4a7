"""Cues: the tables of `data/cues.toml`, read once.

Phrases are cut at blanks; tokens that a phrase consists of are the words that `lowered` gives.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def cue_tables() -> Mapping[str, Mapping[str, list[str]]]:
    """Return the tables by name: section, entry, words or phrases."""
    tables: dict[str, Any] = tomllib.loads((files(__package__) / "data" / "cues.toml").read_text(encoding="utf-8"))
    return tables


def words_to_entry(section: str) -> dict[str, str]:
    """Return which entry of a section each word belongs to: "rose" to "up"."""
    return {word: entry for entry, words in cue_tables()[section].items() for word in words}


def label_words(entry: str) -> frozenset[str]:
    """Return the words of an entry of the section "labels"."""
    return frozenset(cue_tables()["labels"][entry])
