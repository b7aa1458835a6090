"""The property half of the pytest plugin: options, filters, and the results of operations."""

from __future__ import annotations

import sys
from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pactwright.errors import PactwrightError
from pactwright.plugin.events import emit
from pactwright.plugin.property_output import shorten_output
from pactwright.plugin.provider import DOWN, first_line
from pactwright.report.safe import safe_text

if TYPE_CHECKING:
    from pactwright.model.property import PropertyResult
    from pactwright.plugin.property_broken import BrokenPropertyItem
    from pactwright.plugin.property_items import PropertyItem
    from pactwright.property.cases import Case

# Everything else is imported where it is used: sessions without providers pay nothing.
_ITEMS = "pactwright.plugin.property_items"
_BROKEN = "pactwright.plugin.property_broken"
_RESULT = "pactwright_property"
_CASES = "pactwright_property_cases"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of property tests."""
    group = parser.getgroup("pactwright")
    group.addoption(
        "--pact-profile",
        metavar="NAME",
        help="the profile of property tests: ci, thorough, one of the settings, or none "
        "(default: profile of [tool.pactwright.property])",
    )
    group.addoption(
        "--pact-property-seed",
        metavar="SEED",
        type=int,
        help="make other cases with another seed (default: seed of [tool.pactwright.property])",
    )
    group.addoption(
        "--pact-all-operations",
        action="store_true",
        help="test also the operations of the API document that no consumer uses",
    )
    group.addoption(
        "--pact-property-remote",
        action="store_true",
        help="send generated requests also to a service that is not on this machine",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Take results in the controlling process only, workers report to it."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(_Keeper(config), name="pactwright.properties")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect what the filters leave out; one that names interactions leaves all out."""
    options = config.option
    consumers = set(options.pact_consumer)
    single = any(
        getattr(options, name)
        for name in ("pact_description", "pact_state", "pact_no_state", "pact_key")
    )
    kept: list[pytest.Item] = []
    left_out: list[pytest.Item] = []
    for item in items:
        tested = _as_property(item) or _as_broken(item)
        out = tested is not None and (
            single
            or options.pact_provider not in {None, tested.provider}
            or bool(consumers and tested.consumer not in {*consumers, None})
        )
        (left_out if out else kept).append(item)
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = kept


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Let the report of an operation's end carry its result, from workers too."""
    report = yield
    tested = _as_property(item)
    if tested is not None:
        setattr(report, DOWN, tested.is_down)
        _attach(tested, report)
        shorten_output(report)
    elif (broken := _as_broken(item)) is not None and report.failed:
        setattr(report, DOWN, True)
        setattr(report, _RESULT, _encode(broken.failed()))
    return report


def _as_property(item: pytest.Item) -> PropertyItem | None:
    module: Any = sys.modules.get(_ITEMS)
    return item if module is not None and isinstance(item, module.PropertyItem) else None


def _as_broken(item: pytest.Item) -> BrokenPropertyItem | None:
    module: Any = sys.modules.get(_BROKEN)
    return item if module is not None and isinstance(item, module.BrokenPropertyItem) else None


def _attach(item: PropertyItem, report: pytest.TestReport) -> None:
    """Attach the result once: after the call, or when the item fails around it."""
    from pactwright.property.cases_text import format_cases
    from pactwright.provider.failure import encodable

    bad = report.failed or (report.skipped and not hasattr(report, "wasxfail"))
    if report.when == "call" and item.replayed is not None:
        from pactwright.property.cases import CasesFile

        result = item.replayed.result
        cases = CasesFile(
            consumer=result.consumer, provider=result.provider, cases=item.replayed.cases
        )
        setattr(report, _RESULT, _encode(result))
        setattr(report, _CASES, [str(item.suite.pact), format_cases(cases).decode()])
    elif bad:
        message = encodable(f"{report.when} {report.outcome}: {first_line(report)}")
        result = item.failed(message, encodable(report.longreprtext))
        setattr(report, _RESULT, _encode(result))


def _encode(result: PropertyResult) -> str:
    from pactwright.report.events import encode_event

    return encode_event(result).decode()


class _Keeper:
    """Hands results on in the controlling process, and keeps the cases that show findings."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._found: dict[tuple[str, tuple[str, str]], list[tuple[str, tuple[Case, ...]]]] = {}
        self._notes: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take the result that a report carries."""
        line = getattr(report, _RESULT, None)
        if line is None:
            return
        from pactwright.report.events import decode_event

        result = decode_event(line.encode())
        emit(self._config, result)
        self._notes += [f"{result.consumer}: {note}" for note in getattr(result, "notes", ())]
        carried = getattr(report, _CASES, None)
        if carried is not None:
            from pactwright.property.cases_text import parse_cases

            pact, text = carried
            file = parse_cases(text.encode(), source="a worker's report")
            operation = getattr(result, "operation", "")
            whose = (pact, (file.consumer, file.provider))
            self._found.setdefault(whose, []).append((operation, file.cases))

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Keep the cases for the next run and for `pactwright promote`."""
        if not self._found:
            return
        from pactwright.api.property_run import keep_cases
        from pactwright.plugin.provider_session import read_settings

        try:
            root = read_settings(session.config).root
            for (pact, pair), found in self._found.items():
                keep_cases(root, Path(pact), pair, found)
        except PactwrightError as error:
            self._notes.append(safe_text(str(error)))

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Show what property tests had to say beside their findings."""
        if not self._notes:
            return
        terminalreporter.section("notes on property tests")
        for note in dict.fromkeys(self._notes):
            terminalreporter.write_line(safe_text(note))
