"""What became of a pact in a run of consumer tests, in words for a person."""

from __future__ import annotations

from pactwright.model.result import PactOutcome

_WITHOUT_COUNT = {
    "kept": "kept as it was",
    "missing": "not written",
    "unclaimed": "left as it is",
}


def describe_fate(outcome: PactOutcome, *, path: str, between: str = ", ") -> str:
    """Return what a run did to the file at `path`, with the reason where there is one.

    `between` stands between the number of interactions and the file.
    """
    if (words := _WITHOUT_COUNT.get(outcome.status)) is not None:
        reason = f": {outcome.reason}" if outcome.reason else ""
        return f"{path} {words}{reason}"
    count = f"{outcome.interactions} interaction{'' if outcome.interactions == 1 else 's'}"
    tail = f" (partial run: {outcome.reason})" if outcome.reason else ""
    return f"{count}{between}{path} {outcome.status}{tail}"


def is_settled(outcome: PactOutcome) -> bool:
    """Whether the file is what the run says."""
    return outcome.status not in _WITHOUT_COUNT
