"""What only the stores in a database promise."""

from __future__ import annotations

import warnings
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
import sqlalchemy
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from pactwright.broker.lifecycle import ensure_pacticipant, ensure_version
from pactwright.broker.store.schema import METADATA
from pactwright.broker.store.sql import open_store
from pactwright.broker.store.unavailable import StoreUnavailableError
from pactwright.broker.values import AuditEntry, Pacticipant, Version
from pactwright.errors import PactwrightError

NOW = datetime(2026, 1, 2, tzinfo=UTC)


def engine_of(url):
    return sqlalchemy.create_engine(url.replace("postgresql:", "postgresql+psycopg:"))


def test_the_migrations_make_the_tables_of_the_schema(database_url):
    open_store(database_url).close()
    engine = engine_of(database_url)
    with engine.connect() as connection, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Alembic cannot compare an index on an expression
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []
    engine.dispose()


def test_what_was_written_is_there_when_the_store_is_opened_again(database_url):
    store = open_store(database_url)
    with store.write() as ledger:
        ensure_pacticipant(ledger, "web", now=NOW)
    store.close()
    again = open_store(database_url)
    with again.read() as records:
        assert [row.name for row in records.find(Pacticipant)] == ["web"]
    again.close()


@pytest.mark.parametrize(
    "deed", ["DELETE FROM audit_entries", "UPDATE audit_entries SET actor = 'nobody'"]
)
def test_the_database_refuses_to_change_the_audit_log(database_url, deed):
    entry = AuditEntry(actor="robot", method="PUT", path="/x", status=201, created_at=NOW)
    store = open_store(database_url)
    with store.write() as ledger:
        ledger.add(entry)
        ledger.add(entry)
    engine = engine_of(database_url)
    refused = pytest.raises(sqlalchemy.exc.DBAPIError, match="the audit log can only grow")
    with refused, engine.begin() as connection:
        connection.execute(sqlalchemy.text(deed))
    with store.read() as records:
        assert [one.actor for one in records.find(AuditEntry)] == ["robot", "robot"]
    engine.dispose()
    store.close()


def test_a_newer_schema_is_refused_and_left_alone(database_url):
    open_store(database_url).close()
    engine = engine_of(database_url)
    with engine.begin() as connection:
        connection.execute(sqlalchemy.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(PactwrightError, match="newer than this pactwright"):
        open_store(database_url)
    with engine.connect() as connection:
        found = connection.execute(sqlalchemy.text("SELECT version_num FROM alembic_version"))
        assert found.scalar() == "9999"
    engine.dispose()


def test_a_view_does_not_change_while_others_write(database_url):
    store = open_store(database_url)
    with store.write() as ledger:
        ensure_pacticipant(ledger, "a", now=NOW)
    with store.read() as records:
        before = records.count(Pacticipant)
        with store.write() as ledger:
            ensure_pacticipant(ledger, "b", now=NOW)
        assert records.count(Pacticipant) == before
    with store.read() as records:
        assert records.count(Pacticipant) == before + 1
    store.close()


def test_writers_of_two_stores_agree_on_one_pacticipant_and_its_versions(database_url):
    stores = [open_store(database_url) for _ in range(2)]

    def write(number):
        with stores[number % 2].write() as ledger:
            owner = ensure_pacticipant(ledger, "web", now=NOW)
            ensure_version(ledger, owner, str(number // 4), now=NOW)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(80)))
    with stores[0].read() as records:
        assert records.count(Pacticipant) == 1
        assert sorted(int(row.number) for row in records.find(Version)) == list(range(20))
    for store in stores:
        store.close()


@pytest.mark.parametrize("url", ["mysql://x/y", "sqlite://", "no url", "sqlite:///:memory:"])
def test_other_databases_are_refused_with_a_hint(url):
    with pytest.raises(PactwrightError, match="neither a SQLite file nor a PostgreSQL") as caught:
        open_store(url)
    assert "sqlite:///broker.db" in caught.value.hint


def test_a_password_never_shows_in_a_message(tmp_path):
    url = f"postgresql://me:geheim@/none?host={tmp_path}"
    with pytest.raises(StoreUnavailableError) as caught:
        open_store(url)
    assert "geheim" not in str(caught.value)


def test_a_file_that_is_no_database_is_told(tmp_path):
    path = tmp_path / "broker.db"
    path.write_bytes(b"no database" * 100)
    with pytest.raises(StoreUnavailableError, match="not a database"):
        open_store(f"sqlite:///{path}")
