"""What one step of the plan has come to so far, from its first request to its result."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from pactwright.errors import PactwrightError
from pactwright.model.result import InteractionResult, Mismatch
from pactwright.model.wire import WireRequest
from pactwright.provider.calls import Caller
from pactwright.provider.curl import curl_command
from pactwright.provider.failure import StepError, describe_exception, traceback_lines
from pactwright.provider.lifecycle import StateStack, Surroundings
from pactwright.provider.plan import Step


def no_notes() -> tuple[str, ...]:
    """Return nothing: what the provider said beside its answer is not wanted any more."""
    return ()


@dataclass(slots=True, kw_only=True)
class Trial:
    """One step under way.

    `comparison` compares what came, once it has come; `size` is the bytes of its body;
    `notes` asks the transport what the provider said beside it; `failures` are those of the
    states' teardown, and come last.
    """

    step: Step
    states: StateStack
    caller: Caller
    surroundings: Surroundings
    mismatches: tuple[Mismatch, ...] = ()
    details: tuple[str, ...] = ()
    failures: tuple[StepError, ...] = ()
    request: WireRequest | None = None
    base_url: str = ""
    size: int = 0
    duration: float = 0.0
    comparison: Callable[[], None] | None = None
    notes: Callable[[], tuple[str, ...]] = no_notes

    def attempt(self, deed: Callable[[], None]) -> None:
        """Do what may fail; a failure becomes one of this step, and of no other."""
        try:
            deed()
        except StepError as failure:
            self.details += self.notes()
            self._fail(failure)
        except PactwrightError as error:
            self._fail(StepError(error.message, kind="unsupported", hint=error.hint))
        except Exception as error:  # noqa: BLE001 - the other interactions must not suffer
            self._fail(_own_failure(error))

    def judge(self) -> None:
        """Compare what came with what was expected, once."""
        comparison, self.comparison = self.comparison, None
        if comparison is not None:
            self.attempt(comparison)

    def result(self) -> InteractionResult:
        """Return what the step came to, judged now where it was not before."""
        if self.comparison is not None:
            start = time.perf_counter()
            self.judge()
            self.duration += time.perf_counter() - start
        for failure in self.failures:
            self._fail(failure)
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
            duration=self.duration,
            curl=curl,
            details=self.details if failed else (),
            source=self.step.source,
        )

    def _fail(self, failure: StepError) -> None:
        self.mismatches += (failure.mismatch(),)
        self.details += failure.lines()


def _own_failure(error: Exception) -> StepError:
    return StepError(
        f"pactwright itself failed: {describe_exception(error)}",
        kind="unsupported",
        hint="please report this, with the interaction and the traceback",
        details=traceback_lines(error),
    )
