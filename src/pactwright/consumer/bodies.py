"""Bodies that are not JSON: forms, XML and multipart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from pactwright.consumer.value import Content, Xml

PartContent: TypeAlias = "Content | bytes"
PartValue: TypeAlias = "PartContent | tuple[str, PartContent] | tuple[str, PartContent, str]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """The fields of an HTML form; a list is a field that comes several times."""

    fields: Mapping[str, Content]


@dataclass(frozen=True, slots=True, kw_only=True)
class Multipart:
    """The parts of a multipart form."""

    parts: Mapping[str, PartValue]


Body: TypeAlias = "Content | bytes | Form | Multipart"
"""Every way to declare a body: JSON, text, bytes, `form`, `xml` or `multipart`."""


def form(fields: Mapping[str, Content]) -> Form:
    """Declare an `application/x-www-form-urlencoded` body."""
    return Form(fields=fields)


def xml(tag: str, *children: Content, attributes: Mapping[str, Content] | None = None) -> Xml:
    """Declare an XML element, which as a body is an `application/xml` document.

    Children are texts, numbers, matchers and elements; `each_like(xml("line", …))` is an
    element that comes once or more; a pact cannot say how often.
    """
    return Xml(tag=tag, children=children, attributes=attributes or {})


def multipart(parts: Mapping[str, PartValue]) -> Multipart:
    """Declare a `multipart/form-data` body: each part's content by its name.

    A file is `(filename, content)` or `(filename, content, content_type)`, as clients take it.
    """
    return Multipart(parts=parts)
