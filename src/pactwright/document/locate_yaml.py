"""Offsets of JSON pointers in YAML text: by indentation, and by a parser where that fails."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
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
        try:
            found[pointer] = finder.find(tuple(split_pointer(pointer)))
        except _LostError:
            lost.append(pointer)
    if lost:
        try:
            root = _compose(text)
        except _LostError:
            root = None  # read by a parser that is more lenient: the first line must do
        found |= {pointer: _offset_of(root, split_pointer(pointer), 0) for pointer in lost}
    return found


class _LostError(Exception):
    """Indentation does not tell where something stands (an alias, a key over several lines)."""


class _Finder:
    """Finds members by their indentation, and remembers the members of each mapping it read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.blocks: dict[tuple[str, ...], dict[str, _Member]] = {}

    def find(self, steps: tuple[str, ...]) -> int:
        """Return the offset of the member, of its nearest parent when it is not there."""
        offset = 0
        for length in range(1, len(steps) + 1):
            members = self._members(steps[: length - 1])
            member = members.get(steps[length - 1])
            if member is None:
                return offset
            offset = member.offset
            if member.inline and length < len(steps):
                return self._find_inline(member, list(steps[length:]))
        return offset

    def _members(self, steps: tuple[str, ...]) -> dict[str, _Member]:
        members = self.blocks.get(steps)
        if members is None:
            if steps:
                parent = self.blocks[steps[:-1]][steps[-1]]
                members = _read_block(self.text, parent.start, parent.end)
            else:
                members = _read_block(self.text, 0, len(self.text))
                if not members:
                    raise _LostError
            self.blocks[steps] = members
        return members

    def _find_inline(self, member: _Member, steps: list[str]) -> int:
        """Return the offset of what stands in a value on its key's own line: `{a: [1]}`."""
        value = self.text[member.start : member.end]
        if value.lstrip()[:1] not in {"{", "["}:
            raise _LostError
        offset = _offset_of(_compose(value), steps, member.start)
        return max(offset, member.offset)


@dataclass(frozen=True, slots=True)
class _Member:
    """Where a key stands, and from where to where its value goes; inline: on the key's line."""

    offset: int
    start: int
    end: int
    inline: bool = False


def _read_block(text: str, start: int, end: int) -> dict[str, _Member]:
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
    line = re.compile("\n" + " " * column + r"(?=[^\s#])")  # begins with what is quick to find
    starts += [found.end() for found in line.finditer(text, at + 1, end)]
    if text.startswith(("- ", "-\n"), at):
        return _read_items(text, starts, end)
    return _read_members(text, starts, end)


def _read_members(text: str, starts: list[int], end: int) -> dict[str, _Member]:
    members: dict[str, _Member] = {}
    ends = [*starts[1:], end]
    # A list may stand at the very column of its key: its dashes belong to that key.
    key = None
    for at, upto in zip(starts, ends, strict=True):
        if text.startswith(("- ", "-\n"), at):
            if key is not None:
                members[key] = replace(members[key], end=upto)
            continue
        if text.startswith("? ", at):
            raise _LostError
        found = _KEY.match(text, at, upto)
        key = None if found is None else _unquote(found)
        if found is not None and key is not None:
            members[key] = _member(text, at, found.end(), upto)
    return members


def _member(text: str, at: int, key_end: int, upto: int) -> _Member:
    opening = _VALUE.match(text, key_end, upto)
    if opening is None:
        start = text.index(":", key_end) + 1
        return _Member(at, start, upto, inline=True)
    newline = text.find("\n", opening.end(), upto)
    return _Member(at, upto if newline < 0 else newline + 1, upto)


def _read_items(text: str, starts: list[int], end: int) -> dict[str, _Member]:
    members: dict[str, _Member] = {}
    for index, (at, upto) in enumerate(zip(starts, [*starts[1:], end], strict=True)):
        found = _ITEM.match(text, at, upto)
        inner = found.end() if found else text.find("\n", at) + 1
        inline = found is not None and text[inner : inner + 1] in {"{", "["}
        members[str(index)] = _Member(inner if found else at, inner, upto, inline)
    return members


_KEY = re.compile(
    r"\"((?:[^\"\\\n]++|\\.)*+)\"(?=[ ]*:(?:\s|\Z))"
    r"|'((?:[^'\n]++|'')*+)'(?=[ ]*:(?:\s|\Z))"
    r"|([^\s#&*!|>'\"%@`{}\[\]][^\n]*?)(?=[ ]*:(?:\s|\Z))"
)


def _unquote(found: re.Match[str]) -> str:
    double, single, plain = found.groups()
    if double is not None:
        return double.replace('\\"', '"').replace("\\\\", "\\")
    if single is not None:
        return single.replace("''", "'")
    return plain or ""


def _compose(text: str) -> Any:  # noqa: ANN401 - PyYAML has no types
    import yaml

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return yaml.compose(text, Loader=loader)
    except yaml.YAMLError:
        raise _LostError from None


def _offset_of(node: Any, steps: list[str], offset: int) -> int:  # noqa: ANN401 - PyYAML has no types
    """Return where the steps lead below the node, whose text begins at `offset`."""
    place = offset
    for step in steps:
        following = _child_of(node, step)
        if following is None:
            break
        mark, node = following
        place = offset + mark.start_mark.index
    return place


def _child_of(node: Any, step: str) -> tuple[Any, Any] | None:  # noqa: ANN401 - PyYAML has no types
    if node is None or node.id == "scalar":
        return None
    if node.id == "sequence":
        if step.isdecimal() and int(step) < len(node.value):
            return node.value[int(step)], node.value[int(step)]
        return None
    return next(((key, value) for key, value in node.value if key.value == step), None)
