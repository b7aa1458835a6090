"""What the specifications say of every parameter, whoever reads it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

STYLES: Final[Mapping[str, str]] = {
    "query": "form",
    "cookie": "form",
    "path": "simple",
    "header": "simple",
}
"""The style of a parameter that names none, by its location (OpenAPI 3.1.1, section 4.8.12.2)."""

IGNORED_HEADERS: Final = frozenset({"accept", "content-type", "authorization"})
"""Header parameters that are ignored (OpenAPI 3.1.1, section 4.8.12.1)."""

COLLECTION_FORMATS: Final[Mapping[str, tuple[str, bool]]] = {
    "csv": ("form", False),
    "ssv": ("spaceDelimited", False),
    "tsv": ("tabDelimited", False),
    "pipes": ("pipeDelimited", False),
    "multi": ("form", True),
}
"""Style and explode in the words of OpenAPI 3, by Swagger 2.0's `collectionFormat`."""

BESIDE_SCHEMA: Final = frozenset(
    {"name", "in", "required", "description", "allowEmptyValue", "collectionFormat", "x-example"}
)
"""The keys of a Swagger 2.0 parameter that say nothing of its values; the others are its schema."""
