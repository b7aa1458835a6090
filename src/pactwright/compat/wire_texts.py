"""Whether all texts that one side writes for its values are read on the other side."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from itertools import islice
from typing import Final

from pactwright.model.json import Json
from pactwright.schema.admit import SCALAR_KEYWORDS, admits
from pactwright.schema.decide import Decision, Included, Refuted, Undecided, decide_inclusion
from pactwright.schema.digest import digest
from pactwright.schema.document import SchemaDocument
from pactwright.schema.node import Node
from pactwright.schema.scalar_values import number_candidates, string_candidates
from pactwright.schema.shape import kind_of, kinds_of_types
from pactwright.schema.view import View

_TEXT_KINDS: Final = frozenset({"string", "integer", "number", "boolean"})
_KNOWN: Final = frozenset({"type", "enum", *SCALAR_KEYWORDS})
_NEVER: Final[Node] = {"not": {}}
_WHOLE: Final = r"^-?(0|[1-9][0-9]*)$"
_NUMBER: Final = r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$"
_IS_NUMBER: Final = re.compile(_NUMBER[:-1] + r"\Z", re.ASCII)
_FLAGS: Final = frozenset({"", "0", "1", "y", "n", "t", "f", "yes", "no", "on", "off"})
"""Texts that some readers take for true or false."""

_FEW: Final = 500
_BUDGET: Final = 20_000
_TRIES: Final = 24


def parts_of_text(node: Node, *, sent: bool) -> list[Node] | None:
    """Return a lowered schema of single values as one schema for each type, null left out.

    None for what may be a list, an object or anything, and for what is not read here. Of what is
    `sent`, the parts together may be more than the schema: where branches exclude each other.
    """
    if node.keys() in ({"anyOf"}, {"oneOf"}):
        (branches,) = node.values()
        parts = [parts_of_text(branch, sent=sent) for branch in branches]
        if any(part is None for part in parts):
            return None
        found = [one for part in parts if part for one in part]
        return found if sent or "anyOf" in node or _are_apart(found) else None
    values = node.get("enum")
    types = node.get("type") or sorted({_type_of(value) for value in values or ()})
    if not types or not node.keys() <= _KNOWN or not {*types} <= {*_TEXT_KINDS, "null"}:
        return None
    return [_part(node, name) for name in types if name != "null"]


def _are_apart(parts: list[Node]) -> bool:
    """Tell whether no two parts have a type in common, as integers and numbers do."""
    types = _types(parts)
    return len(types) == len(parts) and not {"integer", "number"} <= types


def _type_of(value: Json) -> str:
    kind = kind_of(value)
    return "number" if kind == "fraction" else kind


def _part(node: Node, name: str) -> Node:
    part: Node = {**node, "type": [name]}
    if "enum" in node:
        kinds = kinds_of_types([name])
        part["enum"] = [value for value in node["enum"] if kind_of(value) in kinds]
    return part


def is_retyped(sent: list[Node], taken: list[Node]) -> bool:
    """Tell whether text has a say: one side writes strings where the other has another type."""
    types = _types([*sent, *taken])
    return "string" in types and types != {"string"} and not included(_any(sent), _any(taken))


def are_types_alike(sent: list[Node], taken: list[Node]) -> bool:
    """Tell whether both sides have the same types."""
    return _types(sent) == _types(taken)


def _types(parts: Iterable[Node]) -> set[str]:
    return {part["type"][0] for part in parts}


def _any(parts: list[Node]) -> Node:
    return {"anyOf": parts} if parts else _NEVER


def included(smaller: Node, larger: Node) -> bool:
    """Tell whether it is proven that all values of one schema are values of the other."""
    documents = SchemaDocument(smaller), SchemaDocument(larger)
    return isinstance(decide_inclusion(*documents, budget=_BUDGET), Included)


def decide_texts(whole: Node, sent: list[Node], taken: list[Node]) -> Decision:
    """Decide whether every text of a schema that is sent is taken; the parts are those of both.

    The witness of a refusal is a text.
    """
    found: Decision = Included()
    for part in sent:
        decided = _decide_part({**part, "allOf": [whole]}, part, taken)
        if isinstance(decided, Refuted):
            return decided
        found = decided if isinstance(decided, Undecided) else found
    return found


def _decide_part(sure: Node, part: Node, taken: list[Node]) -> Decision:
    if included(part, _any(taken)) or included(_all_texts(part), _any([*map(_sure, taken)])):
        return Included()
    view = View(SchemaDocument({}), sends=True)
    sent = (value for value in _candidates(part, taken) if admits(view, sure, value))
    for text in map(_text, islice(sent, _TRIES)):
        if _reads(view, taken, text) is False:
            wanted = " or ".join(sorted(_types(taken)))
            return Refuted(text, f"the text {text!r} is not read as {wanted} here")
    return Undecided("whether every text is read on the other side hangs on the reader")


def _limits(part: Node) -> tuple[int | None, int | None]:
    """Return the least and the greatest integer of a part, None where there is no bound."""
    low = [int(-(-part["minimum"] // 1))] if "minimum" in part else []
    low += [int(part["exclusiveMinimum"] // 1) + 1] if "exclusiveMinimum" in part else []
    high = [int(part["maximum"] // 1)] if "maximum" in part else []
    high += [int(-(-part["exclusiveMaximum"] // 1)) - 1] if "exclusiveMaximum" in part else []
    return max(low, default=None), min(high, default=None)


def _listed(part: Node) -> Node | None:
    """Return the texts of a part that has few values, listed."""
    (name,) = part["type"]
    values: list[Json] | None = part.get("enum")
    low, high = _limits(part) if name == "integer" else (None, None)
    if name == "boolean":
        values = [True, False] if values is None else values
    elif values is None and low is not None and high is not None and high - low < _FEW:
        values = [*range(low, high + 1)]
    if values is None:
        return None
    view = View(SchemaDocument({}), sends=True)
    return {"enum": [_text(value) for value in values if admits(view, part, value)]}


def _all_texts(part: Node) -> Node:
    """Return a schema of texts that has at least those of a part."""
    (name,) = part["type"]
    if name == "string":
        return part
    low, high = _limits(part)
    pattern = _WHOLE if name == "integer" else _NUMBER
    if low is not None and low >= 0:
        pattern = pattern.replace("-?", "", 1)
    bounded = name == "integer" and low is not None and high is not None
    most = max(len(str(low)), len(str(high))) if bounded else None
    return _listed(part) or {"type": ["string"], **_digits(pattern, most)}


def _sure(part: Node) -> Node:
    """Return a schema of texts that has only those that every reader reads as values of a part."""
    (name,) = part["type"]
    if name == "string":
        return part
    listed = _listed(part)
    if listed is not None:
        return listed
    if part.keys() == {"type"} and name == "number":
        return {"type": ["string"], "pattern": _NUMBER}
    low, high = _limits(part)
    if "multipleOf" in part or (low or 0) > 0 or (high or 0) < 0:
        return _NEVER
    return {
        "type": ["string"],
        "anyOf": [
            _digits(r"^(0|[1-9][0-9]*)$", None if high is None else len(str(high)) - 1),
            _digits(r"^-[1-9][0-9]*$", None if low is None else len(str(low)) - 1),
        ],
    }


def _digits(pattern: str, most: int | None) -> Node:
    return {"pattern": pattern} if most is None else {"pattern": pattern, "maxLength": most}


def _candidates(part: Node, taken: list[Node]) -> Iterable[Json]:
    """Return values that a part may have, those first whose text the other side may not read."""
    values: Iterable[Json] = part.get("enum") or ()
    (name,) = part["type"]
    if not values and name == "string":
        beyond = [
            *(one for one in taken if one["type"] == ["string"]),
            {"pattern": r"^[-+., _0-9eE]*$"},
        ]
        values = ("a", "abc", *string_candidates([part], beyond))
    elif not values:
        values = (True, False) if name == "boolean" else number_candidates([part, *taken])
    return values


def _text(value: Json) -> str:
    return value if isinstance(value, str) else digest(value).decode()


def _reads(view: View, taken: list[Node], text: str) -> bool | None:
    """Tell whether the text is one of the values; None where readers differ."""
    answers = {_reads_part(view, part, text) for part in taken}
    return True if True in answers else None if None in answers else False


def _reads_part(view: View, part: Node, text: str) -> bool | None:
    (name,) = part["type"]
    if name == "string":
        return admits(view, part, text)
    if name == "boolean":
        if text in {"true", "false"}:
            return admits(view, part, text == "true")
        return None if text.lower() in {*_FLAGS, "true", "false"} else False
    if _IS_NUMBER.match(text):
        return admits(view, part, json.loads(text))
    try:
        float(text.strip().replace(",", ".") or "0")
    except ValueError:
        return False
    return None
