"""Bodies that travel compressed, made plain before they are compared (RFC 9110, 8.4)."""

from __future__ import annotations

import zlib
from dataclasses import replace

from pactwright.model.interaction import Response
from pactwright.model.wire import WireResponse
from pactwright.provider.failure import StepError

_GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS
_RAW_DEFLATE = -zlib.MAX_WBITS
_GZIP = b"\x1f\x8b"
_KNOWN = {"gzip": (_GZIP_OR_ZLIB,), "x-gzip": (_GZIP_OR_ZLIB,)} | {
    "deflate": (_GZIP_OR_ZLIB, _RAW_DEFLATE)
}


def decode_body(response: WireResponse, expected: Response) -> WireResponse:
    """Return the response with its body uncompressed; its headers stay as they came.

    Other codings than gzip and deflate, and a pact whose own body is compressed, leave it as it
    is. Raises `StepError` for a body that is not what its header says.
    """
    if not response.body or expected.body is None:
        return response
    if (expected.body.content or b"").startswith(_GZIP):
        return response
    codings = [
        coding.strip().lower()
        for name, value in response.headers
        if name.lower() == "content-encoding"
        for coding in value.split(",")
    ]
    body = response.body
    for coding in reversed(codings):
        if coding not in _KNOWN:
            break
        body = _decompress(body, coding)
    return response if body is response.body else replace(response, body=body)


def _decompress(body: bytes, coding: str) -> bytes:
    for bits in _KNOWN[coding]:
        try:
            return zlib.decompress(body, wbits=bits)
        except zlib.error:
            continue
    raise StepError(
        f"the response says Content-Encoding: {coding}, and its body is not {coding}",
        kind="body",
        hint="compress the body, or leave the header out",
    )
