"""The port of a broker's client: a request goes out, a reply comes back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from pactwright.broker.client.answer import Answer
from pactwright.broker.content import parse_content
from pactwright.errors import PactwrightError


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a broker answered; `url` is what was asked."""

    status: int
    body: bytes
    url: str

    def answer(self) -> Answer:
        """Return the JSON that the body holds. Raises `PactwrightError` when it is none."""
        try:
            return Answer(value=parse_content(self.body), url=self.url)
        except PactwrightError:
            raise PactwrightError(
                f"{self.url}: the answer (status {self.status}) is not JSON",
                hint="check that the address is that of a Pact broker",
            ) from None


class Transport(Protocol):
    """A way to a broker.

    `base` is where its addresses begin, without a slash at the end; `name` is how the command
    line names it.
    """

    base: str
    name: str

    def send(
        self,
        method: str,
        url: str,
        *,
        body: bytes | None = None,
        content_type: str = "application/json",
    ) -> Reply:
        """Send the request to the absolute URL and return the reply.

        Raises `PactwrightError` when none comes.
        """
        ...

    def close(self) -> None:
        """Let go of files and connections."""
        ...
