"""Lowered schemas that several views of two documents may have in common."""

from __future__ import annotations

import re
from typing import Final

from msgspec import Struct, field

from pactwright.errors import PactwrightError
from pactwright.schema.document import SchemaDocument
from pactwright.schema.node import Node

_DEPENDS: Final = re.compile(
    rb'"(?:readOnly|writeOnly)":true|"(?:x-extensible-enum|\$dynamicRef|\$recursiveRef)"'
)
"""What makes a schema another one for who sends and who reads, or in another document."""

_IN_PLACE: Final = (b'{"$ref":', b'"allOf":[')


class Shelf(Struct, eq=False):
    """Keeps what is lowered once for all views, by place and text, where nothing else matters.

    `origins`, `digests` and `references` are those of every lowered schema, by identity, the last
    two with the schema, whose identity must stay taken; `nodes` are those of each dialect that
    are the same to all.
    """

    origins: dict[int, str] = field(default_factory=dict)
    digests: dict[int, tuple[Node, bytes]] = field(default_factory=dict)
    references: dict[int, tuple[Node, tuple[str, ...]]] = field(default_factory=dict)
    nodes: dict[str, dict[tuple[str, bytes], Node]] = field(default_factory=dict)
    _plain: dict[tuple[int, str], bool] = field(default_factory=dict)
    _documents: list[SchemaDocument] = field(default_factory=list)

    def is_plain(self, document: SchemaDocument, pointer: str) -> bool:
        """Tell whether the text at a pointer means the same in every view.

        It does when neither it nor what it refers to in place has properties that stay at home.
        """
        if not any(document is known for known in self._documents):
            self._documents.append(document)  # kept, so that its identity stays taken
        targets = _targets(document, pointer)
        return targets is not None and all(self._is_harmless(document, one) for one in targets)

    def _is_harmless(self, document: SchemaDocument, pointer: str) -> bool:
        """Tell whether neither a schema nor any that it reaches depends on who looks at it."""
        reached = {pointer: None}
        waiting = [pointer]
        harmless = True
        while waiting and harmless:
            here = waiting.pop()
            known = self._plain.get((id(document), here))
            if known is not None:
                harmless = known
                continue
            targets = _targets(document, here)
            if targets is None:
                harmless = False
            elif any(mark in document.text(here) for mark in _IN_PLACE):
                waiting.extend(one for one in targets if one not in reached)
                reached.update(dict.fromkeys(targets))
        told = reached if harmless else (pointer,)
        self._plain.update({(id(document), one): harmless for one in told})
        return harmless


def _targets(document: SchemaDocument, pointer: str) -> list[str] | None:
    """Return what the schema refers to, None where it depends on who looks at it."""
    try:
        text = document.text(pointer)
    except PactwrightError:
        return None
    if _DEPENDS.search(text):
        return None
    names = document.references(pointer)
    if not all(name.startswith("#/") for name in names):
        return None
    return [document.target(name) for name in names]
