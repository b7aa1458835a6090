"""What an interaction cannot take of the answers that a document allows, place by place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from pactwright.conformance.check import find_operation
from pactwright.conformance.document import ApiDocument
from pactwright.conformance.exchange import Exchange
from pactwright.conformance.inclusion import samples
from pactwright.conformance.responses import media_of_response
from pactwright.conformance.rule_bodies import choices_of, complaint_of
from pactwright.conformance.rules_schema import rules_schema
from pactwright.conformance.scene import Scene
from pactwright.conformance.walk import Walker
from pactwright.matching.choices import compare_choices
from pactwright.matching.json_body import compare_json
from pactwright.matching.rules import read_rules
from pactwright.matching.values import read_json
from pactwright.matching.wording import encode_json
from pactwright.model.interaction import HttpInteraction
from pactwright.model.json import Json
from pactwright.model.path import Step, Wildcard, parse_path
from pactwright.model.result import Mismatch
from pactwright.schema.close import Closing
from pactwright.schema.judge import Judge

_MOST = 60
_SAMPLES = 200
_PATH = re.compile(r"^\$\S*: ")
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|`[^`]*`|-?\d[\d.]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A value that the document allows and the interaction refuses, and where it is refused.

    `kind` is the reason without the values in it, by which refusals are told apart; `literal`
    tells that the interaction takes one value only there.
    """

    member: tuple[Step, ...]
    reason: str
    kind: str
    value: Json
    pointer: str
    literal: bool = False


def find_refusals(interaction: HttpInteraction, document: ApiDocument) -> list[Refusal]:
    """Return what the interaction refuses of the JSON bodies that its answer may have."""
    found = find_operation(interaction, document)
    body = interaction.response.body
    if found is None or body is None or not body.content:
        return []
    route, operation = found
    answer = operation.answer_for(interaction.response.status)
    exchange = Exchange(
        document=document,
        scene=Scene(index=0, interaction=interaction, operation=operation),
        interaction=interaction,
        route=route,
        operation=operation,
    )
    media = None if answer is None else media_of_response(exchange, answer)
    if media is None or media.schema is None:
        return []
    try:
        example = read_json(body.content)
    except (RecursionError, ValueError):
        return []
    return list(_refusals(exchange, media.schema, example))


def _refusals(exchange: Exchange, pointer: str, example: Json) -> Iterator[Refusal]:
    view = exchange.document.schemas.responses
    node = view.node(pointer)
    choices, rules = choices_of(exchange), exchange.response.rules.get("body")
    complain = complaint_of(example, rules, choices)
    taken = rules_schema(example, rules, sends=False, choices=choices)
    judge = Judge(view, Closing(view))
    walker = Walker(view, most=_MOST)
    outcome = walker.walk(node, taken)
    for one in outcome.candidates:
        reason = complain(one.value, one.at)
        if reason is not None and judge.accepts(node, one.value):
            found = _refusal(_members(one.at), _PATH.sub("", reason), one.value, one.pointer)
            yield replace(found, literal=one.literal)
    if not outcome.open:
        return
    # What the walk could not settle, values tell as far as they go.
    for value in islice(samples(walker.maker, node), _SAMPLES):
        if judge.accepts(node, value):
            for mismatch in _mismatches(example, value, exchange):
                member = _members(parse_path(mismatch.path))
                yield _refusal(member, mismatch.message, value, pointer)


def _mismatches(example: Json, value: Json, exchange: Exchange) -> Iterator[Mismatch]:
    ruling = read_rules(exchange.response.rules.get("body"))
    yield from compare_json(example, value, ruling, strict=False)
    choices = choices_of(exchange)
    if choices:
        yield from compare_choices(choices, encode_json(value))


def _members(steps: Iterable[Step]) -> tuple[Step, ...]:
    return tuple(Wildcard.INDEX if isinstance(step, int) else step for step in steps)


def _refusal(member: tuple[Step, ...], reason: str, value: Json, pointer: str) -> Refusal:
    kind = _QUOTED.sub("…", reason)
    return Refusal(member=member, reason=reason, kind=kind, value=value, pointer=pointer)


def overlap(one: tuple[Step, ...], other: tuple[Step, ...]) -> bool:
    """Tell whether one path leads through the other, a wildcard standing for any step."""
    return all(
        a == b or isinstance(a, Wildcard) or isinstance(b, Wildcard)
        for a, b in zip(one, other, strict=False)
    )
