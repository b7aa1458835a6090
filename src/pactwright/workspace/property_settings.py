"""`[tool.pactwright.property]`: how hard property and tolerance runs try."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any, Final

from pactwright.property.profile import BUILT_IN, OFF, Profile, PropertySettings

PLACE: Final = "tool.pactwright.property"
_KEYS: Final = tuple(one.name for one in fields(PropertySettings))
_PROFILE_KEYS: Final = tuple(one.name for one in fields(Profile) if one.name != "name")


def read_property_settings(table: object, *, errors: list[str]) -> PropertySettings:
    """Return the settings of the table; what is wrong with it is appended to `errors`."""
    reader = _Reader(errors)
    keys = reader.table(PLACE, table, _KEYS)
    profiles = reader.profiles(keys.get("profiles", {}))
    default = PropertySettings()
    name = keys.get("profile", default.profile)
    known_names = {*profiles, OFF}
    if name not in known_names:
        known = ", ".join(sorted(known_names))
        errors.append(f"{PLACE}.profile must be one of {known}, not {name!r}")
        name = default.profile
    return PropertySettings(
        profile=str(name),
        profiles=profiles,
        seed=reader.whole(PLACE, keys, "seed", default.seed),
        tolerance=reader.whole(PLACE, keys, "tolerance", default.tolerance),
        all_operations=reader.flag(PLACE, keys, "all_operations", default=default.all_operations),
        remote=reader.flag(PLACE, keys, "remote", default=default.remote),
        unknown=reader.flag(PLACE, keys, "unknown", default=default.unknown),
    )


class _Reader:
    def __init__(self, errors: list[str]) -> None:
        self.errors = errors

    def table(self, place: str, value: object, known: tuple[str, ...]) -> Mapping[str, Any]:
        if not isinstance(value, dict):
            self.errors.append(f"{place} must be a table, not {value!r}")
            return {}
        for key in value:
            if key not in known:
                near = difflib.get_close_matches(key, known, n=1)
                advice = f"did you mean {near[0]!r}?" if near else f"known keys: {', '.join(known)}"
                self.errors.append(f"{place}.{key} is not a known key; {advice}")
        return value

    def profiles(self, value: object) -> dict[str, Profile]:
        found = dict(BUILT_IN)
        if not isinstance(value, dict):
            self.errors.append(f"{PLACE}.profiles must be a table, not {value!r}")
            return found
        if OFF in value:
            self.errors.append(f"{PLACE}.profiles.{OFF}: that name stands for no property tests")
        for name, table in value.items():
            found[name] = self._profile(name, table, found.get(name, Profile(name=name)))
        return found

    def _profile(self, name: str, value: object, below: Profile) -> Profile:
        """Return the profile that the table makes of `below`, which the table may leave out."""
        place = f"{PLACE}.profiles.{name}"
        table = self.table(place, value, _PROFILE_KEYS)
        profile = replace(
            below,
            examples=self.whole(place, table, "examples", below.examples),
            coverage=self.flag(place, table, "coverage", default=below.coverage),
            stateful=self.flag(place, table, "stateful", default=below.stateful),
        )
        if not (profile.examples or profile.coverage):
            self.errors.append(f"{place} tries nothing; give examples, or coverage = true")
        return profile

    def whole(self, place: str, table: Mapping[str, Any], key: str, default: int) -> int:
        value = table.get(key, default)
        if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
            return value
        self.errors.append(f"{place}.{key} must be a whole number from 0 on, not {value!r}")
        return default

    def flag(self, place: str, table: Mapping[str, Any], key: str, *, default: bool) -> bool:
        value = table.get(key, default)
        if isinstance(value, bool):
            return value
        self.errors.append(f"{place}.{key} must be true or false, not {value!r}")
        return default
