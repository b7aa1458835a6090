"""Errors as OAuth words them: RFC 6749 (section 5.2) and RFC 6750 (section 3.1)."""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

NO_STORE = {"Cache-Control": "no-store"}


class OAuthError(Exception):
    """An error answer; a 401 and a 403 carry the challenge for `WWW-Authenticate`."""

    def __init__(
        self, error: str, description: str, *, status: int = 400, challenge: str | None = None
    ) -> None:
        super().__init__(description)
        self.body = {"error": error, "error_description": description}
        self.status = status
        self.headers = NO_STORE | ({"WWW-Authenticate": challenge} if challenge else {})


def invalid_client() -> OAuthError:
    """Return the refusal of a client that did not prove itself."""
    description = "the client is unknown or did not prove itself"
    challenge = 'Basic realm="identity"'
    return OAuthError("invalid_client", description, status=401, challenge=challenge)


def invalid_token(description: str) -> OAuthError:
    """Return the refusal of a bearer token."""
    challenge = 'Bearer realm="identity", error="invalid_token"'
    return OAuthError("invalid_token", description, status=401, challenge=challenge)


def insufficient_scope(scope: str) -> OAuthError:
    """Return the refusal of a valid token that lacks `scope`."""
    challenge = f'Bearer realm="identity", error="insufficient_scope", scope="{scope}"'
    description = f"the scope {scope} is needed"
    return OAuthError("insufficient_scope", description, status=403, challenge=challenge)


def install(app: FastAPI) -> None:
    """Answer the errors of OAuth as its specifications word them."""

    @app.exception_handler(OAuthError)
    def show(_request: Request, error: OAuthError) -> JSONResponse:
        return JSONResponse(error.body, error.status, error.headers)
