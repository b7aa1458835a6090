"""Requests that Schemathesis makes for an operation, narrowed to what one consumer may send."""

from __future__ import annotations

import random
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import unquote_plus

from pactwright.model.json import Json, JsonObject
from pactwright.property.schemathesis_document import ApiOperation, Parameter, load_schema

Texts = tuple[str, ...]

_TEMPLATE: Final = "/narrowed"
_EXACT: Final = 2**53


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """The value of a body."""

    value: Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What differs in a request from the consumer's own example: values on the wire, by name.

    `path` values are percent-encoded; those of `query`, `headers` and `cookies` are plain texts.
    `body` of `None` is the example's; `media_type` is the one that Schemathesis made it for.
    """

    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, Texts] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: Mapping[str, str] = field(default_factory=dict)
    body: Content | None = None
    media_type: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A parameter that varies, with the schema that narrows the document's (`{}`: not at all).

    One that is `optional` may be left out.
    """

    parameter: Parameter
    narrow: JsonObject
    optional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowed:
    """An operation with only the parts that vary: parameters, and a body of one media type.

    `body` narrows the document's schema of that media type; `None` where the body stays.
    """

    operation: ApiOperation
    slots: tuple[Slot, ...] = ()
    media_type: str | None = None
    body: JsonObject | None = None


