"""The interaction of a pact that a provider's finding becomes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final, TypeVar
from urllib.parse import urlencode

from pactwright.errors import PactwrightError
from pactwright.model.interaction import (
    Body,
    HttpInteraction,
    Pairs,
    ProviderState,
    Request,
    Response,
)
from pactwright.model.rule import Category, Generator
from pactwright.model.wire import WireRequest
from pactwright.pactfile.media import is_json, is_text
from pactwright.pactfile.text import decode_json, encode_json
from pactwright.property.cases import Case, Step

_NOISE: Final = frozenset(
    {
        "accept-encoding",
        "connection",
        "content-length",
        "host",
        "transfer-encoding",
        "user-agent",
        "x-schemathesis-testcaseid",
    }
)
"""Headers that a client adds by itself; a contract that asks for them asks for one client."""

_REDACTED: Final = "***"
_SHORT: Final = 60
_Found = TypeVar("_Found")


def interaction_of(
    case: Case,
    base: HttpInteraction,
    *,
    states: tuple[ProviderState, ...] | None = None,
    response: Response | None = None,
) -> HttpInteraction:
    """Return the interaction that asks the case's request and expects what `base` does.

    `base` is the interaction that the case started from; values that a provider state gives
    there stay its values. `states` and `response` stand in place of the case's. Raises
    `PactwrightError` for a case of several requests without `states`: no interaction can say
    what the earlier ones bring about.
    """
    if len(case.steps) > 1 and states is None:
        raise PactwrightError(
            f"finding {case.fingerprint} takes {len(case.steps)} requests, one after another",
            hint="name the provider state that the earlier ones bring about: --given "
            "'order 7 was deleted'",
        )
    step = case.steps[-1]
    made = _Borrowing(base.request, step).request()
    return replace(
        base,
        description=f"{base.description}: {show_request(step.request)} ({case.fingerprint})",
        states=(case.states or base.states) if states is None else states,
        key=None,
        pending=False,
        comments={name: one for name, one in base.comments.items() if name != "testname"},
        request=made,
        response=base.response if response is None else response,
    )


def show_request(request: WireRequest) -> str:
    """Return a request's method, path and query, cut to a short text."""
    query = query_text(request.query)
    text = f"{request.method} {request.path}{f'?{query}' if query else ''}"
    return text if len(text) <= _SHORT else f"{text[: _SHORT - 1]}…"


def query_text(query: Pairs) -> str:
    """Return a query as it stands in a URL, a bare key without its sign."""
    parts: list[str] = []
    for name, values in query:
        for value in values:
            text = urlencode([(name, value or "")], errors="replace")
            parts.append(text.removesuffix("=") if value is None else text)
    return "&".join(parts)


class _Borrowing:
    """Makes the request of a case, with the parts that a provider state gives as `base` has them.

    A credential that was redacted is `base`'s as well.
    """

    def __init__(self, base: Request, step: Step) -> None:
        self._base = base
        self._sent = step.request
        self._from_state = {take.into for take in step.takes if take.step is None}
        self._generators: dict[Category, dict[str, Generator]] = {}

    def request(self) -> Request:
        path = self._path()
        return Request(
            method=self._sent.method.upper(),
            path=path,
            query=self._query(),
            headers=self._headers(),
            body=self._body(),
            generators=self._generators,
        )

    def _keep(self, category: Category, name: str) -> bool:
        """Keep the generator of a part, and tell whether there is one."""
        found = (self._base.generators.get(category) or {}).get(name)
        if found is not None:
            self._generators.setdefault(category, {})[name] = found
        return found is not None

    def _path(self) -> str:
        given = any(into.startswith("path.") for into in self._from_state)
        return self._base.path if given and self._keep("path", "") else self._sent.path

    def _query(self) -> Pairs:
        known = _by_name(self._base.query)
        return tuple(
            (name, known[name])
            if f"query.{name}" in self._from_state and name in known and self._keep("query", name)
            else (name, values)
            for name, values in self._sent.query
        )

    def _headers(self) -> Pairs:
        known = {name.lower(): (name, values) for name, values in self._base.headers}
        sent: dict[str, tuple[str, list[str | None]]] = {}
        for name, value in self._sent.headers:
            sent.setdefault(name.lower(), (name, []))[1].append(value)
        found: list[tuple[str, tuple[str | None, ...]]] = []
        for key, (name, values) in sorted(sent.items()):
            own = known.get(key)
            redacted = any(_REDACTED in (value or "") for value in values)
            if own is not None and (self._keep("header", own[0]) or redacted):
                found.append(own)
            elif not redacted and (key not in _NOISE or own is not None):
                found.append((own[0] if own else name, tuple(values)))
        return tuple(found)

    def _body(self) -> Body | None:
        if not self._sent.body:
            return None
        kind = next(
            (value for name, value in self._sent.headers if name.lower() == "content-type"), None
        )
        for into in sorted(self._from_state):
            if into.startswith("$"):
                self._keep("body", into)
        return body_of(self._sent.body, kind)


def body_of(content: bytes, content_type: str | None) -> Body:
    """Return bytes as a body of a pact: parsed where they are JSON, else as text or base64."""
    text = _decode(content)
    if text is not None and (content_type is None or is_json(content_type)):
        try:
            value = encode_json(decode_json(text))
        except (RecursionError, ValueError):
            return Body(content=content, content_type=content_type, encoding="base64")
        return Body(content=value, content_type=content_type or "application/json")
    if text is not None and is_text(content_type):
        return Body(content=content, content_type=content_type, encoding="text")
    return Body(content=content, content_type=content_type, encoding="base64")


def _decode(content: bytes) -> str | None:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _by_name(pairs: Iterable[tuple[str, _Found]]) -> Mapping[str, _Found]:
    return dict(pairs)
