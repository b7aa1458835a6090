"""The settings of the project that a session of consumer tests belongs to, read once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pactwright.workspace.settings import Settings

_SETTINGS = pytest.StashKey["Settings"]()


def settings_of(config: pytest.Config) -> Settings:
    """Return the settings; without a file of its own, pytest's root moves with its arguments."""
    if _SETTINGS not in config.stash:
        from pactwright.workspace.settings import load_settings

        start = config.invocation_params.dir
        config.stash[_SETTINGS] = load_settings(
            start if config.inipath is None else config.rootpath
        )
    return config.stash[_SETTINGS]


def pact_folder(config: pytest.Config) -> Path:
    """Return the folder that the session writes its pacts to."""
    asked: Path | None = config.getoption("--pact-dir")
    return settings_of(config).pacts if asked is None else config.invocation_params.dir / asked
