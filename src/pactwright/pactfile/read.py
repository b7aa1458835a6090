"""Interactions of every version, read into the model."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypedDict

from pactwright.model.interaction import (
    AsyncMessage,
    HttpInteraction,
    Interaction,
    MessageContents,
    ProviderState,
    SyncMessage,
    UnknownInteraction,
)
from pactwright.model.json import Json, JsonObject
from pactwright.pactfile.http import read_request, read_response
from pactwright.pactfile.message import CONTENTS_KEYS, read_v3_contents, read_v4_contents
from pactwright.pactfile.node import Node

_OLD_STATES = ("providerState", "provider_state")
_COMMON = frozenset(
    {
        "comments",
        "description",
        "key",
        "pending",
        "pluginConfiguration",
        "providerStates",
        "transport",
        "type",
        *_OLD_STATES,
    }
)
_EXCHANGE = _COMMON | {"request", "response"}
_V3_MESSAGE = _COMMON | CONTENTS_KEYS | {"metaData"}
_STATE = frozenset({"name", "params"})


class _Common(TypedDict):
    description: str
    states: tuple[ProviderState, ...]
    key: str | None
    pending: bool
    comments: JsonObject
    plugins: Json
    transport: str | None


def read_v4_interaction(node: Node, index: int) -> Interaction | None:
    """Return the V4 interaction at `node`, the `index`th of its file; `None` where it is none."""
    if not node.is_object():
        return None
    kind = node.text("type")
    if kind is None:
        if node.member("type") is None:
            node.child("type", None).report(
                "missing; a V4 interaction is of type Synchronous/HTTP, Asynchronous/Messages "
                "or Synchronous/Messages"
            )
        return None
    read = _TYPES.get(kind)
    common = _read_common(node, index)
    if read is None:
        return UnknownInteraction(**common, type=kind, extra=node.rest(_COMMON))
    return read(node, common)


def read_old_interaction(node: Node, index: int) -> Interaction | None:
    """Return the HTTP interaction at `node` of a V1, V1.1, V2 or V3 file."""
    return _read_http(node, _read_common(node, index), v4=False) if node.is_object() else None


def read_v3_message(node: Node, index: int) -> Interaction | None:
    """Return the asynchronous message at `node` of a V3 file."""
    if not node.is_object():
        return None
    return AsyncMessage(
        **_read_common(node, index), contents=read_v3_contents(node), extra=node.rest(_V3_MESSAGE)
    )


def _read_common(node: Node, index: int) -> _Common:
    description = node.text("description")
    return _Common(
        description=f"Interaction {index}" if description is None else description,
        states=_read_states(node),
        key=node.text("key"),
        pending=node.flag("pending"),
        comments=node.plain_object("comments"),
        plugins=node.plain_object("pluginConfiguration") or None,
        transport=node.text("transport"),
    )


def _read_states(owner: Node) -> tuple[ProviderState, ...]:
    listed = owner.member("providerStates")
    if listed is not None and listed.value:
        return tuple(filter(None, map(_read_state, listed.elements())))
    old = (owner.text(key) for key in _OLD_STATES)
    return tuple(ProviderState(name=name) for name in filter(None, old))[:1]


def _read_state(node: Node) -> ProviderState | None:
    if not node.is_object():
        return None
    name = node.text("name")
    if name is None:
        node.child("name", None).report("missing; a provider state needs a name")
        return None
    return ProviderState(name=name, params=node.plain_object("params"), extra=node.rest(_STATE))


def _read_http(node: Node, common: _Common, *, v4: bool = True) -> Interaction | None:
    request, response = _needed(node, "request"), _needed(node, "response")
    if request is None or response is None:
        return None
    return HttpInteraction(
        **common,
        request=read_request(request, v4=v4),
        response=read_response(response, v4=v4),
        extra=node.rest(_EXCHANGE),
    )


def _needed(node: Node, key: str) -> Node | None:
    if node.member(key) is None:
        node.child(key, None).report("missing")
    return node.object(key)


def _read_async(node: Node, common: _Common) -> Interaction | None:
    contents, rest = read_v4_contents(node)
    extra = {key: value for key, value in rest.items() if key not in _COMMON}
    return AsyncMessage(**common, contents=contents, extra=extra)


def _read_sync(node: Node, common: _Common) -> Interaction | None:
    request = _needed(node, "request")
    listed = node.member("response")
    if request is None:
        return None
    if listed is None:
        answers: tuple[Node, ...] = ()
    else:
        answers = (listed,) if isinstance(listed.value, Mapping) else tuple(listed.elements())
    return SyncMessage(
        **common,
        request=_read_part(request),
        responses=tuple(map(_read_part, answers)),
        extra=node.rest(_EXCHANGE),
    )


def _read_part(node: Node) -> MessageContents:
    """Return one message of a synchronous exchange, unknown keys included."""
    if not node.is_object():
        return MessageContents()
    contents, rest = read_v4_contents(node)
    return MessageContents(
        body=contents.body,
        metadata=contents.metadata,
        rules=contents.rules,
        generators=contents.generators,
        extra={**rest, **contents.extra},
    )


_TYPES: dict[str, Callable[[Node, _Common], Interaction | None]] = {
    "Synchronous/HTTP": _read_http,
    "Asynchronous/Messages": _read_async,
    "Synchronous/Messages": _read_sync,
}
