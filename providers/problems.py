"""The error answers of RFC 9457 that all the services give."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

MEDIA_TYPE = "application/problem+json"


class ProblemError(Exception):
    """An error answer; `errors` names each wrong field and says what is wrong with it."""

    def __init__(
        self,
        status: int,
        title: str,
        *,
        errors: Sequence[Mapping[str, str]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(title)
        self.status = status
        self.headers = dict(headers or {})
        self.body: dict[str, Any] = {"type": "about:blank", "title": title, "status": status}
        if errors:
            self.body["errors"] = list(errors)


def invalid_fields(errors: Iterable[Mapping[str, Any]], *, depth: int = 0) -> ProblemError:
    """Return the answer to a request that pydantic found these errors in.

    `depth` is how many parts of each place to leave out at its start.
    """
    fields = [
        {"field": ".".join(str(part) for part in found["loc"][depth:]), "message": found["msg"]}
        for found in errors
    ]
    return ProblemError(422, "The request is not valid", errors=fields)
