"""What a provider sent against the variants that its consumer declared."""

from __future__ import annotations

from collections.abc import Sequence

from pactwright.matching.choices import compare_choices
from pactwright.model.interaction import Interaction
from pactwright.model.result import Mismatch
from pactwright.pactfile.choices import read_choices


def compare_union(interaction: Interaction, bodies: Sequence[bytes]) -> tuple[Mismatch, ...]:
    """Return where the bodies are like none of the interaction's declared variants.

    Raises PactwrightError where the declaration cannot be read.
    """
    return tuple(
        mismatch
        for choices, body in zip(read_choices(interaction.comments), bodies, strict=False)
        for mismatch in compare_choices(choices, body)
    )
