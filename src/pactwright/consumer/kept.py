"""Answers that a test keeps for good: found once by a tolerance run, then run every time."""

from __future__ import annotations

import json
from dataclasses import replace

from pactwright.consumer.body import is_json
from pactwright.consumer.compile import Compiled
from pactwright.consumer.encode import encode_json
from pactwright.consumer.repeats import KeptAnswer
from pactwright.matching.choices import compare_choices
from pactwright.matching.response import compare_response
from pactwright.model.interaction import Body, HttpInteraction, Response
from pactwright.model.json import Json
from pactwright.model.result import Mismatch
from pactwright.model.wire import WireResponse
from pactwright.pactfile.choices import read_choices

_JSON = "application/json"


def answers_with(compiled: Compiled, wire: WireResponse) -> HttpInteraction:
    """Return the interaction with a response that is taken as it is, without rules."""
    interaction = compiled.interaction
    if not isinstance(interaction, HttpInteraction):
        raise TypeError("only HTTP has responses")
    kinds = [value for name, value in wire.headers if name.lower() == "content-type"]
    body = Body(content=wire.body, content_type=kinds[0] if kinds else None) if wire.body else None
    headers = tuple((name, (value,)) for name, value in wire.headers)
    response = Response(status=wire.status, headers=headers, body=body)
    return replace(interaction, response=response)


def compile_kept(compiled: Compiled, answer: KeptAnswer) -> Compiled:
    """Return the interaction that the mock answers; one that the contract refuses is a problem."""
    expected = compiled.interaction
    if not isinstance(expected, HttpInteraction):
        return Compiled(interaction=expected, problems=("variant(): only HTTP answers are kept",))
    wire = _wire(expected.response, answer)
    found = find_breaches(expected, wire)
    problems = tuple(
        f"variant({name_kept(answer)}): the declaration does not allow it: "
        f"{one.path or one.kind}: {one.message}"
        for one in found
    )
    return Compiled(interaction=answers_with(compiled, wire), problems=problems)


def find_breaches(expected: HttpInteraction, wire: WireResponse) -> tuple[Mismatch, ...]:
    """Return where a response is not what an interaction and its variants allow."""
    choices = (*read_choices(expected.comments), ())[0]
    found = compare_response(expected.response, wire)
    return found or compare_choices(choices, wire.body)


def _wire(expected: Response, answer: KeptAnswer) -> WireResponse:
    lines = [(name, values[0] or "") for name, values in expected.headers if values]
    given = {name.lower(): value for name, value in (answer.headers or {}).items()}
    headers = [(name, given.pop(name.lower(), value)) for name, value in lines]
    headers += [
        (name, value) for name, value in (answer.headers or {}).items() if name.lower() in given
    ]
    kinds = {name.lower(): value for name, value in headers}
    if "content-type" not in kinds:
        headers.append(("Content-Type", "application/json"))
    return WireResponse(
        status=expected.status if answer.status is None else answer.status,
        headers=tuple(headers),
        body=_content(answer.body, kinds.get("content-type")),
    )


def _content(body: Json | bytes, kind: str | None) -> bytes:
    if isinstance(body, bytes):
        return body
    if isinstance(body, str) and not is_json(kind or _JSON):
        return body.encode()
    return encode_json(body).encode()


def name_kept(answer: KeptAnswer) -> str:
    """Return the name of the answer's run: its own, or the beginning of its body."""
    if answer.name is not None:
        return answer.name
    body = answer.body
    text = (
        repr(body) if isinstance(body, bytes) else json.dumps(body, default=str, ensure_ascii=False)
    )
    return text if len(text) <= 40 else f"{text[:39]}…"  # noqa: PLR2004 - half a line
