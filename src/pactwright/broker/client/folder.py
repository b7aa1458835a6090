"""A broker in a plain folder: what was told to it, one file each, and a broker made of them."""

from __future__ import annotations

import base64
import hashlib
import os
import secrets
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid5

import msgspec

from pactwright.broker.client.transport import Reply
from pactwright.broker.content import format_content, parse_content
from pactwright.broker.server.core import RawRequest, answer_request, encode_body, find_routes
from pactwright.broker.store.memory import MemoryStore
from pactwright.errors import PactwrightError

_NAMES = UUID("0d6e4b8e-3b7e-5c0f-9d57-6f0a3c1f2b11")
_REFUSED = 400
_SUFFIX = ".event.json"


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
        event = {
            "at": datetime.now(UTC).isoformat(),
            "method": method,
            "path": path + (f"?{query}" if query else ""),
            "contentType": content_type,
            "body": _open(body),
        }
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
    for name, event in _events(folder):
        try:
            answer = _perform(store, event)
        except (KeyError, TypeError, AttributeError):
            answer = None
        if answer is None or answer.status >= _REFUSED:
            reason = f"; it is refused: {answer.body}" if answer else ""
            raise PactwrightError(
                f"{folder / name}: not an event of a broker's folder{reason}",
                hint="take the file out of the folder, or restore it from version control",
            )
    return store


def _events(folder: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if not folder.is_dir():
        raise PactwrightError(
            f"--broker {folder}: no such folder",
            hint="make it with mkdir, or give the URL of a broker",
        )
    for path in sorted(folder.glob(f"*{_SUFFIX}")):
        try:
            event = parse_content(path.read_bytes())
        except (OSError, PactwrightError) as error:
            raise PactwrightError(f"{path}: cannot be read: {error}") from None
        if not isinstance(event, dict):
            raise PactwrightError(f"{path}: not an event of a broker's folder")
        yield path.name, event


def _perform(store: MemoryStore, event: Mapping[str, Any]) -> Any:  # noqa: ANN401
    path, _, query = event["path"].partition("?")
    at = datetime.fromisoformat(event["at"])
    headers = {"accept": "application/hal+json", "content-type": event["contentType"]}
    name = f"{event['at']} {event['method']} {event['path']}"
    return answer_request(
        store,
        RawRequest(
            method=event["method"],
            path=path,
            query=query,
            headers=headers,
            body=_close(event["body"]),
            base=FolderTransport.base,
            now=at,
            uuid=str(uuid5(_NAMES, name)),
        ),
    )


def _keep(folder: Path, event: Mapping[str, Any]) -> None:
    text = msgspec.json.format(format_content(event), indent=1)
    digest = hashlib.sha256(text.encode()).hexdigest()[:8]
    when = event["at"].replace(":", "").replace("+0000", "Z")
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
        contracts = [
            {
                **contract,
                "content": base64.b64encode(format_content(contract["content"]).encode()).decode(),
            }
            for contract in value["contracts"]
        ]
        value = {**value, "contracts": contracts}
    return format_content(value).encode()
