"""The document of widgets speaks of exactly the operations that the service routes."""

from __future__ import annotations

from collections.abc import Callable

from fastapi.routing import APIRoute

from providers.widgets import app

Operations = set[tuple[str, str]]


def test_the_document_has_the_operations_of_the_service(
    documented: Callable[[str], Operations],
) -> None:
    """Compare the two."""
    routes = [one for one in app.router.routes if isinstance(one, APIRoute)]
    assert documented("widgets") == {
        (method, one.path) for one in routes for method in one.methods or ()
    }
