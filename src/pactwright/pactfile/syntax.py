"""The members of a pact file's bytes, with every fault of the text named by line and column."""

from __future__ import annotations

from collections.abc import Iterator

from pactwright.errors import PactwrightError
from pactwright.model.json import Json
from pactwright.pactfile import locate
from pactwright.pactfile.text import DuplicateKeyError, JsonTextError, iterate_members

_UTF8_MARK = b"\xef\xbb\xbf"
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
_WRITE_AGAIN = "let the tool that made the file write it again"


def read_members(
    data: bytes, *, source: str, streamed: frozenset[str]
) -> Iterator[tuple[str, int | None, Json]]:
    """Yield `(key, index, value)` for the top of a JSON document, as `text.iterate_members` does.

    Raises `PactwrightError` that begins with `source:line:column`.
    """
    text = _decode(data, source)
    if (deep := locate.find_too_deep(data)) is not None:
        raise _fault(
            text,
            deep,
            source,
            f"nested deeper than {locate.MAX_DEPTH} levels",
            hint="no Pact tool reads deeper; flatten the body, or keep it as text",
        )
    if (half := locate.find_lone_surrogate(text)) is not None:
        raise _fault(
            text,
            half,
            source,
            f"{text[half : half + 6]} is half of a surrogate pair, not a character",
            hint="write both halves, or the character itself",
        )
    try:
        for key, index, value, _ in iterate_members(text, streamed):
            yield key, index, value
    except JsonTextError as error:
        raise _broken_json(text, error, source) from None
    except DuplicateKeyError:
        raise _duplicate(text, source) from None
    except ValueError as error:
        raise _unreadable_number(text, str(error), source) from None


def _decode(data: bytes, source: str) -> str:
    if not data.strip():
        raise PactwrightError(f"{source}:1:1: the file is empty", hint=_WRITE_AGAIN)
    if data.startswith(_UTF8_MARK):
        raise PactwrightError(
            f"{source}:1:1: the file begins with a byte order mark",
            hint="save it as UTF-8 without a byte order mark",
        )
    if data.startswith(_WIDE_MARKS) or b"\x00" in data[:4]:
        raise PactwrightError(
            f"{source}:1:1: the file is not UTF-8 (it looks like UTF-16 or UTF-32)",
            hint="save it as UTF-8",
        )
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        line, column = locate.line_and_column(before, len(before))
        raise PactwrightError(
            f"{source}:{line}:{column}: byte 0x{data[error.start]:02x} is not UTF-8",
            hint="save the file as UTF-8; binary bodies are written as base64",
        ) from None


def _fault(
    text: str, offset: int, source: str, message: str, *, hint: str | None
) -> PactwrightError:
    line, column = locate.line_and_column(text, offset)
    return PactwrightError(f"{source}:{line}:{column}: {message}", hint=hint)


def _broken_json(text: str, error: JsonTextError, source: str) -> PactwrightError:
    if error.offset >= len(text.rstrip()) or "nterminated string" in error.message:
        message = f"{error.message}; the file ends too early"
        return _fault(text, error.offset, source, message, hint=_WRITE_AGAIN)
    return _fault(text, error.offset, source, error.message, hint=f"correct it, or {_WRITE_AGAIN}")


def _duplicate(text: str, source: str) -> PactwrightError:
    offset, pointer = locate.find_duplicate_key(text) or (0, "")
    return _fault(
        text,
        offset,
        source,
        f"the key {pointer} is there twice",
        hint="readers disagree on which one counts; remove one",
    )


def _unreadable_number(text: str, message: str, source: str) -> PactwrightError:
    if (offset := locate.find_constant(text)) is not None:
        word = text[offset : offset + 9].rstrip(",]} \n")
        return _fault(
            text,
            offset,
            source,
            f"{word} is not JSON",
            hint="JSON has no such number; use null or a string",
        )
    offset = locate.find_long_number(text) or 0
    return _fault(
        text, offset, source, f"the number is too large to read ({message})", hint="use a string"
    )
