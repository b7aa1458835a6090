"""Publishing the API document of a provider's build to a broker."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any

from pactwright.broker.client.answer import NotThereError
from pactwright.broker.client.publishing import (
    Build,
    PublishedNotice,
    describe_build,
    read_receipt,
)
from pactwright.broker.client.session import Session, expand
from pactwright.errors import PactwrightError

RELATION = "pf:publish-provider-contract"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnCheck:
    """What the provider's check against its own document came to.

    `output` is what the tool wrote, empty for nothing; `form` its format (`json`, `junit`, `text`).
    """

    success: bool
    output: bytes = b""
    content_type: str | None = None
    form: str | None = None
    verifier: str | None = None
    verifier_version: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiDocument:
    """A provider's document as it is sent; without a `check` nobody says that it holds."""

    provider: str
    content: bytes
    content_type: str
    specification: str = "oas"
    check: OwnCheck | None = None


def publish_document(
    session: Session, document: ApiDocument, build: Build
) -> tuple[PublishedNotice, ...]:
    """Publish the document with the build's version and return what the broker says.

    Raises `ContentConflictError` when the version has another document already, and
    `PactwrightError` when the broker takes none.
    """
    try:
        template = session.get(session.base + "/").link(RELATION)
    except NotThereError:
        raise PactwrightError(
            f"{session.name}: this broker takes no API documents of providers",
            hint="publish to a broker of pactwright, or to PactFlow",
        ) from None
    address = expand(template, provider=document.provider)
    reply = session.try_send("POST", address, _order(document, build))
    return read_receipt(reply, hint="what a version publishes never changes: publish anew")


def _order(document: ApiDocument, build: Build) -> dict[str, Any]:
    """Return the body of the request in the official client's form."""
    contract: dict[str, Any] = {
        "content": _encode(document.content),
        "contentType": document.content_type,
        "specification": document.specification,
    }
    if document.check is not None:
        contract["selfVerificationResults"] = _describe(document.check)
    order = {"pacticipantVersionNumber": build.version, "contract": contract}
    return order | describe_build(build)


def _describe(check: OwnCheck) -> dict[str, Any]:
    told = {
        "success": check.success,
        "content": _encode(check.output) if check.output else None,
        "contentType": check.content_type,
        "format": check.form,
        "verifier": check.verifier,
        "verifierVersion": check.verifier_version,
    }
    return {name: value for name, value in told.items() if value is not None}


def _encode(content: bytes) -> str:
    return base64.b64encode(content).decode()
