"""The text of what a test did not do as declared."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pactwright.consumer.stage import Part, Verdict
from pactwright.consumer.traffic import Stray, format_target
from pactwright.matching.example import request_example
from pactwright.model.interaction import AsyncMessage, HttpInteraction, SyncMessage
from pactwright.model.result import Mismatch

_WIDE = 38
_LONGEST = 300


def describe_verdict(verdict: Verdict) -> str:
    """Return all that went otherwise than declared; only what differs is shown."""
    blocks = [_describe_stray(stray, part) for stray, part in verdict.strays]
    # A request that nearly was the declared one explains why that was not used.
    explained = {id(part) for _, part in verdict.strays if part is not None}
    blocks += [_describe_unused(part) for part in verdict.unused if id(part) not in explained]
    return "\n\n".join(blocks)


def name_part(part: Part) -> str:
    """Return the name of a declaration: who, of whom, what, in which states."""
    states = ", ".join(state.name for state in part.interaction.states)
    tail = f" [state: {states}]" if states else ""
    declaration = part.declaration
    pair = f"{declaration.consumer} → {declaration.provider}"
    return f"{pair}: {part.interaction.description}{tail}"


def _describe_unused(part: Part) -> str:
    match part.interaction:
        case HttpInteraction(request=request):
            wire = request_example(request)
            head = "declared, but never requested"
            lines = [f"expected  {wire.method} {format_target(wire)}"]
            hint = "let the client send it to mock.url or through mock.transport, or drop it"
        case AsyncMessage():
            head, lines = "declared, but never read", []
            hint = "hand message.contents or message.body to the consumer's handler"
        case SyncMessage():
            head, lines = "declared, but never sent", []
            hint = "let the client send its request with exchange.send(…)"
    return _block(head, part, [*lines, f"hint: {hint}"])


def _describe_stray(stray: Stray, part: Part | None) -> str:
    request = f"got       {stray.method} {stray.target}"
    if part is None:
        return _block("unexpected request", None, [request])
    table = _table(stray.mismatches)
    if isinstance(part.interaction, SyncMessage):
        return _block("the sent message is not the declared request", part, table)
    hint = "hint: mend the client's request, or declare what it really sends"
    return _block("unexpected request; the nearest is", part, [request, *table, hint])


def _block(head: str, part: Part | None, lines: Iterable[str]) -> str:
    title = [head]
    if part is not None:
        title = [f"{head}: {name_part(part)}", f"  declared  {part.declaration.site}"]
    return "\n".join([*title, *(f"  {line}" for line in lines)])


def _table(mismatches: Sequence[Mismatch]) -> list[str]:
    rows = [(_where(one), _cell(one.expected), _cell(one.actual), one) for one in mismatches]
    if any(len(cell) > _WIDE for _, want, got, _ in rows for cell in (want, got)):
        return [line for row in rows for line in _stacked(*row)]
    first = max((len(where) for where, *_ in rows), default=0)
    second = max((len(want) for _, want, *_ in rows), default=0)
    second = max(second, len("expected"))
    lines = [f"{'':{first}}  {'expected':{second}}  actual"]
    for where, want, got, one in rows:
        lines.append(f"{where:{first}}  {want:{second}}  {got}{_rule(one)}")
    return lines


def _stacked(where: str, want: str, got: str, one: Mismatch) -> list[str]:
    return [f"{where}{_rule(one)}", f"  expected  {want}", f"  actual    {got}"]


def _where(one: Mismatch) -> str:
    return " ".join(filter(None, (one.kind, one.path)))


def _cell(text: str | None) -> str:
    if text is None:
        return "(nothing)"
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}… ({len(text)} characters)"


def _rule(one: Mismatch) -> str:
    return f"  ({one.rule})" if one.rule else ""
