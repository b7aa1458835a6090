"""Bodies that an example stands for, each in the manner of its content type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias

from hypothesis import strategies as st

from pactwright.matching.content_type import ContentType, parse_content_type
from pactwright.matching.multipart import Part, join_multipart, split_multipart
from pactwright.matching.multipart_body import rules_within
from pactwright.matching.rules import read_rules
from pactwright.matching.values import read_json
from pactwright.matching.wording import encode_json
from pactwright.model.choice import Choice
from pactwright.model.interaction import Body
from pactwright.model.json import Json, JsonObject
from pactwright.model.rule import RuleSet
from pactwright.strategy.bodies import body_values
from pactwright.strategy.markup import form_values, xml_values
from pactwright.strategy.operations import is_json
from pactwright.strategy.scalars import scalar_values
from pactwright.strategy.schemas import SchemaValues

Rules: TypeAlias = Mapping[str, RuleSet] | None
Contents: TypeAlias = st.SearchStrategy[bytes]

_BYTES: Final = "application/octet-stream"
_ROOT: Final = "$"
_MORE: Final = 64
_LONGEST: Final = 2**20


def content_values(body: Body | None, rules: Rules, choices: Sequence[Choice] = ()) -> Contents:
    """Return the contents that the rules and the declared variants admit in place of the body's.

    Whether bytes of another length are still of their type is for the Rust core to say.
    """
    if body is None or body.content is None:
        whole = any(choice.place == _ROOT for choice in choices)
        return body_values(None, {}, choices).map(encode_json) if whole else st.just(b"")
    if is_json(body.content_type):
        return body_values(_read(body.content), rules, choices).map(encode_json)
    return _typed_values(body.content, parse_content_type(body.content_type or ""), rules)


def _typed_values(content: bytes, kind: ContentType | None, rules: Rules) -> Contents:
    found = (rules or {}).get(_ROOT)
    match kind:
        case ContentType(is_xml=True):
            return xml_values(content, rules)
        case ContentType(is_form=True):
            return form_values(content, rules)
        case ContentType(is_multipart=True):
            return _multipart_values(content, kind.parameter("boundary"), rules or {})
        case ContentType(main="text") if found is not None:
            text = content.decode("utf-8", "replace")
            return scalar_values(found, text).map(lambda value: str(value).encode())
        case ContentType(is_binary=True) if found is not None:
            return _bytes_values(content, found)
    return st.just(content)


def schema_contents(
    body: Body | None, rules: Rules, schema: JsonObject, maker: SchemaValues
) -> Contents:
    """Return the body's content with what its rules leave open drawn from a document's schema.

    Nothing for a body whose type a schema does not spell out.
    """
    if body is None or not body.content:
        return st.nothing()
    if is_json(body.content_type):
        return maker.project(schema, _read(body.content), rules).map(encode_json)
    open_here = (rules or {}).get(_ROOT) is not None
    match parse_content_type(body.content_type or ""):
        case ContentType(main="text", is_xml=False) if open_here:
            text = body.content.decode("utf-8", "replace")
            return maker.project(schema, text, rules).map(lambda value: str(value).encode())
        case ContentType(is_binary=True, is_multipart=False) if open_here:
            return _bytes_in_bounds(body.content, schema)
    return st.nothing()


def _read(content: bytes) -> Json:
    return read_json(content) if content else None


def _bytes_values(example: bytes, rules: RuleSet) -> Contents:
    """Return bytes that begin as the example does; any, where a rule asks for no kind of them."""
    lengths = st.integers(0, len(example)).map(lambda length: example[:length])
    longer = st.binary(max_size=_MORE).map(lambda more: example + more)
    if {rule.kind for rule in rules.rules} <= {"type", "notEmpty"}:
        return st.just(example) | st.binary(max_size=_MORE) | longer
    return st.just(example) | longer | lengths


def _bytes_in_bounds(example: bytes, schema: JsonObject) -> Contents:
    """Return the example cut or filled up to the lengths that the schema allows."""
    least, most = (schema.get(name) for name in ("minLength", "maxLength"))
    low = least if isinstance(least, int) else 0
    high = max(low, min(most if isinstance(most, int) else len(example) + _MORE, _LONGEST))
    lengths = st.sampled_from([low, high]) | st.integers(low, high)
    return lengths.map(lambda length: example[:length] + b"\xff" * (length - len(example)))


def _multipart_values(
    example: bytes, boundary: str | None, rules: Mapping[str, RuleSet]
) -> Contents:
    """Return the body with other contents of its parts; their heads and their number stay."""
    try:
        parts = split_multipart(example, boundary or "")
    except ValueError:
        return st.just(example)
    mark = (boundary or "").encode()
    made = [_part_values(one, rules).filter(lambda text: mark not in text) for one in parts]
    heads = [one.head for one in parts]
    return st.tuples(*made).map(
        lambda contents: join_multipart(zip(heads, contents, strict=True), boundary or "")
    )


def _part_values(part: Part, rules: Mapping[str, RuleSet]) -> Contents:
    if "content-transfer-encoding" in part.headers:
        return st.just(part.content)
    if not part.is_file:
        found = read_rules(rules).select((part.label,))
        if found is None:
            return st.just(part.content)
        text = part.content.decode("utf-8", "replace")
        return scalar_values(found.rules, text).map(lambda value: str(value).encode())
    kind = part.headers.get("content-type", _BYTES)
    body = Body(content=part.content, content_type=kind)
    return content_values(body, rules_within(part.label, rules))
