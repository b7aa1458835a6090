"""Values that travel as text: which of their schemas are settled by the texts themselves."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final
from urllib.parse import quote

from msgspec import Struct

from pactwright.compat.api import Api, Media, Operation
from pactwright.compat.dialects.shape import follow
from pactwright.compat.media_types import normalize_type
from pactwright.compat.rules.notebook import Evidence, Way, show_request, show_response
from pactwright.compat.rules.parameter_text import TextChange, note_text
from pactwright.compat.walk.scene import Scene
from pactwright.compat.wire_texts import are_types_alike, decide_texts, is_retyped, parts_of_text
from pactwright.document.pointer import escape_step, follow_pointer
from pactwright.document.shape import ShapeError
from pactwright.model.finding import Direction
from pactwright.schema.decide import Included, Refuted
from pactwright.schema.dialect import ANNOTATIONS
from pactwright.schema.lower import lower_schema

_FORMS: Final = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
_DEEPEST: Final = 3
_WITHOUT: Final = frozenset({"$defs", "definitions", "$id", "id", "$schema", "nullable"})

_Raw = Mapping[str, Any]
_Place = tuple[_Raw, str]


class TextWalk(Struct, frozen=True, kw_only=True):
    """The walk over two schemas of values that one operation sends as text.

    `label` names the value as a whole, `asked` the name under which a query has it.
    """

    scene: Scene
    way: Way
    operation: Operation
    direction: Direction
    label: str
    asked: str = ""
    untouched: Collection[str] = ()

    def settle(self, old: str | None, new: str | None) -> tuple[str | None, str | None]:
        """Note what is settled by the texts, and return the pointers of what is left to compare."""
        comparer = self.way.comparer
        if old is None or new is None or comparer.are_alike(old, new):
            return old, new
        before, after = _find(self.scene.old, old), _find(self.scene.new, new)
        if before is None or after is None:
            return old, new
        left = self._settle(before, after, self.label, 0)
        if left is None:
            return old, new
        return comparer.hold("old", left[0], before[1]), comparer.hold("new", left[1], after[1])

    def _settle(
        self, before: _Place, after: _Place, label: str, depth: int
    ) -> tuple[_Raw, _Raw] | None:
        """Return what is left of two schemas without what is settled, None where nothing is."""
        old, new = before[0], after[0]
        if self._is_settled(before, after, label):
            return _annotations(old), _annotations(new)
        items = self._below((before, after), "items", label, depth) if depth < _DEEPEST else None
        if items is not None:
            return {**old, "items": items[0]}, {**new, "items": items[1]}
        return None if depth else self._settle_fields(before, after, label)

    def _settle_fields(self, before: _Place, after: _Place, label: str) -> tuple[_Raw, _Raw] | None:
        """Return what is left of two objects without the fields that are settled."""
        old, new = before[0], after[0]
        ends = old.get("properties"), new.get("properties")
        if not isinstance(ends[0], Mapping) or not isinstance(ends[1], Mapping):
            return None
        found = {
            name: left
            for name in sorted((ends[0].keys() & ends[1].keys()) - set(self.untouched))
            if not says_the_same(ends[0][name], ends[1][name])
            for left in [
                self._below(
                    (before, after), f"properties/{escape_step(name)}", f"{label} {name}", 0
                )
            ]
            if left is not None
        }
        if not found:
            return None
        one = {**ends[0], **{name: left[0] for name, left in found.items()}}
        other = {**ends[1], **{name: left[1] for name, left in found.items()}}
        return {**old, "properties": one}, {**new, "properties": other}

    def _below(
        self, ends: tuple[_Place, _Place], steps: str, label: str, depth: int
    ) -> tuple[_Raw, _Raw] | None:
        before = _find_below(self.scene.old, ends[0], steps)
        after = _find_below(self.scene.new, ends[1], steps)
        if before is None or after is None:
            return None
        return self._settle(before, after, label, depth + 1)

    def _is_settled(self, before: _Place, after: _Place, label: str) -> bool:
        """Note a change of types that the texts decide; tell whether there is one."""
        if "type" in before[0] and before[0]["type"] == after[0].get("type"):
            return False
        nodes = (
            lower_schema(dict(before[0]), self.scene.old.dialect),
            lower_schema(dict(after[0]), self.scene.new.dialect),
        )
        one, other = nodes if self.direction == "request" else nodes[::-1]
        sent, taken = parts_of_text(one, sent=True), parts_of_text(other, sent=False)
        if sent is None or taken is None or not is_retyped(sent, taken):
            return False
        decided = decide_texts(one, sent, taken)
        if are_types_alike(sent, taken) and not isinstance(decided, Included):
            return False  # what else changed is told by its own rule
        old, new = (sent, taken) if self.direction == "request" else (taken, sent)
        change = TextChange(
            label=label,
            direction=self.direction,
            old=before[1],
            new=after[1],
            old_types=_types(old),
            new_types=_types(new),
            is_any={"type": ["string"]} in taken,
        )
        shown = self._show(decided.witness, label) if isinstance(decided, Refuted) else None
        note_text(change, decided, self.way, shown)
        return True

    def _show(self, text: Any, label: str) -> Evidence:  # noqa: ANN401 - a text, as a witness
        if self.direction == "response":
            line = show_response(self.operation, "200").line
        elif self.asked:
            line = show_request(self.operation, query=f"{self.asked}={quote(text)}").line
            return Evidence(part=label, line=line, value=text)
        else:
            line = show_request(self.operation).line
        return Evidence(part=label, line=f"{line}  ({label}: {text})", value=text)


def is_form(old: Media, new: Media) -> bool:
    """Tell whether both bodies are forms, whose fields are texts."""
    return all(normalize_type(one.type).partition(";")[0] in _FORMS for one in (old, new))


def coded_fields(*media: Media) -> set[str]:
    """Return the fields of forms that are documents of a media type of their own."""
    return {
        name
        for one in media
        for name, encoding in one.encoding.items()
        if isinstance(encoding, Mapping) and "contentType" in encoding
    }


def _find(api: Api, pointer: str) -> _Place | None:
    try:
        return follow(api.root, follow_pointer(api.root, pointer), pointer)
    except (ShapeError, KeyError):
        return None


def _find_below(api: Api, place: _Place, steps: str) -> _Place | None:
    raw, pointer = place
    try:
        return follow(api.root, follow_pointer(raw, f"/{steps}"), f"{pointer}/{steps}")
    except (ShapeError, KeyError):
        return None


def says_the_same(one: Any, other: Any, *steps: str) -> bool:  # noqa: ANN401 - any JSON
    """Tell whether two schemas, or what holds them, are equal and refer to nothing in place.

    `steps` lead to the schemas from what holds them.
    """
    if one != other:
        return False
    here = one
    for step in (*steps, "items"):
        if isinstance(here, Mapping) and "$ref" in here:
            return False
        here = here.get(step) if isinstance(here, Mapping) else None
    return not (isinstance(here, Mapping) and "$ref" in here)


def _annotations(raw: _Raw) -> _Raw:
    return {
        key: value
        for key, value in raw.items()
        if key.startswith("x-") or (key in ANNOTATIONS and key not in _WITHOUT)
    }


def _types(parts: list[dict[str, Any]]) -> str:
    return " or ".join(sorted({part["type"][0] for part in parts})) or "null"
