"""The engine: takes one step of the plan to its result."""

from __future__ import annotations

import contextvars
import random
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime

from pactwright.matching.example import message_example, request_example
from pactwright.matching.generate import (
    GeneratorContext,
    generate_message,
    generate_request,
    generate_response,
)
from pactwright.matching.message import compare_message
from pactwright.matching.response import compare_response
from pactwright.model.interaction import (
    AsyncMessage,
    HttpInteraction,
    MessageContents,
    ProviderState,
    SyncMessage,
)
from pactwright.model.result import InteractionResult
from pactwright.model.wire import WireMessage, WireResponse
from pactwright.provider.answer import describe_answer
from pactwright.provider.calls import Caller, user_error
from pactwright.provider.coding import decode_body
from pactwright.provider.declaration import Provider
from pactwright.provider.failure import StepError
from pactwright.provider.generation import apply_generators
from pactwright.provider.hook import apply_hook
from pactwright.provider.lifecycle import StateChanges, StateStack, Surroundings
from pactwright.provider.loop import EventLoop
from pactwright.provider.plan import Step
from pactwright.provider.producers import produce, received_message
from pactwright.provider.scene import OpenScene, no_transport, open_scene
from pactwright.provider.states import message_skeleton
from pactwright.provider.support import check_supported
from pactwright.provider.transport import LOCAL_URL, Transport
from pactwright.provider.trial import Trial, no_notes
from pactwright.provider.union import compare_union


class Engine:
    """Verifies interactions of one provider, one at a time, in the calling thread.

    `transport` is `None` for a provider that only has messages.
    """

    def __init__(
        self,
        declaration: Provider,
        *,
        transport: Transport | None,
        loop: EventLoop,
        timeout: float,
        changes: StateChanges | None = None,
    ) -> None:
        self._declaration = declaration
        self._transport = transport
        self._loop = loop
        self._timeout = timeout
        self._changes = changes
        self._random = random.Random()  # noqa: S311 - values for examples, no secrets

    def with_loop(self, loop: EventLoop) -> Engine:
        """Return an engine for the same provider that another thread may use beside this one."""
        return Engine(
            self._declaration,
            transport=self._transport,
            loop=loop,
            timeout=self._timeout,
            changes=self._changes,
        )

    @property
    def base_url(self) -> str:
        """Where a person would send requests to."""
        return LOCAL_URL if self._transport is None else self._transport.base_url

    @property
    def application(self) -> object:
        """The application that is called in process, `None` for a service elsewhere."""
        return getattr(self._transport, "application", None)

    def scene(
        self, states: Sequence[ProviderState], surroundings: Surroundings
    ) -> AbstractContextManager[OpenScene]:
        """Make the states true for a block in which any requests are sent.

        Raises `StepError` when a state cannot be set up or torn down, or nothing answers HTTP.
        """
        if self._transport is None:
            raise no_transport(self._declaration)
        caller = Caller(self._loop, self._timeout, contextvars.copy_context())
        stack = StateStack(
            handlers=self._declaration.states,
            changes=self._changes,
            caller=caller,
            surroundings=surroundings,
            provider=self._declaration.name,
        )
        return open_scene(
            self._declaration,
            self._transport,
            states=stack,
            wanted=states,
            caller=caller,
            surroundings=surroundings,
        )

    @property
    def defers(self) -> bool:
        """Whether `fetch` may go on to later steps before the earlier ones are judged."""
        return self._transport is not None and self._transport.defers

    def verify(self, step: Step, surroundings: Surroundings) -> InteractionResult:
        """Return what the step came to; its states are torn down by then."""
        return self._take(step, surroundings, judge=True).result()

    def fetch(self, step: Step, surroundings: Surroundings) -> Trial:
        """Return the step with the provider's answer, to be judged at any later time.

        Its states are torn down by then. Judging many answers in a row takes half the time of
        judging each between two waits for the network, which leave the processor's caches cold.
        """
        return self._take(step, surroundings, judge=not self.defers)

    def _take(self, step: Step, surroundings: Surroundings, *, judge: bool) -> Trial:
        start = time.perf_counter()
        caller = Caller(self._loop, self._timeout, contextvars.copy_context())
        states = StateStack(
            handlers=self._declaration.states,
            changes=self._changes,
            caller=caller,
            surroundings=surroundings,
            provider=self._declaration.name,
        )
        trial = Trial(step=step, states=states, caller=caller, surroundings=surroundings)
        try:
            trial.attempt(lambda: self._ask(trial))
            if judge:
                trial.judge()
        finally:
            trial.failures = states.tear_down()
        trial.duration += time.perf_counter() - start
        return trial

    def _ask(self, trial: Trial) -> None:
        interaction = trial.step.interaction
        check_supported(interaction)
        trial.states.set_up(interaction.states)
        match interaction:
            case HttpInteraction():
                self._ask_http(interaction, trial)
            case AsyncMessage():
                self._ask_message(interaction, trial)
            case SyncMessage():
                self._ask_exchange(interaction, trial)

    def _ask_http(self, interaction: HttpInteraction, trial: Trial) -> None:
        transport = self._transport
        if transport is None:
            raise no_transport(self._declaration)
        generators = self._generators(trial)
        request = request_example(
            apply_generators(generate_request, interaction.request, generators)
        )
        trial.request, trial.base_url = request, transport.base_url
        if self._declaration.hook is not None:
            request = apply_hook(
                self._declaration.hook,
                request,
                caller=trial.caller,
                fixtures=trial.surroundings,
            )
            trial.request = request
        trial.notes = transport.notes
        response = transport.send(request, timeout=self._timeout)
        trial.size = len(response.body)
        trial.comparison = lambda: _compare_http(interaction, response, trial, generators)

    def _ask_message(self, interaction: AsyncMessage, trial: Trial) -> None:
        made = self._produce(interaction, trial, {})
        self._compare_later((interaction.contents,), made, trial)

    def _ask_exchange(self, interaction: SyncMessage, trial: Trial) -> None:
        generators = self._generators(trial)
        request = message_example(
            apply_generators(generate_message, interaction.request, generators)
        )
        made = self._produce(interaction, trial, {"message": received_message(request)})
        if interaction.responses:
            self._compare_later(interaction.responses, made, trial)

    def _produce(
        self, interaction: AsyncMessage | SyncMessage, trial: Trial, given: dict[str, object]
    ) -> tuple[WireMessage, ...]:
        description = interaction.description
        found = self._declaration.messages.find(description)
        if found is None:
            raise unknown_message(description, self._declaration)
        try:
            return produce(found, caller=trial.caller, fixtures=trial.surroundings, given=given)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001 - user code may raise anything
            what = f"the producer of {description!r}"
            raise user_error(error, what=what, path=description, timeout=self._timeout) from None

    def _compare_later(
        self,
        expected: tuple[MessageContents, ...],
        made: tuple[WireMessage, ...],
        trial: Trial,
    ) -> None:
        generators = self._generators(trial)
        trial.comparison = lambda: _compare_messages(expected, made, trial, generators)

    def _generators(self, trial: Trial) -> GeneratorContext:
        return GeneratorContext(
            values=trial.states.values,
            now=datetime.now(UTC),
            random=self._random,
            base_url=None,  # an address is the mock server's, never the provider's
        )


