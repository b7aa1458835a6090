"""The bodies that a consumer's rules stand for beside those that the document allows."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from pactwright.conformance.bodies import is_json
from pactwright.conformance.exchange import Exchange, read_headers
from pactwright.conformance.inclusion import Answer as Decision
from pactwright.conformance.inclusion import Apart, Complaint, Fails, Open
from pactwright.conformance.operation import Answer, Media
from pactwright.conformance.requests import media_of_request
from pactwright.conformance.responses import media_of_response
from pactwright.conformance.rules_schema import Schema, rules_schema
from pactwright.conformance.scene import Scene, Steps, Target
from pactwright.errors import PactwrightError
from pactwright.matching.choices import compare_choices
from pactwright.matching.json_body import compare_json
from pactwright.matching.rules import read_rules
from pactwright.matching.values import read_json
from pactwright.matching.wording import encode_json
from pactwright.model.choice import Choice
from pactwright.model.conformance import ConformanceResult, Proof, Side
from pactwright.model.interaction import Body
from pactwright.model.json import Json
from pactwright.model.path import parse_path
from pactwright.model.result import Mismatch
from pactwright.model.rule import RuleSet
from pactwright.pactfile.choices import first_choices

_LONGEST = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question of inclusion: where in the pact it stands and where in the document."""

    code: str
    at: Steps
    value: Json
    target: Target
    sender: Side
    what: str = "body"


def check_response_rules(
    exchange: Exchange, answer: Answer, *, broken: bool
) -> Iterator[ConformanceResult | None]:
    """Yield what the document may send that the consumer refuses; `None` when all is taken.

    `broken` tells that the example itself is not what the document says.
    """
    body, media = exchange.response.body, media_of_response(exchange, answer)
    value = _json_value(body, read_headers(exchange.response.headers).get("content-type"), media)
    rules = exchange.response.rules.get("body")
    if value is None and rules and body is not None and body.content:
        yield _not_json(exchange, "response", media)
    if value is None or body is None or media is None or media.schema is None:
        return
    choices = choices_of(exchange)
    schema = rules_schema(value.value, rules, sends=False, choices=choices)
    node = exchange.document.schemas.responses.node(media.schema)
    suffix = f".responses.{exchange.response.status}.content.{media.type}.schema"
    question = Question(
        code="response.body.not-covered",
        at=("response", "body"),
        value=value.value,
        target=Target(pointer=media.schema, suffix=suffix),
        sender="document",
    )
    inclusions, view = exchange.document.inclusions, exchange.document.schemas.responses
    complain = complaint_of(value.value, rules, choices)
    decision = _decide(
        partial(inclusions.covers_response, node, schema, complain),
        partial(inclusions.are_apart, node, view, schema),
        broken=broken,
        odd=partial(_is_odd, value.value, rules, complain),
    )
    yield report(exchange, question, decision)


def _decide(
    covers: Callable[[], Decision],
    are_apart: Callable[[], bool],
    *,
    broken: bool,
    odd: Callable[[], object],
) -> Decision:
    """Ask first what an example makes likely.

    Nothing may be in common where the document refuses the example (`broken`), or the example's
    own rules do (`odd`).
    """
    if broken and are_apart():
        return Apart()
    decision = covers()
    return Apart() if isinstance(decision, Fails) and odd() and are_apart() else decision


def _is_odd(example: Json, rules: Mapping[str, RuleSet] | None, complain: Complaint) -> bool:
    """Tell whether an example is not what its own rules say; of its own type it always is."""
    every = (rule for rules_here in (rules or {}).values() for rule in rules_here.rules)
    if all(rule.kind == "type" and not rule.attributes for rule in every):
        return False
    return complain(example, ()) is not None


def check_request_rules(exchange: Exchange, *, broken: bool) -> Iterator[ConformanceResult | None]:
    """Yield what the consumer may send that the document refuses; `None` when all is taken.

    A body without rules is what it is, and its example says all.
    """
    body, rules = exchange.request.body, exchange.request.rules.get("body")
    media = media_of_request(exchange)
    value = _json_value(body, read_headers(exchange.request.headers).get("content-type"), media)
    if not rules or body is None or not body.content or not exchange.is_valid_request:
        return
    if value is None:
        yield _not_json(exchange, "request", media)
    if value is None or media is None or media.schema is None:
        return
    schema: Schema = rules_schema(value.value, rules, sends=True)
    node = exchange.document.schemas.requests.node(media.schema)
    question = Question(
        code="request.body.not-covered",
        at=("request", "body"),
        value=value.value,
        target=Target(pointer=media.schema, suffix=f".requestBody.content.{media.type}.schema"),
        sender="consumer",
    )
    inclusions, view = exchange.document.inclusions, exchange.document.schemas.requests
    decision = _decide(
        partial(inclusions.covers_request, schema, node, value.value),
        partial(inclusions.are_apart, node, view, schema),
        broken=broken,
        odd=partial(_is_odd, value.value, rules, complaint_of(value.value, rules, ())),
    )
    yield report(exchange, question, decision)


