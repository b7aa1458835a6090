"""The test that an interaction of a pact came from, kept in its comments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from pactwright.errors import PactwrightError
from pactwright.model.interaction import Interaction, PactDocument
from pactwright.pactfile.identity import Identity, describe_interaction, identify
from pactwright.pactfile.merge import merge_pacts

_KEY = "testname"
_Kind = TypeVar("_Kind", bound=Interaction)


def with_origin(interaction: _Kind, test: str) -> _Kind:
    """Return the interaction with the name of its test, where Pact keeps it (`testname`)."""
    return replace(interaction, comments={**interaction.comments, _KEY: test})


def origin_of(interaction: Interaction) -> str | None:
    """Return the name of the test that made the interaction, `None` when it is not known."""
    found = interaction.comments.get(_KEY)
    return found if isinstance(found, str) else None


def without_origin(interaction: _Kind) -> _Kind:
    """Return the interaction as its test declared it."""
    comments = {key: value for key, value in interaction.comments.items() if key != _KEY}
    return replace(interaction, comments=comments)


def join_shards(shards: Sequence[PactDocument]) -> PactDocument:
    """Return the pact of the shards of one pair, each from one test.

    Tests may declare one interaction alike; the first of their names stays. Raises
    `PactwrightError`, naming both tests, where they declare it differently.
    """
    first: dict[Identity, Interaction] = {}
    for shard in sorted(shards, key=lambda one: one.source or ""):
        for interaction in shard.interactions:
            kept = first.setdefault(identify(interaction), interaction)
            if without_origin(kept) != without_origin(interaction):
                raise describe_conflict(kept, interaction)
    return replace(merge_pacts([replace(shards[0], interactions=tuple(first.values()))]))


def describe_conflict(one: Interaction, other: Interaction) -> PactwrightError:
    """Return the error of two tests that declare one interaction differently."""
    return PactwrightError(
        f"two tests declare {describe_interaction(one)} differently: "
        f"{origin_of(one)} and {origin_of(other)}",
        hint="give one of them another description= or another state in given=",
    )


def find_lost(old: PactDocument, new: PactDocument) -> tuple[Interaction, ...]:
    """Return the interactions of the old pact that the new one does not hold."""
    known: Mapping[Identity, Interaction] = {identify(one): one for one in new.interactions}
    return tuple(one for one in old.interactions if identify(one) not in known)
