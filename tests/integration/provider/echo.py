"""One small service, as an ASGI and as a WSGI application, and as a command that serves it."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

JSON = ("Content-Type", "application/json")
OWN = {"host", "accept", "user-agent", "content-length", "accept-encoding", "connection"}


def answer(method, path, query, headers, body):
    """Return status, headers and the chunks of the body."""
    if path.startswith("/status/"):
        return int(path.rpartition("/")[2]), [("Content-Length", "0")], []
    if path == "/redirect":
        return 302, [("Location", "/echo"), ("Content-Length", "0")], []
    if path == "/repeat":
        return 200, [("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"), ("Content-Length", "0")], []
    if path == "/bytes":
        return 200, [("Content-Type", "application/octet-stream")], [bytes(range(256)) * 999]
    if path == "/stream":
        return 200, [("Content-Type", "text/plain")], [b"a", b"b", b"c"]
    told = {
        "method": method,
        "path": path,
        "query": query,
        "headers": sorted(pair for pair in headers if pair[0] not in OWN),
        "length": next((value for name, value in headers if name == "content-length"), None),
        "body": body.hex(),
    }
    text = json.dumps(told).encode()
    return 200, [JSON, ("Content-Length", str(len(text)))], [text]


async def asgi(scope, receive, send):
    assert scope["type"] == "http"
    if scope["path"] == "/slow":
        await asyncio.sleep(30)
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            break
    headers = [[name.decode(), value.decode("latin-1")] for name, value in scope["headers"]]
    status, headers, chunks = answer(
        scope["method"], scope["path"], scope["query_string"].decode(), headers, body
    )
    raw = [(name.encode(), value.encode("latin-1")) for name, value in headers]
    await send({"type": "http.response.start", "status": status, "headers": raw})
    for chunk in chunks:
        await send({"type": "http.response.body", "body": chunk, "more_body": True})
    await send({"type": "http.response.body"})


def wsgi(environ, start_response):
    path = environ["PATH_INFO"].encode("latin-1").decode()
    if path == "/slow":
        time.sleep(30)
    length = environ.get("CONTENT_LENGTH") or None
    headers = [
        [name[5:].lower().replace("_", "-"), value]
        for name, value in environ.items()
        if name.startswith("HTTP_")
    ]
    if environ.get("CONTENT_TYPE") not in (None, "", "text/plain+none"):
        headers.append(["content-type", environ["CONTENT_TYPE"]])
    if length:
        headers.append(["content-length", length])
    body = environ["wsgi.input"].read(int(length or 0))
    status, headers, chunks = answer(
        environ["REQUEST_METHOD"], path, environ["QUERY_STRING"], headers, body
    )
    start_response(f"{status} Whatever", headers)
    return chunks


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def get_environ(self):
        environ = super().get_environ()
        # wsgiref makes up a content type where the request has none.
        if self.headers.get("content-type") is None:
            environ["CONTENT_TYPE"] = ""
        return environ


if __name__ == "__main__":
    print("echo is starting", flush=True)
    make_server("127.0.0.1", int(sys.argv[1]), wsgi, Server, Quiet).serve_forever()
