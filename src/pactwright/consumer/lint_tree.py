"""An example body as a tree, so that the path of a rule can be followed into it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import parse_qsl
from xml.etree import ElementTree as ET

from pactwright.matching.content_type import ContentType, parse_content_type
from pactwright.matching.multipart import Part, split_multipart
from pactwright.model.json import Json
from pactwright.model.path import Step, Wildcard
from pactwright.pactfile.text import decode_json


@dataclass(frozen=True, slots=True)
class Many:
    """What one name stands for when it comes several times: XML elements, form values, parts."""

    each: tuple[Tree, ...]


Tree: TypeAlias = "Json | Many | Mapping[str, Tree]"


class UnreadableBodyError(ValueError):
    """A body that is not what its content type says; the message says why."""


def read_tree(content: bytes, kind: ContentType) -> Tree:
    """Return the body as a tree; text and bytes have no structure and come as themselves.

    Raises `UnreadableBodyError` where the bytes are not of their content type.
    """
    if kind.is_json:
        return _read_json(content)
    if kind.is_xml:
        return _read_xml(content)
    if kind.is_form:
        return _group(parse_qsl(content.decode(errors="replace"), keep_blank_values=True))
    return _read_multipart(content, kind) if kind.is_multipart else content.decode("latin-1")


def has_structure(kind: ContentType) -> bool:
    """Tell whether rules can speak of places within bodies of this type."""
    return kind.is_json or kind.is_xml or kind.is_form or kind.is_multipart


def follow_path(tree: Tree, steps: tuple[Step, ...]) -> Iterator[Tree]:
    """Yield what stands at the places that the steps name; nothing where they reach nothing."""
    if not steps:
        yield tree
        return
    step, rest = steps[0], steps[1:]
    if isinstance(tree, Many):
        indexed = isinstance(step, int) or step is Wildcard.INDEX
        for inner in _pick(tree.each, step) if indexed else tree.each:
            yield from follow_path(inner, rest if indexed else steps)
    elif isinstance(tree, Mapping):
        for key, value in tree.items():
            if step is Wildcard.ANY or str(step) == key:
                yield from follow_path(value, rest)
    elif isinstance(tree, list):
        for inner in _pick(tuple(tree), step):
            yield from follow_path(inner, rest)


def _pick(each: tuple[Tree, ...], step: Step) -> tuple[Tree, ...]:
    if isinstance(step, Wildcard):
        return each
    index = int(step) if isinstance(step, int) or step.isdecimal() else len(each)
    return each[index : index + 1]


def _read_json(content: bytes) -> Tree:
    try:
        return decode_json(content.decode())
    except json.JSONDecodeError as error:
        raise UnreadableBodyError(f"not JSON ({error})") from error
    except (ValueError, RecursionError) as error:
        raise UnreadableBodyError(str(error) or "a key comes twice in one object") from error


def _read_xml(content: bytes) -> Tree:
    try:
        # The reader of the standard library fetches nothing and limits how far entities expand.
        root = ET.fromstring(content)  # noqa: S314
    except ET.ParseError as error:
        raise UnreadableBodyError(f"not XML ({error})") from error
    return {_local_name(root.tag): _read_element(root)}


def _read_element(element: ET.Element) -> Tree:
    names: dict[str, Tree] = {f"@{_local_name(key)}": text for key, text in element.attrib.items()}
    names["#text"] = element.text or ""
    return {**names, **_group([(_local_name(one.tag), _read_element(one)) for one in element])}


def _local_name(tag: str) -> str:
    namespace, closed, local = tag.removeprefix("{").rpartition("}")
    return f"{namespace}:{local}" if closed else local


def _group(pairs: list[tuple[str, Tree]] | list[tuple[str, str]]) -> dict[str, Tree]:
    grouped: dict[str, list[Tree]] = {}
    for name, value in pairs:
        grouped.setdefault(name, []).append(value)
    return {name: Many(tuple(values)) for name, values in grouped.items()}


def _read_multipart(content: bytes, kind: ContentType) -> Tree:
    boundary = kind.parameter("boundary")
    if not boundary:
        raise UnreadableBodyError("the content type of a multipart body names no boundary")
    try:
        parts = split_multipart(content, boundary)
    except ValueError as error:
        raise UnreadableBodyError(str(error)) from error
    return _group([(part.label, _read_part(part)) for part in parts])


def _read_part(part: Part) -> Tree:
    kind = parse_content_type(part.headers.get("content-type", "text/plain"))
    if kind is None or kind.is_multipart:
        return part.decoded.decode("latin-1")
    return read_tree(part.decoded, kind)
