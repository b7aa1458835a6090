"""Merging two contents of one pact: interactions are added, never changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pactwright.broker.content import interaction_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """An interaction that both contents hold, but not alike."""

    description: str
    state: str

    def describe(self) -> str:
        """Return the interaction as its author knows it."""
        given = f" given {self.state!r}" if self.state else ""
        return f"{self.description!r}{given}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """The joined content, and where the two disagree."""

    content: Any
    clashes: tuple[Clash, ...]


def merge_contents(old: Any, new: Any) -> Merged:  # noqa: ANN401 - JSON of any shape
    """Return the old content with the interactions that only the new one has.

    Two interactions are one when their description, provider states and type agree.
    """
    merged = dict(old) if isinstance(old, Mapping) else {}
    clashes: list[Clash] = []
    for name in ("interactions", "messages"):
        if isinstance(new, Mapping) and isinstance(new.get(name), list):
            known = merged.get(name)
            merged[name], found = _merge_lists(known if isinstance(known, list) else [], new[name])
            clashes += found
    return Merged(content=merged, clashes=tuple(clashes))


def _merge_lists(old: list[Any], new: list[Any]) -> tuple[list[Any], list[Clash]]:
    by_key = {_key(interaction): interaction for interaction in old}
    clashes, added = [], []
    for interaction in new:
        key = _key(interaction)
        twin = by_key.get(key)
        if twin is None:
            by_key[key] = interaction
            added.append(interaction)
        elif _identity(twin) != _identity(interaction):
            clashes.append(Clash(description=key[0], state=key[1]))
    return [*old, *added], clashes


def _identity(interaction: Any) -> str:  # noqa: ANN401 - JSON of any shape
    return interaction_id(interaction if isinstance(interaction, Mapping) else {"": interaction})


def _key(interaction: Any) -> tuple[str, str, str]:  # noqa: ANN401 - JSON of any shape
    if not isinstance(interaction, Mapping):
        return (repr(interaction), "", "")
    states = interaction.get("providerStates") or interaction.get("providerState") or ""
    return (
        str(interaction.get("description", "")),
        states if isinstance(states, str) else _names(states),
        str(interaction.get("type", "")),
    )


def _names(states: Any) -> str:  # noqa: ANN401 - JSON of any shape
    if not isinstance(states, list):
        return repr(states)
    plain = (
        repr((state.get("name"), state.get("params")))
        if isinstance(state, Mapping)
        else repr(state)
        for state in states
    )
    return ", ".join(plain)
