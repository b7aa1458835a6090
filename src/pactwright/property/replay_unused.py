"""Plain Schemathesis cases for an operation that no consumer uses."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import replace

from pactwright.errors import PactwrightError
from pactwright.model.wire import WireRequest
from pactwright.property.replay_judge import judge
from pactwright.property.replay_mount import send_below
from pactwright.property.replay_plain import Attempt, PlainRequests
from pactwright.property.replay_port import Scene
from pactwright.property.replay_values import Exchange, Setting, Tally, Trouble
from pactwright.property.replay_written import sent_media_type, write_body
from pactwright.property.schemathesis_cases import CaseMaker, Draft, Narrowed, Slot
from pactwright.property.schemathesis_document import ApiOperation


def replay_unused(operation: ApiOperation, setting: Setting, tally: Tally) -> None:
    """Send what the document alone allows, without provider states, and judge it by the document.

    Bodies are JSON or a form where the document has such, else those of its first media type; one
    that may be left out is, once. An operation that needs a body of XML is left out, with a note.
    """
    media_type = sent_media_type(operation)
    reason = _left_out(operation, media_type)
    if reason is not None:
        tally.notes.append(f"{operation.name} is left out: {reason}")
        return
    try:
        drafts = list(_drafts(_narrow(operation, media_type), setting))
    except PactwrightError:
        raise
    except Exception as error:  # noqa: BLE001 - a generator may refuse a schema in many ways
        first = str(error).strip().partition("\n")[0]
        tally.notes.append(f"no cases can be generated: {type(error).__name__}: {first}")
        return
    with setting.stage.scene(()) as scene:
        attempts = _Attempts(operation, media_type, scene, tally)
        plain = PlainRequests(operation, media_type, attempts)
        for draft in drafts:
            if attempts.is_new(draft) and _fits(operation, media_type, draft):
                plain.take(draft, attempts(draft))
        for trouble in plain.troubles():
            tally.add(trouble)


class _Attempts:
    """Sends drafts, and judges what comes."""

    def __init__(
        self, operation: ApiOperation, media_type: str | None, scene: Scene, tally: Tally
    ) -> None:
        self._operation = operation
        self._media_type = media_type
        self._scene = scene
        self._tally = tally
        self._seen: set[WireRequest] = set()

    def is_new(self, draft: Draft) -> bool:
        """Return whether no draft before has made the same request."""
        request = draft_request(self._operation, self._media_type, draft)
        fresh = request not in self._seen
        self._seen.add(request)
        return fresh

    def __call__(self, draft: Draft) -> Attempt:
        """Return what came of a draft."""
        request = draft_request(self._operation, self._media_type, draft)
        exchange = send_below(self._operation, request, self._send)
        found = judge(self._operation, request, exchange.answer)
        name = self._operation.name
        return Attempt(
            exchange=exchange,
            troubles=tuple(
                Trouble(operation=name, breach=one, exchanges=(exchange,)) for one in found
            ),
        )

    def _send(self, request: WireRequest) -> Exchange:
        self._tally.cases += 1
        answer = self._scene.send(request)
        return Exchange(request=request, answer=answer, template=self._operation.path)


def _narrow(operation: ApiOperation, media_type: str | None) -> Narrowed:
    return Narrowed(
        operation=operation,
        slots=tuple(
            Slot(parameter=one, narrow={}, optional=not one.required)
            for one in operation.parameters
            if "content" not in one.definition
        ),
        media_type=media_type,
        body=None if media_type is None else {},
    )


def _left_out(operation: ApiOperation, media_type: str | None) -> str | None:
    """Return why no request of the operation can be made, `None` when some can."""
    if media_type is None and operation.needs_body:
        return f"it needs a body of {', '.join(operation.bodies) or 'no schema'}"
    if operation.undescribed:
        return f"no parameter describes {', '.join(operation.undescribed)} of its path"
    return None


def _fits(operation: ApiOperation, media_type: str | None, draft: Draft) -> bool:
    """Return whether the document allows a body; lengths of bytes are not always kept to."""
    if draft.body is None or media_type is None:
        return not operation.needs_body
    return operation.accepts_body(media_type, draft.body.value)


def _drafts(narrowed: Narrowed, setting: Setting) -> Iterator[Draft]:
    if not narrowed.slots and narrowed.body is None:
        yield Draft()
        return
    maker = CaseMaker(narrowed)
    if setting.profile.coverage:
        for number, draft in enumerate(maker.boundaries()):
            if number == 0 and not narrowed.operation.needs_body:
                yield replace(draft, body=None)
            yield draft
    seed = zlib.crc32(f"{setting.seed} {narrowed.operation.name}".encode())
    yield from maker.generate(examples=setting.profile.examples, seed=seed)


def draft_request(operation: ApiOperation, media_type: str | None, draft: Draft) -> WireRequest:
    """Return the request that a draft makes where no consumer has an example."""
    headers = list(draft.headers.items())
    body = b""
    if draft.body is not None and media_type is not None:
        kind, body = write_body(operation, media_type, draft.body.value)
        headers.append(("Content-Type", kind))
    if draft.cookies:
        headers.append(("Cookie", "; ".join(f"{n}={v}" for n, v in draft.cookies.items())))
    return WireRequest(
        method=operation.method,
        path=_path(operation.path, draft),
        query=tuple(draft.query.items()),
        headers=tuple(headers),
        body=body,
    )


def _path(template: str, draft: Draft) -> str:
    for name, text in draft.path.items():
        template = template.replace(f"{{{name}}}", text)
    return template
