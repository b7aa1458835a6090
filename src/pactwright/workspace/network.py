"""Documents from the network, for those who ask for it."""

from __future__ import annotations

from pactwright.errors import PactwrightError

_SECONDS = 20.0


def fetch_bytes(url: str, *, most: int) -> bytes:
    """Return what the URL answers; raises `PactwrightError` for a failure or too much of it."""
    import httpx

    try:
        with httpx.stream("GET", url, timeout=_SECONDS, follow_redirects=True) as response:
            response.raise_for_status()
            data = bytearray()
            for chunk in response.iter_bytes():
                data += chunk
                if len(data) > most:
                    raise PactwrightError(
                        f"{url}:1:1: the document has more than {most // 2**20} MB",
                        hint="compare the parts that changed as documents of their own",
                    )
            return bytes(data)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        first = str(error).partition("\n")[0]
        raise PactwrightError(
            f"{url}: cannot be fetched: {first}", hint="check the URL and the network"
        ) from None
