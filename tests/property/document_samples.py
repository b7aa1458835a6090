"""Values of a schema, chosen to differ in one place each; an oracle of its own, not the prover."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

_MOST = 300
_DEEPEST = 5
_FORMATS = {
    "date": "2024-02-29",
    "date-time": "2024-02-29T23:59:59Z",
    "uuid": "6f8c5a52-9d5b-4a0e-8f35-2f2f2c9a7d11",
    "email": "a@example.org",
    "uri": "https://example.org/a",
    "uri-reference": "/problems/a",
}
_OTHER_LENGTHS = {
    "date-time": (f"2024-02-29T23:59:59.{'1' * 20}Z",),
    "email": ("a@b.co", f"{'a' * 30}@example.org"),
    "uri": ("a:b", f"https://example.org/{'a' * 30}"),
    "uri-reference": ("/a", f"/problems/{'a' * 30}"),
}
_TEXTS = (
    "some words",
    "a@example.org",
    "some-words",
    "other-words",
    "AB12",
    "AA-0001",
    "12.50",
    "0.05",
    "NL",
    "#1a2b3c",
    "a.b.c",
    "x" * 43,
    "/widgets/7",
    f"/clients/{_FORMATS['uuid']}",
    f"/deals/{_FORMATS['uuid']}",
    f"session={'x' * 43}; Path=/",
    *(f'Bearer realm="{name}", error="x"' for name in ("identity", "sales", "widgets")),
    '</deals?page=2>; rel="next"',
    '</deals?status=open&status=won&page=2>; rel="next"',
)
_ANY = ("string", "integer", "null", "array", "object")
_TEXT = {"type": "string"}
_CHECKER = FormatChecker()


def valid_samples(schema: Any, document: dict) -> list[Any]:
    """Return values that the schema admits: one that has it all, and those that differ from it."""
    whole = validator(schema, document)
    return [value for value in islice(_values(schema, document, 0), _MOST) if whole.is_valid(value)]


def validator(schema: Any, document: dict) -> Draft202012Validator:
    """Return a validator of one schema of a document, references and formats included."""
    rooted = {"allOf": [schema], "components": document.get("components", {})}
    return Draft202012Validator(rooted, format_checker=_CHECKER)


def _values(schema: Any, document: dict, depth: int) -> Iterator[Any]:
    if not isinstance(schema, dict):
        yield "anything"
        return
    if "$ref" in schema:
        yield from _values(_named(schema["$ref"], document), document, depth + 1)
    elif {"oneOf", "anyOf", "allOf"} & schema.keys():
        yield from _composed(schema, document, depth)
    elif "const" in schema:
        yield schema["const"]
    elif "enum" in schema:
        yield from schema["enum"]
    else:
        yield from _of_types(schema, document, depth)


def _named(reference: str, document: dict) -> Any:
    node: Any = document
    for step in reference.split("/")[1:]:
        node = node[step.replace("~1", "/").replace("~0", "~")]
    return node


def _composed(schema: dict, document: dict, depth: int) -> Iterator[Any]:
    for key in ("oneOf", "anyOf"):
        if key in schema:
            rest = {name: item for name, item in schema.items() if name != key}
            for branch in schema[key]:
                yield from _values(_merge(rest, branch, document), document, depth)
            return
    merged = {name: item for name, item in schema.items() if name != "allOf"}
    for branch in schema["allOf"]:
        merged = _merge(merged, branch, document)
    yield from _values(merged, document, depth)


def _of_types(schema: dict, document: dict, depth: int) -> Iterator[Any]:
    kinds = schema.get("type", "object" if "properties" in schema else [*_ANY])
    for kind in kinds if isinstance(kinds, list) else [kinds]:
        yield from _of_type(kind, schema, document, depth)


def _merge(one: dict, other: Any, document: dict) -> dict:
    if isinstance(other, dict) and "$ref" in other:
        other = _named(other["$ref"], document)
    merged = {**one, **other}
    if "properties" in one and "properties" in other:
        merged["properties"] = {**one["properties"], **other["properties"]}
    merged["required"] = [*one.get("required", []), *other.get("required", [])]
    return merged


def _of_type(kind: str, schema: dict, document: dict, depth: int) -> Iterator[Any]:
    match kind:
        case "object":
            yield from _objects(schema, document, depth)
        case "array":
            yield from _arrays(schema, document, depth)
        case "string":
            yield from _texts(schema)
        case "integer" | "number":
            yield from _numbers(kind, schema)
        case "boolean":
            yield from (True, False)
        case "null":
            yield None


def _objects(schema: dict, document: dict, depth: int) -> Iterator[dict]:
    properties = schema.get("properties", {})
    required = set(schema.get("required", []))
    if depth > _DEEPEST:
        properties = {name: item for name, item in properties.items() if name in required}
    choices = {
        name: list(islice(_values(item, document, depth + 1), 60))
        for name, item in properties.items()
    }
    whole = {name: values[0] for name, values in choices.items() if values}
    for name in required - whole.keys():
        whole[name] = "anything"
    yield whole
    for name in properties:
        if name not in required:
            yield {key: item for key, item in whole.items() if key != name}
    for name, values in choices.items():
        yield from ({**whole, name: value} for value in values[1:])
    yield {name: value for name, value in whole.items() if name in required}


def _arrays(schema: dict, document: dict, depth: int) -> Iterator[list]:
    items = list(islice(_values(schema.get("items", _TEXT), document, depth + 1), 60))
    least = schema.get("minItems", 0)
    yield (items[:1] or ["anything"]) * max(least, 1)
    if least == 0:
        yield []
    for item in items[1:]:
        yield [item] * max(least, 1)
    yield items[:2] if len(items) > 1 else items * 2


def _texts(schema: dict) -> Iterator[str]:
    if "pattern" in schema:
        yield from filter(None, [_FORMATS.get(schema.get("format", ""))])
        lengths = schema.get("minLength", 0), schema.get("maxLength", 1000)
        yield from _fitting(schema["pattern"], *lengths)
        return
    if schema.get("format") in _FORMATS:
        yield _FORMATS[schema["format"]]
        yield from _OTHER_LENGTHS.get(schema["format"], ())
        return
    least, most = schema.get("minLength", 0), schema.get("maxLength", 40)
    yield "some words"[:most].ljust(least, "x")
    yield "" if least == 0 else "x" * least
    yield "1" * most


def _fitting(pattern: str, least: int, most: int) -> list[str]:
    texts = [text for text in _TEXTS if re.search(pattern, text)]
    if not texts:
        raise LookupError(f"add a text that fits {pattern!r} to the samples")
    sized = [*texts, *(text[:most] for text in texts), *(text.ljust(least, "x") for text in texts)]
    fits = [text for text in sized if re.search(pattern, text) and least <= len(text) <= most]
    return [*dict.fromkeys(fits)][:4]


def _numbers(kind: str, schema: dict) -> Iterator[float]:
    least = schema.get("minimum", schema.get("exclusiveMinimum"))
    most = schema.get("maximum", schema.get("exclusiveMaximum"))
    base = 1 if least is None else least + ("exclusiveMinimum" in schema)
    yield base
    yield from (value for value in (least, most) if value is not None)
    yield from (0, -1, base + 7)
    if kind == "number":
        yield base + 0.5
