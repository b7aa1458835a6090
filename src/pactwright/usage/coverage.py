"""How much of an API document its consumers use: what each of them does, and what nobody does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pactwright.compat.api import Api, Operation
from pactwright.conformance.check import find_operation
from pactwright.conformance.document import ApiDocument
from pactwright.model.interaction import HttpInteraction, PactDocument
from pactwright.schema.document import SchemaDocument
from pactwright.usage.part import Kind, Offer, Part
from pactwright.usage.surface import name_operation, read_surface
from pactwright.usage.use import read_uses
from pactwright.usage.whole import wholes_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """One part of the document: for each consumer that uses it, the interactions that do."""

    offer: Offer
    users: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def part(self) -> Part:
        """What it is."""
        return self.offer.part


@dataclass(frozen=True, slots=True, kw_only=True)
class Stranger:
    """An interaction that is for no operation of the document."""

    consumer: str
    description: str
    request: str


@dataclass(frozen=True, slots=True)
class Count:
    """How many parts are used, of how many."""

    used: int
    of: int

    @property
    def share(self) -> float:
        """The used ones in percent; of nothing, all."""
        return 100.0 * self.used / self.of if self.of else 100.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What the consumers use of one document.

    `parts` are in the document's order; `cut` names bodies with more members than are listed;
    `interactions` counts the HTTP interactions of all consumers; `lines` gives file and line of
    parts that nobody uses, once they have been looked up.
    """

    provider: str
    source: str
    version: str = ""
    consumers: tuple[str, ...] = ()
    interactions: int = 0
    parts: tuple[Covered, ...] = ()
    strangers: tuple[Stranger, ...] = ()
    cut: tuple[str, ...] = ()
    lines: Mapping[Part, tuple[str, int]] = field(default_factory=dict)

    def count(self, kind: Kind | None = None) -> Count:
        """Return the numbers of one kind of part, or of all."""
        return _count(each for each in self.parts if kind in (None, each.part.kind))

    @property
    def negative(self) -> Count:
        """The statuses that tell of failures: those documented as 4xx or 5xx."""
        return _count(each for each in self.parts if each.part.negative)

    @property
    def unused(self) -> tuple[Covered, ...]:
        """The parts that no consumer uses, those below an unused one left out."""
        idle = {each.part for each in self.parts if not each.users}
        return tuple(
            each
            for each in self.parts
            if each.part in idle and not any(whole in idle for whole in wholes_of(each.part))
        )

    @property
    def shared(self) -> tuple[Covered, ...]:
        """The members of responses that every consumer reads, where there are several."""
        if len(self.consumers) < 2:  # noqa: PLR2004 - several
            return ()
        return tuple(
            each
            for each in self.parts
            if each.part.kind == "response field" and len(each.users) == len(self.consumers)
        )


def measure_coverage(
    api: Api, pacts: Sequence[PactDocument], *, provider: str, source: str
) -> Coverage:
    """Return what the HTTP interactions of the pacts use of the document."""
    document = SchemaDocument(api.root, api.dialect)
    surface = read_surface(api, document)
    ledger = _Ledger(api, document, surface.offers)
    for pact in pacts:
        for interaction in pact.interactions:
            if isinstance(interaction, HttpInteraction):
                ledger.enter(pact.consumer, interaction)
    return Coverage(
        provider=provider,
        source=source,
        version=api.version,
        consumers=tuple(dict.fromkeys(pact.consumer for pact in pacts)),
        interactions=ledger.entered,
        parts=ledger.parts(),
        strangers=tuple(ledger.strangers),
        cut=surface.cut,
    )


class _Ledger:
    """Who uses what, collected interaction by interaction."""

    def __init__(self, api: Api, document: SchemaDocument, offers: Iterable[Offer]) -> None:
        self.strangers: list[Stranger] = []
        self.entered = 0
        self._document = document
        self._api = ApiDocument(api.root)
        self._operations = {name_operation(operation): operation for operation in api.operations}
        self._offers = {offer.part: offer for offer in offers}
        self._users: dict[Part, dict[str, list[str]]] = {}

    def enter(self, consumer: str, interaction: HttpInteraction) -> None:
        """Note what one interaction uses."""
        self.entered += 1
        operation = self._find(interaction)
        if operation is None:
            request = f"{interaction.request.method} {interaction.request.path}"
            self.strangers.append(
                Stranger(consumer=consumer, description=interaction.description, request=request)
            )
            return
        for offer in read_uses(interaction, operation, self._document):
            self._offers.setdefault(offer.part, offer)
            users = self._users.setdefault(offer.part, {})
            users.setdefault(consumer, []).append(interaction.description)

    def parts(self) -> tuple[Covered, ...]:
        """Return every part with its users."""
        return tuple(
            Covered(
                offer=offer,
                users={name: tuple(found) for name, found in self._users.get(part, {}).items()},
            )
            for part, offer in self._offers.items()
        )

    def _find(self, interaction: HttpInteraction) -> Operation | None:
        found = find_operation(interaction, self._api)
        return None if found is None else self._operations.get(found[1].label)


def _count(parts: Iterable[Covered]) -> Count:
    used = total = 0
    for each in parts:
        total += 1
        used += bool(each.users)
    return Count(used, total)
