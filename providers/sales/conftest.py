"""The surroundings of sales under test: Django, set up once, over empty tables."""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType

import pytest
from joserfc.jwk import ECKey, KeySet

from providers.sales.app import configure, create_app


@pytest.fixture(scope="session")
def django(database_url: str, signing_key: ECKey) -> Iterator[ModuleType]:
    """Set Django up, which it can be but once a process; the models are there only then."""
    configure(database_url, lambda: KeySet([signing_key]))
    from django.db import connections

    from providers.sales import models

    create_app()  # makes the tables
    yield models
    connections.close_all()


@pytest.fixture(autouse=True)
def models(django: ModuleType) -> Iterator[ModuleType]:
    """Offer the models over empty tables, and empty them afterwards."""
    yield django
    for model in (django.Payment, django.Deal, django.Client):
        model.objects.all().delete()
