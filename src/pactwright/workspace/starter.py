"""Writing a first example into a project, leaving every file of its own alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pactwright.errors import PactwrightError
from pactwright.workspace.files import list_files, read_bytes, write_file
from pactwright.workspace.project_file import add_settings
from pactwright.workspace.settings import FILE_NAME


@dataclass(frozen=True, slots=True, kw_only=True)
class Starter:
    """The files of an example by their path in the project, `/` between the parts.

    `example` is a whole that works only together; `extras` stand for themselves; `settings`
    goes into the project's pyproject.toml, and `example_settings` with the example.
    """

    example: Mapping[str, bytes]
    extras: Mapping[str, bytes]
    settings: str
    example_settings: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FileOutcome:
    """What became of one file or folder; `reason` tells why it was left alone."""

    path: str
    reason: str | None = None
    advice: str | None = None

    @property
    def written(self) -> bool:
        """Whether the file was written."""
        return self.reason is None


def write_starter(root: Path, starter: Starter) -> tuple[FileOutcome, ...]:
    """Write the files that are not there, and return what became of each, by path.

    A file that exists is never changed, save that settings are appended to a pyproject.toml
    without any. The example is left out as a whole when the project has files where it would
    go. Raises PactwrightError when a path cannot be written to; nothing is left behind then.
    """
    left_out = _taken_folders(root, starter.example)
    wanted = {**starter.extras, **({} if left_out else starter.example)}
    _check_paths(root, [*wanted, FILE_NAME])
    block = starter.settings + ("" if left_out else starter.example_settings)
    reason = "it is yours; the example is left out"
    outcomes = [FileOutcome(path=f"{folder}/", reason=reason) for folder in left_out]
    try:
        for path, content in wanted.items():
            outcomes.append(_write_new(root, path, content))
        outcomes.append(_write_settings(root / FILE_NAME, block))
    except PactwrightError:
        for outcome in outcomes:
            if outcome.written:
                _file_at(root, outcome.path).unlink()
        raise
    return tuple(sorted(outcomes, key=lambda outcome: outcome.path))


def _file_at(root: Path, path: str) -> Path:
    return root.joinpath(*path.split("/"))


def _taken_folders(root: Path, example: Mapping[str, bytes]) -> list[str]:
    """Return the folders of the example that hold anything which is not the example's."""
    return sorted(
        folder
        for folder in {path.partition("/")[0] for path in example}
        if any(not _is_ours(root, file, example) for file in _files_in(root / folder))
    )


def _files_in(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return [file for file in list_files(folder) if "__pycache__" not in file.parts]


def _is_ours(root: Path, file: Path, example: Mapping[str, bytes]) -> bool:
    path = file.relative_to(root).as_posix()
    return path in example and read_bytes(file) == example[path]


def _check_paths(root: Path, paths: list[str]) -> None:
    folders = {root, *(parent for path in paths for parent in _folders(root, path))}
    for folder in sorted(folders):
        if folder.exists() and not folder.is_dir():
            raise PactwrightError(
                f"{folder}: a file stands where a folder must be",
                hint="move it away, or choose another folder",
            )


def _folders(root: Path, path: str) -> list[Path]:
    parts = path.split("/")[:-1]
    return [root.joinpath(*parts[: count + 1]) for count in range(len(parts))]


def _write_new(root: Path, path: str, content: bytes) -> FileOutcome:
    file = _file_at(root, path)
    if file.exists() or file.is_symlink():
        return FileOutcome(path=path, reason="it exists")
    write_file(file, content)
    return FileOutcome(path=path)


def _write_settings(file: Path, block: str) -> FileOutcome:
    try:
        text = read_bytes(file).decode("utf-8") if file.exists() else ""
        amended = add_settings(text, block)
    except UnicodeDecodeError:
        return FileOutcome(path=file.name, reason="it is not UTF-8", advice=f"add:\n{block}")
    except PactwrightError as error:
        return FileOutcome(path=file.name, reason=error.message, advice=error.hint)
    write_file(file, amended.encode("utf-8"))
    return FileOutcome(path=file.name)