def _not_json(exchange: Exchange, half: str, media: Media | None) -> ConformanceResult | None:
    question = Question(
        code="rules.undecided",
        at=(half, "body"),
        value=None,
        target=Target(pointer=exchange.operation.pointer if media is None else media.pointer),
        sender="document" if half == "response" else "consumer",
    )
    return report(exchange, question, Open("the rules of bodies other than JSON are not read", 0))


def report(exchange: Exchange, question: Question, decision: Decision) -> ConformanceResult | None:
    """Return the result of a decision, `None` where nothing is wrong."""
    question = replace(question, target=_placed(exchange, question.target))
    if isinstance(decision, Apart):
        return _disjoint(exchange, question)

    def place(pointer: str) -> Target:
        return _placed(exchange, replace(question.target, pointer=pointer))

    return tell_decision(exchange.scene, question, decision, place)


def tell_decision(
    scene: Scene, question: Question, decision: Decision | None, place: Callable[[str], Target]
) -> ConformanceResult | None:
    """Return the result of a decision; `place` tells of a pointer where in the document it is."""
    if isinstance(decision, Fails):
        refuser: Side = "consumer" if question.sender == "document" else "document"
        proof = Proof(
            value=decision.value,
            allowed_by=question.sender,
            refused_by=refuser,
            reason=decision.reason,
        )
        result = scene.note(
            question.code,
            f"the {question.sender} allows a {question.what} that the {refuser} refuses: "
            f"{shown(decision.value)}: {decision.reason}",
            at=question.at,
            value=question.value,
            target=place(decision.pointer) if decision.pointer else question.target,
        )
        return replace(result, proof=proof)
    if isinstance(decision, Open):
        result = scene.note(
            "rules.undecided",
            f"whether the {question.what} always fits could not be decided ({decision.reason}); "
            f"{decision.tried} values were tried, and all of them do",
            at=question.at,
            value=question.value,
            target=question.target,
        )
        return replace(result, sampled=decision.tried)
    return None


def _placed(exchange: Exchange, target: Target) -> Target:
    return replace(target, pointer=exchange.document.place_of(target.pointer))


def _disjoint(exchange: Exchange, question: Question) -> ConformanceResult:
    return exchange.scene.note(
        question.code.replace("not-covered", "disjoint"),
        "no body at all is both what the document allows and what the consumer's rules say",
        at=question.at,
        value=question.value,
        target=question.target,
    )


@dataclass(frozen=True, slots=True)
class _Value:
    value: Json


def _json_value(body: Body | None, header: str | None, media: Media | None) -> _Value | None:
    """Return the JSON value of a body, `None` where it holds none."""
    if body is None or not body.content or media is None:
        return None
    kind = header or (media.type if "*" not in media.type else body.content_type) or ""
    if kind and not is_json(kind):
        return None
    try:
        return _Value(read_json(body.content))
    except (ValueError, RecursionError):
        return None


def choices_of(exchange: Exchange) -> Sequence[Choice]:
    """Return the variants that the pact declares for the expected body."""
    return first_choices(exchange.interaction.comments)


def complaint_of(
    example: Json, rules: Mapping[str, RuleSet] | None, choices: Sequence[Choice]
) -> Complaint:
    """Return the consumer's own matching of a JSON body, which has the last word on a value."""
    differ = differences_of(example, rules, choices)

    def complain(value: Json, steps: Steps) -> str | None:
        for one in differ(value, steps):
            return f"{one.path or '$'}: {one.message}"
        return None

    return complain


def differences_of(
    example: Json, rules: Mapping[str, RuleSet] | None, choices: Sequence[Choice]
) -> Callable[[Json, Steps], list[Mismatch]]:
    """Return the consumer's own matching: all that differs at a place, or anywhere without one."""
    ruling = read_rules(rules)

    def differ(value: Json, steps: Steps) -> list[Mismatch]:
        pair = (_cut(example, steps, len(steps)), _cut(value, steps, len(steps)))
        try:
            found = compare_json(*pair, ruling, strict=False)
            if choices:
                chosen = compare_choices(choices, encode_json(value))
                found = [*found, *(one for one in chosen if _is_about(one, steps))]
        except (RecursionError, PactwrightError):  # a rule of a plugin that is not here
            return []
        return found

    return differ


def _is_about(mismatch: Mismatch, steps: Steps) -> bool:
    return all(one == other for one, other in zip(parse_path(mismatch.path), steps, strict=False))


def _cut(value: Json, steps: Steps, left: int) -> Json:
    """Return a value with only what leads to one place: enough to see what is wrong there."""
    if not left:
        return value
    step = steps[len(steps) - left]
    if isinstance(value, Mapping):
        return {str(step): _cut(value[str(step)], steps, left - 1)} if step in value else {}
    if isinstance(value, list) and isinstance(step, int):
        return [
            _cut(item, steps, left - 1) if index == step else item
            for index, item in enumerate(value)
        ]
    return value


def shown(value: Json) -> str:
    """Return a value as messages show it, cut where it is long."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
