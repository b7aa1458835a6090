"""One document's schemas as one side of a comparison sees them, lowered when needed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal

from pactwright.errors import PactwrightError
from pactwright.model.json import Json
from pactwright.schema.digest import digest
from pactwright.schema.document import SchemaDocument
from pactwright.schema.lower import lower
from pactwright.schema.lowering import Lowering
from pactwright.schema.node import REFERENCE_PREFIX, Node, reference_to, target_of
from pactwright.schema.shelf import Shelf

_REFERENCES: Final = re.compile(rb'"\$ref":"(' + re.escape(REFERENCE_PREFIX.encode()) + rb'[^"]*)"')


def references_in(text: bytes) -> tuple[str, ...]:
    """Return the lowered `$ref`s in the canonical bytes of a lowered schema, each once."""
    return tuple(dict.fromkeys(found.decode() for found in _REFERENCES.findall(text)))


class View:
    """The lowered schemas of a document, for the side that sends or the side that reads.

    `leaves_out` is the flag of properties that do not travel in this direction; `growing` says
    for which enumerations a reader takes values that are not listed. `shapes` is where
    `shape.take_apart` keeps what it made, `parts` where `disjoint.parts_of` does, `kept` where
    `member.is_member` keeps its validator.
    """

    def __init__(
        self,
        document: SchemaDocument,
        *,
        sends: bool,
        leaves_out: Literal["readOnly", "writeOnly"] | None = None,
        growing: Literal["marked", "all"] | None = None,
        shelf: Shelf | None = None,
    ) -> None:
        """Make a view that lowers nothing yet; views with one shelf share what they lower."""
        self.document = document
        self.sends = sends
        self._leaves_out = leaves_out
        self._nodes: dict[str, Node] = {}
        self._followed: dict[str, Node] = {}
        self.shapes: dict[Any, Any] = {}
        self.parts: dict[Any, Any] = {}
        self.kept: dict[Any, Any] = {}
        self._shelf = None if growing == "all" else shelf
        kept = shelf or Shelf()
        self._digests = kept.digests
        self._references = kept.references
        self.origins = kept.origins
        self._how = Lowering(
            dialect=document.dialect,
            reference=self._reference,
            dynamic=self._dynamic,
            travels=self._travels,
            absent=self._absent,
            sends=sends,
            growing=growing,
            origins=self.origins,
        )
        self._plainly = Lowering(
            dialect=document.dialect,
            reference=self._reference,
            origins=self.origins,
            kept=kept.nodes.setdefault(document.dialect, {}),
        )

    def node(self, pointer: str) -> Node:
        """Return the lowered schema at a pointer of the document."""
        found = self._nodes.get(pointer)
        if found is None:
            shelf = self._shelf
            plain = shelf is not None and shelf.is_plain(self.document, pointer)
            how = self._plainly if plain else self._how
            found = self._nodes[pointer] = lower(self.document.at(pointer), pointer, how)
        return found

    def misfits(self) -> dict[str, tuple[str, Json]]:
        """Return what cannot stand where it does among all that was lowered, by pointer.

        Each comes with the words for what should be there.
        """
        return {**self._how.misfits, **self._plainly.misfits}

    def value(self, pointer: str) -> Node:
        """Return the lowered schema at a pointer where a whole value stands."""
        return self.node(pointer)

    def follow(self, reference: str) -> Node:
        """Return the lowered schema that a lowered `$ref` names."""
        found = self._followed.get(reference)
        if found is None:
            found = self._followed[reference] = self.node(target_of(reference))
        return found

    def pointer(self, node: Node) -> str:
        """Return the pointer at which a lowered schema stands in the document."""
        return self.origins.get(id(node), "")

    def digest(self, node: Node) -> bytes:
        """Return the canonical bytes of a lowered schema, its references unfollowed."""
        found = self._digests.get(id(node))
        if found is None:
            found = self._digests[id(node)] = (node, digest(node))
        return found[1]

    def references(self, node: Node) -> tuple[str, ...]:
        """Return the lowered `$ref`s anywhere inside the schema, each once."""
        found = self._references.get(id(node))
        if found is None:
            found = self._references[id(node)] = (node, references_in(self.digest(node)))
        return found[1]

    def closure(self, nodes: Iterable[Node]) -> dict[str, Node]:
        """Return every lowered schema reachable by references from the nodes, by `$ref`."""
        found: dict[str, Node] = {}
        waiting = [text for node in nodes for text in self.references(node)]
        while waiting:
            text = waiting.pop()
            if text not in found:
                found[text] = self.follow(text)
                waiting.extend(self.references(found[text]))
        return found

    def _reference(self, text: str) -> str:
        return reference_to(self.document.target(text))

    def _dynamic(self, text: str) -> str | None:
        target = self.document.dynamic_target(text)
        return None if target is None else reference_to(target)

    def _travels(self, raw: Mapping[str, Any]) -> bool:
        if self._leaves_out is None:
            return True
        for _ in range(8):
            if raw.get(self._leaves_out) is True:
                return False
            followed = self._follow_raw(raw)
            if followed is None:
                return True
            raw = followed
        return True

    def _follow_raw(self, raw: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """Return the schema that this one is only another name for."""
        text = raw.get("$ref")
        branches = raw.get("allOf")
        if isinstance(text, str):
            try:
                followed = self.document.at(self.document.target(text))
            except PactwrightError:
                return None
        elif isinstance(branches, list) and len(branches) == 1:
            followed = branches[0]
        else:
            return None
        return followed if isinstance(followed, Mapping) else None

    def _absent(self, raw: Mapping[str, Any]) -> frozenset[str]:
        """Return the names of the properties in place here that do not travel."""
        if self._leaves_out is None:
            return frozenset()
        names: set[str] = set()
        seen: set[int] = set()
        waiting: list[Any] = [raw]
        while waiting:
            here = waiting.pop()
            if not isinstance(here, Mapping) or id(here) in seen:
                continue
            seen.add(id(here))
            properties = here.get("properties")
            if isinstance(properties, Mapping):
                names.update(
                    name
                    for name, item in properties.items()
                    if isinstance(item, Mapping) and not self._travels(item)
                )
            branches = here.get("allOf")
            waiting.extend(branches if isinstance(branches, list) else ())
            if isinstance(here.get("$ref"), str):
                waiting.append(self._follow_raw(here))
        return frozenset(names)
