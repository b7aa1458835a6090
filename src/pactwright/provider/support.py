"""What keeps an interaction from being verified here, in words."""

from __future__ import annotations

from pactwright.model.interaction import (
    HttpInteraction,
    Interaction,
    UnknownInteraction,
)
from pactwright.provider.failure import StepError

_HTTP = {None, "http", "https"}
_MESSAGES = {None, "message", "messages", "async-message", "sync-message", "async", "sync"}


def check_supported(interaction: Interaction) -> None:
    """Raise `StepError` of kind `unsupported` when nothing here can verify the interaction."""
    if isinstance(interaction, UnknownInteraction):
        raise StepError(
            f"interactions of type {interaction.type!r} are not known here",
            kind="unsupported",
            hint="verify it with the official verifier, and look for a newer pactwright",
        )
    if interaction.plugins:
        raise StepError(
            "a Pact plugin made the contents of this interaction, and plugins are not run here",
            kind="unsupported",
            hint="verify it with the official verifier and the plugin",
        )
    known = _HTTP if isinstance(interaction, HttpInteraction) else _MESSAGES
    if interaction.transport not in known:
        raise StepError(
            f"there is no handler for the transport {interaction.transport!r}",
            kind="unsupported",
            hint="verify it with the official verifier, which runs transports of plugins",
        )
