"""The pytest plugin: registers the consumer's and the provider's halves, and their event log."""

from __future__ import annotations

import pytest

from pactwright.plugin import (
    consumer,
    consumer_tolerance,
    consumer_variants,
    events,
    property_provider,
    provider,
)


def pytest_addoption(pluginmanager: pytest.PytestPluginManager) -> None:
    """Register the parts; each then adds its own options."""
    for part in (
        events,
        consumer,
        consumer_variants,
        consumer_tolerance,
        provider,
        property_provider,
    ):
        pluginmanager.register(part, name=f"pactwright.{part.__name__.rpartition('.')[2]}")
