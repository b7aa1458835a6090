"""The command that would mend what blocks, as a shell takes it."""

from __future__ import annotations

import shlex


def write_command(*words: str) -> str:
    """Return the command of pactwright with these words; names may hold what a shell would read."""
    return shlex.join(("pactwright", *words))
