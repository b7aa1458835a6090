"""The property tests that follow from a pact and the API document of its provider."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Final
from urllib.parse import unquote

from pactwright.document.operations import PARAMETER, OperationIndex, Route, follow_object
from pactwright.document.pointer import follow_pointer
from pactwright.model.interaction import (
    HttpInteraction,
    PactDocument,
    Pairs,
    Request,
    Response,
)
from pactwright.model.json import Json
from pactwright.pactfile.choices import read_choices
from pactwright.pactfile.http import header_type
from pactwright.pactfile.identity import identify
from pactwright.pactfile.media import split_type
from pactwright.pactfile.text import encode_json
from pactwright.property.file import (
    DocumentMark,
    Operation,
    Outside,
    PathValue,
    PropertyFile,
    Reading,
    Sending,
    Use,
)
from pactwright.property.places import list_places
from pactwright.property.write import digest_bytes

_CLASSES: Final = {
    "info": ("1XX",),
    "success": ("2XX",),
    "redirect": ("3XX",),
    "clientError": ("4XX",),
    "serverError": ("5XX",),
    "nonError": ("1XX", "2XX", "3XX"),
    "error": ("4XX", "5XX"),
}
_OWN: Final = frozenset({"cookie", "content-type"})
_JSON: Final = "application/json"


def mark_document(root: Json, *, path: str) -> DocumentMark:
    """Return what tells the document of a property file from others; `path` as it is to stand."""
    info, _ = follow_object(root, root.get("info") if isinstance(root, Mapping) else None, "/info")
    return DocumentMark(
        path=path,
        title=str(info.get("title", "")),
        version=str(info.get("version", "")),
        digest=digest_bytes(encode_json(root)),
    )


class Collector:
    """Collects the property files of a document, which it indexes once."""

    def __init__(self, root: Json, mark: DocumentMark) -> None:
        """Make it of a parsed document and its mark."""
        self._root = root
        self._mark = mark
        self._index = OperationIndex(root)

    def collect(self, pact: PactDocument) -> PropertyFile:
        """Return the property file of a pact: the same for the same pact, in whatever order.

        Messages have no operation and are passed over. Raises `PactwrightError` for declared
        variants or matching rules that cannot be read.
        """
        interactions = sorted(
            (one for one in pact.interactions if isinstance(one, HttpInteraction)), key=identify
        )
        routed = [(self._route(one.request), one) for one in interactions]
        found = sorted(
            (
                (route.template, route.method.upper(), number, route, one)
                for number, (route, one) in enumerate(routed)
                if route is not None
            ),
            key=lambda entry: entry[:3],
        )
        return PropertyFile(
            consumer=pact.consumer,
            provider=pact.provider,
            document=self._mark,
            operations=tuple(
                self._operation([(route, one) for *_, route, one in group])
                for _, group in groupby(found, key=lambda entry: entry[:2])
            ),
            outside=tuple(_outside(one) for route, one in routed if route is None),
        )

    def _route(self, request: Request) -> Route | None:
        return next(self._index.find(request.method, request.path), None)

    def _operation(self, group: list[tuple[Route, HttpInteraction]]) -> Operation:
        route = group[0][0]
        node = follow_pointer(self._root, route.pointer)
        name = node.get("operationId") if isinstance(node, Mapping) else None
        uses = tuple(Use(interaction=one, path_values=self._values(at, one)) for at, one in group)
        return Operation(
            method=route.method.upper(),
            path=route.template,
            operation_id=name if isinstance(name, str) else None,
            uses=uses,
            sends=_sending(uses),
            reads=_readings(one.interaction for one in uses),
        )

    def _values(self, route: Route, interaction: HttpInteraction) -> tuple[PathValue, ...]:
        expressions = self._expressions(route, interaction.request)
        # A base path may hold parameters too; only those of the template are the operation's.
        return tuple(
            PathValue(
                name=name, value=unquote(route.values[name]), expression=expressions.get(name)
            )
            for name in PARAMETER.findall(route.template)
        )

    def _expressions(self, route: Route, request: Request) -> dict[str, str]:
        """Return the path values that the provider state gives, as expressions by name."""
        generator = (request.generators.get("path") or {}).get("")
        text = None if generator is None else generator.attributes.get("expression")
        if not isinstance(text, str):
            return {}
        for found in self._index.find(request.method, text):
            if found.template == route.template:
                return {name: value for name, value in found.values.items() if "${" in value}
        return {}


def _outside(interaction: HttpInteraction) -> Outside:
    return Outside(
        description=interaction.description,
        states=tuple(state.name for state in interaction.states),
        method=interaction.request.method,
        path=interaction.request.path,
    )


def _sending(uses: Iterable[Use]) -> Sending:
    requests = [use.interaction.request for use in uses]
    path = {one.name for use in uses for one in use.path_values}
    typed = [(request, _essence(request)) for request in requests if request.body is not None]
    return Sending(
        path=tuple(sorted(path)),
        query=_names(request.query for request in requests),
        headers=tuple(
            name
            for name in sorted({name.lower() for one in requests for name, _ in one.headers})
            if name not in _OWN
        ),
        cookies=tuple(sorted({name for one in requests for name in _cookies(one.headers)})),
        content_types=tuple(sorted({kind for one, kind in typed if kind and one.body})),
        body=tuple(
            sorted(
                {
                    place
                    for one, kind in typed
                    for place in list_places(one.body, kind, one.rules.get("body"))
                }
            )
        ),
    )


def _names(queries: Iterable[Pairs]) -> tuple[str, ...]:
    return tuple(sorted({name for query in queries for name, _ in query}))


def _cookies(headers: Pairs) -> Iterable[str]:
    for name, values in headers:
        if name.lower() == "cookie":
            for pair in "; ".join(filter(None, values)).split(";"):
                cookie = pair.partition("=")[0].strip()
                if cookie:
                    yield cookie


def _essence(part: Request | Response) -> str | None:
    """Return the media type of the part's body, without parameters; `None` where it has none."""
    if part.body is None or not part.body.content:
        return None
    found = split_type(part.body.content_type or header_type(part.headers))
    return "/".join(found) if found else _JSON


def _readings(interactions: Iterable[HttpInteraction]) -> tuple[Reading, ...]:
    merged: dict[tuple[str, str], tuple[set[str], set[str]]] = {}
    for one in interactions:
        response = one.response
        choices = (*read_choices(one.comments), ())[0]
        kind = _essence(response) or (_JSON if choices else None)
        places = list_places(response.body, kind, response.rules.get("body"), choices)
        names = {name.lower() for name, _ in response.headers} - {"content-type"}
        for status in _statuses(response):
            headers, body = merged.setdefault((status, kind or ""), (set(), set()))
            headers |= names
            body |= set(places)
    return tuple(
        Reading(
            status=status,
            content_type=kind or None,
            headers=tuple(sorted(headers)),
            body=tuple(sorted(body)),
        )
        for (status, kind), (headers, body) in sorted(merged.items())
    )


def _statuses(response: Response) -> tuple[str, ...]:
    """Return the statuses that the interaction admits, as OpenAPI writes them."""
    found = next(iter((response.rules.get("status") or {}).values()), None)
    for rule in () if found is None else found.rules:
        status = rule.attributes.get("status")
        if isinstance(status, str) and status in _CLASSES:
            return _CLASSES[status]
        if isinstance(status, list | tuple):
            return tuple(sorted(str(one) for one in status if isinstance(one, int)))
    return (str(response.status),)
