"""Fingerprints of findings: the same for the same change, whatever moves around it."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from pactwright.document.pointer import split_pointer
from pactwright.model.finding import Finding, Place
from pactwright.model.json import Json

_VARIABLE = re.compile(r"\{[^{}]*\}")
_LENGTH = 16


def name_place(root: Json, pointer: str) -> str:
    """Return the pointer with list positions told by what stands there.

    A parameter is told by its place and name, a branch by its reference, a plain value by itself;
    so that inserting another item does not rename it. Names of path variables are left out.
    """
    node: Any = root
    steps: list[str] = []
    for step in split_pointer(pointer):
        if isinstance(node, list) and step.isdecimal() and int(step) < len(node):
            node = node[int(step)]
            steps.append(_name_item(node, step))
        else:
            node = node.get(step) if isinstance(node, dict) else None
            steps.append(_VARIABLE.sub("{}", step) if step.startswith("/") else step)
    return "\x1f".join(steps)


def _name_item(item: Any, index: str) -> str:  # noqa: ANN401 - any JSON
    if not isinstance(item, dict):
        return f"={item!r}" if isinstance(item, str | int | bool) else index
    if "name" in item:
        return f"{item.get('in', '')}:{item['name']}"
    for key in ("$ref", "url"):
        if isinstance(item.get(key), str):
            return f"{key}:{item[key]}"
    return index


def fingerprint(finding: Finding, old: Json, new: Json, *, twin: int = 0) -> str:
    """Return sixteen hexadecimal digits for what changed: rule, direction and place.

    `old` and `new` are the documents' values; `twin` numbers findings that are alike in all
    this. Messages, lines and the operations that reach the place do not count.
    """
    place = _named(old, finding.old) or _named(new, finding.new)
    parts = (finding.rule, finding.direction or "", place, str(twin) if twin else "")
    return hashlib.sha256("\x1e".join(parts).encode()).hexdigest()[:_LENGTH]


def _named(root: Json, place: Place | None) -> str:
    return "" if place is None else name_place(root, place.pointer)
