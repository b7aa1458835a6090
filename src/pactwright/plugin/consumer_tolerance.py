"""Runs a consumer test again with answers that its contract allows: `@pact.tolerant()`."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Generator
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pytest

from pactwright.errors import PactwrightError
from pactwright.plugin.consumer_items import ConsumerTest, open_test, variant_of
from pactwright.plugin.consumer_settings import settings_of
from pactwright.plugin.consumer_unittest import is_unittest
from pactwright.plugin.consumer_verdict import judge_failure
from pactwright.property.profile import PropertySettings
from pactwright.report.safe import safe_line, safe_text

if TYPE_CHECKING:
    from _pytest.terminal import TerminalReporter

    from pactwright.consumer.stage import Part, Stage
    from pactwright.consumer.tolerance import Failure, Finding, Wire
    from pactwright.model.interaction import HttpInteraction
    from pactwright.model.wire import WireMessage
    from pactwright.plugin.property_tolerance import Findings

_TOLERANT = "__pactwright_tolerant__"
_APART = 1000
"""How far apart the seeds of an exchange's answers are."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options that switch tolerance runs on for all tests."""
    group = parser.getgroup("pactwright")
    group.addoption(
        "--pact-tolerance",
        metavar="N",
        type=_whole,
        help="run every consumer test also with N answers that its contract allows "
        "(default: tolerance of [tool.pactwright.property])",
    )
    group.addoption(
        "--pact-tolerance-seed",
        metavar="SEED",
        type=int,
        help="make other answers with another seed (default: seed of [tool.pactwright.property])",
    )
    group.addoption(
        "--pact-tolerance-unknown",
        action="store_true",
        help="let answers from an API document hold unknown members of its enumerations",
    )


def _whole(text: str) -> int:
    number = int(text)
    if number < 0:
        raise ValueError(text)
    return number


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """After the test has passed as declared, run it with other answers."""
    result = yield
    test = open_test(item)
    if test is not None and test.note is None and (cases := _cases_of(item)):
        # The traffic of the test itself is judged, and forgotten from here on.
        test.judged = False
        try:
            text = _run(item, test, cases)
        except PactwrightError as error:
            pytest.fail(safe_text(str(error)), pytrace=False)
        if text is not None:
            test.note = text
            pytest.fail(text, pytrace=False)
    return result


def _cases_of(item: pytest.Item) -> int:
    """Return how many answers to try; only the first variant of a test is run again.

    Methods of `unittest.TestCase` have one run: they keep their failures to themselves.
    """
    if getattr(variant_of(item), "index", 0) or is_unittest(item):
        return 0
    own: int | None = getattr(getattr(item, "obj", None), _TOLERANT, None)
    asked: int | None = item.config.getoption("--pact-tolerance")
    if asked is None:
        asked = _settings(item.config).tolerance
    return asked if own is None else max(own, asked)


def _seed_of(item: pytest.Item) -> int:
    asked: int | None = item.config.getoption("--pact-tolerance-seed")
    return _settings(item.config).seed if asked is None else asked


def _settings(config: pytest.Config) -> PropertySettings:
    try:
        return settings_of(config).properties
    except PactwrightError:  # told once, at the end of the session
        return PropertySettings()


def _run(item: pytest.Item, test: ConsumerTest, cases: int) -> str | None:
    """Return what broke the test, `None` when nothing did."""
    from pactwright.consumer.tolerance import search
    from pactwright.consumer.tolerance_cause import find_cause
    from pactwright.consumer.tolerance_report import describe_findings
    from pactwright.plugin.consumer_documents import sources_of
    from pactwright.plugin.property_tolerance import begin_findings, note_findings

    seed = _seed_of(item)
    parts = test.stage.parts
    begin_findings(item, test)
    texts: list[str] = []
    places = [(place, one) for place, part in enumerate(parts) for one in part.each_answer()]
    for place, part in places:
        attempts = _Attempts(item, test.stage, place, part)
        line = {"pact": _name_pact(item, part), "several": len(parts) > 1}
        before: list[Finding] = []
        for index, (allows, answers) in enumerate(sources_of(item, part)):
            mixed = _mix(seed, test.name, 2 * place + index + _APART * part.answer)
            smallest = search(answers, attempts, cases=cases, seed=mixed, found=before)
            new = [find_cause(part, attempts.example, one, attempts) for one in smallest]
            before += new
            if found := note_findings(item, part, new, line):
                texts.append(describe_findings(part, found, line, allows=allows, seed=seed))
        attempts.restore()
    if not texts:
        return None
    return safe_text("\n\n".join(texts).replace(f"{item.config.rootpath}/", ""))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Let the report carry what the tolerance run found."""
    report = yield
    # Loaded by the first tolerance run: sessions without one pay nothing.
    findings: Any = sys.modules.get("pactwright.plugin.property_tolerance")
    if call.when == "call" and findings is not None:
        findings.send_findings(item, report)
    return report


def pytest_configure(config: pytest.Config) -> None:
    """Gather what the session finds, in the process that all reports come to."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(_Gathering(config), "pactwright.findings")


