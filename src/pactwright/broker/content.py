"""The identity of a pact's content: what of it can change a verification, as a digest."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import msgspec

from pactwright.errors import PactwrightError

_DEEPEST = 200
_decoder = msgspec.json.Decoder(float_hook=Decimal)
_encoder = msgspec.json.Encoder(decimal_format="number")
_ordering_encoder = msgspec.json.Encoder(decimal_format="number", order="sorted")


def parse_content(data: bytes) -> Any:  # noqa: ANN401 - JSON of any shape
    """Return the JSON value; numbers keep all their digits as `Decimal`.

    Raises `PactwrightError` when the bytes are no JSON or nested deeper than 200 levels.
    """
    try:
        value = _decoder.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise PactwrightError(
            f"the content is not JSON: {error}", hint="send the pact file as it is"
        ) from None
    except RecursionError:
        raise _too_deep() from None
    if _depth(value) > _DEEPEST:
        raise _too_deep()
    return value


def format_content(value: Any) -> str:  # noqa: ANN401 - JSON of any shape
    """Return the value as compact JSON, keys in their order, every digit of a number kept."""
    return _encoder.encode(value).decode()


def indent_content(value: Any, *, ordered: bool = False) -> str:  # noqa: ANN401 - JSON of any shape
    """Return the value as JSON for people, every digit of a number kept.

    Keys are in their order, or by name when `ordered`.
    """
    encoder = _ordering_encoder if ordered else _encoder
    return msgspec.json.format(encoder.encode(value), indent=2).decode()


def identify_content(content: Any) -> str:  # noqa: ANN401 - JSON of any shape
    """Return the SHA-1 digest that contents with the same meaning share.

    Names, metadata, `_id` members, the order of interactions and of keys do not count. Source:
    Pact Broker 2.120, content identity.
    """
    if not isinstance(content, Mapping):
        return _digest(_ruby_json(content))
    key = next((name for name in ("interactions", "messages") if name in content), None)
    if key is None:
        return _digest(_ruby_json(content))
    counted: dict[str, str] = {}
    for name in ("interactions", "messages"):
        if name in content:
            counted[name] = _identify_list(content[name], ordered=name != key)
    version = _specification_version(content)
    if version is not None:
        counted["pact_specification_version"] = _ruby_json(version)
    return _digest("{" + ",".join(f'"{name}":{text}' for name, text in counted.items()) + "}")


def identify_interactions(content: Any) -> Any:  # noqa: ANN401 - JSON of any shape
    """Return the content with the digest of each interaction as its first member, `_id`."""
    if not isinstance(content, Mapping):
        return content
    marked = dict(content)
    for name in ("interactions", "messages"):
        if isinstance(content.get(name), list):
            marked[name] = [_mark(interaction) for interaction in content[name]]
    return marked


def interaction_id(interaction: Mapping[str, Any]) -> str:
    """Return the digest that tells an interaction from the others of its pact."""
    return _digest(_ruby_json(_without_id(interaction)))


def _mark(interaction: Any) -> Any:  # noqa: ANN401 - JSON of any shape
    if not isinstance(interaction, Mapping):
        return interaction
    return {"_id": interaction_id(interaction), **_without_id(interaction)}


def _without_id(value: Any) -> Any:  # noqa: ANN401 - JSON of any shape
    if isinstance(value, Mapping):
        return {name: member for name, member in value.items() if name != "_id"}
    return value


def _identify_list(value: Any, *, ordered: bool) -> str:  # noqa: ANN401 - JSON of any shape
    if not isinstance(value, list):
        return _ruby_json(value)
    texts = [_ruby_json(_without_id(item)) for item in value]
    return "[" + ",".join(texts if ordered else sorted(texts)) + "]"


def _specification_version(content: Mapping[str, Any]) -> Any:  # noqa: ANN401 - JSON of any shape
    metadata = content.get("metadata")
    if not isinstance(metadata, Mapping):
        return None
    for name in ("pactSpecification", "pact-specification"):
        found = metadata.get(name)
        if isinstance(found, Mapping) and found.get("version") is not None:
            return found["version"]
    return metadata.get("pactSpecificationVersion")


def _digest(text: str) -> str:
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()


def _ruby_json(value: Any) -> str:  # noqa: ANN401 - JSON of any shape
    """Return the text that Ruby's `to_json` gives, keys sorted; the digests depend on it."""
    if isinstance(value, Mapping):
        members = (f"{_ruby_json(name)}:{_ruby_json(value[name])}" for name in sorted(value))
        return "{" + ",".join(members) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ",".join(map(_ruby_json, value)) + "]"
    if isinstance(value, (Decimal, float)):
        return _ruby_float(float(value))
    return json.dumps(value, ensure_ascii=False)


def _ruby_float(number: float) -> str:
    text = repr(number)
    return re.sub(r"^(-?\d+)e", r"\1.0e", text)


def _depth(value: Any) -> int:  # noqa: ANN401 - JSON of any shape
    level, layer = 0, [value]
    while layer and level <= _DEEPEST:
        level += 1
        layer = [
            child
            for item in layer
            if isinstance(item, (dict, list))
            for child in (item.values() if isinstance(item, dict) else item)
        ]
    return level


def _too_deep() -> PactwrightError:
    return PactwrightError(
        f"the content is nested deeper than {_DEEPEST} levels", hint="no pact needs as much"
    )
