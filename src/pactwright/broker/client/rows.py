"""The rows of a matrix as a broker answers them, and the question that brought them."""

from __future__ import annotations

from dataclasses import dataclass

from pactwright.broker.client.answer import Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is to be deployed and where: to an environment, or onto the main branches.

    `together` are pairs of name and version that go with it: to the environment or, without one,
    with nothing else anywhere. `require_pacts` makes a no of a version
    without pacts when earlier ones had some, and `require_properties` of a verification that
    shows no property tests, or failed ones.
    """

    pacticipant: str
    version: str
    environment: str | None = None
    ignore: tuple[str, ...] = ()
    require_pacts: bool = False
    require_properties: bool = False
    together: tuple[tuple[str, str], ...] = ()

    @property
    def destination(self) -> str:
        """The destination in words; none for what goes together and nowhere."""
        return self.environment or ("" if self.together else "the main branches")

    @property
    def every(self) -> tuple[tuple[str, str], ...]:
        """All that goes, as pairs of name and version."""
        return ((self.pacticipant, self.version), *self.together)


def side_of(row: Answer, role: str) -> tuple[str, str | None]:
    """Return the name and the version number of the row's consumer or provider."""
    return row.text(role, "name"), row.find_text(role, "version", "number")


def outcome_of(row: Answer) -> bool | None:
    """Return whether the row's verification succeeded, `None` where there is none."""
    return row.flag("verificationResult", "success")


def is_weighed(row: Answer) -> bool:
    """Whether the row counts in the broker's verdict."""
    return not row.flag("ignored")
