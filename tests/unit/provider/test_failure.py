"""Tracebacks that show the user's own frames, and texts that any file can hold."""

from __future__ import annotations

import json

import pytest
from starlette.routing import Route

from pactwright.errors import PactwrightError
from pactwright.provider.calls import Caller
from pactwright.provider.failure import StepError, describe_exception, traceback_lines
from pactwright.provider.loop import EventLoop


def _raised(function):
    try:
        function()
    except BaseException as error:  # noqa: BLE001 - whatever it is
        return traceback_lines(error)[0]
    raise AssertionError


def theirs():
    raise ValueError("no database")


def chained():
    try:
        theirs()
    except ValueError as error:
        raise KeyError("user") from error


def grouped():
    try:
        theirs()
    except ValueError as error:
        raise ExceptionGroup("several", [error, error]) from error


def test_our_own_frames_are_left_out(caller: Caller):
    text = _raised(lambda: caller.call(theirs, {}))
    assert "in theirs" in text
    assert "provider/calls.py" not in text


def test_the_frames_of_libraries_are_left_out_but_for_the_last():
    text = _raised(lambda: Route("no slash", theirs))
    assert text.count("site-packages") == 1
    assert "in _raised" in text


def test_causes_and_groups_are_shown():
    text = _raised(chained)
    assert "ValueError: no database" in text
    assert "KeyError: 'user'" in text
    assert _raised(grouped).count("ValueError: no database") >= 2


def test_an_exception_without_words_is_its_type():
    assert describe_exception(KeyError()) == "KeyError"
    assert describe_exception(ValueError("x")) == "ValueError: x"


def test_lone_surrogates_become_escapes():
    failure = StepError("half \ud800", details=("a \udfff",))
    assert json.dumps(failure.message).isascii()
    assert failure.message.encode() == rb"half \ud800"
    assert failure.lines()[0].encode() == rb"a \udfff"


def test_a_loop_that_runs_already_is_told():
    async def nothing(): ...

    outer, inner = EventLoop(), EventLoop()

    async def main():
        inner.run(nothing(), timeout=1)

    with pytest.raises(PactwrightError, match="an event loop runs in this thread already"):
        outer.run(main(), timeout=5)
    inner.close()
    outer.close()
