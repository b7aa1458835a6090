"""A `PactDocument` as the canonical bytes of a V4 pact file."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from pactwright.errors import PactwrightError
from pactwright.model.interaction import (
    AsyncMessage,
    HttpInteraction,
    Interaction,
    PactDocument,
    ProviderState,
    SyncMessage,
    UnknownInteraction,
)
from pactwright.model.json import Json, JsonObject
from pactwright.pactfile.http import write_request, write_response
from pactwright.pactfile.identity import identify, interaction_type
from pactwright.pactfile.locate import MAX_DEPTH, find_too_deep
from pactwright.pactfile.message import write_contents
from pactwright.pactfile.text import encode_json
from pactwright.pactfile.tool import with_marks


def format_pact(document: PactDocument) -> bytes:
    """Return the document as V4: UTF-8, sorted keys and interactions, two spaces, newline.

    Equal documents give equal bytes, and `parse_pact` reads them back unchanged. Raises
    `PactwrightError` for what no pact file can hold.
    """
    try:
        compact = _encode_document(document)
    except (UnicodeEncodeError, RecursionError, TypeError, ValueError) as error:
        raise _unwritable(document, str(error)) from None
    if find_too_deep(compact) is not None:
        raise _unwritable(document, f"a body is nested deeper than {MAX_DEPTH} levels")
    return msgspec.json.format(compact, indent=2) + b"\n"


def write_interaction(interaction: Interaction) -> JsonObject:
    """Return the V4 form of one interaction."""
    common: dict[str, Json] = {
        "type": interaction_type(interaction),
        "description": interaction.description,
        "pending": interaction.pending,
    }
    if interaction.states:
        common["providerStates"] = [_write_state(state) for state in interaction.states]
    optional: dict[str, Json] = {
        "key": interaction.key,
        "transport": interaction.transport,
        "comments": interaction.comments or None,
        "pluginConfiguration": interaction.plugins,
    }
    common |= {key: value for key, value in optional.items() if value is not None}
    return {**interaction.extra, **_write_parts(interaction), **common}


def _write_parts(interaction: Interaction) -> JsonObject:
    match interaction:
        case HttpInteraction():
            return {
                "request": write_request(interaction.request),
                "response": write_response(interaction.response),
            }
        case AsyncMessage():
            return write_contents(interaction.contents)
        case SyncMessage():
            return {
                "request": write_contents(interaction.request),
                "response": [write_contents(part) for part in interaction.responses],
            }
        case UnknownInteraction():
            return {}


def _write_state(state: ProviderState) -> Json:
    params = {"params": state.params} if state.params else {}
    return {**state.extra, **params, "name": state.name}


def _encode_document(document: PactDocument) -> bytes:
    interactions = sorted(
        (identify(interaction), encode_json(write_interaction(interaction)))
        for interaction in document.interactions
    )
    members: dict[str, Json] = {
        **document.extra,
        "consumer": _write_party(document, "consumer", document.consumer),
        "provider": _write_party(document, "provider", document.provider),
        "metadata": with_marks(document.metadata),
    }
    encoded = {key: msgspec.Raw(encode_json(value)) for key, value in members.items()}
    listed = b"[" + b",".join(text for _, text in interactions) + b"]"
    return msgspec.json.encode({**encoded, "interactions": msgspec.Raw(listed)}, order="sorted")


def _write_party(document: PactDocument, key: str, name: str) -> Json:
    kept = document.extra.get(key)
    return {**kept, "name": name} if isinstance(kept, Mapping) else {"name": name}


def _unwritable(document: PactDocument, reason: str) -> PactwrightError:
    pair = f"{document.consumer!r} and {document.provider!r}"
    return PactwrightError(
        f"the pact of {pair} cannot be written: {reason}",
        hint="change the value in the interaction that holds it",
    )
