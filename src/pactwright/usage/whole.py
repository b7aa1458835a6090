"""The wholes that a part of an operation belongs to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pactwright.model.path import format_path, parse_path
from pactwright.usage.part import Part


def wholes_of(part: Part) -> Iterator[Part]:
    """Yield the operation, the status, the body and the members that the part lies in."""
    operation = Part(kind="operation", operation=part.operation)
    if part == operation:
        return
    yield operation
    status = replace(operation, kind="status", status=part.status)
    if part.status and part != status:
        yield status
    if part.kind == "request field":
        yield replace(operation, kind="request content type", name=part.content_type)
    if part.kind == "response field":
        yield replace(status, kind="response content type", name=part.content_type)
    if part.kind in ("request field", "response field"):
        steps = parse_path(part.name)
        for end in range(1, len(steps)):
            yield replace(part, name=format_path(steps[:end]))
