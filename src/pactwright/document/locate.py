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
        from pactwright.document.locate_json import find_offsets

        # A character a byte: half the memory of real text, and a fraction of its time.
        text = document.data.decode("latin-1")
        return _lines_of(text, find_offsets(text, wanted), narrow=True)
    from pactwright.document.locate_yaml import find_offsets

    text = document.data.decode()
    return _lines_of(text, find_offsets(text, wanted), narrow=False)


def _lines_of(text: str, offsets: dict[str, int], *, narrow: bool) -> dict[str, tuple[int, int]]:
    """Return line and column of offsets; in a narrow text each character is a byte of UTF-8."""
    places: dict[str, tuple[int, int]] = {}
    line, before = 1, 0
    for pointer, offset in sorted(offsets.items(), key=lambda item: (item[1], item[0])):
        line += text.count("\n", before, offset)
        before = offset
        start = text[text.rfind("\n", 0, offset) + 1 : offset]
        column = len(start.encode("latin-1").decode()) if narrow else len(start)
        places[pointer] = (line, column + 1)
    return places
