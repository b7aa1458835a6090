"""YAML text to its value where most of it stands, word for word, in a text read before."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from pactwright.document.yaml_strict import NotPlain, parse_plain
from pactwright.model.json import Json

# A line that begins in one of the first five columns: a key, what is no key of that column (an
# item, a comment, the document's beginning), or anything else.
_LINE: Final = re.compile(
    rb"\n(?! {5}| *(?:\n|\Z))( *)"
    rb"(?:(?:([A-Za-z_/](?:[\w./{}~$-]++|:(?=\S))*+)|'([^'\\\n]*)'|\"([^\"\\\n]*)\"):(?=[ \n]|\Z)"
    rb"|(#|-(?=[ \t\n])|---(?=\n)))?"
)
_NOTHING: Final = re.compile(rb" *(?:\n(?: *#[^\n]*|---| *)(?=\n))*")
_INDENT: Final = 2
_DEPTH: Final = 3
_STAND_IN: Final = b" 0"


@dataclass(slots=True)
class _Block:
    """The lines of a key, up to the next key of its column or of one before.

    `start` is the line's break, `colon` what follows the key. `is_even` tells that whatever begins
    in the column of the keys below is one of them, and that they begin on the next line.
    """

    name: str
    start: int
    colon: int
    end: int
    is_even: bool = True
    below: list[_Block] = field(default_factory=list)

    def shows(self, value: Json) -> bool:
        """Tell whether the lines show the value's keys, so that none of them is something else."""
        if not self.is_even or not isinstance(value, dict):
            return False
        return [block.name for block in self.below] == list(value)


@dataclass(frozen=True, slots=True)
class _Section:
    """The keys below two keys, and those of them whose lines stood there before."""

    outer: _Block
    inner: _Block
    shared: list[_Block]


def parse_shared(text: str, before: bytes, root: Any) -> Any:  # noqa: ANN401 - any YAML
    """Return the value of a text, with the parts of `root` that stand in it word for word.

    `before` is the text that `root` is the value of; nothing in it is odd. The same lines below
    the same three keys have the same value. Raises `NotPlain` for a text in which something is
    odd, or whose lines do not show what is a key, or in which little stood before.
    """
    data, before = b"\n" + text.encode(), b"\n" + before
    old, new = _outline(before), _outline(data)
    sections = list(_compare(old, new, before, data, root)) if old.shows(root) else []
    shared = [block for section in sections for block in section.shared]
    if sum(block.end - block.start for block in shared) < len(data) // 2:
        raise NotPlain
    value = parse_plain(_without(data, shared).decode())
    if not new.shows(value):
        raise NotPlain
    for section in sections:
        _put_in(value, section, root)
    return value


def _outline(data: bytes) -> _Block:
    """Return the keys in the first columns of a text, as its lines show them."""
    chain = [_Block("", 0, 0, len(data))]
    for found in _LINE.finditer(data):
        blanks, plain, single, double, no_key = found.groups()
        depth, odd = divmod(len(blanks), _INDENT)
        if odd or depth >= min(len(chain), _DEPTH):
            continue
        name = plain or single or double
        if not name:
            chain[depth].is_even &= no_key is not None
            continue
        for closed in chain[depth + 1 :]:
            closed.end = found.start()
        block = _Block(name.decode(), found.start(), found.end(), len(data))
        parent = chain[depth]
        if not parent.below:
            blank = _NOTHING.match(data, parent.colon)
            parent.is_even &= blank is not None and blank.end() == block.start
        parent.below.append(block)
        chain[depth + 1 :] = [block]
    return chain[0]


def _compare(
    old: _Block, new: _Block, before: bytes, data: bytes, root: dict[str, Any]
) -> Iterator[_Section]:
    for outer, outer_before in _pairs(old, new):
        if not outer_before.shows(root[outer.name]):
            continue
        for inner, inner_before in _pairs(outer_before, outer):
            if not inner_before.shows(root[outer.name][inner.name]):
                continue
            shared = [
                block
                for block, known in _pairs(inner_before, inner)
                # the line's end too: a text that ends without one has another last value
                if data[block.start : block.end + 1] == before[known.start : known.end + 1]
            ]
            yield _Section(outer, inner, shared)


def _pairs(old: _Block, new: _Block) -> Iterator[tuple[_Block, _Block]]:
    """Return the keys of the later text that the earlier one has too, with those."""
    known = {block.name: block for block in old.below}
    return ((block, known[block.name]) for block in new.below if block.name in known)


def _without(data: bytes, shared: list[_Block]) -> bytes:
    """Return the text with a small value for each of the blocks, which stand in their order."""
    parts, at = [], 1
    for block in shared:
        parts += [data[at : block.colon], _STAND_IN]
        at = block.end
    return b"".join([*parts, data[at:]])


def _put_in(value: dict[str, Any], section: _Section, root: Any) -> None:  # noqa: ANN401 - JSON
    """Put the parts that were known where their small values stand; raises `NotPlain`."""
    outer, inner = section.outer, section.inner
    if not outer.shows(value[outer.name]) or not inner.shows(value[outer.name][inner.name]):
        raise NotPlain
    known = root[outer.name][inner.name]
    value[outer.name][inner.name].update(
        {block.name: known[block.name] for block in section.shared}
    )
