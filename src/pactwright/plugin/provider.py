"""The provider half of the pytest plugin: collects interactions and reports their results."""

from __future__ import annotations

import sys
from collections.abc import Generator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from pactwright.errors import PactwrightError
from pactwright.plugin.events import emit
from pactwright.report.safe import safe_text

if TYPE_CHECKING:
    from pactwright.model.result import InteractionResult
    from pactwright.plugin.provider_items import InteractionItem
    from pactwright.provider.plan import Filters

# Everything else is imported where it is used: sessions without providers pay nothing.
_DECLARATION = "pactwright.provider.declaration"
_ITEMS = "pactwright.plugin.provider_items"

_RESULT = "pactwright_result"
DOWN = "pactwright_down"
"""The mark of a report whose provider did not come up."""

_BAD_SETUP = 2
_FILTERS = pytest.StashKey["Filters"]()
_OPTIONS = (
    "--pact-provider",
    "--pact-consumer",
    "--pact-description",
    "--pact-state",
    "--pact-no-state",
    "--pact-key",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options that choose among interactions and environments."""
    group = parser.getgroup("pactwright", "consumer-driven contract testing")
    add = group.addoption
    add("--pact-environment", metavar="NAME", help="lay this environment's settings over the rest")
    add("--pact-provider", metavar="NAME", help="verify only this provider's interactions")
    add(
        "--pact-consumer",
        metavar="NAME",
        action="append",
        default=[],
        help="verify only this consumer's interactions (may be given several times)",
    )
    add("--pact-description", metavar="REGEX", help="verify only descriptions that hold REGEX")
    add("--pact-state", metavar="REGEX", help="verify only interactions with such a state")
    add("--pact-no-state", action="store_true", help="verify only interactions without a state")
    add("--pact-key", metavar="KEY", help="verify only the interaction with this key")


def pytest_configure(config: pytest.Config) -> None:
    """Read the filters; take results in the controlling process only, workers report to it."""
    if any(config.getoption(option) not in (None, [], False) for option in _OPTIONS):
        config.stash[_FILTERS] = _read_filters(config)
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Reporter(config), name="pactwright.results")


def _read_filters(config: pytest.Config) -> Filters:
    from pactwright.provider.plan import Filters

    provider, consumers, description, state, no_state, key = map(config.getoption, _OPTIONS)
    try:
        return Filters(
            provider=provider,
            consumers=tuple(consumers),
            description=description,
            state=state,
            no_state=no_state,
            key=key,
        )
    except PactwrightError as error:
        raise pytest.UsageError(safe_text(str(error))) from None


@pytest.hookimpl(tryfirst=True)
def pytest_pycollect_makeitem(
    collector: pytest.Collector, name: str, obj: object
) -> list[pytest.Collector] | None:
    """Collect each `Provider` of a test module, under the first of its names."""
    declaration = sys.modules.get(_DECLARATION)
    if declaration is None or not isinstance(obj, declaration.Provider):
        return None
    if not isinstance(collector, pytest.Module):
        return None
    first = next(key for key, value in vars(collector.obj).items() if value is obj)
    if name != first:
        return []
    from pactwright.plugin.provider_items import ProviderNode

    return [ProviderNode.from_parent(collector, name=name, declaration=obj)]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect the interactions that the filters leave out."""
    filters = config.stash.get(_FILTERS, None)
    if filters is None:
        return
    from pactwright.provider.plan import is_chosen

    kept: list[pytest.Item] = []
    left_out: list[pytest.Item] = []
    for item in items:
        interaction = _as_interaction(item)
        out = interaction is not None and not is_chosen(interaction.step, filters)
        (left_out if out else kept).append(item)
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = kept


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Let the report of an interaction's end carry its result, from workers too."""
    report = yield
    interaction = _as_interaction(item)
    if interaction is not None:
        interaction.result = _judge(interaction, report)
        if report.when == "teardown" and interaction.result is not None:
            from pactwright.report.events import encode_event

            setattr(report, _RESULT, encode_event(interaction.result).decode())
    if getattr(item, "is_down", False) is True:
        setattr(report, DOWN, True)
    return report


def _as_interaction(item: pytest.Item) -> InteractionItem | None:
    module: Any = sys.modules.get(_ITEMS)
    return item if module is not None and isinstance(item, module.InteractionItem) else None


def _judge(item: InteractionItem, report: pytest.TestReport) -> InteractionResult | None:
    """Return the result so far; what fails around the interaction counts as a failed state."""
    bad = report.failed or (report.skipped and not hasattr(report, "wasxfail"))
    if (report.when == "call" and item.result is not None) or not bad:
        return item.result
    from pactwright.model.result import InteractionResult, Mismatch
    from pactwright.provider.failure import encodable

    mismatch = Mismatch(
        kind="transport" if item.is_down else "state",
        path="",
        expected=None,
        actual=None,
        message=encodable(f"{report.when} {report.outcome}: {first_line(report)}"),
    )
    result = item.result or InteractionResult(
        consumer=item.step.consumer,
        provider=item.step.provider,
        description=item.step.interaction.description,
        states=tuple(state.name for state in item.step.interaction.states),
        pending=item.step.interaction.pending,
        source=item.step.source,
    )
    return replace(
        result,
        mismatches=(*result.mismatches, mismatch),
        details=(*result.details, encodable(report.longreprtext)),
    )


def first_line(report: pytest.TestReport) -> str:
    """Return what failed, in one line."""
    crash: Any = getattr(report.longrepr, "reprcrash", None)
    if crash is not None:
        return str(crash.message)
    if isinstance(report.longrepr, tuple):
        return str(report.longrepr[2])
    return report.longreprtext.strip().partition("\n")[0]


class Reporter:
    """Hands results on in the controlling process, and shows pending failures at the end."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._pending: list[InteractionResult] = []
        self._down = False

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take the result that a report carries."""
        self._down = self._down or getattr(report, DOWN, False)
        line = getattr(report, _RESULT, None)
        if line is None:
            return
        from pactwright.model.result import InteractionResult
        from pactwright.report.events import decode_event

        result = decode_event(line.encode())
        emit(self._config, result)
        if isinstance(result, InteractionResult) and result.pending and not result.success:
            self._pending.append(result)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Let a provider that did not come up be a wrong set-up, not a broken contract."""
        if self._down:
            session.exitstatus = _BAD_SETUP

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Show the pending interactions that fail, which no failure section shows."""
        if not self._pending:
            return
        from pactwright.report.text import render_result

        width = terminalreporter._tw.fullwidth  # noqa: SLF001 - pytest has no public way
        terminalreporter.section("pending interactions that fail (the run does not)")
        for result in self._pending:
            terminalreporter.write_line(render_result(result, width=width))
