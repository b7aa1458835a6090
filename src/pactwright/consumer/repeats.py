"""How a test asks to be run again with other answers: kept ones, and ones made from its rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from pactwright.model.json import Json

KEPT: Final = "__pactwright_kept__"
"""The name under which a test function carries the answers it keeps, in the order of the page."""

TOLERANT: Final = "__pactwright_tolerant__"
"""The name under which a test function carries the number of answers it is tried with."""

_Test = TypeVar("_Test", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptAnswer:
    """One answer of a provider to a test's request; `of` tells which (`GET /orders`)."""

    consumer: str
    provider: str
    body: Json | bytes
    status: int | None
    headers: Mapping[str, str] | None
    name: str | None
    of: str | None


class Repeats:
    """The decorators that have a test run with more answers than its example."""

    consumer: str
    provider: str

    def variant(
        self,
        body: Json | bytes,
        *,
        name: str | None = None,
        of: str | None = None,
        status: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Callable[[_Test], _Test]:
        """Run the test also with this answer, which its declaration must allow.

        `body` is a JSON value; where the answer is of another type, its text or its bytes.
        `of` tells the request where the test declares several: `of="GET /orders"`. The pact does
        not change.
        """
        answer = KeptAnswer(
            consumer=self.consumer,
            provider=self.provider,
            body=body,
            status=status,
            headers=headers,
            name=name,
            of=of,
        )

        def decorate(test: _Test) -> _Test:
            setattr(test, KEPT, (answer, *getattr(test, KEPT, ())))
            return test

        return decorate

    @staticmethod
    def tolerant(*, cases: int = 100) -> Callable[[_Test], _Test]:
        """Run the test also with `cases` answers that its declaration allows beside the example."""

        def decorate(test: _Test) -> _Test:
            setattr(test, TOLERANT, cases)
            return test

        return decorate
