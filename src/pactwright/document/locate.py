"""Lines and columns for JSON pointers, looked up only when somebody asks."""

from __future__ import annotations

from collections.abc import Iterable

from pactwright.document.parse import ParsedDocument


def locate_pointers(
    document: ParsedDocument, pointers: Iterable[str]
) -> dict[str, tuple[int, int]]:
    """Return line and column (both from 1) for each pointer that can be found.

    A member of an object is where its key stands, an item of a list where it begins. A pointer
    that leads nowhere has the place of its nearest parent.
    """
    wanted = sorted(set(pointers))
    if document.syntax == "json":
        return _lines_of_bytes(document.data, _offsets_in_json(document, wanted))
    from pactwright.document.locate_yaml import find_offsets

    text = document.data.decode()
    return _lines_of(text, find_offsets(text, wanted))


def _offsets_in_json(document: ParsedDocument, wanted: list[str]) -> dict[str, int]:
    if document.indented:
        from pactwright.document import locate_indented

        return locate_indented.find_offsets(document.data, document.root, wanted)
    from pactwright.document.locate_json import find_offsets

    # A character a byte: half the memory of real text, and a fraction of its time.
    return find_offsets(document.data.decode("latin-1"), wanted)


def _lines_of_bytes(data: bytes, offsets: dict[str, int]) -> dict[str, tuple[int, int]]:
    """Return line and column of offsets in UTF-8."""
    places: dict[str, tuple[int, int]] = {}
    line, before = 1, 0
    for pointer, offset in _in_order(offsets):
        line += data.count(b"\n", before, offset)
        before = offset
        start = data[data.rfind(b"\n", 0, offset) + 1 : offset]
        places[pointer] = (line, len(start.decode()) + 1)
    return places


def _lines_of(text: str, offsets: dict[str, int]) -> dict[str, tuple[int, int]]:
    """Return line and column of offsets in text."""
    places: dict[str, tuple[int, int]] = {}
    line, before = 1, 0
    for pointer, offset in _in_order(offsets):
        line += text.count("\n", before, offset)
        before = offset
        places[pointer] = (line, offset - text.rfind("\n", 0, offset))
    return places


def _in_order(offsets: dict[str, int]) -> list[tuple[str, int]]:
    return sorted(offsets.items(), key=lambda item: (item[1], item[0]))
