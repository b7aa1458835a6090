"""Media types of a request or response beside those that a document lists."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

_QUALITY: Final = re.compile(r";q=([01](?:\.\d*)?)")
_ANY: Final = "*"


def find_media_type(wanted: str, listed: Sequence[str]) -> str | None:
    """Return the listed media type that fits one of the wanted ones best, as it is listed.

    `wanted` is the value of an Accept or Content-Type header, the better qualities first. The
    same type goes first, then the same without parameters, then the same without a vendor's
    prefix (`application/hal+json` for `application/json`), then wildcards of the document, then
    wildcards of the request. Source: RFC 9110, section 12.5.1; the order is the comparators'.
    """
    return _find(wanted, tuple(listed))


@lru_cache(maxsize=4096)
def _find(wanted: str, listed: tuple[str, ...]) -> str | None:
    accepted = _read_accept(wanted)
    for fits in _FITS:
        for text in accepted:
            for other in listed:
                if fits(text, _plain(other)):
                    return other
    return None


@lru_cache(maxsize=1024)
def essence(text: str) -> str:
    """Return the media type without its parameters, in lower case."""
    return _plain(text).partition(";")[0]


@lru_cache(maxsize=1024)
def base_of(text: str) -> str:
    """Return the type that bodies are written in: `application/json` for `application/hal+json`."""
    main, _, sub = essence(text).partition("/")
    return f"{main}/{sub.rpartition('+')[2]}"


def _read_accept(value: str) -> list[str]:
    """Return the media types of a header, the better qualities first; those of 0 are refused."""
    found = [_plain(part) for part in value.split(",") if part.strip()]
    qualities = {text: _quality(text) for text in found}
    ordered = sorted((text for text in found if qualities[text]), key=lambda text: -qualities[text])
    return [_QUALITY.sub("", text) for text in ordered]


def _quality(text: str) -> float:
    found = _QUALITY.search(text)
    return float(found.group(1)) if found else 1.0


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", text).lower()


def _is_same(text: str, other: str) -> bool:
    return text == other


def _is_same_bare(text: str, other: str) -> bool:
    return text.partition(";")[0] == other.partition(";")[0]


def _is_same_but_vendor(text: str, other: str) -> bool:
    return base_of(text) == base_of(other)


def _is_under(text: str, pattern: str) -> bool:
    main, _, sub = essence(pattern).partition("/")
    own_main, _, own_sub = essence(text).partition("/")
    if sub.startswith("*+"):
        return main == own_main and sub[2:] == own_sub.rpartition("+")[2]
    return sub == _ANY and main in {_ANY, own_main}


def _is_over(pattern: str, text: str) -> bool:
    return _is_under(text, pattern)


_FITS: Final = (_is_same, _is_same_bare, _is_same_but_vendor, _is_under, _is_over)
