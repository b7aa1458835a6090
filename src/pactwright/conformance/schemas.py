"""The schemas of one document, asked about values: what a request may be, what comes back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Literal, TypeAlias

import jsonschema_rs

from pactwright.conformance.relax import Relaxing
from pactwright.document.pointer import escape_step
from pactwright.errors import PactwrightError
from pactwright.model.json import Json
from pactwright.schema.close import Closing
from pactwright.schema.document import SchemaDocument, step_through
from pactwright.schema.node import Node, target_of
from pactwright.schema.view import View

_LONGEST = 200
_CLOSERS = frozenset({"additionalProperties", "unevaluatedProperties"})

_Error: TypeAlias = jsonschema_rs.ValidationError

Way: TypeAlias = Literal["request", "response"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Where a schema refuses a value.

    `steps` lead to the place in the value, `pointer` to the keyword in the document (or the
    nearest place that is there); `keyword` is its name and `value` what it says.
    """

    steps: tuple[str | int, ...]
    pointer: str
    keyword: str
    message: str
    value: Json = None


@dataclass(frozen=True, slots=True)
class _Compiled:
    validator: jsonschema_rs.Draft202012Validator
    whole: Node


class Schemas:
    """Compiles the schemas of a document when they are first asked for, each once.

    A request is read as the document says, but for properties that are read-only; of a response
    a consumer lists what it reads, so no field is required, and a field that is not declared is
    refused where the schema does not say that more may come.
    """

    def __init__(self, document: SchemaDocument) -> None:
        """Make it for a document."""
        self.document = document
        self.requests = View(document, sends=False, leaves_out="readOnly")
        self.responses = View(document, sends=True, leaves_out="writeOnly")
        self._closing = Closing(self.responses, self.responses.origins)
        self._relaxing = Relaxing(self.responses)
        self._compiled: dict[tuple[Way, bytes], _Compiled] = {}
        self._located: dict[tuple[Way, str], _Compiled] = {}

    def view(self, way: Way) -> View:
        """Return the lowered schemas of one direction."""
        return self.requests if way == "request" else self.responses

    def accepts(self, way: Way, pointer: str, value: Json) -> bool:
        """Tell whether the schema at a pointer admits a value that goes this way."""
        return bool(self._compile(way, self.view(way).node(pointer)).validator.is_valid(value))

    def accepts_node(self, way: Way, node: Node, value: Json) -> bool:
        """Tell the same of a lowered schema of this direction's view."""
        return bool(self._compile(way, node).validator.is_valid(value))

    def faults(self, way: Way, pointer: str, value: Json) -> tuple[Fault, ...]:
        """Return where the schema at a pointer refuses a value, each cause once."""
        node = self.view(way).node(pointer)
        if self._compile(way, node).validator.is_valid(value):
            return ()
        # Equal schemas share a validator; only one's own leads to one's own place.
        compiled = self._located.get((way, pointer))
        if compiled is None:
            compiled = _build(self._bundle(way, self.view(way), node))
            self._located[way, pointer] = compiled
        errors = list(compiled.validator.iter_errors(value))
        found = self._faults(way, compiled, pointer, (value, errors))
        # A field may be undeclared in the one branch that the others' fields call for.
        return _in_order(found or self._all_undeclared(way, compiled, pointer, errors))

    def _faults(
        self, way: Way, compiled: _Compiled, pointer: str, rest: tuple[Json, list[_Error]]
    ) -> list[Fault]:
        value, errors = rest
        found: list[Fault] = []
        for error in errors:
            if (name := _refused_field(error)) is not None:
                found.append(self._undeclared(way, error, compiled, (pointer, name)))
            elif (names := getattr(error.kind, "unexpected", None)) is not None:
                found += [
                    self._undeclared(way, error, compiled, (pointer, name))
                    for name in names
                    if _is_undeclared(compiled.validator, value, error.instance_path, name)
                ]
            else:
                found.append(self._fault(way, error, compiled, pointer))
        return found

    def _all_undeclared(
        self, way: Way, compiled: _Compiled, pointer: str, errors: list[_Error]
    ) -> list[Fault]:
        return [
            self._undeclared(way, error, compiled, (pointer, name))
            for error in errors
            for name in getattr(error.kind, "unexpected", None) or ()
        ]

    def _fault(self, way: Way, error: _Error, compiled: _Compiled, pointer: str) -> Fault:
        origins = self.view(way).origins
        place, rest = _locate(compiled.whole, error.schema_path, pointer, origins)
        keyword = str(error.schema_path[-1]) if error.schema_path else ""
        for name in (rest, "/oneOf" if keyword in {"anyOf", "oneOf"} else "", "/const", ""):
            raw = step_through(self.document.root, place + name)
            if not isinstance(raw, Enum):
                return Fault(
                    steps=tuple(error.instance_path),
                    pointer=place + name,
                    keyword=name.removeprefix("/") or keyword,
                    message=_words(error),
                    value=raw,
                )
        return Fault(steps=(), pointer=pointer, keyword=keyword, message=_words(error))

    def _undeclared(
        self,
        way: Way,
        error: _Error,
        compiled: _Compiled,
        at: tuple[str, str],
    ) -> Fault:
        pointer, name = at
        steps = [*error.instance_path]
        place, _ = _locate(
            compiled.whole, error.schema_path, pointer, self.view(way).origins, before=_CLOSERS
        )
        return Fault(
            steps=tuple(steps if _refused_field(error) is not None else [*steps, name]),
            pointer=place,
            keyword="additionalProperties",
            message=f"the field {name!r} is not in the document",
            value=False,
        )

    def _compile(self, way: Way, node: Node) -> _Compiled:
        view = self.view(way)
        key = (way, view.digest(node))
        found = self._compiled.get(key)
        if found is None:
            found = self._compiled[key] = _build(self._bundle(way, view, node))
        return found

    def _bundle(self, way: Way, view: View, node: Node) -> Node:
        targets = view.closure([node])
        if way == "request":
            whole, made = dict(node), targets
            view.origins[id(whole)] = view.pointer(node)
        else:
            relax = self._relaxing.relax
            whole = dict(relax(self._closing.value(node)))
            view.origins[id(whole)] = view.pointer(node)
            made = {text: relax(self._closing.part(one)) for text, one in targets.items()}
        if made:
            whole["$defs"] = {target_of(text): one for text, one in made.items()}
        return whole


