"""A project of its own for each test, with consumer tests that pytest runs."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

import pytest
import yaml  # noqa: F401 - as below

# Modules first met inside an in-process run of pytest would be imported anew by each.
import pactwright.consumer.failure
import pactwright.consumer.stage
import pactwright.plugin.consumer_pacts
import pactwright.plugin.consumer_repeat
import pactwright.plugin.consumer_scope
import pactwright.plugin.consumer_shelf
import pactwright.plugin.property_consumer
import pactwright.plugin.property_tolerance  # noqa: F401 - they are loaded here
from pactwright.matching.core import open_library

HEAD = """
import httpx
import pytest
from pactwright import Pact, each_like, integer, like, regex, match, generate, given

shop = Pact(consumer="web", provider="shop")
bank = Pact(consumer="web", provider="bank")

def declare(path="/a", pact=shop, **parts):
    return pact.interaction(request=pact.get(path), response=pact.ok({"id": integer(7)}), **parts)

def ask(mock, path="/a"):
    with httpx.Client(transport=mock.transport, base_url="http://p") as client:
        return client.get(path)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """A project whose consumer tests are in `consumers` and whose pacts are in `pacts`."""

    pytester: pytest.Pytester
    root: Path

    def write(self, name: str, text: str, *, head: str = HEAD) -> Path:
        """Write a test file below `consumers`, or where a name with `/` at its start says."""
        path = self.root / ("consumers/" + name if name[0] != "/" else name[1:])
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(head + dedent(text), encoding="utf-8")
        return path

    def run(self, *arguments: str, status: int = 0) -> pytest.RunResult:
        """Run pytest in this process, with no plugin but ours and those that are asked for."""
        result = self.pytester.runpytest_inprocess("-p", "pactwright.plugin", *arguments)
        assert result.ret == status, result.stdout.str()
        return result

    def run_apart(self, *arguments: str, status: int | None = 0) -> pytest.RunResult:
        """Run pytest in processes of their own, with no plugin but ours and pytest-xdist."""
        plugins = ("-p", "pactwright.plugin", "-p", "xdist.plugin")
        result = self.pytester.runpytest_subprocess(*plugins, *arguments)
        assert status is None or result.ret == status, result.stdout.str()
        return result

    def pact(self, name: str = "web-shop") -> Mapping[str, object]:
        """Return the parsed pact file."""
        return json.loads((self.root / "pacts" / f"{name}.json").read_bytes())

    def descriptions(self, name: str = "web-shop") -> list[str]:
        """Return the descriptions in the pact file, in their order; none without a file."""
        if not (self.root / "pacts" / f"{name}.json").exists():
            return []
        return [one["description"] for one in self.pact(name)["interactions"]]


@pytest.fixture
def project(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Project:
    """Make an empty project."""
    open_library()
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makepyprojecttoml("[tool.pactwright]")
    (pytester.path / "consumers").mkdir()
    return Project(pytester=pytester, root=pytester.path)


@pytest.fixture
def summary() -> Callable[[pytest.RunResult], list[str]]:
    """Return the lines of the summary's section on pacts."""

    def read(result: pytest.RunResult) -> list[str]:
        lines = result.outlines
        starts = [i for i, line in enumerate(lines) if line.strip("= ") == "pacts"]
        if not starts:
            return []
        rest = lines[starts[0] + 1 :]
        end = next((i for i, line in enumerate(rest) if line.startswith("=")), len(rest))
        return [line for line in rest[:end] if line]

    return read
