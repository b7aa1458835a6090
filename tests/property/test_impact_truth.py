"""What impact says of an edited document, beside what really running the pacts shows."""

import json
import os
import re
import sys
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

import pytest

from pactwright import compare, verify
from pactwright.compat.dialects.detect import read_document
from pactwright.model.interaction import HttpInteraction, PactDocument, ProviderState
from pactwright.model.result import Mismatch
from pactwright.usage.impact import Side
from pactwright.usage.join import join_impact
from pactwright.workspace.documents import load_file
from pactwright.workspace.files import read_pacts

sys.path.insert(0, str(Path(__file__).parent))
from document_edits import edits
from document_server import Answer, DocumentServer

ROOT = Path(__file__).parents[2]
MUTANTS = int(os.environ.get("PACTWRIGHT_MUTANTS", "6"))
PROVIDERS = ("identity", "sales", "widgets")


def _document(provider: str) -> dict:
    versions = sorted((ROOT / "contracts" / provider).glob("*/openapi.yaml"))
    return load_file(versions[0]).root


def _pacts(provider: str) -> list[PactDocument]:
    return [pact for pact in read_pacts(ROOT / "pacts") if pact.provider == provider]


def _plain(interaction: HttpInteraction, number: int, turn: int) -> HttpInteraction:
    """Return the interaction with its example alone, for one turn of the server."""
    state = ProviderState(name="a turn", params={"number": number, "turn": turn})
    return replace(
        interaction,
        description=f"{number} {turn}",
        states=(state,),
        pending=False,
        request=replace(interaction.request, generators={}),
        response=replace(interaction.response, generators={}),
    )


class _Truth:
    """The mismatches that running the pacts against a document brings, by interaction."""

    def __init__(self, pacts: list[PactDocument]) -> None:
        self.interactions = [
            (pact, interaction)
            for pact in pacts
            for interaction in pact.interactions
            if isinstance(interaction, HttpInteraction)
        ]

    def run(self, document: dict, before: dict) -> list["_Seen"]:
        server = DocumentServer(document, before)
        found = [_Seen() for _ in self.interactions]
        turns = [
            _plain(interaction, number, turn)
            for number, (_, interaction) in enumerate(self.interactions)
            for turn in range(self._turns(server, interaction))
        ]

        def take(number: int, turn: int) -> None:
            interaction = self.interactions[number][1]
            server.status, server.turn = interaction.response.status, turn
            server.meant = _meant(interaction)

        whole = replace(self.interactions[0][0], interactions=tuple(turns))
        outcome = verify([whole], app=server, states={"a turn": take})
        for result in outcome.results:
            number = int(result.description.partition(" ")[0])
            found[number].mismatches |= {_name(mismatch) for mismatch in result.mismatches}
            found[number].turns += 1
            found[number].passed += not result.mismatches
        return found

    def _turns(self, server: DocumentServer, interaction: HttpInteraction) -> int:
        server.meant = _meant(interaction)
        request = interaction.request
        return server.turns(request.method, request.path, interaction.response.status)


def _meant(interaction: HttpInteraction) -> Answer:
    response = interaction.response
    headers = {name.lower(): ", ".join(map(str, values)) for name, values in response.headers}
    try:
        body = json.loads(response.body.content) if response.body else None
    except (TypeError, ValueError):
        body = None
    return Answer(headers, body)


@dataclass
class _Seen:
    """What the answers to one interaction came to."""

    mismatches: set[tuple[str, ...]] = field(default_factory=set)
    turns: int = 0
    passed: int = 0

    def lost(self, before: "_Seen") -> list[tuple[str, ...]]:
        """Return what is wrong now and was not before; nothing that passes is wrong as well.

        What no answer of the document before was good enough for, no change of it can break.
        """
        if not before.passed:
            return []
        new = self.mismatches - before.mismatches
        return sorted(new or (() if self.passed else self.mismatches))


def _name(mismatch: Mismatch) -> tuple[str, ...]:
    """Return what tells mismatches apart, the numbers and values in them left out."""
    path = re.sub(r"\[\d+\]", "[*]", mismatch.path)
    words = re.sub(r"'[^']*'|\"[^\"]*\"|`[^`]*`|-?\d[\d.]*", "…", mismatch.message)
    words = re.sub(r"… \(\w+\)", "…", words)
    return mismatch.kind, path, words


def _hit(document: dict, changed: dict, pacts: list[PactDocument]) -> set[tuple[str, str]]:
    comparison = join_impact(
        compare(document, changed),
        Side(read_document(document)),
        Side(read_document(changed)),
        pacts,
    )
    hits = [hit for finding in comparison.findings for hit in finding.hits or ()]
    return {
        (hit.consumer, repr((hit.interaction, hit.states))) for hit in (*hits, *comparison.hits)
    }


def judge(provider: str, seed: int, most: int) -> tuple[Counter, list, list]:
    """Return counts, the breaks that impact called safe, and its false alarms."""
    document, pacts = _document(provider), _pacts(provider)
    truth = _Truth(pacts)
    before = truth.run(document, document)
    every = list(edits(document))
    chosen = Random(seed).sample(every, min(most, len(every)))
    counts: Counter = Counter(edits=len(chosen), of=len(every))
    unsafe, alarms = [], []
    for edit in chosen:
        after = truth.run(edit.document, document)
        said = _hit(document, edit.document, pacts)
        for (pact, one), old, new in zip(truth.interactions, before, after, strict=True):
            states = tuple(state.name for state in one.states)
            warned = (pact.consumer, repr((one.description, states))) in said
            broken = new.lost(old)
            counts["broken" if broken else "whole"] += 1
            counts["warned"] += warned
            if bool(broken) != warned:
                told = (edit.kind, edit.place, one.description, broken)
                (unsafe if broken else alarms).append(told)
    return counts, unsafe, alarms


@pytest.mark.parametrize("provider", PROVIDERS)
def test_nothing_that_breaks_a_consumer_is_called_safe(provider: str) -> None:
    counts, unsafe, _ = judge(provider, seed=7, most=MUTANTS)
    assert counts["broken"]
    assert not unsafe