class CaseMaker:
    """Makes drafts for a narrowed operation, the same ones for the same seed."""

    def __init__(self, narrowed: Narrowed) -> None:
        """Prepare it; raises `PactwrightError` when the document cannot be used."""
        self._narrowed = narrowed
        self._inner = _load(narrowed)

    def boundaries(self) -> Iterator[Draft]:
        """Yield the cases of Schemathesis' coverage phase: valid values at every boundary."""
        from schemathesis.generation.drivers import CoverageGenerator
        from schemathesis.generation.feedback import NO_FEEDBACK
        from schemathesis.generation.modes import GenerationMode
        from schemathesis.generation.overrides import Override

        config = self._inner.schema.config
        generator = CoverageGenerator(
            operation=self._inner,
            generation_modes=[GenerationMode.POSITIVE],
            generation_config=config.generation_for(operation=self._inner, phase="coverage"),
            auth_storage=None,
            override=Override(),
            feedback=NO_FEEDBACK,
        )
        with quiet():
            for case in generator:
                yield draft_of_case(case)

    def generate(self, *, examples: int, seed: int) -> list[Draft]:
        """Return that many generated cases, in the order in which they came up."""
        import hypothesis
        from hypothesis import HealthCheck, Phase
        from schemathesis.generation.modes import GenerationMode

        found: list[Draft] = []
        if not examples:
            return found

        @hypothesis.seed(seed)
        @hypothesis.settings(
            max_examples=examples,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @hypothesis.given(case=self._inner.as_strategy(generation_mode=GenerationMode.POSITIVE))
        def take(case: Any) -> None:  # noqa: ANN401 - Schemathesis' own
            found.append(draft_of_case(case))

        with quiet():
            take()
        return found


def draft_of_case(case: Any) -> Draft:  # noqa: ANN401 - Schemathesis' own
    """Return the values of one of Schemathesis' cases as they stand on the wire."""
    from schemathesis.core import NotSet
    from schemathesis.transport.requests import prepare_query

    body = case.body
    return Draft(
        path={name: str(value) for name, value in case.path_parameters.items()},
        query=_texts(prepare_query(case) or {}),
        headers={name: str(value) for name, value in case.headers.items()},
        cookies={name: str(value) for name, value in case.cookies.items()},
        body=None if isinstance(body, NotSet) else Content(value=plain_value(body)),
        media_type=case.media_type,
    )


class quiet:  # noqa: N801 - reads as the words of a `with`
    """Keeps chance as it was, and what generators warn about to themselves."""

    def __enter__(self) -> None:
        self._state = random.getstate()
        self._warnings = warnings.catch_warnings()
        self._warnings.__enter__()
        warnings.simplefilter("ignore")

    def __exit__(self, *error: object) -> None:
        self._warnings.__exit__(None, None, None)
        random.setstate(self._state)


def _load(narrowed: Narrowed) -> Any:  # noqa: ANN401 - Schemathesis' own
    operation = narrowed.operation
    path = _TEMPLATE + "".join(
        f"/{{{slot.parameter.name}}}"
        for slot in narrowed.slots
        if slot.parameter.location == "path"
    )
    definition: dict[str, Any] = {
        "parameters": [_parameter(slot) for slot in narrowed.slots],
        "responses": {"200": {"description": ""}},
    }
    root = operation.document.root
    if narrowed.body is not None and narrowed.media_type is not None:
        schema = operation.bodies.get(narrowed.media_type, {})
        body = {"schema": both(schema, narrowed.body)}
        if "swagger" in root:
            definition["parameters"].append({"name": "body", "in": "body", "required": True} | body)
            definition["consumes"] = ["application/json"]
        else:
            # Only values are made here; how they stand on the wire, whoever sends them knows.
            kind = narrowed.media_type if "json" in narrowed.media_type else "application/json"
            definition["requestBody"] = {"required": True, "content": {kind: body}}
    kept = _reachable(root, definition)
    document = {**kept, "paths": {path: {operation.method.lower(): definition}}}
    return load_schema(document)[path][operation.method]


def _parameter(slot: Slot) -> dict[str, Any]:
    definition = {**slot.parameter.definition, "required": not slot.optional}
    definition.pop("example", None)
    definition.pop("examples", None)
    if "schema" in definition:
        definition["schema"] = both(slot.parameter.schema, slot.narrow)
    else:
        definition |= slot.narrow
    return definition


def both(one: JsonObject, other: JsonObject) -> JsonObject:
    """Return the schema of what both admit."""
    if not other:
        return one
    return {"allOf": [one, other]} if one else other


def _reachable(root: JsonObject, definition: object) -> dict[str, Any]:
    """Return the document without its paths, and of its components those that are referred to."""
    kept = {name: one for name, one in root.items() if name not in ("paths", "security")}
    kept.pop("webhooks", None)
    for group in ("components", "definitions"):
        if isinstance(kept.get(group), Mapping):
            kept[group] = _used(root, definition, group)
    return kept


def _used(root: JsonObject, definition: object, group: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    waiting = list(_references(definition))
    seen: set[str] = set()
    while waiting:
        reference = waiting.pop()
        if reference in seen:
            continue
        seen.add(reference)
        steps = [_step(one) for one in reference.removeprefix("#/").split("/")]
        depth = 2 if group == "definitions" else 3
        if steps[0] != group or len(steps) < depth:
            return dict(_object(root[group]))
        source: Any = root
        target = found
        for step in steps[:depth]:
            source = _object(source).get(step)
        for step in steps[1 : depth - 1]:
            target = target.setdefault(step, {})
        target[steps[depth - 1]] = source
        waiting += _references(source)
    return found


def _step(text: str) -> str:
    return text.replace("~1", "/").replace("~0", "~")


def _object(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _references(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        reference = value.get("$ref")
        if isinstance(reference, str):
            yield reference
        mapping = _object(value.get("discriminator")).get("mapping")
        yield from (one for one in _object(mapping).values() if str(one).startswith("#"))
        for one in value.values():
            yield from _references(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _references(one)


def _texts(query: Any) -> dict[str, Texts]:  # noqa: ANN401 - as `requests` takes it
    if isinstance(query, str):
        # Lists with signs between their elements are written already.
        query = [
            (unquote_plus(name), unquote_plus(text))
            for name, _, text in (one.partition("=") for one in query.split("&") if one)
        ]
    pairs: Sequence[tuple[str, Any]] = list(query.items() if isinstance(query, Mapping) else query)
    found: dict[str, Texts] = {}
    for name, value in pairs:
        several = value if isinstance(value, list | tuple) else [value]
        found[name] = (*found.get(name, ()), *(str(one) for one in several))
    return found


def plain_value(value: Any) -> Any:  # noqa: ANN401 - any value that Schemathesis makes
    """Return the value as JSON: whole floats as whole numbers, bytes as texts of as many signs.

    No client would write 2.0 for 2.
    """
    if isinstance(value, Mapping):
        return {name: plain_value(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain_value(one) for one in value]
    if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT:
        return int(value)
    data = value if isinstance(value, bytes) else getattr(value, "data", None)
    return data.decode("latin-1") if isinstance(data, bytes) else value
