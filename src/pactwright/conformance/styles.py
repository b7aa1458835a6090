"""How parameters are written: the styles of OpenAPI, undone."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeAlias
from urllib.parse import unquote

from pactwright.conformance.operation import Parameter
from pactwright.conformance.texts import TextReader
from pactwright.model.json import Json
from pactwright.schema.node import Node

Query: TypeAlias = Mapping[str, Sequence[str]]
"""Names with their values in order, percent signs decoded."""

_DELIMITERS: Final = {
    "form": ",",
    "simple": ",",
    "spaceDelimited": " ",
    "pipeDelimited": "|",
    "tabDelimited": "\t",
}
_WRITTEN: Final = {"spaceDelimited": "%20", "pipeDelimited": "%7C", "tabDelimited": "%09"}
"""Delimiters that no path may hold as they are (RFC 3986, section 3.3)."""

_STEP: Final = re.compile(r"\[([^\[\]]*)\]|\.([^.\[\]]+)")


def read_single(parameter: Parameter, node: Node, text: str, reader: TextReader) -> Json:
    """Return the value of a parameter that stands in one text: a path's, header's or cookie's.

    Source: OpenAPI 3.1.1, section 4.8.12.6, "Style Examples".
    """
    if parameter.content is not None:
        return _read_json(text)
    types = reader.types(node)
    if not types & {"array", "object"}:
        return reader.read(node, _decode(parameter, _unprefixed(parameter, text)[0]))
    plain, delimiter = _unprefixed(parameter, text)
    if parameter.location == "path" and parameter.style in _WRITTEN:
        delimiter = _WRITTEN[parameter.style]
        plain = plain.replace(unquote(delimiter), delimiter)
    parts = plain.split(delimiter) if plain else []
    if "array" in types:
        prefix = f"{parameter.name}="
        if parameter.style == "matrix" and parameter.explode:
            parts = [part.removeprefix(prefix) for part in parts]
        return reader.read_list(node, [_decode(parameter, part) for part in parts])
    pairs = _pairs(parts, named=parameter.explode or any("=" in part for part in parts))
    if pairs is None:
        return reader.read(node, plain)
    return reader.read_tree(node, _decoded(parameter, pairs))


def _pairs(parts: Sequence[str], *, named: bool) -> dict[str, str] | None:
    """Return names with their values (`a=1`, or `a` and `1` in turn), None where these are none."""
    if named:
        found = dict(part.partition("=")[::2] for part in parts if "=" in part)
        return found if found or not parts else None
    return None if len(parts) % 2 else dict(zip(parts[::2], parts[1::2], strict=True))


def _unprefixed(parameter: Parameter, text: str) -> tuple[str, str]:
    """Return the text without what its style puts before it, and what parts its values."""
    if parameter.style == "label":
        return text.removeprefix("."), "." if parameter.explode else ","
    if parameter.style == "matrix":
        plain = text.removeprefix(";")
        if parameter.explode:
            return plain, ";"
        return plain.removeprefix(f"{parameter.name}="), ","
    return text, _DELIMITERS.get(parameter.style, ",")


def _decode(parameter: Parameter, text: str) -> str:
    return unquote(text) if parameter.location == "path" else text


def _decoded(parameter: Parameter, pairs: Mapping[str, str]) -> dict[str, str]:
    return {_decode(parameter, name): _decode(parameter, value) for name, value in pairs.items()}


def read_query(
    parameter: Parameter, node: Node, query: Query, reader: TextReader
) -> tuple[Json, frozenset[str]] | None:
    """Return the value of a query parameter with the names that it takes, `None` when absent."""
    if parameter.content is not None:
        values = query.get(parameter.name)
        return (_read_json(values[0]), frozenset({parameter.name})) if values else None
    types = reader.types(node)
    if "object" in types:
        found = _read_object(parameter, node, query, reader)
        if found is not None:
            return found
    names = [parameter.name] if parameter.name in query else []
    if "array" in types or not types:
        names += [name for name in (f"{parameter.name}[]",) if name in query]
    if "array" in types:
        names += [
            name for name in query if re.fullmatch(rf"{re.escape(parameter.name)}\[\d+\]", name)
        ]
    if not names:
        return None
    values = [value for name in names for value in query[name]]
    if "array" in types:
        return _read_list(parameter, node, values, reader), frozenset(names)
    return reader.read(node, ",".join(values)), frozenset(names)


def _read_list(parameter: Parameter, node: Node, values: Sequence[str], reader: TextReader) -> Json:
    """Return the items; a list may always be repeated, and split where its style says so.

    An exploded list of one text is split as well when only its parts are what the schema wants.
    """
    delimiter = _DELIMITERS.get(parameter.style, ",")
    split = [part for value in values for part in value.split(delimiter)]
    whole = reader.read_list(node, list(values))
    if not parameter.explode:
        return reader.read_list(node, split)
    if len(values) == 1 and len(split) > 1 and isinstance(whole[0], str):
        parts = reader.read_list(node, split)
        if not any(isinstance(part, str) for part in parts):
            return parts
    return whole


def _read_object(
    parameter: Parameter, node: Node, query: Query, reader: TextReader
) -> tuple[Json, frozenset[str]] | None:
    nested = {
        name: values
        for name, values in query.items()
        if name.startswith((f"{parameter.name}[", f"{parameter.name}."))
    }
    if nested:
        tree: dict[str, Any] = {}
        for name, values in nested.items():
            _plant(tree, _steps(name[len(parameter.name) :]), list(values))
        return reader.read_tree(node, tree), frozenset(nested)
    if parameter.name in query and not parameter.explode:
        text = query[parameter.name][0]
        parts = text.split(_DELIMITERS[parameter.style]) if parameter.style in _DELIMITERS else []
        if len(parts) % 2 or not parts:  # no names with their values
            return text, frozenset({parameter.name})
        pairs = dict(zip(parts[::2], parts[1::2], strict=True))
        return reader.read_tree(node, pairs), frozenset({parameter.name})
    if parameter.style == "form" and parameter.explode and parameter.name not in query:
        names = [name for name in reader.properties(node) if name in query]
        if names:
            tree = {name: query[name][0] for name in names}
            return reader.read_tree(node, tree), frozenset(names)
    return None


def _steps(text: str) -> list[str]:
    return [inner or dotted for inner, dotted in _STEP.findall(text)]


def _plant(tree: dict[str, Any], steps: list[str], values: list[str]) -> None:
    """Put the values at nested keys of a tree; a step without a name makes a list."""
    listed = bool(steps) and steps[-1] == ""
    steps = [step for step in steps if step]
    for step in steps[:-1]:
        below = tree.setdefault(step, {})
        if not isinstance(below, dict):
            return
        tree = below
    if steps:
        tree[steps[-1]] = values if listed or len(values) > 1 else values[0]


def _read_json(text: str) -> Json:
    try:
        value: Json = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return value
