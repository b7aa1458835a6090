"""One request as the handlers see it, and the answer they give."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache, partial
from typing import Any
from urllib.parse import quote

from pactwright.broker.content import parse_content
from pactwright.broker.outbox import Deliver
from pactwright.broker.port import Store
from pactwright.broker.server.rack import Nested
from pactwright.broker.server.vault import Vault
from pactwright.errors import PactwrightError

_encode = lru_cache(maxsize=4096)(partial(quote, safe=""))
HAL = "application/hal+json;charset=utf-8"
EXTENDED = "application/vnd.pactbrokerextended.v1+json"
"""What user interfaces ask for: a pact's content apart from what the broker says of it."""


class Refusal(Exception):  # noqa: N818 - an answer, not a fault
    """An answer that is no success; whatever was written for it does not count."""

    def __init__(self, status: int, body: Any) -> None:  # noqa: ANN401 - JSON of any shape
        super().__init__(status)
        self.answer = Answer(status=status, body=body)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What goes back: JSON, or text with a media type of its own; `None` is no body.

    `then` makes another answer once what was written counts; it may take its time.
    """

    status: int = 200
    body: Any = None
    media_type: str = HAL
    headers: Mapping[str, str] = field(default_factory=dict)
    then: Callable[[Store], Answer] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A request: decoded path arguments, nested query, body, and where links begin.

    `uuid` names what the request makes, and `deliver` sends a webhook's request at once.
    """

    method: str
    path: str
    args: Mapping[str, str]
    query: Mapping[str, Nested]
    body: bytes
    base: str
    now: datetime
    uuid: str
    accept: str = ""
    content_type: str = ""
    vault: Vault | None = None
    deliver: Deliver | None = None

    def href(self, *segments: str) -> str:
        """Return the absolute link to the path whose segments these are, encoded one by one."""
        return "/".join((self.base, *map(_encode, segments)))

    def json(self) -> Any:  # noqa: ANN401 - JSON of any shape
        """Return the body's JSON; an empty body is an empty object. Refuses what is no JSON."""
        if not self.body.strip():
            return {}
        try:
            return parse_content(self.body)
        except PactwrightError as error:
            raise Refusal(400, {"error": error.message}) from None

    def object(self) -> dict[str, Any]:
        """Return the body's JSON object; refuses any other JSON."""
        value = self.json()
        if not isinstance(value, dict):
            raise Refusal(400, {"error": "the body must be a JSON object"})
        return value

    def text(self, name: str) -> str | None:
        """Return the query parameter if it is a plain text."""
        value = self.query.get(name)
        return value if isinstance(value, str) else None

    @property
    def is_extended(self) -> bool:
        """Whether the extended form is asked for."""
        return EXTENDED in self.accept

    def answer(self, body: Mapping[str, Any]) -> Answer:
        """Return the answer in the form that is asked for."""
        media_type = f"{EXTENDED};charset=utf-8" if self.is_extended else HAL
        return Answer(body=body, media_type=media_type)

    def flag(self, name: str) -> bool:
        """Whether the query parameter is `true`."""
        return self.query.get(name) == "true"


def not_found(text: str = "The requested document was not found on this server.") -> Refusal:
    """Return the refusal of what is not there."""
    return Refusal(404, {"error": text})


def invalid(**errors: str) -> Refusal:
    """Return the refusal that names each wrong field."""
    return Refusal(400, {"errors": {name: [text] for name, text in errors.items()}})
