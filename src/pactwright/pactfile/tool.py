"""The marks that a written pact carries in its metadata: specification version and tool."""

from __future__ import annotations

from collections.abc import Mapping

from pactwright.model.json import Json, JsonObject
from pactwright.pactfile.version import VERSION_KEYS

_TOOL = "pactwright"
_MARK: JsonObject = {"format": "1"}


def with_marks(metadata: JsonObject) -> JsonObject:
    """Return the metadata to write: what was there, V4's version and this tool's mark.

    The mark holds no release number: another release writes the same bytes.
    """
    kept = metadata.get("pactSpecification")
    specification = dict(kept) if isinstance(kept, Mapping) else {}
    return {
        **metadata,
        "pactSpecification": {**specification, "version": "4.0"},
        _TOOL: metadata.get(_TOOL, _MARK),
    }


def without_marks(metadata: JsonObject) -> JsonObject:
    """Return the metadata without what `with_marks` adds and without older words for it."""
    rest: dict[str, Json] = {
        key: value for key, value in metadata.items() if key not in VERSION_KEYS
    }
    if rest.get(_TOOL) == _MARK:
        del rest[_TOOL]
    kept = metadata.get("pactSpecification")
    if isinstance(kept, Mapping) and (others := {k: v for k, v in kept.items() if k != "version"}):
        rest["pactSpecification"] = others
    return rest
