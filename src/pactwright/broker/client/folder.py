"""A broker in a plain folder: what was told to it, one file each, and a broker made of them."""

from __future__ import annotations

import base64
import hashlib
import os
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit
from uuid import UUID, uuid5

import msgspec

from pactwright.broker.client.transport import Reply
from pactwright.broker.content import format_content, parse_content
from pactwright.broker.server.call import Answer
from pactwright.broker.server.core import RawRequest, answer_request, encode_body, find_routes
from pactwright.broker.store.memory import MemoryStore
from pactwright.errors import PactwrightError

_NAMES = UUID("0d6e4b8e-3b7e-5c0f-9d57-6f0a3c1f2b11")
_REFUSED = 400
_SUFFIX = ".event.json"


class Event(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A request that changed something, as a file keeps it; pacts in its body are documents."""

    at: Annotated[datetime, msgspec.Meta(tz=True)]
    method: str
    path: str
    content_type: str
    body: Any = None


class FolderTransport:
    """Answers requests from the folder, and keeps those that changed something as files.

    The files can be committed: each is a request of its own, in the order of its time, so that
    two branches of a repository merge without conflict.
    """

    base = "folder:"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.name = str(folder)
        self._store: MemoryStore | None = None

    def send(
        self,
        method: str,
        url: str,
        *,
        body: bytes | None = None,
        content_type: str = "application/json",
    ) -> Reply:
        """Answer the request; one that changed something is kept before the reply is given."""
        if self._store is None:
            self._store = load_folder(self._folder)
        address = url.removeprefix(self.base)
        path, query = urlsplit(address).path, urlsplit(address).query
        event = Event(
            at=datetime.now(UTC),
            method=method,
            path=path + (f"?{query}" if query else ""),
            content_type=content_type,
            body=_open(body),
        )
        answer = _perform(self._store, event)
        routes = find_routes(path)
        if method in routes and routes[method].writes and answer.status < _REFUSED:
            _keep(self._folder, event)
        return Reply(status=answer.status, body=encode_body(answer.body), url=url)

    def close(self) -> None:
        """Let go of nothing; every change is a file already."""


def load_folder(folder: Path) -> MemoryStore:
    """Return a store of all that the folder's files tell.

    Raises `PactwrightError` naming the file that cannot be read or no longer holds.
    """
    store = MemoryStore()
    for path, event in _events(folder):
        answer = _perform(store, event)
        if answer.status >= _REFUSED:
            raise _no_event(path, f"it is refused: {format_content(answer.body)}")
    return store


def _no_event(path: Path, reason: str) -> PactwrightError:
    return PactwrightError(
        f"{path}: not an event of a broker's folder: {reason}",
        hint="take the file out of the folder, or restore it from version control",
    )


def _events(folder: Path) -> Iterator[tuple[Path, Event]]:
    if not folder.is_dir():
        raise PactwrightError(
            f"--broker {folder}: no such folder",
            hint="make it with mkdir, or give the URL of a broker",
        )
    for path in sorted(folder.glob(f"*{_SUFFIX}")):
        try:
            yield path, msgspec.convert(parse_content(path.read_bytes()), Event)
        except OSError as error:
            raise PactwrightError(
                f"{path}: cannot be read: {error.strerror or error}", hint="check its permissions"
            ) from None
        except PactwrightError as error:
            raise _no_event(path, error.message) from None
        except msgspec.ValidationError as error:
            raise _no_event(path, str(error)) from None


def _perform(store: MemoryStore, event: Event) -> Answer:
    path, _, query = event.path.partition("?")
    headers = {"accept": "application/hal+json", "content-type": event.content_type}
    name = f"{event.at.isoformat()} {event.method} {event.path}"
    return answer_request(
        store,
        RawRequest(
            method=event.method,
            path=path,
            query=query,
            headers=headers,
            body=_close(event.body),
            base=FolderTransport.base,
            now=event.at,
            uuid=str(uuid5(_NAMES, name)),
        ),
    )


def _keep(folder: Path, event: Event) -> None:
    at = event.at.isoformat()
    told = {
        "at": at,
        "method": event.method,
        "path": event.path,
        "contentType": event.content_type,
        "body": event.body,
    }
    text = msgspec.json.format(format_content(told), indent=1)
    digest = hashlib.sha256(text.encode()).hexdigest()[:8]
    when = at.replace(":", "").replace("+0000", "Z")
    path = folder / f"{when}-{digest}{_SUFFIX}"
    beside = folder / f".{path.name}.{secrets.token_hex(4)}"
    try:
        with beside.open("xb") as file:
            file.write(text.encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as error:
        raise PactwrightError(
            f"{path}: cannot be written: {error.strerror or error}",
            hint="check that you may write there and that the disk has room",
        ) from None


def _open(body: bytes | None) -> Any:  # noqa: ANN401 - JSON of any shape
    """Return the body as JSON, with pacts as documents instead of base64."""
    if body is None:
        return None
    value = parse_content(body)
    if isinstance(value, dict) and isinstance(value.get("contracts"), list):
        contracts = [
            {**contract, "content": parse_content(base64.b64decode(contract["content"]))}
            for contract in value["contracts"]
        ]
        return {**value, "contracts": contracts}
    return value


def _close(value: Any) -> bytes:  # noqa: ANN401 - JSON of any shape
    if value is None:
        return b""
    if isinstance(value, dict) and isinstance(value.get("contracts"), list):
        value = {**value, "contracts": [_close_contract(one) for one in value["contracts"]]}
    return format_content(value).encode()


def _close_contract(contract: Any) -> Any:  # noqa: ANN401 - JSON of any shape
    """Return the contract as it is sent; the broker refuses what is none."""
    if not isinstance(contract, dict) or "content" not in contract:
        return contract
    content = base64.b64encode(format_content(contract["content"]).encode()).decode()
    return {**contract, "content": content}
