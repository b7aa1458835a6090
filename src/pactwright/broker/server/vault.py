"""Secrets of webhooks, encrypted with a key from the environment."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping

from pactwright.errors import PactwrightError

KEY = "PACTWRIGHT_BROKER_SECRET_KEY"
_MARK = "sealed:"


class Vault:
    """Seals and opens short texts with one key."""

    def __init__(self, key: str) -> None:
        # A driver of its own that is slow to import, and seldom needed.
        from cryptography.fernet import Fernet

        digest = hashlib.sha256(key.encode()).digest()
        self._fernet = Fernet(base64.urlsafe_b64encode(digest))

    def seal(self, text: str) -> str:
        """Return the text encrypted."""
        return _MARK + self._fernet.encrypt(text.encode()).decode()

    def open(self, text: str) -> str:
        """Return what was sealed; other text as it is. Raises `PactwrightError` for a wrong key."""
        from cryptography.fernet import InvalidToken

        if not text.startswith(_MARK):
            return text
        try:
            return self._fernet.decrypt(text.removeprefix(_MARK).encode()).decode()
        except InvalidToken:
            raise PactwrightError(
                "a stored secret was sealed with another key", hint=f"set {KEY} to that key again"
            ) from None


def open_vault(environment: Mapping[str, str]) -> Vault | None:
    """Return the vault of the environment's key, or `None` when there is no key."""
    key = environment.get(KEY)
    return Vault(key) if key else None


def is_sealed(text: str) -> bool:
    """Whether the text is a sealed secret."""
    return text.startswith(_MARK)
