"""A pact file of any version, from bytes to a `PactDocument`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec

from pactwright.errors import PactwrightError
from pactwright.model.interaction import Interaction, PactDocument
from pactwright.model.json import Json, JsonObject
from pactwright.pactfile.node import Node, Problem
from pactwright.pactfile.read import read_old_interaction, read_v3_message, read_v4_interaction
from pactwright.pactfile.syntax import read_members
from pactwright.pactfile.text import decode_json
from pactwright.pactfile.tool import without_marks
from pactwright.pactfile.version import read_version

_SHOWN = 20
_STREAMED = frozenset({"interactions", "messages"})
_KNOWN = frozenset({"consumer", "provider", "metadata", *_STREAMED})
_NAME = frozenset({"name"})
_Reader = Callable[[Node, int], Interaction | None]


class _Peek(msgspec.Struct):
    metadata: msgspec.Raw = msgspec.Raw(b"{}")


def parse_pact(data: bytes, *, source: str) -> PactDocument:
    """Return the pact that `data` holds, whatever version of the specification wrote it.

    `source` is the file or URL to name in messages. Raises `PactwrightError`: with line and
    column for text that is not JSON, or with the JSON pointers of all that is wrong.
    """
    problems: list[Problem] = []
    version = read_version(Node(_peek_metadata(data), "/metadata", problems))
    interactions: list[Interaction] = []
    top: dict[str, Json] = {}
    for key, index, value in read_members(data, source=source, streamed=_STREAMED):
        if index is None:
            top[key] = value
        else:
            node = Node(value, f"/{key}/{index}", problems)
            if (interaction := _reader(key, version)(node, index)) is not None:
                interactions.append(interaction)
    document = _build_document(Node(top, "", problems), version, interactions, source)
    if problems:
        raise _structure_error(problems, source)
    return document


def _peek_metadata(data: bytes) -> Json:
    """Return the metadata, which stands after the interactions but says how to read them."""
    try:
        return decode_json(bytes(msgspec.json.decode(data, type=_Peek).metadata).decode())
    except (ValueError, RecursionError):
        return {}


def _reader(key: str, version: str) -> _Reader:
    if version == "4":
        return read_v4_interaction
    return read_v3_message if key == "messages" else read_old_interaction


def _build_document(
    node: Node, version: str, interactions: list[Interaction], source: str
) -> PactDocument:
    for key in _STREAMED:
        listed = node.member(key)
        if listed is not None and listed.value != []:
            listed.wrong_type("an array")
    consumer, consumer_extra = _read_party(node, "consumer")
    provider, provider_extra = _read_party(node, "provider")
    return PactDocument(
        consumer=consumer,
        provider=provider,
        interactions=tuple(interactions),
        version=version,
        metadata=without_marks(node.plain_object("metadata")),
        extra={**node.rest(_KNOWN), **consumer_extra, **provider_extra},
        source=source,
    )


def _read_party(node: Node, key: str) -> tuple[str, JsonObject]:
    party = node.member(key)
    if party is None:
        node.child(key, None).report("missing, so this is no pact file")
        return "", {}
    if not isinstance(party.value, Mapping):
        party.wrong_type(f'an object such as {{"name": "my {key}"}}')
        return "", {}
    name = party.text("name")
    if name is None and party.member("name") is None:
        party.child("name", None).report("missing")
    rest = party.rest(_NAME)
    return name or "", {key: rest} if rest else {}


def _structure_error(problems: list[Problem], source: str) -> PactwrightError:
    shown = [f"{source}: {problem.pointer or '/'}: {problem.message}" for problem in problems]
    if len(shown) > _SHOWN:
        shown[_SHOWN:] = [f"... and {len(shown) - _SHOWN} more"]
    return PactwrightError(
        "\n".join(shown),
        hint="correct the values at these JSON pointers, or let the tool that made the file "
        "write it again",
    )
