"""A property file as canonical bytes: equal files give equal bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from pactwright.errors import PactwrightError
from pactwright.model.json import Json, JsonObject
from pactwright.pactfile.locate import MAX_DEPTH, find_too_deep
from pactwright.pactfile.text import encode_json
from pactwright.pactfile.write import write_interaction
from pactwright.property.file import VERSION, Operation, Outside, PathValue, PropertyFile, Use

METADATA: Final[JsonObject] = {"pactSpecification": {"version": "4.0"}}
"""How the interactions are written.

The official verifier reads every file of a folder, whatever its name. With this member, and with
names of consumer and provider that are no pact's, it passes over ours without a word.
"""


def format_property_file(file: PropertyFile) -> bytes:
    """Return the file: JSON in UTF-8 (so YAML as well), sorted keys, two spaces, newline.

    Raises `PactwrightError` for what no pact file can hold either.
    """
    name = f"the property file of {file.consumer!r} and {file.provider!r}"
    return format_members(
        {
            "properties": VERSION,
            "consumer": file.consumer,
            "provider": file.provider,
            "metadata": METADATA,
            "document": _document(file),
            "operations": [_operation(one) for one in file.operations],
            "outside": [_outside(one) for one in file.outside],
        },
        name=name,
    )


def format_members(members: JsonObject, *, name: str) -> bytes:
    """Return the canonical bytes of one object; `name` says in messages what it is."""
    try:
        compact = encode_json(members)
    except (UnicodeEncodeError, RecursionError, TypeError, ValueError) as error:
        raise _unwritable(name, str(error)) from None
    if find_too_deep(compact) is not None:
        raise _unwritable(name, f"a value is nested deeper than {MAX_DEPTH} levels")
    return msgspec.json.format(compact, indent=2) + b"\n"


def digest_of(file: PropertyFile) -> str:
    """Return `sha256:` and the digest of the file's canonical bytes: what an outcome is tied to."""
    return digest_bytes(format_property_file(file))


def digest_bytes(data: bytes) -> str:
    """Return `sha256:` and the digest of bytes."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def _unwritable(name: str, reason: str) -> PactwrightError:
    return PactwrightError(
        f"{name} cannot be written: {reason}",
        hint="change the value in the interaction that holds it",
    )


def _document(file: PropertyFile) -> JsonObject:
    mark = file.document
    return {
        "path": mark.path,
        "title": mark.title,
        "version": mark.version,
        "digest": mark.digest,
    }


def _operation(operation: Operation) -> JsonObject:
    sends = operation.sends
    sent: Mapping[str, Iterable[str]] = {
        "path": sends.path,
        "query": sends.query,
        "headers": sends.headers,
        "cookies": sends.cookies,
        "contentTypes": sends.content_types,
        "body": sends.body,
    }
    reads = [
        _filled(
            {
                "status": one.status,
                "contentType": one.content_type,
                "headers": list(one.headers),
                "body": list(one.body),
            }
        )
        for one in operation.reads
    ]
    return _filled(
        {
            "method": operation.method,
            "path": operation.path,
            "operationId": operation.operation_id,
            "statuses": list(operation.statuses),
            "sends": {key: list(names) for key, names in sent.items() if names},
            "reads": reads,
            "interactions": [_use(one) for one in operation.uses],
        }
    )


def _use(use: Use) -> JsonObject:
    written = dict(write_interaction(use.interaction))
    if use.path_values:
        written["pathParameters"] = [_path_value(one) for one in use.path_values]
    return written


def _path_value(one: PathValue) -> JsonObject:
    return _filled({"name": one.name, "value": one.value, "expression": one.expression})


def _outside(one: Outside) -> JsonObject:
    return {
        "description": one.description,
        "providerStates": list(one.states),
        "method": one.method,
        "path": one.path,
    }


def _filled(members: Mapping[str, Json]) -> JsonObject:
    return {key: value for key, value in members.items() if value is not None and value != []}
