"""The part of a consumer's schema that speaks of one place, which is quickly compiled."""

from __future__ import annotations

from typing import Final

from pactwright.conformance.scene import Steps
from pactwright.schema.node import Node

_BELOW: Final = frozenset(
    {"properties", "additionalProperties", "items", "prefixItems", "required"}
)


def narrow(schema: Node, at: Steps) -> Node:
    """Return a schema that admits all that the schema admits and differs from it at one place.

    What it refuses, the schema refuses as well. It is the schema itself where the way to the
    place is not a plain one.
    """
    if not at:
        return {key: value for key, value in schema.items() if key not in _BELOW} or schema
    step, rest = at[0], at[1:]
    if isinstance(step, int):
        prefix = schema.get("prefixItems", ())
        inner = prefix[step] if step < len(prefix) else schema.get("items")
        if inner is None:
            return schema
        return {"prefixItems": [*[{}] * step, narrow(inner, rest)]}
    found: Node = {}
    if step in schema.get("required", ()):
        found["required"] = [step]
    inner = schema.get("properties", {}).get(step)
    if inner is not None:
        found["properties"] = {step: narrow(inner, rest)}
    return found or schema
