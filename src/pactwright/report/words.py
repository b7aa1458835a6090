"""Numbers with their nouns, as all reports write them."""

from __future__ import annotations


def count(number: int, noun: str) -> str:
    """Return the number with its noun, in the plural where it must be."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
