"""A broker in a database file, asked in this process and without a server."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

from pactwright.broker.client.transport import Reply
from pactwright.broker.port import Store
from pactwright.broker.server.core import RawRequest, answer_request, encode_body
from pactwright.broker.server.gatekeeper import Door
from pactwright.broker.server.vault import open_vault
from pactwright.broker.store.sql import open_store
from pactwright.errors import PactwrightError

_OWN = Door(local=True)


class EmbeddedTransport:
    """Answers requests from a store; whoever may read the file needs no token.

    Links begin where `pactwright broker` serves the same file.
    """

    base = "http://127.0.0.1:9292"

    def __init__(self, store: Store, *, name: str) -> None:
        self.name = name
        self._store = store
        self._vault = open_vault(os.environ)

    def send(
        self,
        method: str,
        url: str,
        *,
        body: bytes | None = None,
        content_type: str = "application/json",
    ) -> Reply:
        """Answer the request."""
        address = urlsplit(url.removeprefix(self.base))
        request = RawRequest(
            method=method,
            path=address.path,
            query=address.query,
            headers={"accept": "application/hal+json", "content-type": content_type},
            body=body or b"",
            base=self.base,
            now=datetime.now(UTC),
            uuid=str(uuid4()),
            vault=self._vault,
        )
        answer = answer_request(self._store, request, door=_OWN)
        return Reply(status=answer.status, body=encode_body(answer.body), url=url)

    def close(self) -> None:
        """Let go of the file."""
        self._store.close()


def open_embedded(file: Path, *, name: str | None = None) -> EmbeddedTransport:
    """Return the way to the broker in the file; file and folder are made if need be.

    A folder that is made here is one that git leaves alone. Raises `PactwrightError` when the
    file cannot be used.
    """
    if not file.parent.is_dir():
        make_folder(file.parent)
    return EmbeddedTransport(open_store(f"sqlite:///{file}"), name=name or str(file))


def make_folder(folder: Path) -> None:
    """Make the folder of an embedded broker, with a note to git to leave it alone."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / ".gitignore").write_text("*\n", encoding="utf-8")
    except OSError as error:
        raise PactwrightError(
            f"{folder}: cannot be made: {error.strerror or error}",
            hint="check that you may write there and that the disk has room",
        ) from None
