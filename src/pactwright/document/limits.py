"""How much a document may ask of us before it is refused."""

from __future__ import annotations

from dataclasses import dataclass

_MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds that keep any document under a second or two and well under a gigabyte.

    `json_bytes` and `yaml_bytes` bound the text; `values` what it holds, aliases expanded;
    `depth` the nesting of objects and arrays (real documents stay under 30); `references` the
    number of `$ref`; `files` the external files that one document pulls in.
    """

    json_bytes: int = 64 * _MEGABYTE
    yaml_bytes: int = 10 * _MEGABYTE
    values: int = 5_000_000
    depth: int = 99
    references: int = 500_000
    files: int = 1_000


LIMITS = Limits()
