"""Consumer-driven contract testing for Python: consumer tests, provider verification, one tool.

The names below are the whole public face; each is loaded when it is first used, so that
`import pactwright` costs next to nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pactwright.api.compare import compare
    from pactwright.api.load import load_pact
    from pactwright.api.verify import verify
    from pactwright.consumer import generate, match
    from pactwright.consumer.bodies import form, multipart, xml
    from pactwright.consumer.declaration import Pact, given
    from pactwright.consumer.generate import from_state
    from pactwright.consumer.match import (
        boolean,
        decimal,
        each_like,
        integer,
        like,
        regex,
        uuid,
    )
    from pactwright.consumer.mock import Mock
    from pactwright.consumer.variants import nullable, one_of, optional
    from pactwright.errors import PactwrightError
    from pactwright.provider.declaration import Provider

_MATCH = "pactwright.consumer.match"
_HOMES = {
    "Mock": "pactwright.consumer.mock",
    "Pact": "pactwright.consumer.declaration",
    "PactwrightError": "pactwright.errors",
    "Provider": "pactwright.provider.declaration",
    "boolean": _MATCH,
    "compare": "pactwright.api.compare",
    "decimal": _MATCH,
    "each_like": _MATCH,
    "form": "pactwright.consumer.bodies",
    "from_state": "pactwright.consumer.generate",
    "generate": "pactwright.consumer",
    "given": "pactwright.consumer.declaration",
    "integer": _MATCH,
    "like": _MATCH,
    "load_pact": "pactwright.api.load",
    "match": "pactwright.consumer",
    "multipart": "pactwright.consumer.bodies",
    "nullable": "pactwright.consumer.variants",
    "one_of": "pactwright.consumer.variants",
    "optional": "pactwright.consumer.variants",
    "regex": _MATCH,
    "uuid": _MATCH,
    "verify": "pactwright.api.verify",
    "xml": "pactwright.consumer.bodies",
}

__all__ = [
    "Mock",
    "Pact",
    "PactwrightError",
    "Provider",
    "boolean",
    "compare",
    "decimal",
    "each_like",
    "form",
    "from_state",
    "generate",
    "given",
    "integer",
    "like",
    "load_pact",
    "match",
    "multipart",
    "nullable",
    "one_of",
    "optional",
    "regex",
    "uuid",
    "verify",
    "xml",
]


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'pactwright' has no attribute {name!r}")
    if name in {"generate", "match"}:
        return importlib.import_module(f"{home}.{name}")
    return getattr(importlib.import_module(home), name)


def __dir__() -> list[str]:
    return __all__
