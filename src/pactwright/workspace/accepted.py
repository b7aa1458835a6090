"""`contracts/<api>/accepted.toml`: the breaks that a team accepts on purpose."""

from __future__ import annotations

import difflib
import re
import tomllib
from datetime import date, datetime
from pathlib import Path

from pactwright.compat.policy import Acceptance
from pactwright.compat.rules.catalogue import find_rule
from pactwright.errors import PactwrightError
from pactwright.workspace.files import read_bytes

FILE_NAME = "accepted.toml"
_KEYS = ("rule", "place", "fingerprint", "reason", "until")
_ENTRY = re.compile(r"^[ \t]*\[\[\s*accepted\s*\]\]", re.MULTILINE)


def read_accepted(file: Path) -> tuple[Acceptance, ...]:
    """Return the entries of the file, none when it is not there.

    Every error of the file is collected and raised together as a `PactwrightError`.
    """
    if not file.is_file():
        return ()
    text = _decode(file)
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PactwrightError(
            f"{file}: not valid TOML: {error}", hint="mend the file at the place named"
        ) from None
    lines = [text.count("\n", 0, found.start()) + 1 for found in _ENTRY.finditer(text)]
    reader = _Reader(file)
    entries = reader.read(document, lines)
    if reader.errors:
        raise PactwrightError(
            "\n".join(reader.errors),
            hint='an entry is [[accepted]] with rule, place or fingerprint, reason = "…" and '
            "until = 2030-12-31",
        )
    return entries


def _decode(file: Path) -> str:
    try:
        return read_bytes(file).decode("utf-8")
    except UnicodeDecodeError:
        raise PactwrightError(f"{file}: not UTF-8", hint="save it as UTF-8") from None


class _Reader:
    def __init__(self, file: Path) -> None:
        self.file = file
        self.errors: list[str] = []

    def read(self, document: dict[str, object], lines: list[int]) -> tuple[Acceptance, ...]:
        for key in document:
            if key != "accepted":
                self.errors.append(f"{self.file}:1: {key!r} is not a known key; use [[accepted]]")
        entries = document.get("accepted", [])
        if not isinstance(entries, list):
            self.errors.append(f"{self.file}:1: accepted must be a list of tables: [[accepted]]")
            return ()
        lines += [1] * (len(entries) - len(lines))
        found = [self._entry(entry, line) for entry, line in zip(entries, lines, strict=False)]
        return tuple(entry for entry in found if entry is not None)

    def _entry(self, entry: object, line: int) -> Acceptance | None:
        before = len(self.errors)
        if not isinstance(entry, dict):
            self._fault(line, "an entry must be a table")
            return None
        for key in entry:
            if key not in _KEYS:
                near = difflib.get_close_matches(key, _KEYS, n=1)
                advice = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(_KEYS)}"
                self._fault(line, f"{key!r} is not a known key; {advice}")
        until = self._until(entry.get("until"), line)
        texts = {key: self._text(entry, key, line) for key in ("rule", "reason")}
        extra = {
            key: self._text(entry, key, line) for key in ("place", "fingerprint") if key in entry
        }
        if not extra:
            self._fault(line, "an entry needs a place or a fingerprint")
        if texts["rule"]:
            self._check_rule(texts["rule"], line)
        if len(self.errors) > before or until is None:
            return None
        return Acceptance(
            rule=texts["rule"],
            reason=texts["reason"],
            until=until,
            place=extra.get("place", "*"),
            fingerprint=extra.get("fingerprint"),
            line=line,
        )

    def _text(self, entry: dict[str, object], key: str, line: int) -> str:
        value = entry.get(key)
        if isinstance(value, str) and value.strip():
            return value
        self._fault(line, f"an entry needs a {key}, as text")
        return ""

    def _until(self, value: object, line: int) -> date | None:
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        if isinstance(value, str):
            try:
                return date.fromisoformat(value)
            except ValueError:
                pass
        self._fault(line, "an entry needs until, a day like 2030-12-31")
        return None

    def _check_rule(self, rule: str, line: int) -> None:
        try:
            find_rule(rule)
        except PactwrightError as error:
            self._fault(line, f"{error.message}; {error.hint}")

    def _fault(self, line: int, message: str) -> None:
        self.errors.append(f"{self.file}:{line}: {message}")
