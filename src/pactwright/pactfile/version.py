"""The specification version of a pact file, from the words that its metadata has used for it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from pactwright.model.json import Json
from pactwright.pactfile.node import Node

DEFAULT_VERSION = "3"
"""What a file that names no version is read as; so does the Rust core."""

_NUMBER = re.compile(r"v?(\d+)(?:\.(\d+))?(?:[.\-+].*)?$")
_SPECIFICATION = ("pact-specification", "pactSpecification")
_FLAT = ("pactSpecificationVersion", "pact-specification-version")

VERSION_KEYS = frozenset({*_SPECIFICATION, *_FLAT})
"""Keys of the metadata that name the specification version."""


def read_version(metadata: Node) -> str:
    """Return "1", "1.1", "2", "3" or "4"; a version that cannot be read is reported."""
    node = _find_version(metadata)
    if node is None:
        return DEFAULT_VERSION
    text = _as_text(node.value)
    found = _NUMBER.match(text) if text is not None else None
    if found is None:
        node.wrong_type("a specification version such as 4.0")
        return DEFAULT_VERSION
    major, minor = int(found.group(1)), int(found.group(2) or 0)
    if major == 1:
        return "1.1" if minor == 1 else "1"
    if major not in {2, 3, 4}:
        node.report(f"specification version {text} is not known; versions 1 to 4 are")
        return DEFAULT_VERSION
    return str(major)


def _find_version(metadata: Node) -> Node | None:
    for key in _SPECIFICATION:
        specification = metadata.member(key)
        if specification is None:
            continue
        if not isinstance(specification.value, Mapping):
            return specification
        if (version := specification.member("version")) is not None:
            return version
    return next(filter(None, map(metadata.member, _FLAT)), None)


def _as_text(value: Json) -> str | None:
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        return str(value)
    return value.strip() if isinstance(value, str) else None
