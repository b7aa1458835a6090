"""A copy of a SQLite database, whole although others write to it."""

from __future__ import annotations

import os
import secrets
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import make_url

from pactwright.errors import PactwrightError


def back_up(url: str, target: Path, *, replace: bool = False) -> None:
    """Write a copy of the database to the file, in one step; a link to a file stays one.

    Raises `PactwrightError` for PostgreSQL, which has a tool of its own, when the file is there
    and not to be replaced, and when the copy cannot be written.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        raise PactwrightError(
            "only a SQLite file is backed up here",
            hint="use pg_dump for a PostgreSQL database; it is safe while the broker runs",
        )
    file = Path(os.path.realpath(target))
    _check_target(target, file, Path(parsed.database), replace=replace)
    beside = file.parent / f".{file.name}.{secrets.token_hex(4)}"
    try:
        _copy(parsed.database, beside)
        beside.replace(file)
    except (OSError, sqlite3.Error) as error:
        beside.unlink(missing_ok=True)
        raise PactwrightError(
            f"{target}: the backup cannot be written: {error}",
            hint="check that you may write there and that the disk has room",
        ) from None


def _check_target(target: Path, file: Path, database: Path, *, replace: bool) -> None:
    if not file.exists():
        return
    if not file.is_file():
        raise PactwrightError(f"{target}: no file", hint="name the file that the backup goes to")
    if database.exists() and file.samefile(database):
        raise PactwrightError(
            f"{target}: this is the database itself", hint="name another file for the backup"
        )
    if not replace:
        raise PactwrightError(
            f"{target}: the file is there already",
            hint="name a new file, or replace this one with --force",
        )


def _copy(source: str, target: Path) -> None:
    address = f"{Path(source).absolute().as_uri()}?mode=ro"
    with (
        closing(sqlite3.connect(address, uri=True)) as origin,
        closing(sqlite3.connect(target)) as copy,
    ):
        origin.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
    with target.open("rb") as file:
        os.fsync(file.fileno())
