"""Running the steps of a plan: in sequence, or at the same time where states are isolated."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import ExitStack

from pactwright.model.result import InteractionResult
from pactwright.provider.arguments import NoFixtures
from pactwright.provider.declaration import Provider
from pactwright.provider.engine import Engine
from pactwright.provider.loop import EventLoop
from pactwright.provider.plan import Step
from pactwright.provider.target import Target, open_provider
from pactwright.provider.trial import Trial

OnResult = Callable[[InteractionResult], None]

THREADS = 8

_BATCH_STEPS = 64
_BATCH_BYTES = 4 * 2**20
_BATCH_SECONDS = 0.1


def run_steps(
    steps: Sequence[Step], declaration: Provider, target: Target, on_result: OnResult
) -> list[InteractionResult]:
    """Return the results of all steps; the provider is up for as long as they take.

    With `isolated_states` a service on HTTP gets up to eight requests at once. While an event
    loop runs in the calling thread, the work is done in another, and the caller waits.
    """
    if _loop_runs():
        return _run_aside(steps, declaration, target, on_result)
    return _run(steps, declaration, target, on_result, threading.Event())


def _loop_runs() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


def _run_aside(
    steps: Sequence[Step], declaration: Provider, target: Target, on_result: OnResult
) -> list[InteractionResult]:
    stop = threading.Event()
    with ThreadPoolExecutor(1, thread_name_prefix="pactwright") as executor:
        work = executor.submit(_run, steps, declaration, target, on_result, stop)
        try:
            return work.result()
        except BaseException:
            stop.set()
            raise


def _run(
    steps: Sequence[Step],
    declaration: Provider,
    target: Target,
    on_result: OnResult,
    stop: threading.Event,
) -> list[InteractionResult]:
    with open_provider(declaration, target, NoFixtures()) as engine:
        if target.isolated_states and target.app is None:
            return _run_together(steps, engine, on_result)
        results = []
        for trials in _fetch_batches(steps, engine, stop):
            for trial in trials:
                result = trial.result()
                on_result(result)
                results.append(result)
        return results


def _fetch_batches(
    steps: Sequence[Step], engine: Engine, stop: threading.Event
) -> Iterator[list[Trial]]:
    """Yield the steps with their answers: a step alone, or as many as one look can wait for."""
    batch: list[Trial] = []
    size, end = 0, 0.0
    for step in steps:
        if stop.is_set():
            break
        end = end if batch else time.monotonic() + _BATCH_SECONDS
        trial = engine.fetch(step, NoFixtures())
        batch.append(trial)
        size += trial.size
        whole = size >= _BATCH_BYTES or len(batch) >= _BATCH_STEPS or time.monotonic() >= end
        if whole or not engine.defers:
            yield batch
            batch, size = [], 0
    yield batch


def _run_together(
    steps: Sequence[Step], engine: Engine, on_result: OnResult
) -> list[InteractionResult]:
    with ExitStack() as loops:
        own = threading.local()

        def begin() -> None:
            loop = EventLoop()
            loops.callback(loop.close)
            own.engine = engine.with_loop(loop)

        def verify(step: Step) -> InteractionResult:
            verifier: Engine = own.engine
            return verifier.verify(step, NoFixtures())

        with ThreadPoolExecutor(THREADS, initializer=begin) as executor:
            futures: list[Future[InteractionResult]] = [
                executor.submit(verify, step) for step in steps
            ]
            try:
                for future in as_completed(futures):
                    on_result(future.result())
            except BaseException:
                executor.shutdown(cancel_futures=True)
                raise
        return [future.result() for future in futures]
