"""The headers of HTTP itself, which documents need not list."""

from __future__ import annotations

from typing import Final

REQUEST_HEADERS: Final = frozenset(
    {
        "accept", "accept-charset", "accept-datetime", "accept-encoding", "accept-language",
        "authorization", "cache-control", "connection", "content-length", "content-md5",
        "content-type", "cookie", "date", "expect", "forwarded", "from", "host", "if-match",
        "if-modified-since", "if-none-match", "if-range", "if-unmodified-since", "max-forwards",
        "origin", "pragma", "proxy-authorization", "range", "referer", "te", "upgrade",
        "user-agent", "via", "warning",
    }
)  # fmt: skip
"""Request headers that are never unknown (RFC 9110 and the registry of HTTP field names)."""

RESPONSE_HEADERS: Final = frozenset(
    {
        "access-control-allow-origin", "accept-patch", "accept-ranges", "age", "allow", "alt-svc",
        "cache-control", "connection", "content-disposition", "content-encoding",
        "content-language", "content-length", "content-location", "content-md5", "content-range",
        "date", "etag", "expires", "last-modified", "link", "location", "p3p", "pragma",
        "proxy-authenticate", "public-key-pins", "refresh", "retry-after", "server", "set-cookie",
        "status", "strict-transport-security", "trailer", "transfer-encoding", "tsv", "upgrade",
        "vary", "via", "warning", "www-authenticate", "x-frame-options",
    }
)  # fmt: skip
"""Response headers that a document may well leave out; one that a consumer reads is a warning."""
