"""A document's bytes to its value: JSON or YAML, by what the text is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pactwright.document.fault import fault_at
from pactwright.document.json_text import parse_json
from pactwright.document.limits import LIMITS, Limits
from pactwright.document.text import check_start, decode_text
from pactwright.errors import PactwrightError
from pactwright.model.json import Json

_YAML_NAMES = (".yaml", ".yml")
_MEGABYTE = 1024 * 1024
_HEAD = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedDocument:
    """A parsed document: its value, and its bytes (UTF-8) for looking lines up.

    `references` are the distinct texts of its `$ref`, wherever they stand (also inside
    examples). `indented` tells JSON whose layout is known, so that places are found quickly;
    `plain` tells YAML in which nothing is odd.
    """

    source: str
    syntax: Literal["json", "yaml"]
    data: bytes
    root: Json
    references: tuple[str, ...]
    indented: bool = False
    plain: bool = False


def parse_document(
    data: bytes, *, source: str, limits: Limits = LIMITS, like: ParsedDocument | None = None
) -> ParsedDocument:
    """Return the parsed document; raises `PactwrightError` that begins `source:line:column`.

    What begins with a brace or bracket is JSON, also under a name of YAML as long as it reads
    as JSON. `like` is a document read before that is much the same: what stands in both word for
    word may be one value in both.
    """
    refuse_size(len(data), source, limits.json_bytes)
    check_start(data, source=source)
    named_yaml = source.lower().endswith(_YAML_NAMES)
    looks_json = data[:_HEAD].lstrip()[:1] in {b"{", b"["}
    if source.lower().endswith(".json") or (looks_json and not named_yaml):
        return _parse_json(data, source, limits)
    if looks_json:
        try:
            return _parse_json(data, source, limits)
        except PactwrightError as error:
            if "not valid JSON" not in error.message:
                raise
    return _parse_yaml(data, source, limits, like)


def refuse_size(
    size: int,
    source: str,
    most: int,
    *,
    hint: str = "compare the parts that changed as documents of their own",
) -> None:
    """Raise when a document of `size` bytes is larger than we read."""
    if size > most:
        raise fault_at(
            source,
            1,
            1,
            f"the document has {size / _MEGABYTE:,.0f} MB; at most {most // _MEGABYTE} MB are read",
            hint=hint,
        )


def _parse_json(data: bytes, source: str, limits: Limits) -> ParsedDocument:
    parsed = parse_json(data, source=source, limits=limits)
    return ParsedDocument(
        source=source,
        syntax="json",
        data=data,
        root=parsed.root,
        references=parsed.references,
        indented=parsed.indented,
    )


def _parse_yaml(
    data: bytes, source: str, limits: Limits, like: ParsedDocument | None
) -> ParsedDocument:
    from pactwright.document.yaml_text import parse_yaml

    json_megabytes = limits.json_bytes // _MEGABYTE
    hint = f"write it as JSON, of which {json_megabytes} MB are read"
    refuse_size(len(data), source, limits.yaml_bytes, hint=hint)
    text = decode_text(data, source=source)
    known = (like.data, like.root) if like is not None and like.plain else None
    parsed = parse_yaml(text, source=source, limits=limits, known=known)
    return ParsedDocument(
        source=source,
        syntax="yaml",
        data=data,
        root=parsed.root,
        references=tuple(parsed.survey.references),
        plain=parsed.plain,
    )
