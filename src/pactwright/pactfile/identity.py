"""What makes two interactions the same one: type, description and provider states."""

from __future__ import annotations

from typing import TypeAlias

from pactwright.model.interaction import (
    AsyncMessage,
    HttpInteraction,
    Interaction,
    SyncMessage,
    UnknownInteraction,
)
from pactwright.pactfile.text import encode_json

Identity: TypeAlias = tuple[str, tuple[tuple[str, bytes], ...], str]
"""Description, the states' names with their parameters as JSON, and type; it sorts."""


def interaction_type(interaction: Interaction) -> str:
    """Return V4's word for the type of an interaction."""
    match interaction:
        case HttpInteraction():
            return "Synchronous/HTTP"
        case AsyncMessage():
            return "Asynchronous/Messages"
        case SyncMessage():
            return "Synchronous/Messages"
        case UnknownInteraction():
            return interaction.type


def identify(interaction: Interaction) -> Identity:
    """Return what no two interactions of one pact may share."""
    states = tuple((state.name, encode_json(state.params)) for state in interaction.states)
    return interaction.description, states, interaction_type(interaction)


def describe_interaction(interaction: Interaction) -> str:
    """Return the interaction's description and states as a person would name it."""
    if not interaction.states:
        return f"{interaction.description!r}"
    states = ", ".join(state.name for state in interaction.states)
    return f"{interaction.description!r} [state: {states}]"
