"""The consumer half of the pytest plugin: runs consumer tests and hands on what they declare."""

from __future__ import annotations

import inspect
import time
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

from pactwright.errors import PactwrightError
from pactwright.plugin import conform
from pactwright.plugin.consumer_items import ConsumerTest, open_test, shards_of, stage_of
from pactwright.plugin.consumer_run import send_shards, start_run
from pactwright.report.safe import safe_text

if TYPE_CHECKING:
    from pactwright.consumer.messages import Exchange, Message
    from pactwright.consumer.mock import Mock

SECTION = "pact"
_Part = TypeVar("_Part")
_START = pytest.StashKey[int]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that says where pacts are written."""
    group = parser.getgroup("pactwright", "consumer-driven contract testing")
    group.addoption(
        "--pact-dir",
        metavar="DIR",
        type=Path,
        help="write the pacts of consumer tests to DIR (default: pacts of [tool.pactwright])",
    )
    conform.add_option(group)


def pytest_configure(config: pytest.Config) -> None:
    """Follow the session."""
    config.stash[_START] = time.time_ns()
    start_run(config)


@pytest.fixture
def mock(request: pytest.FixtureRequest) -> Iterator[Mock]:
    """Hand out the provider's stand-in: `mock.url` is a port, `mock.transport` is for httpx."""
    stage = stage_of(request.node)
    try:
        yield _take(lambda: stage.mock)
    finally:
        stage.stop()
    _check_late_requests(request.node)


@pytest.fixture
def message(request: pytest.FixtureRequest) -> Message:
    """Hand out the declared message: its `contents`, `body` and `metadata`."""
    return _take(lambda: stage_of(request.node).message)


@pytest.fixture
def exchange(request: pytest.FixtureRequest) -> Exchange:
    """Hand out the declared exchange: `send` a request message, get the answer."""
    return _take(lambda: stage_of(request.node).exchange)


def _take(part: Callable[[], _Part]) -> _Part:
    """Return the part of the stage, or fail with what to do and without our own frames."""
    try:
        return part()
    except PactwrightError as error:
        pytest.fail(safe_text(str(error)), pytrace=False)


@pytest.hookimpl
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> object:
    """Run an `async def` consumer test that no other plugin has taken."""
    function = pyfuncitem.obj
    if not inspect.iscoroutinefunction(function) or open_test(pyfuncitem) is None:
        return None
    import asyncio

    names = pyfuncitem._fixtureinfo.argnames  # noqa: SLF001 - as pytest's own call does
    arguments = {name: pyfuncitem.funcargs[name] for name in names}
    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        runner.run(function(**arguments))
    return True


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Fail the test for what is wrong in its declarations, or was not done as declared."""
    test = open_test(item)
    if test is None:
        return (yield)
    problems = test.lint(since=item.config.stash[_START]) or conform.find_misfits(
        item.config, test.stage.parts
    )
    if problems:
        # The test itself would only show what follows from the declaration.
        test.note = _render(item, "\n".join(problems))
        pytest.fail(test.note, pytrace=False)
    try:
        result = yield
    except BaseException:
        test.note = _judge(item, test)
        raise
    test.note = _judge(item, test)
    if test.note is not None:
        pytest.fail(test.note, pytrace=False)
    return result


def _check_late_requests(item: pytest.Item) -> None:
    """Fail the teardown of a test that passed and then sent what it does not declare."""
    test = open_test(item)
    if test is None or not test.judged or test.note is not None:
        return
    note = _judge(item, test)
    if note is not None:
        pytest.fail(f"after the test, in a fixture's teardown:\n{note}", pytrace=False)


def _judge(item: pytest.Item, test: ConsumerTest) -> str | None:
    from pactwright.consumer.failure import describe_verdict

    try:
        verdict = test.stage.judge()
    except PactwrightError as error:
        return _render(item, str(error))
    test.judged = True
    return None if verdict.holds else _render(item, describe_verdict(verdict))


def _render(item: pytest.Item, text: str) -> str:
    return safe_text(text.replace(f"{item.config.rootpath}/", ""))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add the test's part of the pact to its report, or what the mock saw to its failure."""
    report = yield
    test = open_test(item)
    if test is None or call.when != "call":
        return report
    if report.passed:
        send_shards(item.config, report, shards_of(test))
    elif test.note is not None and not _tells(call, test.note):
        report.sections.append((SECTION, test.note))
    return report


def _tells(call: pytest.CallInfo[Any], note: str) -> bool:
    return call.excinfo is not None and getattr(call.excinfo.value, "msg", None) == note
