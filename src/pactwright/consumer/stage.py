"""The stand-ins of one test: made from its declarations, judged at its end, always stopped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from pactwright.consumer.compile import Compiled, compile_declaration
from pactwright.consumer.declaration import Declaration, RequestDraft
from pactwright.consumer.messages import Exchange, Message
from pactwright.consumer.mock import Mock
from pactwright.consumer.traffic import Stray, Traffic
from pactwright.errors import PactwrightError
from pactwright.model.interaction import AsyncMessage, HttpInteraction, SyncMessage


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One declaration of a test with what it compiles to."""

    declaration: Declaration
    compiled: Compiled

    @property
    def interaction(self) -> HttpInteraction | AsyncMessage | SyncMessage:
        """The interaction that the pact will hold."""
        return self.compiled.interaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a test did not do as declared: parts never used, and strays with the nearest part."""

    unused: tuple[Part, ...] = ()
    strays: tuple[tuple[Stray, Part | None], ...] = ()

    @property
    def holds(self) -> bool:
        """Whether all went as declared."""
        return not self.unused and not self.strays


def plan_parts(declarations: Sequence[Declaration], *, name: str) -> tuple[Part, ...]:
    """Return the test's declarations, compiled; `name` describes those that do not themselves."""
    return tuple(
        Part(declaration=one, compiled=compile_declaration(one, description=description))
        for one, description in zip(
            declarations, name_declarations(declarations, default=name), strict=True
        )
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
            part.interaction for part in self.parts if isinstance(part.interaction, HttpInteraction)
        ]
        if not interactions:
            raise _nothing("mock", "interaction")
        return Mock(interactions)

    @cached_property
    def message(self) -> Message:
        """The declared message; raises PactwrightError unless the test declares just one."""
        match [one.interaction for one in self.parts if isinstance(one.interaction, AsyncMessage)]:
            case [AsyncMessage(contents=contents)]:
                return Message(contents)
            case found:
                raise _several("message") if found else _nothing("message", "message")

    @cached_property
    def exchange(self) -> Exchange:
        """The declared exchange; raises PactwrightError unless the test declares just one."""
        match [one.interaction for one in self.parts if isinstance(one.interaction, SyncMessage)]:
            case [SyncMessage() as interaction]:
                return Exchange(interaction)
            case found:
                raise _several("exchange") if found else _nothing("exchange", "exchange")

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
