"""The port to a broker's memory: facts found by their fields, added, changed and removed."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeAlias

from pactwright.broker.values import F, Fact

Scalar: TypeAlias = str | int | bool | datetime | None


Where: TypeAlias = dict[str, Any]
"""Conditions by field, built up before they are handed on; each is a `Condition`."""


@dataclass(frozen=True, slots=True)
class After:
    """The field is greater than the value."""

    value: int | datetime


@dataclass(frozen=True, slots=True)
class Before:
    """The field is less than the value."""

    value: int | datetime


@dataclass(frozen=True, slots=True)
class Containing:
    """The field's text holds the value, in upper or lower case."""

    value: str


@dataclass(frozen=True, slots=True)
class Among:
    """The field is the `field` of a fact of that kind that matches, or of none when `absent`.

    So what may be a hundred thousand ids is never read; the conditions inside are plain ones.
    """

    kind: type[Fact]
    field: str
    where: Where
    absent: bool = False


Condition: TypeAlias = (
    Scalar | Collection[int] | Collection[str] | After | Before | Containing | Among
)
"""What a field must be: equal (`None` is equal to nothing there), one of several, or as told."""


@dataclass(frozen=True, slots=True)
class Look:
    """A look for facts that is to come: `find` with a kind and its conditions alone."""

    kind: type[Fact]
    where: Where


class Records(Protocol):
    """One view of all facts, the same from its first look to its last.

    Conditions are named by the field and all must hold. A kind is a class of
    `pactwright.broker.values`.
    """

    def find(
        self,
        kind: type[F],
        /,
        *,
        newest: bool = False,
        by: str = "id",
        limit: int | None = None,
        offset: int = 0,
        **where: Condition,
    ) -> tuple[F, ...]:
        """Return what matches by rising `by`, or by falling when `newest`, then by id."""
        ...

    def look_ahead(self, *looks: Look) -> None:
        """Read together what `find` will be asked for, where each look is a journey of its own.

        It changes what a look costs, never what it finds.
        """
        ...

    def newest_per(
        self, kind: type[F], fields: tuple[str, ...], /, *, by: str = "id", **where: Condition
    ) -> tuple[F, ...]:
        """Return, of what matches, the one with the highest `by` for each value of the fields."""
        ...

    def count(self, kind: type[Fact], /, **where: Condition) -> int:
        """Return how many match."""
        ...


class Ledger(Records, Protocol):
    """A view that can also be written; all of it counts, or nothing."""

    def add(self, fact: F) -> F:
        """Return the fact with its new id; one that names an id keeps it."""
        ...

    def change(self, fact: Fact) -> None:
        """Put the fact in the place of the one with its id."""
        ...

    def remove(self, kind: type[Fact], /, **where: Condition) -> int:
        """Forget what matches and return how many there were."""
        ...


class Store(Protocol):
    """Where facts are kept: views to read, and views to write that exclude each other."""

    def read(self) -> AbstractContextManager[Records]:
        """Open a view of what is there now; later writes do not show in it."""
        ...

    def write(self) -> AbstractContextManager[Ledger]:
        """Open the view to write; its end makes it count, an exception undoes all of it."""
        ...

    def close(self) -> None:
        """Let go of files and connections."""
        ...
