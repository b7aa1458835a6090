"""Fields of forms and parts of multipart bodies: texts as values of the document, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from pactwright.matching.rules import read_rules
from pactwright.matching.values import read_json
from pactwright.matching.wording import encode_json
from pactwright.model.json import Json, JsonObject
from pactwright.model.rule import RuleSet
from pactwright.property.narrow import Schema, narrow_body, narrow_text
from pactwright.property.schemathesis_document import read_parameter, types_of
from pactwright.strategy.operations import follow

Rules = Mapping[str, RuleSet]

_LATIN: Final = "latin-1"
_LONGEST: Final = 2**20
_USUAL: Final = (0, 1, 64, 1024, 4097)
_MOST: Final = 12
_DEEPEST: Final = 8


def member_schema(root: Json, schema: JsonObject, name: str) -> JsonObject:
    """Return the schema of a member of an object, those of `allOf` included; `{}` for none."""
    whole = follow(root, schema)
    found = follow(root, whole.get("properties")).get(name)
    if isinstance(found, Mapping):
        return found
    parts = whole.get("allOf")
    for part in parts if isinstance(parts, list | tuple) else ():
        inner = member_schema(root, follow(root, part), name)
        if inner:
            return inner
    return {}


def member_schemas(root: Json, schema: JsonObject, depth: int = 0) -> dict[str, JsonObject]:
    """Return the schemas of an object's members by name, those of `allOf` included."""
    whole = follow(root, schema)
    found: dict[str, JsonObject] = {}
    parts = whole.get("allOf")
    for part in parts if isinstance(parts, list | tuple) and depth < _DEEPEST else ():
        found |= member_schemas(root, follow(root, part), depth + 1)
    for name, member in follow(root, whole.get("properties")).items():
        found[name] = follow(root, member)
    return found


def read_field(root: Json, schema: JsonObject, text: str) -> Json:
    """Return what a field's text stands for where the document's schema describes it.

    Source: OpenAPI 3.1.1, section 4.8.15: plain values as their text, objects as JSON.
    """
    if "object" in types_of(root, schema):
        try:
            return read_json(text.encode())
        except (ValueError, RecursionError):
            return text
    return next(read_parameter(root, schema, text), text)


def write_field(value: Json) -> str:
    """Return the text of a field."""
    return value if isinstance(value, str) else encode_json(value).decode()


def write_form(members: Mapping[str, Json]) -> bytes:
    """Return the text of a form; a list is a field that comes several times."""
    pairs = [
        (name, write_field(one))
        for name, value in members.items()
        for one in (value if isinstance(value, list | tuple) else [value])
    ]
    return urlencode(pairs).encode()


def narrow_field(root: Json, schema: JsonObject, value: Json, name: str, rules: Rules) -> Schema:
    """Return what the consumer's rules leave open of a field, `value` being its example's."""
    if isinstance(value, list | Mapping):
        return narrow_member(name, value, rules)
    found = rules_at(name, rules)
    if found is None:
        return {"enum": [value]}
    types = types_of(root, schema)
    return narrow_text(found, write_field(value), types=types) or (
        {} if types else {"type": "string"}
    )


def narrow_member(name: str, value: Json, rules: Rules) -> Schema:
    """Return what the rules leave open of JSON that stands under a name in the body."""
    return dict(narrow_body({name: value}, rules)["properties"][name])


def narrow_bytes(schema: JsonObject, content: str, rules: RuleSet | None) -> Schema:
    """Return the contents of other lengths that a rule may leave open, `content` being bytes.

    They are the example's beginning, or the example with more behind it: as long as the schema's
    bounds allow, and as long as careless code does not expect. Whether the rule takes them (an
    image must still begin as one) is for the Rust core to say.
    """
    if rules is None:
        return {"enum": [content]}
    least, most = (schema.get(name) for name in ("minLength", "maxLength"))
    low = least if isinstance(least, int) else 0
    high = most if isinstance(most, int) else _LONGEST
    edges = (low, low + 1, high - 1, high) if high < _LONGEST else (low, low + 1)
    lengths = [*edges, len(content) - 1, len(content) + 1, len(content) // 2, *_USUAL]
    kept = [one for one in dict.fromkeys(lengths) if low <= one <= high]
    made = [content, *(_of_length(content, length) for length in kept[:_MOST])]
    return {"enum": list(dict.fromkeys(made))}


def _of_length(content: str, length: int) -> str:
    missing = max(0, length - len(content))
    more = bytes(range(256)) * (missing // 256 + 1)
    return content[:length] + more[:missing].decode(_LATIN)


def bytes_text(content: bytes) -> str:
    """Return bytes as a text of as many characters, which a value can hold."""
    return content.decode(_LATIN)


def text_bytes(text: str) -> bytes:
    """Return the bytes that a text stands for; what is no byte is written as UTF-8."""
    try:
        return text.encode(_LATIN)
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")


def rules_at(name: str, rules: Rules) -> RuleSet | None:
    """Return the rules that speak of a field or part, `None` where none does."""
    selected = read_rules(rules).select((name,))
    return None if selected is None else selected.rules
