"""The schema dialects and what their keywords are."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

Dialect: TypeAlias = Literal[
    "openapi-3.0",
    "openapi-3.1",
    "openapi-3.2",
    "swagger-2.0",
    "draft-04",
    "draft-06",
    "draft-07",
    "2019-09",
    "2020-12",
]

DIALECTS: Final[dict[str, Dialect]] = {
    "http://json-schema.org/draft-04/schema": "draft-04",
    "http://json-schema.org/draft-06/schema": "draft-06",
    "http://json-schema.org/draft-07/schema": "draft-07",
    "https://json-schema.org/draft/2019-09/schema": "2019-09",
    "https://json-schema.org/draft/2020-12/schema": "2020-12",
    "https://spec.openapis.org/oas/3.1/dialect/base": "openapi-3.1",
}
"""The dialect that a `$schema` names, its empty fragment left out."""

LONELY_REFERENCE: Final = frozenset(
    {"openapi-3.0", "swagger-2.0", "draft-04", "draft-06", "draft-07"}
)
"""Dialects in which nothing beside a `$ref` counts (draft-07 core, section 8.3)."""

BOOLEAN_BOUNDS: Final = frozenset({"openapi-3.0", "swagger-2.0", "draft-04"})
"""Dialects whose `exclusiveMinimum` is a flag on `minimum`."""

ANNOTATIONS: Final = frozenset(
    {
        "title", "description", "default", "example", "examples", "deprecated", "externalDocs",
        "xml", "discriminator", "summary", "$comment", "$schema", "$id", "id", "$anchor",
        "$dynamicAnchor", "$recursiveAnchor", "$vocabulary", "$defs", "definitions",
        "contentEncoding", "contentMediaType", "contentSchema", "collectionFormat",
        "readOnly", "writeOnly", "nullable", "allowEmptyValue",
    }
)  # fmt: skip
"""Keywords that refuse no value once lowered.

A `discriminator` is a hint which branch to read first: OpenAPI 3.1.1, section 4.8.25, says that it
must not change what validates. The three `content*` keywords are annotations since 2019-09.
"""

_SINCE_2019: Final = frozenset(
    {
        "dependentRequired", "dependentSchemas", "minContains", "maxContains", "prefixItems",
        "unevaluatedItems", "unevaluatedProperties", "$dynamicRef",
    }
)  # fmt: skip
_SINCE_DRAFT_7: Final = frozenset({"if", "then", "else", *_SINCE_2019})
_SINCE_DRAFT_6: Final = frozenset({"const", "contains", "propertyNames", *_SINCE_DRAFT_7})

WITHOUT_EFFECT: Final[dict[Dialect, frozenset[str]]] = {
    "draft-04": _SINCE_DRAFT_6,
    "draft-06": _SINCE_DRAFT_7,
}
"""Keywords of later drafts that refuse nothing in an older one (draft-04 core, section 6.3).

Drafts 4 and 6 are those that no document is taken for that does not name them.
"""

ASSERTED_FORMATS: Final = frozenset(
    {"date-time", "date", "time", "email", "ipv4", "ipv6", "uuid", "uri", "hostname", "duration"}
)
"""Formats that refuse strings here; every other format is an annotation."""

INTEGER_FORMATS: Final[dict[str, tuple[int, int]]] = {
    "int8": (-(2**7), 2**7 - 1),
    "int16": (-(2**15), 2**15 - 1),
    "int32": (-(2**31), 2**31 - 1),
    "int64": (-(2**63), 2**63 - 1),
    "uint8": (0, 2**8 - 1),
    "uint16": (0, 2**16 - 1),
    "uint32": (0, 2**32 - 1),
    "uint64": (0, 2**64 - 1),
}
"""Number formats and the bounds they stand for (OpenAPI format registry)."""

TYPES: Final = ("array", "boolean", "integer", "null", "number", "object", "string")