class _Gathering:
    """Follows the reports of a session."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._findings: Findings | None = None
        self._error: PactwrightError | None = None

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note what a report carries."""
        cargo = getattr(report, "pactwright_findings", None)
        if cargo is not None:
            from pactwright.plugin.property_tolerance import Findings

            self._findings = self._findings or Findings()
            self._findings.hear(cargo)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Store what was found."""
        if self._findings is None:
            return
        try:
            self._findings.store(self._config)
        except PactwrightError as error:
            self._error = error
            session.exitstatus = pytest.ExitCode.USAGE_ERROR

    def pytest_terminal_summary(self, terminalreporter: TerminalReporter) -> None:
        """Say what hindered it."""
        if self._error is not None:
            for line in f"error: {self._error}".splitlines():
                terminalreporter.write_line(safe_line(line), red=True)


def _mix(seed: int, name: str, place: int) -> int:
    """Return a seed of each test's own, the same in every process."""
    digest = hashlib.sha256(f"{seed} {place} {name}".encode()).digest()
    return int.from_bytes(digest[:8])


class _Attempts:
    """Runs the test with one answer after another in place of one part's."""

    def __init__(self, item: pytest.Item, stage: Stage, place: int, part: Part) -> None:
        self._item = item
        self._stage = stage
        self._place = place
        self._part = part

    def __call__(self, wire: Wire) -> Failure | None:
        self._vary(wire)
        try:
            self._item.runtest()
        except (KeyboardInterrupt, SystemExit, pytest.exit.Exception, pytest.skip.Exception):
            raise
        except BaseException as error:  # noqa: BLE001 - the test's own code may raise anything
            # A request that follows from the answer, and that nothing is declared for, proves
            # nothing about the consumer.
            if self._stage.has_strays:
                return None
            # Where the values are those of the example, what the test asserts of them holds.
            looked = self._stage.looked or self._says_the_same(wire)
            return judge_failure(error, self._item, looked=looked)
        return None

    def _says_the_same(self, wire: Wire) -> bool:
        from pactwright.consumer.tolerance import says_the_same

        return says_the_same(wire, self.example)

    @cached_property
    def example(self) -> Wire:
        """The answer that the test is run with as declared."""
        from pactwright.consumer.tolerance_report import example_of

        return example_of(self._part)

    def restore(self) -> None:
        """Let the stand-ins answer as they did."""
        self._vary(self.example)

    def _vary(self, wire: Wire) -> None:
        varied = _interaction(self._part, wire)
        self._stage.vary(self._place, varied, answer=self._part.answer)


def _interaction(part: Part, wire: Wire) -> HttpInteraction | WireMessage:
    from pactwright.consumer.kept import answers_with
    from pactwright.model.wire import WireResponse

    return answers_with(part.compiled, wire) if isinstance(wire, WireResponse) else wire


def _name_pact(item: pytest.Item, part: Part) -> str:
    from pactwright.consumer.declaration import Pact

    pair = (part.declaration.consumer, part.declaration.provider)
    namespace = getattr(getattr(item, "module", None), "__dict__", {})
    for name, value in namespace.items():
        if isinstance(value, Pact) and (value.consumer, value.provider) == pair:
            return str(name)
    return "pact"
