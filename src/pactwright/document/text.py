"""The text of a document's bytes; what is no UTF-8 text is refused by line and column."""

from __future__ import annotations

import re

from pactwright.document.fault import fault_at
from pactwright.errors import PactwrightError

_UTF8_MARK = b"\xef\xbb\xbf"
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
_CONTROLS = bytes({*range(0x20), 0x7F} - set(b"\t\n\r"))
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def check_start(data: bytes, *, source: str) -> None:
    """Raise `PactwrightError` when the bytes are empty or begin as plain UTF-8 does not."""
    if not data.strip():
        raise fault_at(
            source, 1, 1, "the document is empty", hint="name the file that holds the document"
        )
    if data.startswith(_UTF8_MARK):
        raise fault_at(
            source,
            1,
            1,
            "the document begins with a byte order mark",
            hint="save it as UTF-8 without a byte order mark",
        )
    if data.startswith(_WIDE_MARKS) or b"\x00" in data[:4]:
        raise fault_at(
            source,
            1,
            1,
            "the document is not UTF-8 (it looks like UTF-16 or UTF-32)",
            hint="save it as UTF-8",
        )


def decode_text(data: bytes, *, source: str) -> str:
    """Return the text; raises `PactwrightError` for anything but plain UTF-8 without a mark."""
    check_start(data, source=source)
    # Leaving them out of a copy is many times faster than searching for them.
    clean = len(data.translate(None, _CONTROLS)) == len(data)
    control = None if clean else _CONTROL.search(data)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        first = min(error.start, control.start()) if control else error.start
        raise _binary(data, first, source) from None
    if control:
        raise _binary(data, control.start(), source)
    return text


def _binary(data: bytes, offset: int, source: str) -> PactwrightError:
    line = data.count(b"\n", 0, offset) + 1
    column = offset - data.rfind(b"\n", 0, offset)
    return fault_at(
        source,
        line,
        column,
        f"byte 0x{data[offset]:02x} does not belong in a text document",
        hint="compare OpenAPI, Swagger or JSON Schema documents: JSON or YAML in UTF-8",
    )