def _build(whole: Node) -> _Compiled:
    try:
        validator = jsonschema_rs.Draft202012Validator(whole, validate_formats=True)
    except ValueError as error:
        raise PactwrightError(
            f"a schema of the document cannot be read: {error}",
            hint="correct the schema; `pactwright compat` with the document on both sides helps",
        ) from None
    return _Compiled(validator, whole)


def _refused_field(error: _Error) -> str | None:
    """Return the field that a schema refuses because it takes no more than it declares."""
    path = error.schema_path
    if len(path) > 1 and path[-1] == "not" and path[-2] in _CLOSERS and error.instance_path:
        return str(error.instance_path[-1])
    return None


def _is_undeclared(
    validator: jsonschema_rs.Draft202012Validator,
    value: Json,
    steps: Sequence[str | int],
    name: object,
) -> bool:
    """Tell whether a field alone is refused for being there.

    It is not where that follows from what a union says, or from what is wrong inside the field.
    """
    alone = _keep_only(value, list(steps), name)
    errors = list(validator.iter_errors(alone))
    here = [error for error in errors if error.instance_path[: len(steps)] == list(steps)]
    inside = any(error.instance_path[len(steps) : len(steps) + 1] == [name] for error in here)
    unexpected = all(getattr(error.kind, "unexpected", None) for error in here)
    return bool(here) and unexpected and not inside


def _keep_only(value: Any, steps: list[str | int], name: object) -> Any:  # noqa: ANN401 - any JSON
    """Return the value with one object in it cut down to one field."""
    if not steps:
        return {name: value[name]} if isinstance(value, dict) else value
    copied = value.copy()
    copied[steps[0]] = _keep_only(value[steps[0]], steps[1:], name)
    return copied


def _words(error: _Error) -> str:
    """Return the words for one error, the nearest branch's own where a union refuses."""
    context = getattr(error.kind, "context", None)
    if not context:
        return "it is write-only and never comes back" if _is_false(error) else _own_words(error)
    branches = [branch for branch in context if branch]
    nearest = max(branches, key=_nearness, default=None)
    if nearest is None:
        return _own_words(error)
    inner = max(nearest, key=lambda one: len(one.instance_path))
    where = "/".join(map(str, inner.instance_path[len(error.instance_path) :]))
    count = len(context)
    told = f"{where}: {_words(inner)}" if where else _words(inner)
    return f"none of {count} alternatives fits; the nearest one: {told}"


def _own_words(error: _Error) -> str:
    """Return the library's message, which quotes a whole value; the middle of a long one goes."""
    text = error.message
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST // 2]}…{text[-_LONGEST // 2 :]}"


def _is_false(error: _Error) -> bool:
    return type(error.kind).__name__ in {"FalseSchema", "Not"}


def _nearness(branch: Sequence[_Error]) -> tuple[int, int]:
    """Return how close a branch came: it failed deep inside, and seldom."""
    return max(len(error.instance_path) for error in branch), -len(branch)


def _locate(
    whole: Node,
    path: Sequence[Any],
    pointer: str,
    origins: dict[int, str],
    *,
    before: frozenset[str] = frozenset(),
) -> tuple[str, str]:
    """Return the document's pointer for a place in a compiled schema, and the keyword below it.

    It ends before a step of `before`.
    """
    node: Any = whole
    place, rest = origins.get(id(whole)) or pointer, ""
    for step in path:
        if step in before:
            break
        try:
            node = node[step]
        except (KeyError, IndexError, TypeError):
            break
        origin = origins.get(id(node)) if isinstance(node, dict) else None
        if origin is not None:
            place, rest = origin, ""
        else:
            rest += f"/{escape_step(str(step))}"
    return place, rest


def _in_order(faults: list[Fault]) -> tuple[Fault, ...]:
    """Return each fault once, those of one place side by side."""
    once = {(fault.steps, fault.pointer, fault.message): fault for fault in faults}
    return tuple(
        sorted(once.values(), key=lambda fault: (list(map(str, fault.steps)), fault.pointer))
    )
