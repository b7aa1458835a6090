"""The engine: takes one step of the plan to its result."""

from __future__ import annotations

import contextvars
import random
import time
from dataclasses import dataclass
from datetime import UTC, datetime

from pactwright.errors import PactwrightError
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
    SyncMessage,
)
from pactwright.model.result import InteractionResult, Mismatch
from pactwright.model.wire import WireMessage, WireRequest
from pactwright.provider.answer import describe_answer
from pactwright.provider.calls import Caller, user_error
from pactwright.provider.coding import decode_body
from pactwright.provider.curl import curl_command
from pactwright.provider.declaration import Provider
from pactwright.provider.failure import StepError, describe_exception, traceback_lines
from pactwright.provider.generation import apply_generators
from pactwright.provider.hook import apply_hook
from pactwright.provider.lifecycle import StateChanges, StateStack, Surroundings
from pactwright.provider.loop import EventLoop
from pactwright.provider.plan import Step
from pactwright.provider.producers import produce, received_message
from pactwright.provider.states import message_skeleton
from pactwright.provider.support import check_supported
from pactwright.provider.transport import Transport
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

    def verify(self, step: Step, surroundings: Surroundings) -> InteractionResult:
        """Return what the step came to; its states are torn down by then."""
        start = time.perf_counter()
        caller = Caller(self._loop, self._timeout, contextvars.copy_context())
        states = StateStack(
            handlers=self._declaration.states,
            changes=self._changes,
            caller=caller,
            surroundings=surroundings,
            provider=self._declaration.name,
        )
        trial = _Trial(step=step, states=states, caller=caller, surroundings=surroundings)
        try:
            self._attempt(trial)
        finally:
            failures = states.tear_down()
        for failure in failures:
            trial.fail(failure)
        return trial.result(time.perf_counter() - start)

    def _attempt(self, trial: _Trial) -> None:
        interaction = trial.step.interaction
        try:
            check_supported(interaction)
            trial.states.set_up(interaction.states)
            match interaction:
                case HttpInteraction():
                    self._check_http(interaction, trial)
                case AsyncMessage():
                    self._check_message(interaction, trial)
                case SyncMessage():
                    self._check_exchange(interaction, trial)
        except StepError as failure:
            trial.fail(failure)
        except PactwrightError as error:
            trial.fail(StepError(error.message, kind="unsupported", hint=error.hint))
        except Exception as error:  # noqa: BLE001 - the other interactions must not suffer
            trial.fail(_own_failure(error))

    def _check_http(self, interaction: HttpInteraction, trial: _Trial) -> None:
        transport = self._transport
        if transport is None:
            raise StepError(
                f"nothing says where provider {self._declaration.name!r} answers HTTP",
                kind="unsupported",
                hint="give Provider(...) an app=, url= or command=",
            )
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
        try:
            response = transport.send(request, timeout=self._timeout)
            expected = apply_generators(generate_response, interaction.response, generators)
            decoded = decode_body(response, expected)
            trial.mismatches += compare_response(expected, decoded)
            trial.mismatches += compare_union(interaction, (decoded.body,))
        except StepError:
            trial.details += transport.notes()
            raise
        if trial.mismatches:
            trial.details += transport.notes()
            trial.details += describe_answer(decoded, trial.mismatches)

    def _check_message(self, interaction: AsyncMessage, trial: _Trial) -> None:
        made = self._produce(interaction, trial, {})
        self._compare((interaction.contents,), made, trial)

    def _check_exchange(self, interaction: SyncMessage, trial: _Trial) -> None:
        generators = self._generators(trial)
        request = message_example(
            apply_generators(generate_message, interaction.request, generators)
        )
        made = self._produce(interaction, trial, {"message": received_message(request)})
        if interaction.responses:
            self._compare(interaction.responses, made, trial)

    def _produce(
        self, interaction: AsyncMessage | SyncMessage, trial: _Trial, given: dict[str, object]
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

    def _compare(
        self,
        expected: tuple[MessageContents, ...],
        made: tuple[WireMessage, ...],
        trial: _Trial,
    ) -> None:
        if len(expected) != len(made):
            raise StepError(
                f"expected {len(expected)} messages, and the producer made {len(made)}",
                path=trial.step.interaction.description,
                hint="return one message, or yield each of several",
            )
        generators = self._generators(trial)
        for want, came in zip(expected, made, strict=True):
            trial.mismatches += compare_message(
                apply_generators(generate_message, want, generators), came
            )
        bodies = tuple(came.contents for came in made)
        trial.mismatches += compare_union(trial.step.interaction, bodies)

    def _generators(self, trial: _Trial) -> GeneratorContext:
        return GeneratorContext(
            values=trial.states.values,
            now=datetime.now(UTC),
            random=self._random,
            base_url=None,  # an address is the mock server's, never the provider's
        )


def _own_failure(error: Exception) -> StepError:
    return StepError(
        f"pactwright itself failed: {describe_exception(error)}",
        kind="unsupported",
        hint="please report this, with the interaction and the traceback",
        details=traceback_lines(error),
    )


@dataclass(slots=True, kw_only=True)
class _Trial:
    """What one step has come to so far."""

    step: Step
    states: StateStack
    caller: Caller
    surroundings: Surroundings
    mismatches: tuple[Mismatch, ...] = ()
    details: tuple[str, ...] = ()
    request: WireRequest | None = None
    base_url: str = ""

    def fail(self, failure: StepError) -> None:
        self.mismatches += (failure.mismatch(),)
        self.details += failure.lines()

    def result(self, duration: float) -> InteractionResult:
        interaction = self.step.interaction
        failed = bool(self.mismatches)
        curl = None
        if failed and self.request is not None:
            curl = curl_command(self.request, base_url=self.base_url)
        return InteractionResult(
            consumer=self.step.consumer,
            provider=self.step.provider,
            description=interaction.description,
            states=tuple(state.name for state in interaction.states),
            mismatches=self.mismatches,
            pending=interaction.pending,
            duration=duration,
            curl=curl,
            details=self.details if failed else (),
            source=self.step.source,
        )


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
