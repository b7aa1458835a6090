"""Generators applied to bodies: JSON, XML, forms and text."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Final, cast
from urllib.parse import parse_qsl, urlencode
from xml.etree import ElementTree as ET

from pactwright.errors import PactwrightError
from pactwright.matching.content_type import expected_content_type
from pactwright.matching.expressions import as_text
from pactwright.matching.generators import GeneratorContext, generate_value
from pactwright.matching.rules import ARRAY_CONTAINS
from pactwright.matching.wording import encode_json
from pactwright.model.interaction import Body, Pairs
from pactwright.model.json import Json, JsonObject
from pactwright.model.path import Step, Wildcard, parse_path
from pactwright.model.rule import Generator, RuleSet

Declared = tuple[str, tuple[Step, ...], Generator]
"""Where a generator was declared, the steps to its place, and the generator."""

_DECLARATION: Final = re.compile(r"\s*<\?xml[^>]*\?>\s*")


def generate_body(
    body: Body,
    headers: Pairs,
    generators: Mapping[str, Generator] | None,
    rules: Mapping[str, RuleSet] | None,
    context: GeneratorContext,
) -> Body:
    """Return the body with the generators applied; the same body where there are none.

    `rules` are the body's: the variants of an arrayContains rule carry generators too.
    A generator whose place does not occur in the body does nothing.
    """
    found = _collect(generators or {}, rules or {})
    if not found or not body.content:
        return body
    kind = expected_content_type(body.content_type, headers, body.content)
    if kind.is_json:
        return replace(body, content=_generate_json(body.content, found, context))
    if kind.is_xml:
        return replace(body, content=_generate_xml(body.content, found, context))
    if kind.is_form:
        return replace(body, content=_generate_form(body.content, found, context))
    if kind.is_text:
        return replace(body, content=_generate_text(body.content, found, context))
    raise PactwrightError(
        f"generators cannot be applied to a body of type {kind}",
        hint="remove them: they hold for JSON, XML, form and text bodies",
    )


def _collect(generators: Mapping[str, Generator], rules: Mapping[str, RuleSet]) -> list[Declared]:
    found = [(path, parse_path(path), generators[path]) for path in generators]
    for path in rules:
        for rule in rules[path].rules:
            if rule.kind in ARRAY_CONTAINS:
                found += _variant_generators(path, rule.attributes.get("variants"))
    # A shallow generator may change the shape that a deeper one then fills.
    return sorted(found, key=lambda entry: (len(entry[1]), entry[0]))


def _variant_generators(
    path: str, variants: Json
) -> Iterator[tuple[str, tuple[Step, ...], Generator]]:
    for variant in variants if isinstance(variants, list | tuple) else ():
        if not isinstance(variant, Mapping) or not isinstance(variant.get("generators"), Mapping):
            continue
        index = variant.get("index")
        start = (*parse_path(path), index if isinstance(index, int) else 0)
        for inner, entry in cast("JsonObject", variant["generators"]).items():
            if isinstance(entry, Mapping):
                attributes = {key: value for key, value in entry.items() if key != "type"}
                generator = Generator(kind=str(entry.get("type")), attributes=attributes)
                yield f"{path} (variant {start[-1]}) {inner}", start + parse_path(inner), generator


def _generate_json(content: bytes, found: list[Declared], context: GeneratorContext) -> bytes:
    # Decimals keep the digits of numbers that no generator touches.
    document: Json = json.loads(content, parse_float=Decimal)
    for where, steps, generator in found:
        document = _apply(document, steps, _Applied(generator, context, where))
    return encode_json(document)


class _Applied:
    """A generator ready to be applied to an example."""

    def __init__(self, generator: Generator, context: GeneratorContext, where: str) -> None:
        self._generator = generator
        self._context = context
        self._where = f"the generator at {where} of the body"

    def __call__(self, example: Json) -> Json:
        return generate_value(self._generator, example, self._context, where=self._where)


def _apply(value: Json, steps: tuple[Step, ...], make: Callable[[Json], Json]) -> Json:
    if not steps:
        return make(value)
    step, rest = steps[0], steps[1:]
    if isinstance(value, list):
        for index in _indexes(step, len(value)):
            value[index] = _apply(value[index], rest, make)
    elif isinstance(value, dict):
        for key in _keys(step, value):
            value[key] = _apply(value[key], rest, make)
    return value


def _indexes(step: Step, size: int) -> range | tuple[int, ...]:
    if isinstance(step, Wildcard):
        return range(size)
    index = int(step) if isinstance(step, int) or step.isdecimal() else size
    return (index,) if index < size else ()


def _keys(step: Step, value: JsonObject) -> tuple[str, ...]:
    if step is Wildcard.ANY:
        return tuple(value)
    return (str(step),) if not isinstance(step, Wildcard) and str(step) in value else ()


def _generate_form(content: bytes, found: list[Declared], context: GeneratorContext) -> bytes:
    pairs = parse_qsl(content.decode(), keep_blank_values=True)
    for where, steps, generator in found:
        seen = -1
        for position, (name, value) in enumerate(pairs):
            if not steps or steps[0] != name:
                continue
            seen += 1
            if len(steps) == 1 or steps[1] in (seen, Wildcard.ANY, Wildcard.INDEX):
                pairs[position] = (name, as_text(_Applied(generator, context, where)(value)))
    return urlencode(pairs).encode()


def _generate_text(content: bytes, found: list[Declared], context: GeneratorContext) -> bytes:
    text: Json = content.decode()
    for where, steps, generator in found:
        if not steps:
            text = _Applied(generator, context, where)(text)
    return as_text(text).encode()


def _generate_xml(content: bytes, found: list[Declared], context: GeneratorContext) -> bytes:
    text = content.decode()
    declaration = _DECLARATION.match(text)
    root = ET.fromstring(text)  # noqa: S314
    for where, steps, generator in found:
        if steps and _names(steps[0], root):
            _apply_xml(root, steps[1:], _Applied(generator, context, where))
    return ((declaration.group() if declaration else "") + ET.tostring(root, "unicode")).encode()


def _apply_xml(element: ET.Element, steps: tuple[Step, ...], make: Callable[[Json], Json]) -> None:
    if not steps or steps == ("#text",):
        element.text = as_text(make(element.text or ""))
        return
    step, rest = steps[0], steps[1:]
    if isinstance(step, str) and step.startswith("@"):
        for key in element.attrib:
            if _local(key) == step[1:]:
                element.attrib[key] = as_text(make(element.attrib[key]))
        return
    children = [child for child in element if _names(step, child)]
    if rest and isinstance(rest[0], int):
        children, rest = children[rest[0] : rest[0] + 1], rest[1:]
    elif rest and rest[0] is Wildcard.INDEX:
        rest = rest[1:]
    for child in children:
        _apply_xml(child, rest, make)


def _names(step: Step, element: ET.Element) -> bool:
    return step is Wildcard.ANY or step == _local(element.tag)


def _local(tag: str) -> str:
    namespace, closed, local = tag.removeprefix("{").rpartition("}")
    return f"{namespace}:{local}" if closed else local
