"""How hard a property run tries: the profiles, and what they can be told in the settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from pactwright.errors import PactwrightError


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One budget of a property run.

    `coverage` is Schemathesis' phase of boundary values; `examples` the generated cases of one
    operation (0 for none); `stateful` whether operations are also called one after another with
    each other's ids.
    """

    name: str
    examples: int = 25
    coverage: bool = True
    stateful: bool = False


CI: Final = Profile(name="ci")
THOROUGH: Final = Profile(name="thorough", examples=200, stateful=True)
OFF: Final = "none"
"""The name that stands for no property tests at all."""

BUILT_IN: Final[Mapping[str, Profile]] = MappingProxyType({one.name: one for one in (CI, THOROUGH)})


@dataclass(frozen=True, slots=True, kw_only=True)
class PropertySettings:
    """`[tool.pactwright.property]`.

    `profile` is the one that runs when the command line names none; `seed` gives the same cases
    in every run; `all_operations` adds those that no consumer uses; `remote` allows generated
    requests against a URL that is not this machine; `tolerance` is the number of answers that
    `pytest consumers` tries where the command line says nothing, `unknown` lets answers from an
    API document hold members that its enumerations do not know.
    """

    profile: str = CI.name
    profiles: Mapping[str, Profile] = field(default_factory=lambda: BUILT_IN)
    seed: int = 0
    all_operations: bool = False
    remote: bool = False
    tolerance: int = 0
    unknown: bool = False

    def choose(self, name: str | None = None) -> Profile | None:
        """Return the profile of that name, or the one of the settings; `None` for "none".

        Raises `PactwrightError` for a name that is not known.
        """
        asked = self.profile if name is None else name
        if asked == OFF:
            return None
        if asked in self.profiles:
            return self.profiles[asked]
        raise PactwrightError(
            f"no profile is called {asked!r} (known: {', '.join(sorted({*self.profiles, OFF}))})",
            hint=f"add [tool.pactwright.property.profiles.{asked}] to pyproject.toml",
        )
