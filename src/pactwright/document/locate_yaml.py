"""Offsets of JSON pointers in YAML text: by indentation, and by a parser where that fails."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from pactwright.document.pointer import split_pointer

_LINE = re.compile(r"^( *)(?=[^\s#])", re.MULTILINE)
_VALUE = re.compile(r"[ ]*:[ \t]*(?:[&!][^\s]+[ \t]*)*(?=#|\n|\Z)")
_ITEM = re.compile(r"-[ ]+")


def find_offsets(text: str, pointers: Sequence[str]) -> dict[str, int]:
    """Return the offset of each pointer; a pointer that leads nowhere has its parent's."""
    finder = _Finder(text)
    found: dict[str, int] = {}
    lost: list[str] = []
    for pointer in pointers:
        steps = tuple(split_pointer(pointer))
        offset = finder.find(steps)
        if offset is None:
            lost.append(pointer)
        else:
            found[pointer] = offset
    if lost:
        found |= _find_by_parser(text, lost)
    return found


class _Finder:
    """Finds members by their indentation, and remembers the members of each mapping it read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.blocks: dict[tuple[str, ...], dict[str, tuple[int, int, int]]] = {}

    def find(self, steps: tuple[str, ...]) -> int | None:
        """Return the offset of the member, or None where indentation does not tell."""
        if not steps:
            return 0
        member = self._member(steps)
        return None if member is None else member[0]

    def _member(self, steps: tuple[str, ...]) -> tuple[int, int, int] | None:
        members = self.blocks.get(steps[:-1])
        if members is None:
            members = self._read(steps[:-1])
            self.blocks[steps[:-1]] = members
        return members.get(steps[-1])

    def _read(self, steps: tuple[str, ...]) -> dict[str, tuple[int, int, int]]:
        """Return offset, start and end of the value of each member of the block at `steps`."""
        if steps:
            parent = self._member(steps)
            if parent is None:
                return {}
            _, start, end = parent
        else:
            start, end = 0, len(self.text)
        return _read_block(self.text, start, end)


def _read_block(text: str, start: int, end: int) -> dict[str, tuple[int, int, int]]:
    """Return the members of the block mapping or list that fills the text from start to end."""
    first = _LINE.search(text, start, end) if text[start - 1 : start] in {"", "\n"} else None
    if first is not None and text.startswith(("---", "%"), first.end()):
        first = _LINE.search(text, text.index("\n", first.end()), end)
    if first is None:
        column = start - text.rfind("\n", 0, start) - 1
        at = start
    else:
        column = len(first[1])
        at = first.end()
    if at >= end:
        return {}
    starts = [at]
    line = re.compile(rf"^ {{{column}}}(?=[^\s#])", re.MULTILINE)
    starts += [found.end() for found in line.finditer(text, at, end)]
    if text.startswith("- ", at) or text.startswith("-\n", at):
        return _read_items(text, starts, end)
    return _read_members(text, starts, end)


def _read_members(text: str, starts: list[int], end: int) -> dict[str, tuple[int, int, int]]:
    members: dict[str, tuple[int, int, int]] = {}
    ends = [*starts[1:], end]
    # A list may stand at the very column of its key: its dashes belong to that key.
    key_at: int | None = None
    for at, upto in zip(starts, ends, strict=True):
        if text.startswith("- ", at) or text.startswith("-\n", at):
            if key_at is not None:
                offset, start, _ = members[key]
                members[key] = (offset, start, upto)
            continue
        found = _KEY.match(text, at, upto)
        if found is None:
            key_at = None
            continue
        key = _unquote(found)
        key_at = at
        value = _VALUE.match(text, found.end(), upto)
        members[key] = (at, _value_start(text, found.end(), upto, value), upto)
    return members


def _value_start(text: str, at: int, upto: int, value: re.Match[str] | None) -> int:
    if value is None:
        return upto
    newline = text.find("\n", value.end(), upto)
    return upto if newline < 0 else newline + 1


def _read_items(text: str, starts: list[int], end: int) -> dict[str, tuple[int, int, int]]:
    members: dict[str, tuple[int, int, int]] = {}
    for index, (at, upto) in enumerate(zip(starts, [*starts[1:], end], strict=True)):
        found = _ITEM.match(text, at, upto)
        inner = found.end() if found else text.find("\n", at) + 1
        members[str(index)] = (inner if found else at, inner, upto)
    return members


_KEY = re.compile(
    r"\"((?:[^\"\\\n]|\\.)*)\"(?=[ ]*:(?:\s|\Z))"
    r"|'((?:[^'\n]|'')*)'(?=[ ]*:(?:\s|\Z))"
    r"|([^\s#&*!|>'\"%@`{}\[\]][^\n]*?)(?=[ ]*:(?:\s|\Z))"
)


def _unquote(found: re.Match[str]) -> str:
    double, single, plain = found.groups()
    if double is not None:
        return double.replace('\\"', '"').replace("\\\\", "\\")
    if single is not None:
        return single.replace("''", "'")
    return plain or ""


def _find_by_parser(text: str, pointers: Sequence[str]) -> dict[str, int]:
    import yaml

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    root = yaml.compose(text, Loader=loader)
    return {pointer: _offset_of(root, split_pointer(pointer)) for pointer in pointers}


def _offset_of(node: Any, steps: list[str]) -> int:  # noqa: ANN401 - PyYAML has no types
    offset: int = 0
    for step in steps:
        following = _child_of(node, step)
        if following is None:
            break
        place, node = following
        offset = place.start_mark.index
    return offset


def _child_of(node: Any, step: str) -> tuple[Any, Any] | None:  # noqa: ANN401 - PyYAML has no types
    if node is None or node.id == "scalar":
        return None
    if node.id == "sequence":
        if step.isdecimal() and int(step) < len(node.value):
            return node.value[int(step)], node.value[int(step)]
        return None
    return next(((key, value) for key, value in node.value if key.value == step), None)
