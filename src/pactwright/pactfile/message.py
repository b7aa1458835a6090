"""Message contents with metadata, rules and generators, read and written."""

from __future__ import annotations

from pactwright.model.interaction import MessageContents
from pactwright.model.json import Json, JsonObject
from pactwright.pactfile.body import lost_attributes, read_old_body, read_v4_body, write_body
from pactwright.pactfile.generators import read_generators, write_generators
from pactwright.pactfile.node import Node
from pactwright.pactfile.rules import read_rules, write_rules

CONTENTS_KEYS = frozenset({"contents", "generators", "matchingRules", "metadata"})


def read_v4_contents(node: Node) -> tuple[MessageContents, JsonObject]:
    """Return one V4 message, and the keys at `node` that are none of it."""
    metadata = node.plain_object("metadata")
    rules, unknown_rules = read_rules(node)
    generators, unknown_generators = read_generators(node)
    contents = MessageContents(
        body=read_v4_body(node, "contents", metadata_type(metadata)),
        metadata=metadata,
        rules=rules,
        generators=generators,
        extra={**unknown_rules, **unknown_generators, **lost_attributes(node, "contents")},
    )
    return contents, node.rest(CONTENTS_KEYS)


def read_v3_contents(node: Node) -> MessageContents:
    """Return the contents of a V3 message, whose metadata may be called `metaData`."""
    metadata = node.plain_object("metaData") or node.plain_object("metadata")
    rules, unknown_rules = read_rules(node)
    generators, unknown_generators = read_generators(node)
    return MessageContents(
        body=read_old_body(node, "contents", metadata_type(metadata)),
        metadata=metadata,
        rules=rules,
        generators=generators,
        extra={**unknown_rules, **unknown_generators},
    )


def metadata_type(metadata: JsonObject) -> str | None:
    """Return the content type that a message's metadata names, or `None`."""
    return next(
        (
            value
            for key, value in metadata.items()
            if key.lower() in {"contenttype", "content-type"} and isinstance(value, str)
        ),
        None,
    )


def write_contents(contents: MessageContents) -> JsonObject:
    """Return the V4 form of one message."""
    written: dict[str, Json] = {}
    if contents.metadata:
        written["metadata"] = contents.metadata
    if contents.body is not None:
        written["contents"] = write_body(contents.body, metadata_type(contents.metadata))
    if rules := write_rules(contents.rules, contents.extra.get("matchingRules")):
        written["matchingRules"] = rules
    if generators := write_generators(contents.generators, contents.extra.get("generators")):
        written["generators"] = generators
    return {**contents.extra, **written}
