"""Offsets of JSON pointers in text whose layout is known: found by searching, nothing is read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice
from typing import Any

import orjson

from pactwright.document.pointer import nearest_places, tree_of_pointers
from pactwright.model.json import Json


def find_offsets(data: bytes, root: Json, pointers: Sequence[str]) -> dict[str, int]:
    """Return the offset of each pointer; a pointer that leads nowhere has its parent's.

    `data` is `root` as `json_text.written_again` writes it, so a member or item of depth n, and
    nothing else, begins behind a line's 2n blanks.
    """
    found: dict[tuple[str, ...], int] = {}
    _Finder(data, found).enter(root, tree_of_pointers(pointers), (), (0, 0))
    return nearest_places(found, pointers)


class _Finder:
    def __init__(self, data: bytes, found: dict[tuple[str, ...], int]) -> None:
        self.data = data
        self.found = found

    def enter(
        self, value: Json, tree: dict[str, Any], steps: tuple[str, ...], at: tuple[int, int]
    ) -> int:
        """Take in a value; `at` is its own place and where to go on; return the last place seen."""
        place, start = at
        self.found[steps] = place
        if isinstance(value, dict):
            return self._enter_object(value, tree, steps, start)
        if isinstance(value, list):
            return self._enter_list(value, tree, steps, start)
        return start

    def _enter_object(
        self, value: dict[str, Any], tree: dict[str, Any], steps: tuple[str, ...], start: int
    ) -> int:
        margin = b"\n" + b"  " * (len(steps) + 1)
        for key in value if len(tree) > 1 else tree.keys() & value.keys():
            below = tree.get(key)
            if below is None:
                continue
            mark = margin + orjson.dumps(key) + b": "
            found = self.data.index(mark, start)
            at = (found + len(margin), found + len(mark))
            start = self.enter(value[key], below, (*steps, key), at)
        return start

    def _enter_list(
        self, value: list[Any], tree: dict[str, Any], steps: tuple[str, ...], start: int
    ) -> int:
        item = re.compile(rb"\n {%d}(?=[^ \]}])" % (2 * len(steps) + 2))
        before = 0
        for index in (index for index in range(len(value)) if str(index) in tree):
            matches = item.finditer(self.data, start)
            place = next(islice(matches, index - before, None)).end()
            start = self.enter(value[index], tree[str(index)], (*steps, str(index)), (place, place))
            before = index + 1
        return start
