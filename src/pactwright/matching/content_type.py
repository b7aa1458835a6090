"""Content types: parsed, compared, and guessed from a body."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pactwright.model.interaction import Pairs


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentType:
    """A media type: `application/vnd.api+json;charset=utf-8` in its parts, in lower case.

    `parameters` are sorted; only the value of `charset` is in lower case.
    """

    main: str = "*"
    sub: str = "*"
    suffix: str | None = None
    parameters: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        suffix = f"+{self.suffix}" if self.suffix else ""
        rest = "".join(f";{name}={value}" for name, value in self.parameters)
        return f"{self.main}/{self.sub}{suffix}{rest}"

    @property
    def essence(self) -> str:
        """The type without parameters."""
        return f"{self.main}/{self.sub}" + (f"+{self.suffix}" if self.suffix else "")

    @property
    def base(self) -> ContentType:
        """The type that the suffix names (`application/json` of `application/hal+json`)."""
        return ContentType(main=self.main, sub=self.suffix or self.sub)

    @property
    def is_unknown(self) -> bool:
        """Whether a part of the type is a star."""
        return "*" in (self.main, self.sub)

    @property
    def is_json(self) -> bool:
        """Whether bodies of this type are compared as JSON."""
        return self.main == "application" and (
            self.sub.startswith("json") or self.suffix == "json" or self.sub == "graphql"
        )

    @property
    def is_xml(self) -> bool:
        """Whether bodies of this type are compared as XML."""
        return self.main in ("application", "text") and "xml" in (self.sub, self.suffix)

    @property
    def is_form(self) -> bool:
        """Whether bodies of this type are compared as URL-encoded forms."""
        return self.base.essence == "application/x-www-form-urlencoded"

    @property
    def is_multipart(self) -> bool:
        """Whether bodies of this type are compared part by part."""
        return self.main == "multipart"

    @property
    def is_text(self) -> bool:
        """Whether bodies of this type are text."""
        return self.main == "text" or self.is_xml or self.is_json or self.is_form

    @property
    def is_binary(self) -> bool:
        """Whether bodies of this type are compared as bytes."""
        return self.main in ("audio", "font", "image", "video") or not self.is_text

    def parameter(self, name: str) -> str | None:
        """Return the value of a parameter."""
        return dict(self.parameters).get(name)

    def accepts(self, other: ContentType) -> bool:
        """Whether a body of the other type is one of this type.

        Parameters count when this type has some. Source: the reference's rule, which the
        specification leaves open.
        """
        if "xml" == self.sub == other.sub and {self.main, other.main} <= {"application", "text"}:
            return not self.parameters or self.parameters == other.parameters
        if not self.parameters:
            return (self.main, self.sub) == (other.main, other.sub)
        return self == other


UNKNOWN: Final = ContentType()
JSON: Final = ContentType(main="application", sub="json")
XML: Final = ContentType(main="application", sub="xml")
HTML: Final = ContentType(main="text", sub="html")
TEXT: Final = ContentType(main="text", sub="plain")

_TOKEN = r"[!#$&\-^_.+%*'`|~A-Za-z0-9]+"  # noqa: S105
_TYPE = re.compile(rf"\s*({_TOKEN})/({_TOKEN})\s*")
_PARAMETER = re.compile(rf";\s*(?:({_TOKEN})=(?:\"((?:[^\"\\]|\\.)*)\"|({_TOKEN}))\s*)?")


@lru_cache(maxsize=512)
def parse_content_type(text: str) -> ContentType | None:
    """Return the content type that a header value names, `None` when it names none."""
    found = _TYPE.match(text)
    if found is None:
        return None
    position = found.end()
    parameters: dict[str, str] = {}
    while position < len(text):
        pair = _PARAMETER.match(text, position)
        if pair is None:
            return None
        position = pair.end()
        if pair.group(1):
            name = pair.group(1).lower()
            value = pair.group(2) if pair.group(2) is not None else pair.group(3)
            parameters[name] = value.lower() if name == "charset" else value
    main, sub = found.group(1).lower(), found.group(2).lower()
    stem, plus, suffix = sub.rpartition("+")
    return ContentType(
        main=main,
        sub=stem if plus else sub,
        suffix=suffix if plus else None,
        parameters=tuple(sorted(parameters.items())),
    )


_XML_HEAD = re.compile(r"\s*<\?xml\s*version.*")
_HTML_HEAD = re.compile(r"\s*(<!DOCTYPE)|(<HTML>).*")
_XML_ELEMENT = re.compile(r"\s*<\w+\s*(:\w+=[\"”][^\"”]+[\"”])?.*")
_JSON_HEAD = re.compile(r"\s*(true|false|null|[0-9]+|\"\w*|\{\s*(}|\"\w+)|\[\s*)")


def guess_content_type(body: bytes) -> ContentType:
    """Return the content type that the first characters of a body suggest, text at the least."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        text = ""
    if _XML_HEAD.match(text):
        return XML
    if _HTML_HEAD.match(text[:64].upper()):
        return HTML
    if _XML_ELEMENT.match(text):
        return XML
    return JSON if _JSON_HEAD.match(text) else TEXT


def expected_content_type(declared: str | None, headers: Pairs, body: bytes) -> ContentType:
    """Return the content type of a pact's body: declared, in the headers, or guessed."""
    if declared and (parsed := parse_content_type(declared)):
        return parsed
    for name, values in headers:
        if name.lower() == "content-type" and values and values[0]:
            return parse_content_type(values[0]) or guess_content_type(body)
    return guess_content_type(body)


def actual_content_type(headers: tuple[tuple[str, str], ...], body: bytes) -> ContentType:
    """Return the content type of a body as received: in the headers, or guessed."""
    values = [value for name, value in headers if name.lower() == "content-type"]
    if values and (parsed := parse_content_type(", ".join(values))):
        return parsed
    return guess_content_type(body)
