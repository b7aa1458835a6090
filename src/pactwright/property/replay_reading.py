"""What a consumer reads of an answer, and whether the answer lets it."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from pactwright.matching.choices import compare_choices
from pactwright.matching.response import compare_response
from pactwright.matching.rules import TYPE_KINDS, Ruling, only_set, read_rules
from pactwright.matching.values import read_json, type_name
from pactwright.matching.wording import encode_json
from pactwright.model.interaction import Body, HttpInteraction, Response
from pactwright.model.json import Json
from pactwright.model.path import Place, Wildcard, parse_path
from pactwright.model.result import Mismatch
from pactwright.model.rule import MatchingRule, RuleSet
from pactwright.model.wire import WireResponse
from pactwright.pactfile.choices import read_choices
from pactwright.property.schemathesis_checks import Breach, format_place

_TYPE: Final = RuleSet(rules=(MatchingRule(kind="type"),))

_GONE: Final = object()
_FAILURES: Final = 400
_BEYOND: Final = 2.0**63


@dataclass(frozen=True)
class Reader:
    """One interaction of the consumer, read as a shape: examples stand for their types.

    Lengths of lists do not count, for another request may well find fewer; what has a rule
    keeps it; what is `null` or an empty list in the example tells nothing of other answers.
    """

    interaction: HttpInteraction

    @functools.cached_property
    def expected(self) -> Response:
        """The response with its examples turned into types."""
        response = self.interaction.response
        headers = tuple((n, v) for n, v in response.headers if n.lower() != "content-length")
        own = response.rules.get("header") or {}
        open_headers = {n: _TYPE for n, _ in headers if n.lower() != "content-type"}
        rules = {**response.rules, "header": {**open_headers, **own}}
        body = response.body
        value = _value_of(body)
        if body is not None and value is not None:
            ruling = read_rules(response.rules.get("body"))
            kept = _keep(value[0], (), ruling)
            kept = {} if kept is _GONE and isinstance(value[0], Mapping) else kept
            if kept is _GONE:
                return replace(response, headers=headers, body=None, rules=rules)
            body = replace(body, content=encode_json(kept))  # type: ignore[arg-type]
            rules["body"] = {"$": _TYPE, **_loosen(response.rules.get("body") or {})}
        return replace(response, headers=headers, body=body, rules=rules)

    def handles(self, status: int) -> bool:
        """Return whether the interaction expects such a status."""
        rules = only_set(self.interaction.response.rules.get("status"))
        bare = Response(
            status=self.interaction.response.status,
            rules={} if rules is None else {"status": {"": rules}},
        )
        return not compare_response(bare, WireResponse(status=status))

    def compare(self, response: WireResponse) -> tuple[Mismatch, ...]:
        """Return what of the answer the consumer could not read."""
        choices = (*read_choices(self.interaction.comments), ())[0]
        return (
            *compare_response(self.expected, response),
            *compare_choices(choices, response.body),
        )


def judge_reading(
    own: Reader, others: Iterable[Reader], response: WireResponse
) -> tuple[Breach, ...]:
    """Return how the answer fails the consumer that sent the request.

    `own` is the interaction that the request comes from, `others` those of the same operation:
    an answer of another status must be one that some of them reads. A refusal (4xx) that no
    interaction speaks of is the document's matter alone.
    """
    if own.handles(response.status):
        return _breaches(own.compare(response), response)
    fitting = [one for one in others if one.handles(response.status)]
    found = [one.compare(response) for one in fitting]
    if found:
        return () if any(not one for one in found) else _breaches(found[0], response)
    if response.status >= _FAILURES:
        return ()
    expected = sorted({one.interaction.response.status for one in (own, *others)})
    return (
        Breach(
            kind="expectation",
            check="consumer-handles",
            place=str(response.status),
            message=f"the consumer has no interaction in which {response.status} is the answer",
            expected=", ".join(map(str, expected)),
            actual=str(response.status),
        ),
    )


def _breaches(found: Sequence[Mismatch], response: WireResponse) -> tuple[Breach, ...]:
    return tuple(
        Breach(
            kind="expectation",
            check="consumer-reads",
            place=f"{response.status} {_wide(one.path)}".rstrip(),
            message=one.message,
            expected=one.expected if one.rule is None else f"{one.rule}, such as {one.expected}",
            actual=one.actual,
        )
        for one in found
        if not _is_large_integer(one)
    )


def _is_large_integer(mismatch: Mismatch) -> bool:
    """Return whether the core takes an integer for none as 64 bits do not hold it."""
    if mismatch.rule != "integer" or mismatch.actual is None:
        return False
    try:
        return abs(float(mismatch.actual)) >= _BEYOND
    except ValueError:
        return False


def _wide(path: str) -> str:
    """Return the path with wildcards for indexes; a header's name stays."""
    if not path.startswith("$"):
        return path
    steps = parse_path(path)
    return format_place([0 if isinstance(one, Wildcard) else one for one in steps])


def _value_of(body: Body | None) -> tuple[Json] | None:
    if body is None or not body.content:
        return None
    kind = (body.content_type or "application/json").partition(";")[0].strip().lower()
    if not kind.endswith(("/json", "+json")):
        return None
    try:
        return (read_json(body.content),)
    except (ValueError, RecursionError):
        return None


def _keep(value: Json, place: Place, ruling: Ruling) -> Json | object:
    """Return what of an example tells something of all answers."""
    ruled = bool(ruling.at(place))
    if isinstance(value, Mapping):
        kept = {name: _keep(one, (*place, name), ruling) for name, one in value.items()}
        return {name: one for name, one in kept.items() if one is not _GONE}
    if isinstance(value, list):
        if not value or (not ruled and len({type_name(one) for one in value}) > 1):
            return value if ruled else _GONE
        items = [_keep(one, (*place, index), ruling) for index, one in enumerate(value)]
        return [one for one in items if one is not _GONE] or _GONE
    return _GONE if value is None and not ruled else value


def _loosen(rules: Mapping[str, RuleSet]) -> Mapping[str, RuleSet]:
    """Return the rules without the lengths of lists, and with types for fixed values."""
    return {
        place: replace(one, rules=tuple(map(_loose, one.rules))) for place, one in rules.items()
    }


def _loose(rule: MatchingRule) -> MatchingRule:
    if rule.kind in TYPE_KINDS or rule.kind == "equality":
        return MatchingRule(kind="type")
    if rule.kind == "notEmpty":
        return MatchingRule(kind="type")
    return rule
