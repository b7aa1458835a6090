"""The curl command that repeats a request, with its credentials redacted."""

from __future__ import annotations

import json
import re
import shlex
from base64 import b64encode
from collections.abc import Mapping
from urllib.parse import parse_qsl, quote

from pactwright.model.interaction import Pairs
from pactwright.model.wire import WireRequest
from pactwright.provider.transport import encode_path, encode_query

REDACTED = "***"

_SECRET_HEADERS = re.compile(
    r"^(proxy-)?authorization$|^(set-)?cookie2?$|token|secret|passw|api-?key|credential|session"
    r"|signature|x-auth",
    re.IGNORECASE,
)
_SECRET_FIELDS = re.compile(
    r"passw|secret|token(?!_type)|api[-_]?key|credential|^code(_verifier)?$|^assertion$"
    r"|client_assertion$|signature|^otp$|^pin$|private[-_]?key|session",
    re.IGNORECASE,
)
_PART_NAME = re.compile(
    r"^content-disposition:.*?\bname=\"?([^\";\r\n]*)", re.IGNORECASE | re.MULTILINE
)
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_LONGEST_BODY = 4000
_LAST_ASCII = 0x7F


def curl_command(request: WireRequest, *, base_url: str) -> str:
    """Return the command, quoted for a POSIX shell, on one line where the body allows it.

    Values of headers, query parameters, form fields and JSON keys that name a credential are
    shown as `***`. A body that is not text comes through base64; one that is too long, or has
    parts that name a credential, is named by its size.
    """
    words = ["curl", "-s", _url(request, base_url)]
    method = request.method.upper()
    if method == "HEAD":
        words.insert(2, "-I")
    elif method != "GET" or request.body:
        words[2:2] = ["-X", method]
    for name, value in request.headers:
        shown = _redact_header(value) if _SECRET_HEADERS.search(name) else value
        # curl drops a header without a value unless it ends in a semicolon.
        words += ["-H", f"{name}: {shown}" if shown else f"{name};"]
    before = after = ""
    shows = bool(request.body) and not _holds_secret_part(request)
    text = _body_text(request) if shows else None
    if text is not None:
        words += ["--data-raw", text]
    elif shows and len(request.body) <= _LONGEST_BODY:
        before = f"printf {b64encode(request.body).decode()} | base64 -d | "
        words += ["--data-binary", "@-"]
    elif request.body:
        words += ["--data-binary", "@body"]
        after = f"  # the body of {len(request.body)} bytes is not shown"
    return before + " ".join(map(_quote, words)) + after


def _url(request: WireRequest, base_url: str) -> str:
    base = re.sub(r"(?<=//)[^/@]*@", f"{REDACTED}@", base_url.rstrip("/"))
    url = base + encode_path(request.path)
    if not request.query:
        return url
    query: Pairs = tuple(
        (name, tuple(REDACTED if value else value for value in values))
        if _SECRET_FIELDS.search(name)
        else (name, values)
        for name, values in request.query
    )
    return f"{url}?{encode_query(query).replace(quote(REDACTED), REDACTED)}"


def _redact_header(value: str) -> str:
    """Keep the scheme of an Authorization header: it tells much, and is no secret."""
    scheme, space, rest = value.partition(" ")
    if space and rest and re.fullmatch(r"[A-Za-z][\w-]{1,20}", scheme):
        return f"{scheme} {REDACTED}"
    return REDACTED


def _body_text(request: WireRequest) -> str | None:
    try:
        text = request.body.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if "\x00" in text or len(text) > _LONGEST_BODY:
        return None
    kind = _content_type(request)
    if "x-www-form-urlencoded" in kind:
        return _redact_form(text)
    if "json" in kind or text[:1] in {"{", "["}:
        return _redact_json(text)
    return text


def _content_type(request: WireRequest) -> str:
    return next((v for n, v in request.headers if n.lower() == "content-type"), "").lower()


def _holds_secret_part(request: WireRequest) -> bool:
    """Return whether a multipart body has a part whose name tells of a credential."""
    if not _content_type(request).startswith("multipart/"):
        return False
    names = _PART_NAME.findall(request.body.decode("latin-1"))
    return any(_SECRET_FIELDS.search(name) for name in names)


def _redact_form(text: str) -> str:
    pairs = parse_qsl(text, keep_blank_values=True)
    if not any(_SECRET_FIELDS.search(name) for name, _ in pairs):
        return text
    return "&".join(
        f"{quote(name, safe='')}="
        + (REDACTED if _SECRET_FIELDS.search(name) else quote(value, safe=""))
        for name, value in pairs
    )


def _redact_json(text: str) -> str:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return text
    redacted = _redact(value)
    return text if redacted == value else json.dumps(redacted, ensure_ascii=False)


def _redact(value: object) -> object:
    if isinstance(value, Mapping):
        return {
            name: REDACTED
            if _SECRET_FIELDS.search(name) and isinstance(inner, (str, int, float))
            else _redact(inner)
            for name, inner in value.items()
        }
    if isinstance(value, list):
        return [_redact(inner) for inner in value]
    return value


def _quote(word: str) -> str:
    """Return the word quoted; control characters are spelled out, as bash and zsh read them."""
    if not _CONTROL.search(word):
        return shlex.quote(word)
    escaped = word.replace("\\", "\\\\").replace("'", "\\'")
    escaped = _CONTROL.sub(_escape, escaped)
    return f"$'{escaped}'"


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\x{code:02x}" if code <= _LAST_ASCII else f"\\u{code:04x}"
