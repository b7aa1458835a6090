"""What came to a mock: which expectations were used, and the requests that none answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pactwright.matching.request import compare_request
from pactwright.model.interaction import HttpInteraction
from pactwright.model.result import Mismatch
from pactwright.model.wire import WireRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class Stray:
    """A request that no expectation answers; `nearest` is the index of the nearest one."""

    method: str
    target: str
    nearest: int | None
    mismatches: tuple[Mismatch, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Traffic:
    """The expectations that were used, by index, and the stray requests in their order."""

    used: frozenset[int] = frozenset()
    strays: tuple[Stray, ...] = ()


def find_answer(
    interactions: Sequence[HttpInteraction], request: WireRequest
) -> tuple[int | None, Stray | None]:
    """Return the index of the first interaction whose request this is, or else the stray."""
    found: list[tuple[int, tuple[Mismatch, ...]]] = []
    for index, interaction in enumerate(interactions):
        mismatches = compare_request(interaction.request, request)
        if not mismatches:
            return index, None
        found.append((index, mismatches))
    return None, _make_stray(found, request)


def _make_stray(found: list[tuple[int, tuple[Mismatch, ...]]], request: WireRequest) -> Stray:
    nearest, mismatches = min(found, key=lambda one: _distance(one[1]), default=(None, ()))
    return Stray(
        method=request.method,
        target=format_target(request),
        nearest=nearest,
        mismatches=mismatches,
    )


def _distance(mismatches: tuple[Mismatch, ...]) -> tuple[int, int]:
    # Another path or method is another operation; then the fewer differences the nearer.
    weights = {"path": 4, "method": 2}
    return sum(weights.get(one.kind, 0) for one in mismatches), len(mismatches)


def format_target(request: WireRequest) -> str:
    """Return the path with its query, as a person reads it."""
    pairs = [
        name if value is None else f"{name}={value}"
        for name, values in request.query
        for value in values
    ]
    return f"{request.path}?{'&'.join(pairs)}" if pairs else request.path
