"""Numbers with their nouns, and lists of names, as all reports write them."""

from __future__ import annotations

from collections.abc import Sequence


def count(number: int, noun: str) -> str:
    """Return the number with its noun, in the plural where it must be."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def list_words(words: Sequence[str]) -> str:
    """Return the words, at least one, with commas and an `and` before the last."""
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last
