"""Compressed bodies are compared as what they hold."""

from __future__ import annotations

import gzip
import zlib

import pytest

from pactwright.model.interaction import Body, Response
from pactwright.model.wire import WireResponse
from pactwright.provider.coding import decode_body
from pactwright.provider.failure import StepError

EXPECTED = Response(body=Body(content=b"x"))


def _deflate_raw(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


def _decoded(body, *codings, expected=EXPECTED):
    headers = tuple(("Content-Encoding", coding) for coding in codings)
    return decode_body(WireResponse(status=200, headers=headers, body=body), expected).body


@pytest.mark.parametrize(
    ("body", "codings"),
    [
        (b"plain", ()),
        (b"plain", ("identity",)),
        (b"plain", ("br",)),
        (gzip.compress(b"plain", mtime=0), ("gzip",)),
        (gzip.compress(b"plain", mtime=0), (" GZIP ",)),
        (zlib.compress(b"plain"), ("deflate",)),
        (_deflate_raw(b"plain"), ("deflate",)),
        (gzip.compress(zlib.compress(b"plain"), mtime=0), ("deflate, gzip",)),
        (gzip.compress(zlib.compress(b"plain"), mtime=0), ("deflate", "x-gzip")),
        (b"", ("gzip",)),
    ],
)
def test_known_codings_are_undone(body, codings):
    assert _decoded(body, *codings) == (b"plain" if body else b"")


def test_a_pact_of_compressed_bytes_is_left_alone():
    packed = gzip.compress(b"plain", mtime=0)
    assert _decoded(packed, "gzip", expected=Response(body=Body(content=packed))) == packed
    assert _decoded(packed, "gzip", expected=Response()) == packed


def test_a_body_that_is_not_what_its_header_says_is_told():
    with pytest.raises(StepError, match="says Content-Encoding: gzip, and its body is not"):
        _decoded(b"plain", "gzip")
