"""What a run collected: its consumer tests, those it leaves out, and the files it looked at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import pytest

from pactwright.plugin.consumer_items import (
    base_name,
    declarations_of,
    note_problems,
    pairs_of,
)
from pactwright.plugin.consumer_rivals import find_rivals

Pair: TypeAlias = tuple[str, str]


@dataclass(slots=True, kw_only=True)
class Census:
    """The consumer tests of a run, by node id, with their pairs.

    `left_out` are the pairs of collected tests that do not run (`-k`, `--deselect`); `files`
    are the test files that were looked at as a whole; `broken` could not be collected.
    """

    tests: dict[str, tuple[Pair, ...]] = field(default_factory=dict)
    left_out: set[Pair] = field(default_factory=set)
    files: set[str] = field(default_factory=set)
    broken: set[str] = field(default_factory=set)

    def dump(self) -> dict[str, Any]:
        """Return the census as plain values that can travel between processes."""
        return {
            "tests": {name: [list(pair) for pair in pairs] for name, pairs in self.tests.items()},
            "left_out": [list(pair) for pair in sorted(self.left_out)],
            "files": sorted(self.files),
            "broken": sorted(self.broken),
        }

    def add(self, dumped: dict[str, Any]) -> None:
        """Add what another process collected."""
        self.tests |= {name: _as_pairs(pairs) for name, pairs in dumped["tests"].items()}
        self.left_out |= set(_as_pairs(dumped["left_out"]))
        self.files |= set(dumped["files"])
        self.broken |= set(dumped["broken"])


def _as_pairs(values: Iterable[Iterable[str]]) -> tuple[Pair, ...]:
    return tuple((consumer, provider) for consumer, provider in values)


class CensusTaker:
    """A plugin that follows pytest's collection."""

    def __init__(self) -> None:
        self.census = Census()
        self._collected: list[pytest.Item] = []

    def pytest_make_collect_report(self, collector: pytest.Collector) -> None:
        """Note a test file that is looked at."""
        if isinstance(collector, pytest.File):
            self.census.files.add(collector.nodeid)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Note a test file that could not be collected."""
        if report.failed:
            self.census.broken.add(report.nodeid)

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Remember all tests before other plugins choose among them."""
        self._collected = [item for item in items if declarations_of(item)]

    @pytest.hookimpl(trylast=True)
    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Note the tests that will run, and the pairs of those that will not."""
        rivals = find_rivals(self._collected)
        chosen = {item.nodeid for item in session.items}
        for item in self._collected:
            if item.nodeid in chosen:
                self.census.tests[item.nodeid] = pairs_of(item)
                note_problems(item, rivals.get(base_name(item), ()))
            else:
                self.census.left_out.update(pairs_of(item))
        self._collected = []
