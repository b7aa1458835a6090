"""Verifying one provider from Python: pacts in, results out."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import TypeAlias

from pactwright.api.pause import pause_collection, set_documents_aside
from pactwright.errors import PactwrightError
from pactwright.model.interaction import PactDocument
from pactwright.model.result import InteractionResult, VerificationResult
from pactwright.model.wire import WireRequest
from pactwright.provider.plan import Filters
from pactwright.provider.target import DEFAULT_TIMEOUT
from pactwright.provider.verification import verify_pacts
from pactwright.workspace.code import import_module, import_object
from pactwright.workspace.files import read_pacts

PactSource: TypeAlias = PactDocument | str | os.PathLike[str]
"""A pact, or the path of a pact file or of a folder of pact files."""


def verify(  # noqa: PLR0913 - every word of the command line, by name
    pacts: PactSource | Iterable[PactSource],
    *,
    app: object | str | None = None,
    url: str | None = None,
    command: str | None = None,
    ready: str | None = None,
    provider: str | None = None,
    states: Mapping[str, Callable[..., object]] | ModuleType | str | None = None,
    state_url: str | None = None,
    messages: Mapping[str, Callable[..., object]] | None = None,
    request_hook: Callable[[WireRequest], object] | None = None,
    consumers: Iterable[str] = (),
    description: str | None = None,
    state: str | None = None,
    timeout: float | None = None,
    isolated_states: bool = False,
    folder: Path | None = None,
    on_result: Callable[[InteractionResult], None] | None = None,
) -> VerificationResult:
    """Replay the pacts against one provider and return what every interaction came to.

    The provider is an ASGI or WSGI application (`app`: the application, a factory without
    arguments, or `module:attribute`), a running service (`url`), or a service to start
    (`command`, where `{port}` stands for a free port and `ready` is the path that answers once
    it is up); a provider of messages alone needs none of them. `states` are functions by the
    name or pattern of their state (`order {id} exists`), or a module that holds a `Provider` or
    a mapping called `states`; they take the state's parameters by name, and what they return
    flows into the request. `consumers` are exact names, `description` and `state` regular
    expressions. `timeout` is in seconds for one interaction. Names are looked up, and a command
    runs, in `folder` (the current one by default).

    Raises `PactwrightError` when a pact is broken, when there is nothing to verify, or when the
    provider cannot be found or started.
    """
    root = Path.cwd() if folder is None else folder
    with contextlib.ExitStack() as stack:
        with pause_collection():
            documents = load_pacts(pacts)
            stack.enter_context(set_documents_aside())
        return verify_pacts(
            documents,
            app=import_object(app, root=root) if isinstance(app, str) else app,
            url=url,
            command=command,
            ready=ready,
            folder=root,
            provider=provider,
            states=import_module(states, root=root) if isinstance(states, str) else states,
            state_url=state_url,
            messages=messages,
            request_hook=request_hook,
            timeout=DEFAULT_TIMEOUT if timeout is None else timeout,
            isolated_states=isolated_states,
            filters=Filters(consumers=tuple(consumers), description=description, state=state),
            on_result=on_result,
        )


def load_pacts(sources: PactSource | Iterable[PactSource]) -> tuple[PactDocument, ...]:
    """Return the pacts of all sources, in their order."""
    if isinstance(sources, (PactDocument, str, os.PathLike)):
        sources = (sources,)
    documents: list[PactDocument] = []
    for source in sources:
        if isinstance(source, PactDocument):
            documents.append(source)
        else:
            documents += read_pacts(Path(source))
    return tuple(documents)


def add_headers(headers: Iterable[str]) -> Callable[[WireRequest], WireRequest] | None:
    """Return a request hook that sends each `Name: value`, or `None` when there is none.

    A header of that name in the pact gives way. Raises `PactwrightError` for a text that is no
    header.
    """
    pairs = tuple(_read_header(header) for header in headers)
    if not pairs:
        return None
    names = {name.lower() for name, _ in pairs}

    def hook(request: WireRequest) -> WireRequest:
        kept = tuple(pair for pair in request.headers if pair[0].lower() not in names)
        return replace(request, headers=(*kept, *pairs))

    return hook


def _read_header(header: str) -> tuple[str, str]:
    name, colon, value = header.partition(":")
    if not colon or not name.strip() or not header.isprintable():
        raise PactwrightError(
            f"{header!r} is not a header", hint="write it as 'Name: value', on one line"
        )
    return name.strip(), value.strip()
