"""A service that takes bodies of every kind, with planted bugs that other bodies show."""

import io
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Request, Response

from pactwright import Pact, each_like, form, integer, like, match, multipart, regex
from pactwright.consumer.declaration import ATTRIBUTE
from pactwright.consumer.stage import plan_parts
from pactwright.model.interaction import PactDocument

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"

_PROFILE = {
    "type": "object",
    "required": ["age"],
    "properties": {
        "title": {"type": "string", "maxLength": 12},
        "age": {"type": "integer", "minimum": 0, "maximum": 150},
        "news": {"type": "boolean"},
        "tags": {"type": "array", "items": {"type": "string", "maxLength": 9}},
    },
}
_PARTS = {
    "type": "object",
    "required": ["title", "photo"],
    "properties": {
        "title": {"type": "string", "maxLength": 12},
        "age": {"type": "integer", "minimum": 0, "maximum": 150},
        "meta": {"type": "object", "properties": {"n": {"type": "integer", "maximum": 99}}},
        "photo": {"type": "string", "format": "binary", "maxLength": 2000},
        "files": {"type": "array", "items": {"type": "string", "format": "binary"}},
    },
}


def _operation(kind, schema):
    body = {"required": True, "content": {kind: {"schema": schema}}}
    return {"requestBody": body, "responses": {"204": {"description": "taken"}}}


DOCUMENT = {
    "openapi": "3.0.3",
    "info": {"title": "Uploads", "version": "1.0.0"},
    "paths": {
        "/profile": {"post": _operation("application/x-www-form-urlencoded", _PROFILE)},
        "/parts": {"post": _operation("multipart/form-data", _PARTS)},
        "/blob": {
            "put": _operation(
                "application/octet-stream",
                {"type": "string", "format": "binary", "minLength": 1, "maxLength": 300},
            )
        },
        "/avatar": {"put": _operation("image/png", {"type": "string", "format": "binary"})},
        "/note": {"put": _operation("text/plain", {"type": "string", "maxLength": 30})},
    },
}

pact = Pact(consumer="web", provider="uploads")
REQUESTS = {
    "a form": pact.post(
        "/profile",
        body=form(
            {
                "title": like("hello"),
                "age": integer(7),
                "news": regex("true|false", example="true"),
                "tags": each_like("a"),
            }
        ),
    ),
    "parts": pact.post(
        "/parts",
        body=multipart(
            {
                "title": like("hello"),
                "age": regex(r"\d+", example="7"),
                "meta": ("meta.json", {"n": integer(3)}, "application/json"),
                "photo": ("a.png", match.content_type("image/png", example=PNG), "image/png"),
            }
        ),
    ),
    "bytes": pact.put("/blob", body=like(b"\x00\x01\x02"), content_type="application/octet-stream"),
    "an image": pact.put("/avatar", body=match.content_type("image/png", example=PNG)),
    "a text": pact.put("/note", body=regex("[a-z]+", example="hi"), content_type="text/plain"),
}


@dataclass(frozen=True)
class Sent:
    """What a client has sent: its fields, its files by name, and the whole body."""

    path: str
    form: MultiDict
    files: dict[str, bytes]
    body: bytes


BUGS = {
    "a field at its bound": lambda r: r.path == "/profile" and r.form["age"] == "150",
    "a truth value": lambda r: r.path == "/profile" and r.form["news"] == "false",
    "several values": lambda r: r.path == "/profile" and len(r.form.getlist("tags")) > 1,
    "a part at its bound": lambda r: r.path == "/parts" and r.form["age"] == "0",
    "a part of other letters": lambda r: r.path == "/parts" and not r.form["title"].isascii(),
    "a number in a file": lambda r: r.path == "/parts" and r.files["meta"].endswith(b":99}"),
    "the longest file": lambda r: r.path == "/parts" and len(r.files["photo"]) == 2000,
    "the longest bytes": lambda r: r.path == "/blob" and len(r.body) == 300,
    "one byte": lambda r: r.path == "/blob" and len(r.body) == 1,
    "an image of some size": lambda r: r.path == "/avatar" and len(r.body) > 4096,
    "the longest text": lambda r: r.path == "/note" and len(r.body) == 30,
}
"""When each bug shows."""

ERRORS = {name: type(name.title().replace(" ", ""), (Exception,), {}) for name in BUGS}
"""How each is told from the others."""

EXPECTED = {
    "/profile": {"title", "age", "news", "tags"},
    "/parts": {"title", "age", "meta", "photo"},
}


def create_app(bugs=()):
    """Return the service as WSGI; it looks at every body, and takes what its document takes."""

    def app(environ, start_response):
        sent = _read(environ)
        fields = {*sent.form, *sent.files}
        assert fields == EXPECTED.get(sent.path, set()), "a part is lost"
        for name in bugs:
            if BUGS[name](sent):
                raise ERRORS[name]
        return Response(status=204)(environ, start_response)

    return app


def _read(environ):
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    with Request({**environ, "wsgi.input": io.BytesIO(body)}) as request:
        files = {name: file.read() for name, file in request.files.items()}
        return Sent(path=request.path, form=request.form, files=files, body=body)


def read_uploads_pact():
    """Return the pact of a consumer that sends all of them."""
    return PactDocument(
        consumer="web",
        provider="uploads",
        interactions=tuple(_compile(name, request) for name, request in REQUESTS.items()),
    )


def _compile(name, request):
    def test():
        pass

    pact.interaction(request=request, response=pact.response(204), description=name)(test)
    (part,) = plan_parts(getattr(test, ATTRIBUTE), name=name)
    assert part.problems == ()
    return part.interaction
