"""Multipart bodies split into their parts."""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

_DISPOSITION: Final = re.compile(r";\s*([\w*]+)\s*=\s*(?:\"((?:[^\"\\]|\\.)*)\"|([^;\s]*))")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part; `headers` have names in lower case, and a part with a file name is a file.

    `head` holds the headers as they came, with the line end of the last.
    """

    index: int
    headers: Mapping[str, str]
    content: bytes
    name: str = ""
    filename: str | None = None
    head: bytes = b""

    @property
    def is_file(self) -> bool:
        """Whether the part is a file: it has a file name, or no disposition at all."""
        return self.filename is not None or "content-disposition" not in self.headers

    @property
    def label(self) -> str:
        """The part's name, or its position where it has none."""
        return self.name or str(self.index)

    @property
    def decoded(self) -> bytes:
        """The content, its base64 transfer encoding undone."""
        if self.headers.get("content-transfer-encoding", "").lower() != "base64":
            return self.content
        try:
            return b64decode(self.content, validate=True)
        except Base64Error:
            return self.content


def split_multipart(body: bytes, boundary: str) -> tuple[Part, ...]:
    """Return the parts of a body.

    Raises ValueError for a body that does not keep to its boundary. Source: RFC 2046, 5.1.
    """
    delimiter = b"--" + boundary.encode()
    start = 0 if body.startswith(delimiter) else body.find(b"\r\n" + delimiter) + 2
    if start == 1:
        raise ValueError(f"the boundary {boundary!r} does not occur in it")
    sections = body[start + len(delimiter) :].split(b"\r\n" + delimiter)
    closing = next((i for i, text in enumerate(sections) if text.startswith(b"--")), None)
    if closing is None:
        raise ValueError(f"the closing boundary --{boundary}-- is missing")
    return tuple(_read_part(index, text) for index, text in enumerate(sections[:closing]))


def join_multipart(parts: Iterable[tuple[bytes, bytes]], boundary: str) -> bytes:
    """Return the body of parts, each its head and its content, which must not hold the boundary."""
    mark = b"--" + boundary.encode()
    sections = [mark + b"\r\n" + head + b"\r\n" + content + b"\r\n" for head, content in parts]
    return b"".join([*sections, mark, b"--\r\n"])


def _read_part(index: int, section: bytes) -> Part:
    _, ended, rest = section.partition(b"\r\n")
    if rest.startswith(b"\r\n"):
        head, content = b"", rest[2:]
    else:
        head, blank, content = rest.partition(b"\r\n\r\n")
        ended = ended and blank
    if not ended:
        raise ValueError(f"part {index + 1} has no empty line after its headers")
    headers = dict(_read_header(line) for line in head.split(b"\r\n") if line)
    disposition = dict(_read_disposition(headers.get("content-disposition", "")))
    return Part(
        index=index,
        headers=headers,
        content=content,
        name=disposition.get("name", ""),
        filename=disposition.get("filename"),
        head=head + b"\r\n" if head else b"",
    )


def _read_header(line: bytes) -> tuple[str, str]:
    name, _, value = line.decode("utf-8", "replace").partition(":")
    return name.strip().lower(), value.strip()


def _read_disposition(value: str) -> list[tuple[str, str]]:
    return [
        (name.lower(), quoted.replace('\\"', '"') or bare)
        for name, quoted, bare in _DISPOSITION.findall(value)
    ]
