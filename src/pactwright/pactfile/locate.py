"""Places in JSON text: line and column of an offset, and where a hidden fault stands."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],]', re.DOTALL)
_BRACKET = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]]', re.DOTALL)
_ESCAPE = re.compile(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    r"|(u[dD][89a-fA-F][0-9a-fA-F]{2})|.)",
    re.DOTALL,
)
_CONSTANT = re.compile(r'"(?:[^"\\]|\\.)*"|(-?Infinity|NaN)', re.DOTALL)
_NUMBER = re.compile(r'"(?:[^"\\]|\\.)*"|(-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)', re.DOTALL)
_MAX_DIGITS = 4000
_MAX_EXPONENT = 17
_NOT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))

MAX_DEPTH = 128
"""Levels of objects and arrays that a pact file may nest; the Rust core reads no deeper."""


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    """Return the line and column of a character, both counted from 1."""
    line = text.count("\n", 0, offset) + 1
    return line, offset - text.rfind("\n", 0, offset)


def escape_pointer(key: str) -> str:
    """Return `key` as one segment of a JSON pointer (RFC 6901)."""
    return key.replace("~", "~0").replace("/", "~1")


def find_too_deep(data: bytes) -> int | None:
    """Return the offset in the text of the first bracket deeper than `MAX_DEPTH`, if any.

    Collapsing pairs of brackets settles an ordinary file at the
    speed of C; only a text that resists (brackets within strings, or real depth) is walked.
    """
    rest = data.translate(None, _NOT_BRACKETS)
    for _ in range(MAX_DEPTH // 2):
        shorter = rest.replace(b"[]", b"").replace(b"{}", b"")
        if not shorter:
            return None
        if len(shorter) == len(rest):
            break
        rest = shorter
    return _walk_depth(data.decode())


def _walk_depth(text: str) -> int | None:
    depth = 0
    for found in _BRACKET.finditer(text):
        mark = found.group()
        if mark in "{[":
            depth += 1
            if depth > MAX_DEPTH:
                return found.start()
        elif mark in "}]":
            depth -= 1
    return None


def find_lone_surrogate(text: str) -> int | None:
    """Return the offset of the first escape that is half a surrogate pair, if there is one."""
    if "\\ud" not in text and "\\uD" not in text:
        return None
    return next((found.start() for found in _ESCAPE.finditer(text) if found.group(1)), None)


def find_constant(text: str) -> int | None:
    """Return the offset of the first NaN or Infinity outside strings, if there is one."""
    return next((found.start(1) for found in _CONSTANT.finditer(text) if found.group(1)), None)


def find_long_number(text: str) -> int | None:
    """Return the offset of the first number that Python will not read, if there is one."""
    for found in _NUMBER.finditer(text):
        digits = found.group(1)
        if digits and (
            len(digits) > _MAX_DIGITS or len(digits.lower().partition("e")[2]) > _MAX_EXPONENT
        ):
            return found.start(1)
    return None


@dataclass(slots=True)
class _Level:
    keys: set[str] | None
    at: str = ""
    index: int = 0
    expects_key: bool = field(default=True)


def find_duplicate_key(text: str) -> tuple[int, str] | None:
    """Return the offset and JSON pointer of the first key that its object already holds."""
    levels: list[_Level] = []
    for found in _TOKEN.finditer(text):
        mark = found.group()
        if mark in "{[":
            levels.append(_Level(keys=set() if mark == "{" else None))
        elif mark in "}]":
            levels.pop()
        elif mark == ",":
            levels[-1].index += 1
            levels[-1].expects_key = True
        elif levels and levels[-1].keys is not None and levels[-1].expects_key:
            level, key = levels[-1], json.loads(mark)
            level.at, level.expects_key = key, False
            if key in levels[-1].keys:
                return found.start(), _pointer(levels)
            levels[-1].keys.add(key)
    return None


def _pointer(levels: list[_Level]) -> str:
    return "".join(
        f"/{escape_pointer(level.at) if level.keys is not None else level.index}"
        for level in levels
    )
