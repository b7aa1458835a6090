"""Where webhooks may go: names resolved first, addresses checked, and connected to as checked."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import urlsplit

from pactwright.errors import PactwrightError

Resolve: TypeAlias = Callable[[str, int], Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A checked place: the address to connect to, and the name that it was found by."""

    scheme: str
    host: str
    port: int
    address: str
    path: str


def resolve(host: str, port: int) -> Sequence[str]:
    """Return the host's addresses."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(one[4][0]) for one in found]


def check_target(url: str, allowed: Sequence[str], *, look_up: Resolve = resolve) -> Target:
    """Return where the request goes.

    Every address of the name must be public, unless the name or the address is `allowed` (a
    name, an address or a network). Raises `PactwrightError` saying why it may not be sent.
    """
    parts = urlsplit(url)
    try:
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme, 0)
    except ValueError:
        port = 0
    host = parts.hostname
    if parts.scheme not in {"http", "https"} or not host or not port:
        raise PactwrightError(f"webhook target {url!r} is no http or https address")
    try:
        addresses = look_up(host, port)
    except (OSError, UnicodeError) as error:
        raise PactwrightError(f"webhook target {host} cannot be found: {error}") from None
    for address in addresses:
        if host not in allowed and not _is_allowed(address, allowed):
            raise PactwrightError(
                f"webhook target {host} is at {address}, which is not a public address",
                hint=f"allow it with --webhook-allow {host}",
            )
    path = parts.path or "/"
    query = f"?{parts.query}" if parts.query else ""
    return Target(
        scheme=parts.scheme, host=host, port=port, address=addresses[0], path=f"{path}{query}"
    )


def _is_allowed(text: str, allowed: Sequence[str]) -> bool:
    address = ipaddress.ip_address(text.partition("%")[0])
    inner = _inner_address(address) if address.version == 6 else None  # noqa: PLR2004 - IPv6
    address = inner or address
    if address.is_global and not address.is_multicast and not _is_local(address):
        return True
    return any(address in network for network in _networks(allowed))


_CARRIERS = tuple(
    ipaddress.IPv6Network(text)
    for text in ("::/96", "::ffff:0:0/96", "::ffff:0:0:0/96", "64:ff9b::/96")
)
"""Addresses that end in one of IPv4: compatible, mapped, translated, and NAT64 (RFC 6052)."""

_LOCAL = tuple(ipaddress.IPv6Network(text) for text in ("fec0::/10", "64:ff9b:1::/48", "2001::/32"))
"""Site-local, local NAT64 (RFC 8215) and Teredo: of no use to a webhook but to slip inside."""


def _inner_address(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """Return the IPv4 address that packets to this one may end at."""
    if any(address in network for network in _CARRIERS) and int(address) > 1:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.sixtofour


def _is_local(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    return any(address in network for network in _LOCAL)


def _networks(allowed: Sequence[str]) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    networks = []
    for text in allowed:
        try:
            networks.append(ipaddress.ip_network(text, strict=False))
        except ValueError:
            continue  # a name
    return networks
