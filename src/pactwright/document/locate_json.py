"""Offsets of JSON pointers in JSON text: only the way to them is read, the rest is skipped."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from pactwright.document.pointer import nearest_places, tree_of_pointers

_SPACE = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder()


def find_offsets(text: str, pointers: Sequence[str]) -> dict[str, int]:
    """Return the offset of each pointer; a pointer that leads nowhere has its parent's.

    Each character of `text` stands for a byte of UTF-8, and an offset for a number of bytes.
    """
    found: dict[tuple[str, ...], int] = {}
    _Finder(text, found).enter(_skip(text, 0), tree_of_pointers(pointers), (), _skip(text, 0))
    return nearest_places(found, pointers)


def _true_key(key: str) -> str:
    """Return the key that a string of bytes spells; an escape in it spells characters already."""
    if key.isascii():
        return key
    try:
        return key.encode("latin-1").decode()
    except UnicodeError:
        return key


def _skip(text: str, offset: int) -> int:
    found = _SPACE.match(text, offset)
    return found.end() if found else offset


class _Finder:
    """Reads objects and lists that lie on the way; skips every other value at the speed of C."""

    def __init__(self, text: str, found: dict[tuple[str, ...], int]) -> None:
        self.text = text
        self.found = found
        self.scan: Any = vars(_DECODER)["scan_once"]

    def enter(self, offset: int, tree: dict[str, Any], steps: tuple[str, ...], place: int) -> int:
        """Take in the value at `offset`; return the offset behind it."""
        self.found[steps] = place
        mark = self.text[offset]
        if not tree or mark not in "{[":
            return int(self.scan(self.text, offset)[1])
        if mark == "{":
            return self._enter_object(offset, dict(tree), steps)
        return self._enter_list(offset, dict(tree), steps)

    def _enter_object(self, offset: int, tree: dict[str, Any], steps: tuple[str, ...]) -> int:
        text = self.text
        at = _skip(text, offset + 1)
        while text[at] != "}":
            spelt, behind = self.scan(text, at)
            key = _true_key(spelt)
            value = _skip(text, _skip(text, behind) + 1)
            below = tree.get(key)
            if below is None:
                end = self.scan(text, value)[1]
            else:
                end = self.enter(value, below, (*steps, key), at)
            at = _skip(text, end)
            if text[at] == ",":
                at = _skip(text, at + 1)
        return at + 1

    def _enter_list(self, offset: int, tree: dict[str, Any], steps: tuple[str, ...]) -> int:
        text = self.text
        at = _skip(text, offset + 1)
        index = 0
        while text[at] != "]":
            below = tree.get(str(index))
            if below is None:
                end = self.scan(text, at)[1]
            else:
                end = self.enter(at, below, (*steps, str(index)), at)
            index += 1
            at = _skip(text, end)
            if text[at] == ",":
                at = _skip(text, at + 1)
        return at + 1
