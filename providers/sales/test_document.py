"""The document of sales speaks of exactly the operations that the service routes."""

from __future__ import annotations

import re
from collections.abc import Callable
from types import ModuleType

Operations = set[tuple[str, str]]


def test_the_document_has_the_operations_of_the_service(
    documented: Callable[[str], Operations], django: ModuleType
) -> None:
    """Compare the two."""
    from providers.sales.views import urlpatterns

    routed = {
        (method, "/" + re.sub(r"<\w+:(\w+)>", r"{\1}", str(one.pattern)))
        for one in urlpatterns
        for method in one.callback.actions
    }
    assert documented("sales") == routed
