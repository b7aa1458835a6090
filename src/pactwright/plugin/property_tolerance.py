"""What tolerance runs find: named, held against what is accepted, and stored for `promote`."""

from __future__ import annotations

import linecache
import os
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import pytest

from pactwright.consumer.failure import name_part
from pactwright.consumer.stage import Part
from pactwright.consumer.tolerance import Finding
from pactwright.consumer.tolerance_report import line_to_keep
from pactwright.model.interaction import HttpInteraction
from pactwright.model.wire import WireRequest, WireResponse
from pactwright.plugin.consumer_census import Pair
from pactwright.plugin.consumer_items import ConsumerTest
from pactwright.plugin.consumer_settings import pact_folder, settings_of
from pactwright.plugin.consumer_shelf import read_shelf
from pactwright.property.baseline import sift_findings
from pactwright.property.cases import Case, CasesFile, Step, fingerprint_of, sort_cases
from pactwright.property.cases_text import format_cases, parse_cases
from pactwright.property.interaction import show_request
from pactwright.workspace.property_files import cases_beside, found_file, read_cases, write_found

ATTRIBUTE: Final = "pactwright_findings"
"""The attribute of a report that carries what a test's tolerance run found."""

_CHECK: Final = "tolerance"
_FOUND = pytest.StashKey[dict[Pair, list[Case]]]()
_NAME = pytest.StashKey[str]()
_KEPT = pytest.StashKey[dict[Pair, tuple[Case, ...]]]()


def begin_findings(item: pytest.Item, test: ConsumerTest) -> None:
    """Note that the test is run with other answers: what it found before is over."""
    pairs = [(part.declaration.consumer, part.declaration.provider) for part in test.stage.parts]
    found: dict[Pair, list[Case]] = {pair: [] for pair in pairs}
    item.stash[_FOUND] = found
    item.stash[_NAME] = _name_test(item, test)


def note_findings(
    item: pytest.Item, part: Part, found: Sequence[Finding], line: Mapping[str, Any]
) -> list[tuple[Finding, str]]:
    """Remember what was found of a part; return what counts, each with its name.

    `line` are the arguments of `line_to_keep`.
    """
    pair = (part.declaration.consumer, part.declaration.provider)
    named = [(one, _case(item, part, one, line_to_keep(part, one, **line))) for one in found]
    item.stash[_FOUND][pair] += [case for _, case in named]
    kept = _kept(item.config, pair)
    counting = sift_findings((case for _, case in named), kept, today=_today()).open
    names = {case.fingerprint for case in counting}
    return [(one, case.fingerprint) for one, case in named if case.fingerprint in names]


def _case(item: pytest.Item, part: Part, finding: Finding, paste: str | None) -> Case:
    name = item.stash[_NAME]
    interaction = part.interaction
    request, operation = _request(part)
    answer = finding.answer
    response = (
        answer if isinstance(answer, WireResponse) else WireResponse(status=0, body=answer.contents)
    )
    kind, *where = finding.failure.key
    return Case(
        fingerprint=fingerprint_of(
            _CHECK, name, interaction.description, kind, *map(_stable, where)
        ),
        side="consumer",
        check=_CHECK,
        operation=operation,
        message=finding.failure.words.replace(f"{item.config.rootpath}/", ""),
        interaction=interaction.description,
        states=interaction.states,
        steps=(Step(request=request, response=response),),
        first_seen=_today(),
        test=name,
        paste=paste,
    )


def _stable(place: str) -> str:
    """Return what a place (`file:line`) holds: it stays the same when lines move."""
    file, _, line = place.rpartition(":")
    linecache.checkcache(file)
    words = linecache.getline(file, int(line)).strip() if line.isdigit() else ""
    return f"{Path(file).name} {words}"


def _request(part: Part) -> tuple[WireRequest, str]:
    """Return the request that the answer is to, and its name; messages have none."""
    interaction = part.interaction
    if not isinstance(interaction, HttpInteraction):
        return WireRequest(method="", path=""), name_part(part)
    asked = interaction.request
    headers = tuple((name, value or "") for name, values in asked.headers for value in values)
    content = asked.body.content if asked.body is not None else None
    wire = WireRequest(
        method=asked.method, path=asked.path, query=asked.query, headers=headers,
        body=content or b"",
    )  # fmt: skip
    return wire, show_request(WireRequest(method=asked.method, path=asked.path))


def _name_test(item: pytest.Item, test: ConsumerTest) -> str:
    """Return the test's node id without parameters, from the project's root on."""
    file, _, rest = test.name.partition("::")
    root = settings_of(item.config).root
    path = os.path.relpath(item.config.rootpath / file, root).replace(os.sep, "/")
    return f"{path}::{rest}"


def _today() -> date:
    return datetime.now().astimezone().date()


def _kept(config: pytest.Config, pair: Pair) -> tuple[Case, ...]:
    known = config.stash.setdefault(_KEPT, {})
    if pair not in known:
        file = read_cases(cases_beside(_pact_of(config, pair)))
        known[pair] = () if file is None else file.cases
    return known[pair]


def _pact_of(config: pytest.Config, pair: Pair) -> Path:
    return read_shelf(pact_folder(config)).name_files([pair])[pair]


def send_findings(item: pytest.Item, report: pytest.TestReport) -> None:
    """Let the report carry what was found to the controlling process."""
    if _FOUND in item.stash:
        files = [
            CasesFile(consumer=pair[0], provider=pair[1], cases=tuple(cases))
            for pair, cases in item.stash[_FOUND].items()
        ]
        found = [format_cases(one).decode() for one in files]
        setattr(report, ATTRIBUTE, {"test": item.stash[_NAME], "found": found})


class Findings:
    """What the tolerance runs of a session found, gathered where all reports come together."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._cases: dict[Pair, dict[str, Case]] = {}
        self._tests: set[str] = set()

    def hear(self, cargo: Mapping[str, Any]) -> None:
        """Take in what a report carries."""
        self._tests.add(cargo["test"])
        for text in cargo["found"]:
            file = parse_cases(text.encode(), source=cargo["test"])
            known = self._cases.setdefault((file.consumer, file.provider), {})
            for case in file.cases:
                # Of one weakness met twice, the answer that can be pasted is worth more.
                if case.fingerprint not in known or known[case.fingerprint].paste is None:
                    known[case.fingerprint] = case

    def store(self, config: pytest.Config) -> None:
        """Keep what was found till the next run; what other tests found before stays."""
        root = settings_of(config).root
        for pair, cases in self._cases.items():
            pact = _pact_of(config, pair)
            before = read_cases(found_file(root, pact, "consumer"))
            rest = [one for one in (before.cases if before else ()) if one.test not in self._tests]
            found = sort_cases({one.fingerprint: one for one in (*rest, *cases.values())}.values())
            file = CasesFile(consumer=pair[0], provider=pair[1], cases=found)
            write_found(root, pact, "consumer", file)
