"""The verdict on a matrix: may it be deployed, counted and with its reasons."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from pactwright.broker.matrix import Matrix, Need
from pactwright.broker.row import Row
from pactwright.broker.selector import Chosen, Selector
from pactwright.broker.values import Pacticipant, Version
from pactwright.broker.wording import describe_absence, describe_chosen

_VERSION_ADVICE = (
    "WARN: It is recommended to specify the version number (rather than the tag or branch) of the "
    "pacticipant you wish to deploy to avoid race conditions. Without a version number, this "
    "result will not be reliable."
)
_ENVIRONMENT_ADVICE = (
    "WARN: It is recommended to specify the environment into which you are deploying. Without the "
    "environment, this result will not be reliable."
)
_NOTHING_NEEDED = "There are no missing dependencies"
_ALL_VERIFIED = "All required verification results are published and successful"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One sentence of the answer and how loud it is."""

    type: Literal["warning", "error", "success", "info"]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """May it be deployed: `True`, `False`, or `None` when something needed is unknown.

    `unknown` counts rows without a verification and needed pairs without any row.
    """

    deployable: bool | None
    success: int
    failed: int
    unknown: int
    ignored: int
    notices: tuple[Notice, ...]

    @property
    def reason(self) -> str:
        """All notices, one a line."""
        return "\n".join(notice.text for notice in self.notices)


def judge_matrix(matrix: Matrix) -> Verdict:
    """Return the verdict on all considered rows; `None` beats `False` among rows.

    Source: BROKER-FACTS 2.6.
    """
    rows = (*matrix.considered, *find_decisive(matrix))
    absent = _find_absent(matrix)
    missing = find_missing(matrix)
    unknown = sum(row.success is None for row in rows) + len(missing)
    errors = [describe_absence(one) for one in absent] or _explain(matrix, rows, missing)
    return Verdict(
        deployable=_decide(rows, absent, unknown),
        success=sum(row.success is True for row in rows),
        failed=sum(row.success is False for row in rows),
        unknown=unknown,
        ignored=sum(row.ignored for row in matrix.rows),
        notices=(*_warn(matrix), *_conclude(rows, errors)),
    )


def find_decisive(matrix: Matrix) -> tuple[Row, ...]:
    """Return the hidden rows where they turn a yes into something else.

    Any other answer is the original's to the letter.
    """
    plain = all(row.success for row in matrix.considered)
    if plain and not _find_absent(matrix) and not find_missing(matrix):
        return matrix.hidden
    return ()


def _find_absent(matrix: Matrix) -> list[Chosen]:
    return [one for one in matrix.chosen if one.specified and not one.exists and not one.ignored]


def find_missing(matrix: Matrix) -> tuple[Need, ...]:
    """Return the required pairs that no row speaks of."""
    seen = {(row.consumer.id, row.provider.id) for row in matrix.rows}
    return tuple(
        need
        for need in matrix.needs
        if need.required and (need.consumer.id, need.provider.id) not in seen
    )


def _decide(rows: Iterable[Row], absent: list[Chosen], unknown: int) -> bool | None:
    if absent:
        return False
    if unknown:
        return None
    return all(row.success for row in rows)


def _conclude(rows: tuple[Row, ...], errors: list[str]) -> list[Notice]:
    if errors:
        return [Notice(type="error", text=text) for text in errors]
    return [Notice(type="success", text=_ALL_VERIFIED if rows else _NOTHING_NEEDED)]


def _warn(matrix: Matrix) -> list[Notice]:
    texts = [_describe_ignore(selector) for selector in matrix.unknown_ignores]
    selectors = matrix.query.selectors
    specified = sum(one.specified for one in matrix.chosen)
    if specified == 1 and not matrix.query.destination.names_place:
        texts.append(_ENVIRONMENT_ADVICE)
    numbered = any(selector.version is not None for selector in selectors)
    if not numbered and not all(selector.names_only for selector in selectors):
        texts.append(_VERSION_ADVICE)
    return [Notice(type="warning", text=text) for text in texts]


def _describe_ignore(selector: Selector) -> str:
    if selector.version is None:
        what = f"any version of {selector.pacticipant} (no such pacticipant exists)"
    else:
        what = f"version {selector.version} of {selector.pacticipant} (no such version exists)"
    return f"WARN: Cannot ignore {what}"


def _explain(matrix: Matrix, rows: tuple[Row, ...], missing: tuple[Need, ...]) -> list[str]:
    chosen = [one for one in matrix.chosen if not one.ignored]
    never = [
        _never_verified(consumer, provider)
        for need in missing
        for consumer in _chosen_of(chosen, need.consumer.id)
        for provider in _chosen_of(chosen, need.provider.id)
    ]
    failed = [
        f"The verification for the pact between {_sides(matrix, chosen, row)} failed"
        for row in rows
        if row.success is False
    ]
    unknown = [
        f"There is no verified pact between {_sides(matrix, chosen, row)}"
        for row in rows
        if row.success is None
    ]
    return never + failed + unknown


def _never_verified(consumer: Chosen, provider: Chosen) -> str:
    return (
        f"There is no verified pact between {describe_chosen(consumer)} "
        f"and {describe_chosen(provider)}"
    )


def _chosen_of(chosen: Iterable[Chosen], pacticipant_id: int) -> list[Chosen]:
    return [one for one in chosen if one.pacticipant.id == pacticipant_id]


def _sides(matrix: Matrix, chosen: list[Chosen], row: Row) -> str:
    consumer = _describe_side(matrix, chosen, row.consumer, row.consumer_version)
    provider = _describe_side(matrix, chosen, row.provider, row.provider_version)
    return f"{consumer} and {provider}"


def _describe_side(
    matrix: Matrix, chosen: list[Chosen], owner: Pacticipant, version: Version | None
) -> str:
    """Return the words for one side of a row: what chose it, or the first version shown of it."""
    candidates = _chosen_of(chosen, owner.id)
    if version is not None:
        for one in candidates:
            if one.version is not None and one.version.id == version.id:
                return describe_chosen(one)
    if len(candidates) == 1:
        return describe_chosen(candidates[0])
    shown = _first_shown(matrix, owner)
    return f"version {shown.number} of {owner.name}" if shown else f"any version of {owner.name}"


def _first_shown(matrix: Matrix, owner: Pacticipant) -> Version | None:
    for row in matrix.rows:
        if row.consumer.id == owner.id:
            return row.consumer_version
        if row.provider.id == owner.id:
            return row.provider_version
    return None
