"""The text of what a tolerance run found: the answer, what is new in it, and the line to paste."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from pactwright.consumer.body import is_json
from pactwright.consumer.failure import name_part
from pactwright.consumer.kept import find_breaches
from pactwright.consumer.stage import Part
from pactwright.consumer.tolerance import Finding, Wire, content_of
from pactwright.consumer.variant_rows import name_request
from pactwright.matching.example import message_example, response_example
from pactwright.matching.json_body import compare_json
from pactwright.matching.rules import NO_RULES
from pactwright.matching.values import read_json
from pactwright.model.interaction import AsyncMessage, HttpInteraction, SyncMessage
from pactwright.model.json import Json
from pactwright.model.wire import WireResponse

_LONGEST = 2000
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_MOST = 6


def describe_findings(
    part: Part,
    named: Sequence[tuple[Finding, str]],
    line: Mapping[str, Any],
    *,
    allows: str,
    seed: int,
) -> str:
    """Return what broke the consumer, answer by answer, each with its name.

    `allows` says who allows these answers, `line` are the arguments of `line_to_keep`.
    """
    which = f" (answer {part.answer + 1})" if len(part.each_answer()) > 1 else ""
    head = f"{allows} allows answers that break the consumer: {name_part(part)}{which}"
    blocks = [
        _describe(part, finding, name, line_to_keep(part, finding, **line), seed=seed)
        for finding, name in named
    ]
    return "\n\n".join([f"{head}\n  declared  {part.declaration.site}", *blocks])


def _describe(part: Part, finding: Finding, name: str, keep: str | None, *, seed: int) -> str:
    example = example_of(part)
    cause = finding.cause or finding.answer
    lines = [
        finding.failure.words,
        f"example  {_text(example)}",
        f"answer   {_text(finding.answer)}   (case {finding.cases}, seed {seed}, shrunk)",
        *_differences(example, cause),
    ]
    if content_of(cause) != content_of(finding.answer):
        lines.append("what else differs does not matter: the test fails without it too")
    if keep is not None:
        lines += [f"paste above the test to keep it (or type: pactwright promote {name}):", keep]
    elif isinstance(finding.answer, WireResponse):
        lines.append(
            "hint: the pact promises more than the document; let its response admit this too"
        )
    if keep is None:
        lines.append(f"finding  {name}")
    return "\n".join(f"  {line}" for line in lines)


def line_to_keep(part: Part, finding: Finding, *, pact: str, several: bool) -> str | None:
    """Return the decorator that keeps the answer; `None` where the declaration refuses it.

    `pact` is the test's name for its `Pact`, `several` tells whether it declares more than one
    request. Messages have no such decorator.
    """
    if not isinstance(part.interaction, HttpInteraction):
        return None
    for answer in (finding.cause, finding.answer):
        if isinstance(answer, WireResponse) and not find_breaches(part.interaction, answer):
            return _line(part, answer, pact, several)
    return None


def example_of(part: Part) -> Wire:
    """Return the answer that the test itself is run with."""
    match part.served:
        case HttpInteraction(response=response):
            return response_example(response)
        case AsyncMessage(contents=contents):
            return message_example(contents)
        case SyncMessage(responses=responses):
            return message_example(responses[part.answer])


def _text(wire: Wire) -> str:
    body = content_of(wire)
    text = body.decode("utf-8", "replace") or "(no body)"
    if "\N{REPLACEMENT CHARACTER}" in text or _CONTROL.search(text):
        text = f"{len(body)} bytes: {body!r}"
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _differences(example: Wire, answer: Wire) -> list[str]:
    """Return what the answer has otherwise than the example, place by place."""
    lines: list[str] = []
    if isinstance(example, WireResponse) and isinstance(answer, WireResponse):
        if example.status != answer.status:
            lines.append(f"status   {example.status} became {answer.status}")
        known = dict(example.headers)
        lines += [
            f"header   {name}: {known.get(name)} became {value}"
            for name, value in answer.headers
            if known.get(name) != value
        ]
    return lines + _json_differences(content_of(example), content_of(answer))


def _json_differences(example: bytes, answer: bytes) -> list[str]:
    try:
        before, after = read_json(example), read_json(answer)
    except (RecursionError, ValueError):
        return []
    found = compare_json(before, after, NO_RULES, strict=True)
    lines = [
        f"{one.path}   {one.expected or 'absent'} became {one.actual or 'absent'}"
        for one in found[:_MOST]
    ]
    if _reordered(before, after):
        lines.append("the members stand in another order")
    return lines


def _reordered(before: Json, after: Json) -> bool:
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        shared = [name for name in after if name in before]
        return shared != [name for name in before if name in after] or any(
            _reordered(before[name], after[name]) for name in shared
        )
    if isinstance(before, list) and isinstance(after, list):
        return any(_reordered(*pair) for pair in zip(before, after, strict=False))
    return False


def _line(part: Part, answer: WireResponse, pact: str, several: bool) -> str:  # noqa: FBT001
    arguments = [repr(_value(answer))]
    example = example_of(part)
    if several:
        arguments.append(f"of={name_request(part.declaration)!r}")
    if isinstance(example, WireResponse):
        if example.status != answer.status:
            arguments.append(f"status={answer.status}")
        known = dict(example.headers)
        changed = {name: one for name, one in answer.headers if known.get(name) != one}
        if changed:
            arguments.append(f"headers={changed!r}")
    return f"@{pact}.variant({', '.join(arguments)})"


def _value(answer: WireResponse) -> Json | bytes:
    kind = next((value for name, value in answer.headers if name.lower() == "content-type"), None)
    if kind is None or is_json(kind):
        try:
            return read_json(answer.body)
        except (RecursionError, ValueError):
            return answer.body
    try:
        text = answer.body.decode()
    except UnicodeDecodeError:
        return answer.body
    return answer.body if _CONTROL.search(text) else text
