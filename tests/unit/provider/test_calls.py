"""User functions of every colour, each with its value, its teardown and its time limit."""

from __future__ import annotations

import asyncio
import contextvars
import signal
import threading
import time

import pytest

from pactwright.errors import PactwrightError
from pactwright.provider.calls import Caller, user_error
from pactwright.provider.deadline import Expired, deadline
from pactwright.provider.failure import StepError
from pactwright.provider.loop import EventLoop

log: list[str] = []


@pytest.fixture(autouse=True)
def _empty_log():
    log.clear()


def plain(x):
    return {"x": x}


async def coroutine(x):
    await asyncio.sleep(0)
    return {"x": x}


def returns_awaitable(x):
    return coroutine(x)


def yielding(x):
    yield {"x": x}
    log.append("down")


async def async_yielding(x):
    yield {"x": x}
    await asyncio.sleep(0)
    log.append("down")


@pytest.mark.parametrize("function", [plain, coroutine, returns_awaitable])
def test_a_function_gives_its_value(caller, function):
    assert caller.set_up(function, {"x": 1}) == ({"x": 1}, None)


@pytest.mark.parametrize("function", [yielding, async_yielding])
def test_what_follows_the_yield_is_the_teardown(caller, function):
    value, teardown = caller.set_up(function, {"x": 1})
    assert value == {"x": 1}
    assert log == []
    teardown()
    assert log == ["down"]


def yields_never():
    return
    yield


async def async_yields_never():
    return
    yield


def yields_twice():
    yield 1
    yield 2


async def async_yields_twice():
    yield 1
    yield 2


@pytest.mark.parametrize("function", [yields_never, async_yields_never])
def test_a_function_that_never_yields_is_told(caller, function):
    with pytest.raises(RuntimeError, match="must yield once, and did not"):
        caller.set_up(function, {})


@pytest.mark.parametrize("function", [yields_twice, async_yields_twice])
def test_a_function_that_yields_again_is_told(caller, function):
    _, teardown = caller.set_up(function, {})
    with pytest.raises(RuntimeError, match="must yield once, and yields again"):
        teardown()


def test_calls_of_one_caller_share_their_context(caller):
    name = contextvars.ContextVar("name", default="unset")

    async def read():
        return name.get()

    async def setting():
        name.set("ada")

    caller.call(setting, {})
    caller.call(lambda: name.set("grace"), {})
    assert caller.call(read, {}) == "grace"
    assert name.get() == "unset"


async def sleeps():
    await asyncio.sleep(30)


async def blocks():
    time.sleep(30)  # noqa: ASYNC251 - as careless applications do


def sleeps_sync():
    time.sleep(30)


async def stubborn():
    await asyncio.shield(asyncio.to_thread(time.sleep, 0.2))
    try:
        await asyncio.sleep(30)
    except asyncio.CancelledError:
        await asyncio.sleep(30)


@pytest.mark.parametrize("function", [sleeps, blocks, sleeps_sync, stubborn])
def test_a_late_call_is_cut_off(loop, function):
    with pytest.raises(Expired):
        Caller(loop, 0.05, contextvars.copy_context()).call(function, {})


def test_the_loop_lives_on_after_a_late_call(loop):
    with pytest.raises(Expired):
        loop.run(sleeps(), timeout=0.01)
    assert loop.run(coroutine(2), timeout=5) == {"x": 2}


def test_a_time_out_of_the_users_own_is_an_error_of_theirs(caller):
    async def own():
        raise TimeoutError("theirs")

    with pytest.raises(TimeoutError, match="theirs"):
        caller.call(own, {})


def test_closing_the_loop_ends_what_is_left():
    loop = EventLoop()

    async def lingering():
        try:
            await asyncio.sleep(30)
        finally:
            log.append("cancelled")

    async def main():
        await asyncio.sleep(0)

    loop.start(lingering())
    loop.run(main(), timeout=5)
    loop.close()
    assert log == ["cancelled"]


def test_elsewhere_than_in_the_main_thread_lateness_is_found_at_the_end():
    found = []

    def work():
        try:
            with deadline(0.001):
                time.sleep(0.02)
        except Expired:
            found.append("late")
        with deadline(30):
            found.append("in time")

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert found == ["late", "in time"]


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="needs POSIX alarms")
def test_an_alarm_of_somebody_else_is_kept():
    fired = []
    before = signal.signal(signal.SIGALRM, lambda *_: fired.append("theirs"))
    rest = signal.setitimer(signal.ITIMER_REAL, 0.1)
    try:
        with pytest.raises(Expired), deadline(0.01):
            time.sleep(30)
        with deadline(30):  # theirs is due first, and stays in charge
            while not fired:
                time.sleep(0.001)
    finally:
        signal.setitimer(signal.ITIMER_REAL, *rest)
        signal.signal(signal.SIGALRM, before)
    assert fired == ["theirs"]


def test_user_errors_are_told_by_what_raised():
    def raise_it():
        raise ValueError("no such user")

    try:
        raise_it()
    except ValueError as error:
        failure = user_error(error, what="state 'x'", kind="state", path="x", timeout=1)
    assert failure.mismatch().message == "state 'x' raised ValueError: no such user"
    assert failure.mismatch().kind == "state"
    assert "in raise_it" in failure.lines()[0]


def test_lateness_and_our_own_errors_keep_their_words():
    late = user_error(Expired(), what="the hook", timeout=0.5)
    assert late.message == "the hook took longer than 0.5 s"
    ours = user_error(PactwrightError("bad", hint="mend"), what="the hook", timeout=1)
    assert (ours.message, ours.hint) == ("the hook: bad", "mend")
    same = StepError("as it is")
    assert user_error(same, what="x", timeout=1) is same
