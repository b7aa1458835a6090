"""The error of a store that cannot answer now and may again later."""

from __future__ import annotations

from pactwright.errors import PactwrightError


class StoreUnavailableError(PactwrightError):
    """The database is full, read-only, locked or gone; the server answers 503."""
