"""How each consumer test of a run ended, gathered in the controlling process."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

import pytest

from pactwright.plugin.consumer_census import Census, Pair

if TYPE_CHECKING:
    from pactwright.model.interaction import PactDocument

CARGO: Final = "pactwright"
"""The attribute of a report, and the key of a worker's output, that carries what we send."""

_RAN: Final = "ran"
_PASSED: Final = "passed"
_LOST: Final = "did not run to the end"


def write_shards(shards: Iterable[PactDocument]) -> list[str]:
    """Return shards as texts, which can travel between processes."""
    from pactwright.pactfile.write import format_pact

    return [format_pact(shard).decode() for shard in shards]


def read_shards(texts: Iterable[str], *, source: str) -> list[PactDocument]:
    """Return the shards that `write_shards` made the texts of."""
    from pactwright.pactfile.parse import parse_pact

    return [parse_pact(text.encode(), source=source) for text in texts]


class Ledger:
    """A plugin that reads every report, wherever its test ran."""

    def __init__(self, census: Census) -> None:
        self.census = census
        self.lost_workers = 0
        self.heard = False
        self._states: dict[str, str] = {}
        self._shards: dict[str, Sequence[PactDocument]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note how a phase of a test ended, with what it brings along."""
        cargo: dict[str, Any] = getattr(report, CARGO, {})
        if "census" in cargo:
            self._hear(cargo["census"])
        if "shards" in cargo:
            self.keep(report.nodeid, read_shards(cargo["shards"], source=report.nodeid))
        self._note(report)

    def keep(self, name: str, shards: Sequence[PactDocument]) -> None:
        """Keep a test's parts of the pacts."""
        self._shards[name] = shards

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any, error: object) -> None:  # noqa: ANN401 - of xdist
        """Read what a worker tells at its end; one that died tells nothing."""
        output = getattr(node, "workeroutput", None) or {}
        if CARGO in output:
            self._hear(output[CARGO])
        if error is not None:
            self.lost_workers += 1

    def _hear(self, dumped: dict[str, Any]) -> None:
        self.heard = True
        self.census.add(dumped)

    def shards(self, pair: Pair) -> list[PactDocument]:
        """Return the parts of the pair's pact, one for each of its tests."""
        return [
            shard
            for name in self._tests(pair)
            for shard in self._shards.get(name, ())
            if (shard.consumer, shard.provider) == pair
        ]

    def count(self, pair: Pair) -> int:
        """Return the number of the pair's tests."""
        return len(self._tests(pair))

    def shortfall(self, pair: Pair) -> Counter[str]:
        """Return how many tests of the pair ended otherwise than passed, by the word for it."""
        states = (self._states.get(name, _LOST) for name in self._tests(pair))
        words = (_LOST if state == _RAN else state for state in states)
        return Counter(word for word in words if word != _PASSED)

    def first_short(self, pair: Pair) -> str:
        """Return the node id of the first test of the pair that did not pass."""
        return next(name for name in self._tests(pair) if self._states.get(name) != _PASSED)

    def _tests(self, pair: Pair) -> list[str]:
        return sorted(name for name, pairs in self.census.tests.items() if pair in pairs)

    def _note(self, report: pytest.TestReport) -> None:
        name = report.nodeid
        if report.when == "setup" and report.passed:
            # Also the start of another attempt, where a plugin repeats failed tests.
            self._states.pop(name, None)
        elif report.failed:
            self._states[name] = "failed"
        elif report.skipped:
            word = "xfailed" if hasattr(report, "wasxfail") else "skipped"
            self._states.setdefault(name, word)
        elif report.when == "call" and report.passed:
            self._states.setdefault(name, _RAN)
        elif report.when == "teardown" and self._states.get(name) == _RAN:
            self._states[name] = _PASSED
