"""Publishing pacts of a build to a broker."""

from __future__ import annotations

import base64
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pactwright.broker.client.session import Session, check_reply, describe_refusal
from pactwright.broker.client.transport import Reply
from pactwright.errors import PactwrightError
from pactwright.model.interaction import PactDocument
from pactwright.pactfile.write import format_pact

_CONFLICT = 409
_NONE: Mapping[tuple[str, str], bytes] = {}


class ContentConflictError(PactwrightError):
    """What is to be published is there already in this version, with another content."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """What is published with: the version, and what is known of where it comes from."""

    version: str
    branch: str | None = None
    tags: tuple[str, ...] = ()
    build_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedNotice:
    """One sentence of the broker about what it did."""

    type: str
    text: str


def publish_pacts(
    session: Session,
    documents: Sequence[PactDocument],
    build: Build,
    *,
    merge: bool = False,
    properties: Mapping[tuple[str, str], bytes] = _NONE,
) -> tuple[PublishedNotice, ...]:
    """Publish the pacts, those of one consumer in one request, and return what the broker says.

    `properties` are the property files beside the pacts, by consumer and provider; a broker that
    knows none leaves them aside.

    Raises `ContentConflictError` when a pact of this version with another content is there.
    """
    address = session.get(session.base + "/").link("pb:publish-contracts")
    by_consumer: dict[str, list[PactDocument]] = defaultdict(list)
    for document in documents:
        by_consumer[document.consumer].append(document)
    notices: list[PublishedNotice] = []
    for consumer, pacts in sorted(by_consumer.items()):
        body = _order(consumer, pacts, build, merge=merge)
        for contract in body["contracts"]:
            if file := properties.get((consumer, contract["providerName"])):
                contract["propertyFile"] = base64.b64encode(file).decode()
        reply = session.try_send("POST", address, body)
        notices += read_receipt(
            reply,
            hint="publish a new version, or use --merge when builds publish parts of one pact",
        )
    return tuple(notices)


def read_receipt(reply: Reply, *, hint: str) -> tuple[PublishedNotice, ...]:
    """Return what the broker says of what was published.

    Raises `ContentConflictError` with the hint when the version has another content already.
    """
    if reply.status == _CONFLICT:
        raise ContentConflictError(describe_refusal(reply), hint=hint)
    return tuple(
        PublishedNotice(type=one.find_text("type") or "info", text=one.find_text("text") or "")
        for one in check_reply(reply, "POST").answer().objects("notices")
    )


def _order(
    consumer: str, pacts: Sequence[PactDocument], build: Build, *, merge: bool
) -> dict[str, Any]:
    order: dict[str, Any] = {
        "pacticipantName": consumer,
        "pacticipantVersionNumber": build.version,
        "contracts": [
            {
                "consumerName": consumer,
                "providerName": pact.provider,
                "content": base64.b64encode(format_pact(pact)).decode(),
                "contentType": "application/json",
                "specification": "pact",
                "onConflict": "merge" if merge else "overwrite",
            }
            for pact in pacts
        ],
    }
    return order | describe_build(build)


def describe_build(build: Build) -> dict[str, Any]:
    """Return what a request that publishes says of the build beside its version."""
    told = {"branch": build.branch, "tags": list(build.tags) or None, "buildUrl": build.build_url}
    return {name: value for name, value in told.items() if value is not None}