def _compare_http(
    interaction: HttpInteraction,
    response: WireResponse,
    trial: Trial,
    generators: GeneratorContext,
) -> None:
    expected = apply_generators(generate_response, interaction.response, generators)
    decoded = decode_body(response, expected)
    trial.mismatches += compare_response(expected, decoded)
    trial.mismatches += compare_union(interaction, (decoded.body,))
    if trial.mismatches:
        trial.details += trial.notes()
        trial.details += describe_answer(decoded, trial.mismatches)
    trial.notes = no_notes


def _compare_messages(
    expected: tuple[MessageContents, ...],
    made: tuple[WireMessage, ...],
    trial: Trial,
    generators: GeneratorContext,
) -> None:
    if len(expected) != len(made):
        raise StepError(
            f"expected {len(expected)} messages, and the producer made {len(made)}",
            path=trial.step.interaction.description,
            hint="return one message, or yield each of several",
        )
    for want, came in zip(expected, made, strict=True):
        trial.mismatches += compare_message(
            apply_generators(generate_message, want, generators), came
        )
    bodies = tuple(came.contents for came in made)
    trial.mismatches += compare_union(trial.step.interaction, bodies)


def unknown_message(description: str, declaration: Provider) -> StepError:
    """Return the failure for a message that nothing produces: near names, and what to paste."""
    near = declaration.messages.nearest(description)
    details = [message_skeleton(description, provider=declaration.name)]
    if near:
        details.insert(0, f"nearest: {', '.join(map(repr, near))}")
    return StepError(
        f"provider {declaration.name!r} has no function that produces {description!r}",
        kind="unsupported",
        path=description,
        details=tuple(details),
    )
