"""Every code of a result: its level, what it means, and what to do.

The ids up to `response.status.unknown` are those of the free comparator
(@pactflow/openapi-pact-comparator), so that filters written for it keep working.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import Final

from pactwright.errors import PactwrightError
from pactwright.model.finding import Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """One kind of result; a `risk` is a warning, and an error where strictness is asked for."""

    id: str
    level: Level
    meaning: str
    hint: str
    risk: bool = False


def _error(code: str, meaning: str, hint: str) -> Code:
    return Code(id=code, level="error", meaning=meaning, hint=hint)


def _warning(code: str, meaning: str, hint: str) -> Code:
    return Code(id=code, level="warning", meaning=meaning, hint=hint)


def _risk(code: str, meaning: str, hint: str) -> Code:
    return Code(id=code, level="warning", meaning=meaning, hint=hint, risk=True)


_FIX_PACT: Final = "correct the consumer's test, or the document if it is behind its provider"
_ADD_TO_DOCUMENT: Final = "add it to the document, or take it out of the consumer's test"
_NARROW: Final = "narrow the consumer's matchers, or let the document take more"
_LOOSEN: Final = "let the consumer take it, or let the document promise more"

CODES: Final[tuple[Code, ...]] = (
    _error(
        "message.headers.incompatible",
        "The metadata of a message is not what the document says of its headers.",
        _FIX_PACT,
    ),
    _error(
        "message.no.match",
        "None of the operation's messages fits the interaction.",
        "compare the causes: the nearest message is the one with the fewest",
    ),
    _error(
        "message.operation.unknown",
        "The document has no operation of that name.",
        "correct the operation's name in the interaction, or add the operation to the document",
    ),
    _error(
        "message.payload.incompatible",
        "The payload of a message is not what the document says.",
        _FIX_PACT,
    ),
    _error(
        "message.references.missing",
        "The interaction does not tell which operation of the document it is for.",
        'add {"references": {"AsyncAPI": {"operationId": "..."}}} to its comments',
    ),
    _error(
        "message.reply.missing",
        "The operation has no reply, and the interaction expects one.",
        "add the reply to the operation, or expect no answer",
    ),
    _error(
        "message.spec.missing",
        "There is no AsyncAPI document for a message.",
        "name an AsyncAPI document with --to",
    ),
    _error(
        "request.accept.incompatible",
        "The request accepts no media type that the operation produces.",
        _FIX_PACT,
    ),
    _error(
        "request.authorization.missing",
        "The request lacks the credentials that the operation asks for.",
        "send the credentials in the consumer's test, or make the operation public",
    ),
    _error("request.body.incompatible", "The body is not what the operation takes.", _FIX_PACT),
    _error(
        "request.content-type.incompatible",
        "The request has a media type that the operation does not take.",
        _FIX_PACT,
    ),
    _error(
        "request.header.incompatible",
        "A header or cookie is missing or not what the operation takes.",
        _FIX_PACT,
    ),
    _error(
        "request.path-or-method.unknown",
        "The document has no operation for the path and method.",
        "correct path and method, or add the operation to the document",
    ),
    _error(
        "request.query.incompatible",
        "A query parameter is missing or not what the operation takes.",
        _FIX_PACT,
    ),
    _error(
        "request.spec.missing",
        "There is no OpenAPI document for an HTTP interaction.",
        "name an OpenAPI document with --to",
    ),
    _error(
        "response.body.incompatible",
        "The body that the consumer expects is not what the operation sends.",
        _FIX_PACT,
    ),
    _error(
        "response.body.unknown",
        "The consumer expects a body, and the document describes none.",
        _ADD_TO_DOCUMENT,
    ),
    _error(
        "response.content-type.incompatible",
        "The consumer expects a media type that the operation does not produce.",
        _FIX_PACT,
    ),
    _error(
        "response.header.incompatible",
        "A header that the consumer expects is not what the operation sends.",
        _FIX_PACT,
    ),
    _error(
        "response.header.unknown",
        "The consumer expects a header that the document does not have.",
        _ADD_TO_DOCUMENT,
    ),
    _error(
        "response.status.unknown",
        "The consumer expects a status that the document does not have.",
        _ADD_TO_DOCUMENT,
    ),
    _warning(
        "message.payload.unknown",
        "The document has no schema for the payload of a message.",
        "add the schema of the payload to the document",
    ),
    _warning(
        "message.payload.unvalidatable",
        "Payloads of this content type cannot be checked.",
        "verify the message against its provider instead",
    ),
    _warning(
        "message.response.missing",
        "The operation replies, and the interaction expects nothing.",
        "expect the reply, or make the interaction an asynchronous message",
    ),
    _warning(
        "pact-broker.no-pacts-found",
        "There is no pact to check.",
        "run the consumer tests, or name the folder that holds the pacts",
    ),
    _warning(
        "request.accept.unknown",
        "The request has an Accept header, and the operation produces no media type.",
        "describe the bodies of its responses in the document",
    ),
    _warning(
        "request.body.unknown",
        "The request has a body, and the document describes none.",
        _ADD_TO_DOCUMENT,
    ),
    _warning(
        "request.body.unvalidatable",
        "Bodies of this media type cannot be checked.",
        "verify the interaction against its provider instead",
    ),
    _warning(
        "request.content-type.missing",
        "The request has a body and no Content-Type.",
        "send the header, as real clients do",
    ),
    _warning(
        "request.content-type.unknown",
        "The request has a Content-Type, and the operation takes no body.",
        _ADD_TO_DOCUMENT,
    ),
    _warning(
        "request.header.unknown",
        "The request has a header that the document does not have.",
        _ADD_TO_DOCUMENT,
    ),
    _warning(
        "request.query.unknown",
        "The request has a query parameter that the document does not have.",
        _ADD_TO_DOCUMENT,
    ),
    _warning(
        "response.body.unvalidatable",
        "Bodies of this media type cannot be checked.",
        "verify the interaction against its provider instead",
    ),
    _warning(
        "response.content-type.unknown",
        "The consumer expects a Content-Type, and the operation produces no media type.",
        _ADD_TO_DOCUMENT,
    ),
    _warning(
        "response.header.undefined",
        "The consumer expects a header of HTTP itself that the document does not have.",
        _ADD_TO_DOCUMENT,
    ),
    _warning(
        "response.status.default",
        "Only the default response of the document covers the status.",
        "add the status to the document",
    ),
    Code(
        id="message.matched",
        level="info",
        meaning="A message of the operation fits the interaction.",
        hint="nothing to do",
    ),
    _error(
        "request.body.disjoint",
        "Nothing that the consumer may send is taken by the operation.",
        _FIX_PACT,
    ),
    _error(
        "response.body.disjoint",
        "Nothing that the operation may send is taken by the consumer.",
        _FIX_PACT,
    ),
    _risk(
        "message.payload.not-covered",
        "One side allows a message that the other refuses.",
        _LOOSEN,
    ),
    _risk(
        "message.headers.not-covered",
        "The document allows headers of a message that the consumer's rules refuse.",
        _LOOSEN,
    ),
    _risk(
        "request.body.not-covered",
        "The consumer's rules allow a body that the operation refuses.",
        _NARROW,
    ),
    _risk(
        "request.header.not-covered",
        "The consumer's rules allow a header that the operation refuses.",
        _NARROW,
    ),
    _risk(
        "request.path.not-covered",
        "The consumer's rules allow a path that is not this operation's.",
        _NARROW,
    ),
    _risk(
        "request.query.not-covered",
        "The consumer's rules allow a query that the operation refuses.",
        _NARROW,
    ),
    _risk(
        "response.body.not-covered",
        "The document allows a body that the consumer's rules refuse.",
        _LOOSEN,
    ),
    _risk(
        "response.header.not-covered",
        "The document allows a header, or its absence, that the consumer's rules refuse.",
        _LOOSEN,
    ),
    Code(
        id="response.header.required",
        level="info",
        meaning="The document promises a header that the expected response leaves out.",
        hint="add the header to the consumer's test, as the provider always sends it",
    ),
    Code(
        id="request.authorization.undecided",
        level="info",
        meaning="Whether the request has the credentials that are asked for cannot be seen.",
        hint="send them in the consumer's test as its client does, if it sends any",
    ),
    Code(
        id="rules.undecided",
        level="info",
        meaning="Whether one side takes all that the other may send could not be decided.",
        hint="simplify the pattern or the schema, or verify against the provider",
    ),
    _warning(
        "operation.deprecated",
        "The operation is deprecated.",
        "move the consumer to the operation that takes its place",
    ),
)

BY_ID: Final = {code.id: code for code in CODES}


def find_code(name: str) -> Code:
    """Return the code of that name; raises `PactwrightError` with the nearest ones."""
    if name in BY_ID:
        return BY_ID[name]
    near = difflib.get_close_matches(name, BY_ID, n=3)
    raise PactwrightError(
        f"{name!r} is no code of conformance",
        hint=f"did you mean {' or '.join(near)}?" if near else "docs/conform.md lists them",
    )
