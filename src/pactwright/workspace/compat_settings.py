"""`[tool.pactwright.compat]`: how a project compares its documents."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, cast

from pactwright.compat.compare import READERS, Reader
from pactwright.compat.policy import SEVERITIES, Pattern, Policy, Severity
from pactwright.compat.rules.catalogue import RULE_SET, find_rule
from pactwright.compat.rules.lifecycle import LEVELS
from pactwright.errors import PactwrightError
from pactwright.model.finding import Level

FailOn = Literal["unknown", "breaking", "consumers", "never"]
FAIL_ON: tuple[FailOn, ...] = ("unknown", "breaking", "consumers", "never")
KEYS = (
    "contracts",
    "reader",
    "fail_on",
    "rule_set",
    "severity",
    "ignore",
    "stability",
    "deprecation_days",
    "extensible_enums",
    "unnoticed",
)
PLACE = "tool.pactwright.compat"
_UNNOTICED = ("error", "warning", "info")


@dataclass(frozen=True, slots=True, kw_only=True)
class CompatSettings:
    """How a project compares its documents.

    `contracts` is the folder of published documents; `notice` the days that a deprecated part
    stays at least, by stability level; `unnoticed` the level of breaks that no known consumer
    notices.
    """

    contracts: Path
    reader: Reader | None = None
    fail_on: FailOn = "unknown"
    policy: Policy = field(default_factory=Policy)
    notice: Mapping[str, int] = field(default_factory=dict)
    extensible_enums: bool = False
    unnoticed: Level = "error"


def read_compat_settings(table: object, *, root: Path, errors: list[str]) -> CompatSettings:
    """Return the settings of the table; what is wrong with it is appended to `errors`."""
    if not isinstance(table, dict):
        errors.append(f"{PLACE} must be a table, not {table!r}")
        return CompatSettings(contracts=root / "contracts")
    reader = _Reader(errors)
    reader.check_keys(table)
    return CompatSettings(
        contracts=root / reader.text(table, "contracts", "contracts"),
        reader=cast("Reader | None", reader.choice(table, "reader", READERS, None)),
        fail_on=cast("FailOn", reader.choice(table, "fail_on", FAIL_ON, "unknown")),
        policy=Policy(
            severity=reader.severities(table.get("severity", {})),
            ignore=reader.patterns(table.get("ignore", [])),
            stability=reader.choice(table, "stability", LEVELS, "beta") or "beta",
            rule_set=reader.rule_set(table.get("rule_set")),
        ),
        notice=reader.notice(table.get("deprecation_days", {})),
        extensible_enums=reader.flag(table, "extensible_enums"),
        unnoticed=cast("Level", reader.choice(table, "unnoticed", _UNNOTICED, "error")),
    )


class _Reader:
    def __init__(self, errors: list[str]) -> None:
        self.errors = errors

    def check_keys(self, table: Mapping[str, object]) -> None:
        for key in table:
            if key not in KEYS:
                near = difflib.get_close_matches(key, KEYS, n=1)
                advice = f"did you mean {near[0]!r}?" if near else f"known keys: {', '.join(KEYS)}"
                self.errors.append(f"{PLACE}.{key} is not a known key; {advice}")

    def text(self, table: Mapping[str, Any], key: str, default: str) -> str:
        value = table.get(key, default)
        if isinstance(value, str):
            return value
        self.errors.append(f"{PLACE}.{key} must be a string, not {value!r}")
        return default

    def flag(self, table: Mapping[str, Any], key: str) -> bool:
        value = table.get(key, False)
        if not isinstance(value, bool):
            self.errors.append(f"{PLACE}.{key} must be true or false, not {value!r}")
        return value is True

    def choice(
        self,
        table: Mapping[str, Any],
        key: str,
        choices: tuple[str, ...],
        default: str | None,
    ) -> str | None:
        value = table.get(key, default)
        if value is None or value in choices:
            return cast("str | None", value)
        self.errors.append(f"{PLACE}.{key} must be one of {', '.join(choices)}, not {value!r}")
        return default

    def severities(self, value: object) -> dict[str, Severity]:
        found: dict[str, Severity] = {}
        for rule, severity in self._table("severity", value).items():
            if severity in SEVERITIES:
                found[rule] = cast("Severity", severity)
            else:
                known = ", ".join(SEVERITIES)
                self.errors.append(f"{PLACE}.severity.{rule} must be one of {known}")
            self._check_rule(f"severity.{rule}", rule)
        return found

    def patterns(self, value: object) -> tuple[Pattern, ...]:
        if not isinstance(value, list):
            self.errors.append(f"{PLACE}.ignore must be a list of tables with rule and place")
            return ()
        found = []
        for number, item in enumerate(value):
            entry = self._table(f"ignore[{number}]", item)
            if not {"rule", "place"} & set(entry) or not set(entry) <= {"rule", "place", "reason"}:
                self.errors.append(
                    f"{PLACE}.ignore[{number}] holds rule, place, or both, and may hold a reason"
                )
                continue
            if not all(isinstance(text, str) for text in entry.values()):
                self.errors.append(f"{PLACE}.ignore[{number}]: rule, place and reason are strings")
                continue
            pattern = Pattern(**entry)
            if "*" not in pattern.rule:
                self._check_rule(f"ignore[{number}].rule", pattern.rule)
            found.append(pattern)
        return tuple(found)

    def rule_set(self, value: object) -> int | None:
        if value is None:
            return None
        if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= RULE_SET:
            return value
        self.errors.append(f"{PLACE}.rule_set must be a number from 1 to {RULE_SET}, not {value!r}")
        return None

    def notice(self, value: object) -> dict[str, int]:
        if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
            return dict.fromkeys(LEVELS, value)
        found = {}
        for level, days in self._table("deprecation_days", value).items():
            if level in LEVELS and isinstance(days, int) and not isinstance(days, bool):
                found[level] = days
            else:
                self.errors.append(
                    f"{PLACE}.deprecation_days.{level}: days by stability level "
                    f"({', '.join(LEVELS)}), as whole numbers"
                )
        return found

    def _table(self, key: str, value: object) -> Mapping[str, Any]:
        if isinstance(value, dict):
            return value
        self.errors.append(f"{PLACE}.{key} must be a table, not {value!r}")
        return {}

    def _check_rule(self, key: str, rule: str) -> None:
        try:
            find_rule(rule)
        except PactwrightError as error:
            self.errors.append(f"{PLACE}.{key}: {error.message}; {error.hint}")
