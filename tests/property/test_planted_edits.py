"""One breaking edit planted in a real document is found, and shown by a body."""

import copy
import json
from pathlib import Path
from random import Random

import pytest

from pactwright import compare

PAIRS = Path(__file__).parents[3] / "shared" / "compat" / "pairs"
NAMES = ["adyen-PaymentService-v67-v68", "twilio-twilio_verify_v2-2023-2024"]
EDITS = 40

pytestmark = pytest.mark.skipif(not PAIRS.is_dir(), reason="the real documents are not here")


def read(name):
    return json.loads((PAIRS / name / "old.json").read_text())


def places(document):
    """Return (path to a schema, direction) for every schema a request or an answer reaches."""
    found = set()
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if not isinstance(operation, dict) or "responses" not in operation:
                continue
            start = ("paths", path, method)
            content = operation.get("requestBody", {}).get("content", {})
            for media in content:
                place = (*start, "requestBody", "content", media, "schema")
                reach(document, place, "request", found)
            for status, answer in operation["responses"].items():
                for media in answer.get("content", {}):
                    place = (*start, "responses", status, "content", media, "schema")
                    reach(document, place, "response", found)
    return sorted(found)


def follow(document, path):
    for step in path:
        document = document[step]
    return document


def reach(document, path, direction, found):
    schema = follow(document, path)
    if "$ref" in schema:
        reach(document, tuple(schema["$ref"].split("/")[1:]), direction, found)
    elif (path, direction) not in found:
        found.add((path, direction))
        for name in schema.get("properties", {}):
            reach(document, (*path, "properties", name), direction, found)
        if "items" in schema:
            reach(document, (*path, "items"), direction, found)


def plant(random, schema, direction):
    """Break whoever sends or reads the schema; return what was done, or None."""
    kind = schema.get("type")
    if direction == "request" and kind == "object":
        schema["required"] = [*schema.get("required", ()), "planted"]
        schema["properties"] = {**schema.get("properties", {}), "planted": {"type": "string"}}
        return "required property"
    if len(schema.get("enum", ())) > 1:
        values = list(schema["enum"])
        schema["enum"] = values[1:] if direction == "request" else [*values, "planted"]
        return "enum"
    if direction == "response" and schema.get("required"):
        schema["required"] = schema["required"][1:]
        return "optional property"
    if kind in {"integer", "boolean", "array"}:
        schema["type"] = random.choice(["string", "object"])
        schema.pop("format", None)
        return "type"
    if kind == "string" and direction == "request" and "enum" not in schema:
        schema["enum"] = ["planted"]
        return "became enum"
    return None


@pytest.mark.parametrize("name", NAMES)
def test_an_identical_document_is_silent(name):
    comparison = compare(read(name), read(name))
    assert (comparison.verdict, comparison.findings) == ("compatible", ())


@pytest.mark.parametrize("name", NAMES)
def test_planted_breaks_are_found_and_witnessed(name):
    old, random = read(name), Random(7)
    reached, planted, missed = places(old), 0, []
    while planted < EDITS:
        path, direction = random.choice(reached)
        new = copy.deepcopy(old)
        edit = plant(random, follow(new, path), direction)
        if edit is None:
            continue
        planted += 1
        found = [f for f in compare(old, new).findings if f.verdict == "breaking" and f.witness]
        if not found:
            missed.append((edit, direction, "/".join(path)))
    assert len(missed) <= EDITS // 20, missed
