"""Makes what fails without a consumer small: close to a request that the service answers well."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from pactwright.property.replay_crashes import Crashes
from pactwright.property.replay_fitting import fits_document
from pactwright.property.replay_judge import is_bare
from pactwright.property.replay_naming import name_by_parts
from pactwright.property.replay_shrink import LOCATIONS, PARTS, shrink_draft, with_values
from pactwright.property.replay_values import Exchange, Key, Trouble
from pactwright.property.schemathesis_cases import Draft
from pactwright.property.schemathesis_document import ApiOperation

_MOST_BARE: Final = 60
"""How many crashes without a traceback are looked into."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What came of a draft, and what is wrong with it."""

    exchange: Exchange
    troubles: tuple[Trouble, ...]


class PlainRequests:
    """The requests to one operation: those that fail, and the plainest that is answered well."""

    def __init__(
        self,
        operation: ApiOperation,
        media_type: str | None,
        attempt: Callable[[Draft], Attempt],
    ) -> None:
        self._operation = operation
        self._media_type = media_type
        self._attempt = attempt
        self._well: tuple[tuple[bool, int, int], Draft] | None = None
        self._failed: dict[Key, tuple[Draft, Trouble]] = {}
        self._bare: list[tuple[Draft, Trouble]] = []

    def take(self, draft: Draft, came: Attempt) -> None:
        """Take in what came of a draft."""
        for one in came.troubles:
            if is_bare(one.breach):
                self._bare.append((draft, one))
                continue
            known = self._failed.get(one.key)
            if known is None or _size(draft) < _size(known[0]):
                self._failed[one.key] = (draft, one)
        if came.troubles:
            return
        rank = (not came.exchange.is_success, *_size(draft))
        if self._well is None or rank < self._well[0]:
            self._well = (rank, draft)

    def troubles(self) -> Iterator[Trouble]:
        """Yield each thing that is wrong once, made small."""
        for draft, trouble in self._failed.values():
            yield self._shrink(draft, trouble)[1]
        crashes = Crashes(Draft() if self._well is None else self._well[1])
        plainest = sorted(self._bare, key=lambda one: _size(one[0]))
        for draft, trouble in plainest[:_MOST_BARE]:
            other = crashes.beside(draft, self._fails(draft, trouble))
            if other is not None:
                small, told = self._shrink(other, trouble)
                crashes.remember(small)
                yield told

    def _fails(self, draft: Draft, trouble: Trouble) -> Callable[[Draft], bool]:
        return lambda candidate: self._again(candidate, draft, trouble) is not None

    def _again(self, candidate: Draft, draft: Draft, trouble: Trouble) -> Trouble | None:
        """Return the trouble as a candidate in place of its draft shows it, if it does."""
        if not self._allows(candidate, draft):
            return None
        found = {one.key: one for one in self._attempt(candidate).troubles}
        return found.get(trouble.key)

    def _shrink(self, draft: Draft, trouble: Trouble) -> tuple[Draft, Trouble]:
        """Return the smallest draft found, and the trouble; where nothing goes well, as it is."""
        if self._well is None:
            return Draft(), name_by_parts(trouble, Draft(), Draft())
        smallest, well = trouble, self._well[1]

        def fails(candidate: Draft) -> bool:
            nonlocal smallest
            again = self._again(candidate, draft, trouble)
            smallest = again or smallest
            return again is not None

        example = None if well.body is None else well.body.value
        small = shrink_draft(_towards(draft, well, fails), example, fails)
        return small, name_by_parts(smallest, small, well, self._fails(draft, trouble))

    def _allows(self, candidate: Draft, draft: Draft) -> bool:
        """Return whether a candidate has what the document asks for, as the draft has."""
        needed = {
            (one.location, one.name.lower()) for one in self._operation.parameters if one.required
        }
        missing = set(_names(draft)) - set(_names(candidate))
        if missing & needed or (candidate.body is None and self._operation.needs_body):
            return False
        return fits_document(self._operation, candidate, self._media_type)


def _names(draft: Draft) -> Iterator[tuple[str, str]]:
    for part, location in LOCATIONS.items():
        yield from ((location, name.lower()) for name in getattr(draft, part))


def _size(draft: Draft) -> tuple[int, int]:
    """Return how much a draft says: in how many places, and at what length."""
    names = len(list(_names(draft))) + (draft.body is not None)
    texts = [getattr(draft, part) for part in PARTS]
    return names, len(repr(texts)) + len(repr(draft.body))


def _towards(draft: Draft, well: Draft, fails: Callable[[Draft], bool]) -> Draft:
    """Return the draft with all that a request has which is answered well, and still fails with."""
    for part in PARTS:
        known: Mapping[str, Any] = getattr(well, part)
        for name, value in getattr(draft, part).items():
            if name in known and value != known[name]:
                values = {**getattr(draft, part), name: known[name]}
                candidate = with_values(draft, part, values)
                draft = candidate if fails(candidate) else draft
    candidate = replace(draft, body=well.body)
    return candidate if candidate != draft and fails(candidate) else draft
