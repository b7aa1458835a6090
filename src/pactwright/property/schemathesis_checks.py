"""Judges an answer by the API document, with Schemathesis' own checks."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pactwright.model.path import Step, Wildcard, format_path
from pactwright.model.property import PropertyKind
from pactwright.model.wire import WireRequest, WireResponse
from pactwright.property.schemathesis_document import ApiOperation, unusable

_SHOWN: Final = 80
_EMPTY: Final = (204, 205, 304)
_FINAL: Final = 200
_MISSING: Final = re.compile(r'"(.+)" is a required property$')
_OWN_URL: Final = "http://localhost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """One thing that is wrong with an answer.

    `check` is Schemathesis' name for the property, or ours; `place` is where in the answer,
    without the indexes and values that differ from case to case. `details` are for a person.
    """

    kind: PropertyKind
    check: str
    place: str
    message: str
    expected: str | None = None
    actual: str | None = None
    details: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, str, str]:
        """What stays the same when the same fault shows again."""
        return (self.kind, self.check, self.place)


def judge_answer(
    operation: ApiOperation, request: WireRequest, response: WireResponse
) -> tuple[Breach, ...]:
    """Return what the document does not allow, sorted; empty when all is well.

    Status, content type, headers and body are looked at; that it is no server error is the
    caller's to say.
    """
    case = operation.inner.Case()
    made = schemathesis_response(request.method, response)
    # RFC 9110, 6.4.1: such answers have no content, so none that could have a type.
    empty = not response.body and (
        response.status in _EMPTY or operation.method == "HEAD" or response.status < _FINAL
    )
    found = [
        _breach(one, response)
        for check in _checks(empty=empty)
        for one in _failures(check, made, case)
    ]
    return tuple(sorted(found, key=lambda one: (*one.key, one.message)))


def _failures(check: Any, response: Any, case: Any) -> list[Any]:  # noqa: ANN401
    from schemathesis.core.errors import InvalidSchema
    from schemathesis.core.failures import Failure, FailureGroup

    try:
        check(None, response, case)
    except FailureGroup as group:
        return list(group.exceptions)
    except Failure as failure:
        return [failure]
    except InvalidSchema as error:
        raise unusable(error, case.operation.label) from None
    return []


def _checks(*, empty: bool) -> list[Any]:
    from schemathesis.specs.openapi import checks

    always = [checks.status_code_conformance, checks.response_headers_conformance]
    if empty:
        return always
    return [*always, checks.content_type_conformance, checks.response_schema_conformance]


def schemathesis_response(method: str, response: WireResponse) -> Any:  # noqa: ANN401
    """Return an answer to a request of that method as Schemathesis looks at it."""
    from schemathesis.core.transport import Response

    headers: dict[str, list[str]] = {}
    for name, value in response.headers:
        headers.setdefault(name.lower(), []).append(value)
    return Response(
        status_code=response.status,
        headers=headers,
        content=response.body,
        request=_prepared(method),
        elapsed=0.0,
        verify=False,
    )


def _prepared(method: str) -> Any:  # noqa: ANN401 - requests ships no types
    import requests

    # The checks of an answer look at nothing else of it.
    prepared = requests.PreparedRequest()
    prepared.method, prepared.url = method, _OWN_URL
    prepared.headers = requests.structures.CaseInsensitiveDict()
    return prepared


def _breach(failure: Any, response: WireResponse) -> Breach:  # noqa: ANN401 - Schemathesis' own
    from schemathesis.openapi import checks

    code = str(failure.code)
    match failure:
        case checks.UndefinedStatusCode():
            documented = ", ".join(map(str, failure.defined_status_codes))
            return Breach(
                kind="status",
                check="status_code_conformance",
                place=str(response.status),
                message=f"the document has no status {response.status} here",
                expected=documented,
                actual=str(response.status),
            )
        case checks.MissingHeaders():
            names = ", ".join(sorted(failure.missing_headers))
            return Breach(
                kind="header",
                check="response_headers_conformance",
                place=names,
                message="a header that the document requires is missing",
                expected=names,
                actual=None,
            )
        case checks.JsonSchemaError():
            return _schema_breach(failure, response)
        case checks.UndefinedContentType():
            return Breach(
                kind="content-type",
                check="content_type_conformance",
                place=f"{response.status}",
                message="the document has no such content type here",
                expected=", ".join(failure.defined_content_types),
                actual=failure.content_type,
            )
    kind: PropertyKind = "content-type" if code == "ST104" else "body"
    return Breach(
        kind=kind,
        check=f"schemathesis {code}",
        place=str(response.status),
        message=f"{failure.title}: {_first_line(failure.message)}",
    )


def _schema_breach(failure: Any, response: WireResponse) -> Breach:  # noqa: ANN401
    in_header = "header" in str(failure.title).lower()
    steps = list(failure.instance_path)
    missing = _MISSING.match(_first_line(failure.validation_message))
    if missing is not None:
        steps.append(missing[1])
    place = "header" if in_header else format_place(steps)
    return Breach(
        kind="header" if in_header else "body",
        check="response_headers_conformance" if in_header else "response_schema_conformance",
        place=f"{response.status} {place}",
        message=f"{format_path(steps)}: {_first_line(failure.validation_message)}",
        expected=_keywords(failure.schema),
        actual=shorten(failure.instance),
    )


def format_place(steps: Sequence[str | int]) -> str:
    """Return the path expression with a wildcard for each index: one place for all elements."""
    wide: list[Step] = [Wildcard.INDEX if isinstance(one, int) else one for one in steps]
    return format_path(wide)


def shorten(value: object) -> str:
    """Return the value as JSON, cut where it gets long."""
    import json

    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _keywords(schema: object) -> str | None:
    if not isinstance(schema, Mapping):
        return None
    shown = {name: one for name, one in schema.items() if name not in ("description", "title")}
    return shorten(shown)


def _first_line(text: str) -> str:
    return re.sub(r"\s+", " ", str(text).strip().partition("\n\n")[0])
