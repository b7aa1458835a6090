"""Duplicate keys in YAML, found by indentation at a fraction of a parser's cost."""

from __future__ import annotations

import re
from itertools import islice

# A line that holds dashes and perhaps a key. The key is plain or quoted; what follows the colon
# tells whether a mapping may open below it. The last group is an item that is a scalar or flow.
_LINE = re.compile(
    r"^( *)((?:- +)*)"
    r"(?:([^\s#&*!|>'\"%@`{}\[\],\-?:][^\n:]*(?::\S[^\n:]*)*"
    r"|\"(?:[^\"\\\n]++|\\.)*+\"|'(?:[^'\n]++|'')*+'|[-?:][^\s][^\n:]*)"
    r"[ ]*:(?:[ \t]+([^\n]*)|(?=\n|\Z))"
    r"|([{\[|>][^\n]*))",
    re.MULTILINE,
)
# A key on a line of its own, `? key`: rare, and left to the parser.
_EXPLICIT = re.compile(r"^[ -]*\? ", re.MULTILINE)
_OPENS = re.compile(r"(?:[&!][^\s]*\s*)*(?:#.*)?")
_FLOW = re.compile(
    r"\"((?:[^\"\\]++|\\.)*+)\"(\s*:)?|'((?:[^']++|'')*+)'(\s*:)?|[{}\[\],]"
    r"|([^\s{}\[\],\"':][^{}\[\],:\n]*?)\s*:(?=\s)"
)
_NOWHERE = 1 << 30
_MOST_WRAPPED = 20

_Row = tuple[str, str, str, str, str]


def find_duplicate_key(text: str) -> tuple[int, str] | None:
    """Return offset and name of a key that its mapping seems to hold already, if there is one.

    Lines deeper than a key with a value on its own line belong to that value (block scalars,
    wrapped text) and are passed over. The answer None is right for block YAML and for flow
    mappings; a hit is to be confirmed by a parser.
    """
    if _EXPLICIT.search(text):
        return 0, ""
    scan = _Scan(text)
    for number, row in enumerate(_LINE.findall(text)):
        if key := scan.take(number, row):
            return scan.offset_of(number, 3), key
    return scan.hit


class _Scan:
    """The mappings that are open at a line: their columns and the keys they hold so far."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.columns: list[int] = [-1]
        self.mappings: list[set[str]] = [set()]
        # Lines deeper than this belong to a scalar.
        self.inside = _NOWHERE
        self.hit: tuple[int, str] | None = None
        self.wrapped = 0

    def take(self, number: int, row: _Row) -> str | None:
        """Take a line in; return its key when its mapping has it already."""
        spaces, dashes, key, value, bare = row
        column = len(spaces)
        if column > self.inside:
            return None
        self.inside = _NOWHERE
        if dashes:
            self._close(column)
        if not key:
            self._take_item(number, bare, column if dashes else column - 1)
            return None
        column += len(dashes)
        self._close(column)
        if key[0] in "\"'":
            key = key[1:-1]
        if self.columns[-1] != column:
            self.columns.append(column)
            self.mappings.append({key})
        elif key in self.mappings[-1]:
            return key
        else:
            self.mappings[-1].add(key)
        if value and not _OPENS.fullmatch(value):
            self.inside = column
            if value[0] in "{[":
                self._take_flow(number, value, 4)
        return None

    def _close(self, column: int) -> None:
        while self.columns[-1] > column:
            self.columns.pop()
            self.mappings.pop()

    def _take_item(self, number: int, bare: str, column: int) -> None:
        self.inside = column
        if bare[0] in "{[":
            self._take_flow(number, bare, 5)

    def _take_flow(self, number: int, value: str, group: int) -> None:
        """Look for duplicates inside braces; they may go on over many lines."""
        if self.hit is not None or value in {"{}", "[]"}:
            return
        closed = value.count("{") == value.count("}") and value.count("[") == value.count("]")
        if closed and ("{" not in value or _find_in_flow(value, 0) is None):
            return
        self.wrapped += 1
        if self.wrapped > _MOST_WRAPPED:
            self.hit = (0, "")  # a parser is cheaper from here on
        else:
            self.hit = _find_in_flow(self.text, self.offset_of(number, group))

    def offset_of(self, number: int, group: int) -> int:
        """Return where a group of the row of that number stands."""
        return next(islice(_LINE.finditer(self.text), number, None)).start(group)


def _find_in_flow(text: str, start: int) -> tuple[int, str] | None:
    levels: list[set[str]] = []
    for found in _FLOW.finditer(text, start):
        mark = found.group()
        if mark in "{[":
            levels.append(set())
        elif mark in "}]":
            levels.pop()
            if not levels:
                return None
        elif mark != "," and (key := _key_of(found)) is not None:
            if key in levels[-1]:
                return found.start(), key
            levels[-1].add(key)
    return None


def _key_of(found: re.Match[str]) -> str | None:
    double, colon, single, other_colon, plain = found.groups()
    if colon:
        return double
    return single if other_colon else plain
