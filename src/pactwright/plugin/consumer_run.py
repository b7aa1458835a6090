"""The consumer side of a whole pytest session: collected, followed, written and summed up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pytest

from pactwright.errors import PactwrightError
from pactwright.plugin.consumer_census import Census, CensusTaker
from pactwright.plugin.consumer_ledger import CARGO, Ledger, write_shards
from pactwright.plugin.consumer_settings import pact_folder, settings_of
from pactwright.plugin.events import emit
from pactwright.report.safe import safe_line

if TYPE_CHECKING:
    from _pytest.terminal import TerminalReporter

    from pactwright.model.interaction import PactDocument
    from pactwright.model.result import PactOutcome
    from pactwright.plugin.consumer_shelf import Shelf
    from pactwright.plugin.property_consumer import PropertyNote
    from pactwright.workspace.settings import Settings

_LEDGER = pytest.StashKey[Ledger]()


def start_run(config: pytest.Config) -> None:
    """Follow this session: its collection here, its results where they all come together."""
    taker = CensusTaker()
    config.pluginmanager.register(taker, "pactwright.census")
    if hasattr(config, "workerinput"):
        config.pluginmanager.register(Worker(taker.census), "pactwright.worker")
    else:
        config.pluginmanager.register(Controller(config, taker.census), "pactwright.controller")


def send_shards(
    config: pytest.Config, report: pytest.TestReport, shards: Sequence[PactDocument]
) -> None:
    """Hand a test's parts of the pacts to the controlling process."""
    if hasattr(config, "workerinput"):
        setattr(report, CARGO, {"shards": write_shards(shards)})
    else:
        config.stash[_LEDGER].keep(report.nodeid, shards)


class Worker:
    """A process of pytest-xdist: tells the controlling process what it collected."""

    def __init__(self, census: Census) -> None:
        self._census = census
        self._told = False

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self) -> Any:  # noqa: ANN401 - pytest's generator
        """Tell it with the first report, before the first test can take the process down."""
        report = yield
        if not self._told:
            self._told = True
            cargo = {**getattr(report, CARGO, {}), "census": self._census.dump()}
            setattr(report, CARGO, cargo)
        return report

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Tell it at the end too: a worker may have had no test."""
        session.config.workeroutput[CARGO] = self._census.dump()  # type: ignore[attr-defined]


class Controller:
    """The controlling process: writes the pacts at the end and says what became of them."""

    def __init__(self, config: pytest.Config, census: Census) -> None:
        self._config = config
        self._census = census
        self._ledger = config.stash[_LEDGER] = Ledger(census)
        self._outcomes: list[PactOutcome] = []
        self._notes: list[PropertyNote] = []
        self._errors: list[PactwrightError] = []
        self._lost = False
        config.pluginmanager.register(self._ledger, "pactwright.ledger")

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Write what the run says of each consumer and provider."""
        if session.config.option.collectonly:
            return
        if not self._census.tests:
            self._lost = bool(self._ledger.lost_workers) and not self._ledger.heard
            return
        try:
            self._write()
        except PactwrightError as error:
            self._errors.append(error)
        for outcome in self._outcomes:
            emit(self._config, outcome)
        if self._errors and session.exitstatus in (
            pytest.ExitCode.OK,
            pytest.ExitCode.TESTS_FAILED,
        ):
            session.exitstatus = pytest.ExitCode.USAGE_ERROR

    def pytest_terminal_summary(self, terminalreporter: TerminalReporter) -> None:
        """Say what became of each pact, and what hindered it."""
        if not self._outcomes and not self._errors and not self._lost:
            return
        terminalreporter.section("pacts")
        if self._lost:
            line = (
                "no pact was touched: the workers died before they could tell what they collected"
            )
            terminalreporter.write_line(line, yellow=True)
        for outcome in self._outcomes:
            _tell(terminalreporter, outcome)
        for line in filter(None, map(_describe_note, self._notes)):
            terminalreporter.write_line(safe_line(line), green=True)
        for error in self._errors:
            for line in f"error: {error}".splitlines():
                terminalreporter.write_line(safe_line(line), red=True)

    def _write(self) -> None:
        from pactwright.plugin.consumer_pacts import Press
        from pactwright.plugin.consumer_scope import read_scope
        from pactwright.plugin.consumer_shelf import read_shelf

        settings = settings_of(self._config)
        press = Press(
            shelf=read_shelf(pact_folder(self._config)),
            ledger=self._ledger,
            scope=read_scope(self._config, settings, self._census),
        )
        self._outcomes, self._errors = press.write_all()
        self._write_properties(settings, press.shelf)

    def _write_properties(self, settings: Settings, shelf: Shelf) -> None:
        if not _may_have_properties(settings, shelf):
            return
        from pactwright.plugin.property_consumer import Scribe
        from pactwright.report.fate import is_settled

        outcomes = {(one.consumer, one.provider): one for one in self._outcomes}
        # A name depends on the whole company.
        paths = shelf.name_files(outcomes).items()
        settled = {pair: path for pair, path in paths if is_settled(outcomes[pair])}
        notes, errors = Scribe(settings, shelf).write_all(settled)
        self._notes += notes
        self._errors += errors


def _may_have_properties(settings: Settings, shelf: Shelf) -> bool:
    """Whether the project has API documents, or property files of earlier ones."""
    from pactwright.workspace.provider_contract import may_have_contracts

    return may_have_contracts(settings) or any(shelf.folder.glob("*.properties.yaml"))


def _tell(terminalreporter: TerminalReporter, outcome: PactOutcome) -> None:
    """Write one line for a person: the pair, its file, and what became of it."""
    from pactwright.report.fate import describe_fate, is_settled

    pair = f"{outcome.consumer} → {outcome.provider}"
    line = safe_line(f"{pair}  {describe_fate(outcome, path=outcome.path, between='  ')}")
    good = is_settled(outcome)
    terminalreporter.write_line(line, yellow=not good, green=good)


def _describe_note(note: PropertyNote) -> str | None:
    from pactwright.plugin.property_consumer import describe_note

    return describe_note(note)
