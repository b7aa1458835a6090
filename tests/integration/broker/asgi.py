"""The broker called in process, with raw paths and no sockets, as the replay of histories calls."""

from __future__ import annotations

import asyncio
import json

from pactwright.broker.client.transport import Reply
from pactwright.broker.server.app import Broker


class InProcess:
    """A client of one broker; `ask` answers the status and the parsed body."""

    def __init__(self, store, **options):
        self.app = Broker(store, **options)
        self._loop = asyncio.new_event_loop()

    def close(self):
        self._loop.run_until_complete(self._loop.shutdown_default_executor())
        self._loop.close()

    def ask(self, method, path, body=None, content_type="application/json", **headers):
        data = (
            body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        )
        status, _, content = self.send(
            method,
            path,
            data,
            {"accept": "application/hal+json", "content-type": content_type, **headers},
        )
        try:
            return status, json.loads(content) if content else None
        except ValueError:
            return status, content.decode()

    def send(self, method, path, data=b"", headers=None):
        raw_path, _, query = path.partition("?")
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "server": ("broker.test", 80),
            "client": ("127.0.0.1", 1),
            "path": raw_path,
            "raw_path": raw_path.encode(),
            "root_path": "",
            "query_string": query.encode(),
            "headers": [(b"host", b"broker.test")]
            + [(name.lower().encode(), value.encode()) for name, value in (headers or {}).items()],
        }
        return self._loop.run_until_complete(self._call(scope, data))

    async def _call(self, scope, data):
        sent = []

        async def receive():
            return {"type": "http.request", "body": data, "more_body": False}

        async def send(message):
            sent.append(message)

        await self.app(scope, receive, send)
        start = sent[0]
        fields = {name.decode(): value.decode() for name, value in start["headers"]}
        return start["status"], fields, b"".join(part.get("body", b"") for part in sent[1:])


class Way:
    """Our client's way to a broker in this process; `bend` changes the JSON of an answer."""

    base = name = "http://broker.test"

    def __init__(self, broker, bend=None):
        self.broker, self.bend = broker, bend

    def send(self, method, url, *, body=None, content_type="application/json"):
        headers = {"accept": "application/hal+json", "content-type": content_type}
        path = url.removeprefix(self.base)
        status, _, content = self.broker.send(method, path, body or b"", headers)
        if self.bend and content:
            content = json.dumps(self.bend(path, json.loads(content))).encode()
        return Reply(status=status, body=content, url=url)

    def close(self):
        pass
