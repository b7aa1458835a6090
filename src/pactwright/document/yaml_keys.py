"""Duplicate keys in block YAML, found by indentation at a fraction of a parser's cost."""

from __future__ import annotations

import re

# A line that holds dashes and perhaps a key. The key is quoted or plain; what follows the colon
# tells whether a mapping may open below it.
_LINE = re.compile(
    r"^( *)((?:- +)*)"
    r"(?:(\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\n]|'')*'|[^\s#&*!|>'\"%@`{}\[\],\-?:][^\n:]*"
    r"(?::\S[^\n:]*)*|[-?:][^\s][^\n:]*)"
    r"[ ]*:(?:[ \t]+([^\n]*)|(?=\n|\Z))"
    r"|([{\[|>][^\n]*))",
    re.MULTILINE,
)
_OPENS = re.compile(r"(?:[&!][^\s]*\s*)*(?:#.*)?")
_FLOW = re.compile(
    r"\"((?:[^\"\\]|\\.)*)\"(\s*:)?|'((?:[^']|'')*)'(\s*:)?|[{}\[\],]|([^\s{}\[\],\"':][^{}\[\],:\n]*?)\s*:(?=\s)"
)


def find_duplicate_key(text: str) -> tuple[int, str] | None:
    """Return offset and name of a key that its mapping seems to hold already, if there is one.

    Lines deeper than a key with a value on its own line belong to that value (block scalars,
    wrapped text) and are passed over. The answer "none" is right for block YAML and for flow
    mappings; a hit is to be confirmed by a parser.
    """
    columns: list[int] = [-1]
    mappings: list[set[str]] = [set()]
    inside = 1 << 30  # lines deeper than this belong to a scalar
    for found in _LINE.finditer(text):
        spaces, dashes, key, value, bare = found.groups()
        column = len(spaces)
        if column > inside:
            continue
        inside = 1 << 30
        if dashes:
            while columns[-1] > column:
                columns.pop()
                mappings.pop()
            inside_item = column
            column += len(dashes)
        else:
            inside_item = column - 1
        if key is None:
            inside = inside_item
            if bare[0] in "{[" and (hit := _find_in_flow(text, found.start(5))):
                return hit
            continue
        while columns[-1] > column:
            columns.pop()
            mappings.pop()
        if key[0] in "\"'":
            key = key[1:-1]
        if columns[-1] == column:
            keys = mappings[-1]
            if key in keys:
                return found.start(3), key
            keys.add(key)
        else:
            columns.append(column)
            mappings.append({key})
        if value and not _OPENS.fullmatch(value):
            inside = column
            if value[0] in "{[" and (hit := _find_in_flow(text, found.start(4))):
                return hit
    return None


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
        elif mark != ",":
            key = (
                found.group(1)
                if found.group(2)
                else found.group(3)
                if found.group(4)
                else found.group(5)
            )
            if key is None:
                continue
            if key in levels[-1]:
                return found.start(), key
            levels[-1].add(key)
    return None
