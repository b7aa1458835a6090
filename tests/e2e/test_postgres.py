"""The repository's services keep their contracts on a real PostgreSQL, too."""

import json
import os
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

ROOT = Path(__file__).parents[2]
SERVICES = ("identity", "sales", "widgets")


def count_interactions() -> Counter[str]:
    pacts = [json.loads(path.read_bytes()) for path in (ROOT / "pacts").glob("*.json")]
    return Counter(dict.fromkeys(SERVICES, 0)) + sum(
        (Counter({pact["provider"]["name"]: len(pact["interactions"])}) for pact in pacts),
        Counter(),
    )


@dataclass(frozen=True, kw_only=True)
class Run:
    status: int
    output: str
    results: list[dict]
    statements: str


def verify(server, events: Path, workers: str) -> Run:
    before = server.log.stat().st_size
    command = [sys.executable, "-m", "pytest", "providers", "-p", "no:cacheprovider", "-q"]
    done = subprocess.run(
        [*command, f"--pact-events={events}", workers],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": server.url, "PYTEST_ADDOPTS": ""},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    lines = [json.loads(line) for line in events.read_text().splitlines()]
    return Run(
        status=done.returncode,
        output=done.stdout,
        results=[line["value"] for line in lines if line["event"] == "result"],
        statements=server.log.read_text()[before:].replace('"', ""),
    )


@pytest.fixture(scope="module", params=["-n0", "-n2"])
def run(request, postgres, tmp_path_factory):
    return verify(postgres, tmp_path_factory.mktemp("run") / "events", request.param)


def test_every_interaction_holds_on_postgresql(run):
    assert run.status == 0, run.output
    assert [result["description"] for result in run.results if result["mismatches"]] == []
    assert Counter(result["provider"] for result in run.results) == count_interactions()


@pytest.mark.parametrize("table", ["users", "refresh_tokens", "widgets", "sales_payment"])
def test_the_rows_are_written_to_postgresql(run, table):
    assert f"INSERT INTO {table}" in run.statements


def test_no_schema_is_left_in_the_database(run, postgres):
    with psycopg.connect(postgres.url) as connection:
        schemas = connection.execute("SELECT nspname FROM pg_namespace WHERE nspname ~ '^verif'")
        assert schemas.fetchall() == []
