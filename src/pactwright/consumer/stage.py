"""The stand-ins of one test: made from its declarations, judged at its end, always stopped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from pactwright.consumer.compile import Compiled, compile_declaration
from pactwright.consumer.declaration import Declaration, RequestDraft
from pactwright.consumer.messages import Exchange, Message
from pactwright.consumer.mock import Mock
from pactwright.consumer.repeats import KeptAnswer
from pactwright.consumer.traffic import Stray, Traffic
from pactwright.consumer.variant_rows import (
    Change,
    compile_demands,
    compile_variant,
    plan_rows,
)
from pactwright.errors import PactwrightError
from pactwright.model.interaction import AsyncMessage, HttpInteraction, SyncMessage
from pactwright.model.wire import WireMessage


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One declaration of a test with what it compiles to.

    `variant` is what the stand-ins answer, where that is not what the pact will hold; `demands`
    are the interactions of the variants that have a provider state of their own; `answer` is the
    place of the one that is looked at, where an exchange has several.
    """

    declaration: Declaration
    compiled: Compiled
    variant: Compiled | None = None
    demands: tuple[Compiled, ...] = ()
    answer: int = 0

    @property
    def interaction(self) -> HttpInteraction | AsyncMessage | SyncMessage:
        """The interaction that the pact will hold."""
        return self.compiled.interaction

    @property
    def served(self) -> HttpInteraction | AsyncMessage | SyncMessage:
        """The interaction that the stand-ins answer."""
        return self.interaction if self.variant is None else self.variant.interaction

    def each_answer(self) -> tuple[Part, ...]:
        """Return the part once for each of its answers."""
        interaction = self.interaction
        if not isinstance(interaction, SyncMessage):
            return (self,)
        return tuple(replace(self, answer=place) for place in range(len(interaction.responses)))

    def written(self) -> tuple[HttpInteraction | AsyncMessage | SyncMessage, ...]:
        """Return the interactions that the pact will hold."""
        return (self.interaction, *(one.interaction for one in self.demands))

    def all(self) -> tuple[HttpInteraction | AsyncMessage | SyncMessage, ...]:
        """Return all interactions that are made of the declaration, for the pact or a mock."""
        return self.written() if self.variant is None else (*self.written(), self.served)

    @property
    def problems(self) -> tuple[str, ...]:
        """What is wrong with the declaration."""
        many = (self.compiled, *filter(None, (self.variant,)), *self.demands)
        return tuple(dict.fromkeys(problem for one in many for problem in one.problems))


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a test did not do as declared: parts never used, and strays with the nearest part."""

    unused: tuple[Part, ...] = ()
    strays: tuple[tuple[Stray, Part | None], ...] = ()

    @property
    def holds(self) -> bool:
        """Whether all went as declared."""
        return not self.unused and not self.strays


def plan_parts(
    declarations: Sequence[Declaration],
    *,
    name: str,
    variant: int = 0,
    kept: Sequence[KeptAnswer] = (),
) -> tuple[Part, ...]:
    """Return the test's declarations, compiled; `name` describes those that do not themselves.

    `variant` is the place among `plan_rows` of what the stand-ins answer.
    """
    described = name_declarations(declarations, default=name)
    row = plan_rows(declarations, kept)[variant]
    return tuple(
        _plan_part(one, description, change)
        for one, description, change in zip(declarations, described, row.changes, strict=True)
    )


def _plan_part(declaration: Declaration, description: str, change: Change | None) -> Part:
    compiled = compile_declaration(declaration, description=description)
    if change is None:
        return Part(declaration=declaration, compiled=compiled)
    return Part(
        declaration=declaration,
        compiled=compiled,
        variant=compile_variant(declaration, change, description=description),
        demands=compile_demands(declaration, description=description),
    )


def name_declarations(declarations: Sequence[Declaration], *, default: str) -> tuple[str, ...]:
    """Return the descriptions; those of one test that say none of their own differ."""
    several = sum(one.description is None for one in declarations) > 1
    return tuple(
        _describe(one, default, several=several) if one.description is None else one.description
        for one in declarations
    )


def _describe(declaration: Declaration, name: str, *, several: bool) -> str:
    """Return a description that the interactions of one test do not share."""
    request = getattr(declaration, "request", None)
    if not several or not isinstance(request, RequestDraft):
        return name
    path = getattr(request.path, "example", request.path)
    return f"{name}: {request.method} {path}"


class Stage:
    """The mock, message and exchange of one test; each is made when the test asks for it."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self.parts = tuple(parts)

    @cached_property
    def mock(self) -> Mock:
        """The stand-in for HTTP; raises PactwrightError when the test declares none."""
        interactions = [
            part.served for part in self.parts if isinstance(part.served, HttpInteraction)
        ]
        if not interactions:
            raise _nothing("mock", "interaction")
        return Mock(interactions)

    @cached_property
    def message(self) -> Message:
        """The declared message; raises PactwrightError unless the test declares just one."""
        match [one.served for one in self.parts if isinstance(one.served, AsyncMessage)]:
            case [AsyncMessage(contents=contents)]:
                return Message(contents)
            case found:
                raise _several("message") if found else _nothing("message", "message")

    @cached_property
    def exchange(self) -> Exchange:
        """The declared exchange; raises PactwrightError unless the test declares just one."""
        match [one.served for one in self.parts if isinstance(one.served, SyncMessage)]:
            case [SyncMessage() as interaction]:
                return Exchange(interaction)
            case found:
                raise _several("exchange") if found else _nothing("exchange", "exchange")

    def vary(self, place: int, varied: HttpInteraction | WireMessage, *, answer: int = 0) -> None:
        """Let the stand-ins answer otherwise, for the part at a place, until they are told anew.

        `answer` is the place of the one that changes where an exchange has several. What came
        before is forgotten.
        """
        if isinstance(varied, HttpInteraction):
            many = [
                varied if index == place else part.served for index, part in enumerate(self.parts)
            ]
            self.mock.vary([one for one in many if isinstance(one, HttpInteraction)])
        elif isinstance(self.parts[place].served, AsyncMessage):
            self.message.vary(varied)
        else:
            self.exchange.responses[answer].vary(varied)

    @property
    def has_strays(self) -> bool:
        """Whether the mock got a request since its answers changed that none of them is for."""
        return "mock" in self.__dict__ and bool(self.mock.traffic().strays)

    @property
    def looked(self) -> bool:
        """Whether the test compares with what the mock served."""
        return "mock" in self.__dict__ and self.mock.looked

    def judge(self) -> Verdict:
        """Return what was not done as declared so far."""
        http = [part for part in self.parts if isinstance(part.interaction, HttpInteraction)]
        traffic = self.mock.traffic() if "mock" in self.__dict__ else Traffic()
        strays = [
            (stray, None if stray.nearest is None else http[stray.nearest])
            for stray in traffic.strays
        ]
        used = {id(part) for index, part in enumerate(http) if index in traffic.used}
        for part in self.parts:
            if self._is_used(part):
                used.add(id(part))
            strays += [(stray, part) for stray in self._message_strays(part)]
        unused = tuple(part for part in self.parts if id(part) not in used)
        return Verdict(unused=unused, strays=tuple(strays))

    def stop(self) -> None:
        """Stop what runs; what was seen stays known."""
        if "mock" in self.__dict__:
            self.mock.stop()

    def _is_used(self, part: Part) -> bool:
        match part.interaction:
            case AsyncMessage():
                return "message" in self.__dict__ and self.message.used
            case SyncMessage():
                return "exchange" in self.__dict__ and self.exchange.used
            case HttpInteraction():
                return False

    def _message_strays(self, part: Part) -> list[Stray]:
        if not isinstance(part.interaction, SyncMessage) or "exchange" not in self.__dict__:
            return []
        return [
            Stray(method="", target="", nearest=0, mismatches=mismatches)
            for mismatches in self.exchange.strays
        ]


def _nothing(fixture: str, decorator: str) -> PactwrightError:
    return PactwrightError(
        f"the fixture {fixture!r} is for tests that declare something for it",
        hint=f"put @pact.{decorator}(…) on the test, where pact = Pact(consumer=…, provider=…)",
    )


def _several(fixture: str) -> PactwrightError:
    return PactwrightError(
        f"this test declares several of what the fixture {fixture!r} stands for",
        hint="declare one in each test",
    )
