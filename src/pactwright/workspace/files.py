"""Reading pact files and writing files whole or not at all."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from pactwright.errors import PactwrightError

if TYPE_CHECKING:
    from pactwright.model.interaction import PactDocument

_STREAMS = (Path("/dev"), Path("/dev/fd"), Path("/proc/self/fd"))
"""What stands directly in these folders is no file of its own, such as `/dev/stdout`."""


def read_pact(path: Path) -> PactDocument:
    """Return the pact that the file holds; `source` is the path as it was given."""
    # What only reads or writes other files does not wait for the format of pacts.
    from pactwright.pactfile.parse import parse_pact

    return parse_pact(read_bytes(path), source=str(path))


def read_pacts(path: Path) -> tuple[PactDocument, ...]:
    """Return the pact of a file, or of every `*.json` in and below a folder, by name.

    Raises `PactwrightError` when the path is missing or a folder holds no pact.
    """
    folder = path.is_dir()
    if not folder and path.exists():
        return (read_pact(path),)
    files = list_files(path, ".json") if folder else []
    documents = tuple(map(read_pact, files))
    if not documents:
        missing = "no pact file (*.json) in this folder" if folder else "no such file or folder"
        raise PactwrightError(
            f"{path}: {missing}",
            hint="run `pytest consumers` first, or name the folder that holds the pacts; in a new "
            "project, `pactwright init` writes a first example",
        )
    return documents


def list_files(folder: Path, ending: str = "") -> list[Path]:
    """Return the files in and below a folder whose names end so, by path.

    Links to folders are not followed. Raises `PactwrightError` for a folder that cannot be listed:
    what is in it would be left out in silence.
    """
    try:
        return sorted(
            Path(here, name)
            for here, _, names in os.walk(folder, onerror=_refuse)
            for name in names
            if name.endswith(ending)
        )
    except OSError as error:
        raise PactwrightError(
            f"{error.filename or folder}: cannot be listed: {error.strerror or error}",
            hint="check that you may read this folder, or name the files",
        ) from None


def _refuse(error: OSError) -> NoReturn:
    raise error


def read_bytes(path: Path) -> bytes:
    """Return the file's bytes; what hinders it is told with the path."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise PactwrightError(
            f"{path}: no such file or folder", hint="check the path; it is read from where you are"
        ) from None
    except OSError as error:
        raise PactwrightError(
            f"{path}: cannot be read: {error.strerror or error}",
            hint="check that it is a file and that you may read it",
        ) from None


def write_file(path: Path, data: bytes) -> None:
    """Replace the file by `data` in one step; a crash leaves the old file or the new one.

    Folders are made as needed, and a link stays one. What is no file on a disk, such as a device
    or a pipe, gets the bytes and stays what it is. Raises `PactwrightError` when the file cannot
    be written.
    """
    try:
        if _is_stream(path):
            path.write_bytes(data)
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(Path(os.path.realpath(path)), data)
    except OSError as error:
        raise PactwrightError(
            f"{path}: cannot be written: {error.strerror or error}",
            hint="check that you may write there and that the disk has room",
        ) from None


def _is_stream(path: Path) -> bool:
    """Tell whether the bytes go through the path to something else, as with `/dev/stdout`."""
    named = path.absolute().parent in _STREAMS
    return path.exists() and (named or not (path.is_file() or path.is_dir()))


def _replace(path: Path, data: bytes) -> None:
    beside = path.parent / f".pactwright-{secrets.token_hex(8)}.tmp"
    try:
        with beside.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            beside.chmod(path.stat().st_mode & 0o777)
        beside.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise
