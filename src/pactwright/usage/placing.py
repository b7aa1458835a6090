"""Whether a document has an operation for an interaction."""

from __future__ import annotations

from pactwright.model.interaction import AsyncMessage, HttpInteraction, Interaction, SyncMessage
from pactwright.usage.impact import Side
from pactwright.usage.message_impact import MessageSide


def has_operation(document: Side | MessageSide | None, interaction: Interaction) -> bool | None:
    """Tell whether it has one; None for an interaction of a kind that it does not describe."""
    match document, interaction:
        case Side(), HttpInteraction():
            return document.operation(interaction) is not None
        case MessageSide(), AsyncMessage() | SyncMessage():
            return document.operation(interaction) is not None
    return None
