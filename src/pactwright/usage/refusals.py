"""What an interaction cannot take of the answers that a document allows, place by place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, islice

from pactwright.conformance.asyncapi import AsyncDocument
from pactwright.conformance.check import find_operation
from pactwright.conformance.document import ApiDocument
from pactwright.conformance.exchange import Exchange
from pactwright.conformance.outcome import Candidate, Gap
from pactwright.conformance.responses import media_of_response
from pactwright.conformance.rule_bodies import choices_of, differences_of
from pactwright.conformance.rules_schema import rules_schema
from pactwright.conformance.sampling import probes, samples
from pactwright.conformance.scene import Scene, Steps, value_at
from pactwright.conformance.walk import Walker
from pactwright.matching.values import read_json
from pactwright.model.choice import Choice
from pactwright.model.interaction import HttpInteraction
from pactwright.model.json import Json
from pactwright.model.path import Step, Wildcard, parse_path
from pactwright.model.result import Mismatch
from pactwright.model.rule import RuleSet
from pactwright.schema.close import Closing
from pactwright.schema.judge import Judge
from pactwright.schema.make import Maker
from pactwright.schema.node import Node
from pactwright.schema.shape import kind_of
from pactwright.schema.view import View

_EACH = 8
_TRIED = 100
_COMPLETED = 20
_LIKE = 8
_COUNTED = ("null", "boolean")
"""Kinds of which every value is tried."""

_NUMBERS = ("integer", "fraction")
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|`[^`]*`|-?\d[\d.]*")
_TYPED = re.compile(r"… \(\w+\)")

Member = tuple[Step, ...]
"""A path below a body, in which `[*]` stands for every element of a list."""


def _nothing(_value: Json) -> bool:
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A value that the document allows and the interaction refuses, and where it is refused.

    `kind` is the reason without the values in it, by which refusals are told apart; `literal`
    tells that the interaction takes one value only there. `others` are refused for the same kind
    of reason.
    """

    member: Member
    reason: str
    kind: str
    value: Json
    pointer: str
    literal: bool = False
    others: tuple[Json, ...] = ()


@dataclass(frozen=True, slots=True)
class Doubt:
    """A member of which nobody can tell whether the interaction takes all that it may be.

    `empty` tells that no value was found that the document allows at all.
    """

    member: Member
    pointer: str
    empty: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """What an interaction refuses of an answer, and the members that are open.

    `taken` tells that a body was found that the document allows and the interaction takes;
    `whole` that one of them has all that the interaction's example has, `apart` that there is none
    for sure, `pointer` where the document speaks of the body. `allows` asks the document of one.
    """

    refusals: tuple[Refusal, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    taken: bool = False
    whole: bool = False
    apart: bool = False
    pointer: str = ""
    allows: Callable[[Json], bool] = _nothing

    @property
    def is_empty(self) -> bool:
        """Whether no body was found that the document allows."""
        return any(one.empty for one in self.doubts)

    @property
    def reasons(self) -> frozenset[tuple[Member, str]]:
        """The members that are refused something, with the kind of reason."""
        return frozenset((one.member, one.kind) for one in self.refusals)

    @property
    def members(self) -> frozenset[Member]:
        """The members that refusals or doubts are about."""
        refused = {one.member for one in self.refusals}
        return frozenset(refused | {one.member for one in self.doubts})


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """A JSON value that an interaction expects, and the pointer of the schema that speaks of it.

    `taken` is what its rules say as a schema; `differ` is its own matching, which has the last
    word.
    """

    pointer: str
    example: Json
    taken: Node
    differ: Callable[[Json, Steps], list[Mismatch]]


def expect_body(
    pointer: str, example: Json, rules: Mapping[str, RuleSet] | None, choices: Sequence[Choice]
) -> Expected:
    """Return a body with its rules and its declared variants as what an interaction expects."""
    return Expected(
        pointer=pointer,
        example=example,
        taken=rules_schema(example, rules, sends=False, choices=choices),
        differ=differences_of(example, rules, choices),
    )


def find_refusals(interaction: HttpInteraction, document: ApiDocument) -> Refused:
    """Return what the interaction refuses of the JSON bodies that its answer may have."""
    found = find_operation(interaction, document)
    body = interaction.response.body
    if found is None or body is None or not body.content:
        return Refused()
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
        return Refused()
    try:
        example = read_json(body.content)
    except (RecursionError, ValueError):
        return Refused()
    rules = exchange.response.rules.get("body")
    return refuse(expect_body(media.schema, example, rules, choices_of(exchange)), document)


def refuse(expected: Expected, document: ApiDocument | AsyncDocument) -> Refused:
    """Return what an interaction refuses of the values that the document allows."""
    view = document.schemas.responses
    node = view.node(expected.pointer)
    judge = Judge(view, Closing(view))
    allows = partial(judge.accepts, node)
    pointer, differ = expected.pointer, expected.differ
    if not any(map(allows, _some(view, node))):
        return Refused(doubts=(Doubt((), pointer, empty=True),), pointer=pointer)
    outcome = Walker(view, each=_EACH).walk(node, expected.taken)
    allowed = [one for one in outcome.candidates if allows(one.value)]
    said = [(one, list(_refusals(one, differ))) for one in allowed]
    found = _told_apart(refusal for _one, refusals in said for refusal in refusals)
    # A place is open, too, where all that would break there is more than the document allows.
    untried = (one for one in outcome.candidates if not one.probe and one not in allowed)
    tried = {one.at for one in allowed}
    gaps = [
        *outcome.gaps,
        *(Gap(one.at, one.pointer) for one in untried if one.at not in tried),
        *_taken_after_all(said),
    ]
    doubts = {_member(gap.at): Doubt(_member(gap.at), gap.pointer) for gap in gaps}
    refused = {one.member for one in found}
    near = _near(view, node, expected.taken, _Blend(expected.example, allows))
    suiting = (value for value in near if allows(value) and not differ(value, ()))
    suits = list(islice(suiting, 1))
    like = (_is_like(expected.example, one) for one in chain(suits, islice(suiting, _LIKE)))
    return Refused(
        refusals=found,
        doubts=tuple(one for member, one in doubts.items() if member not in refused),
        taken=bool(suits),
        whole=any(like),
        apart=not suits and document.inclusions.are_apart(node, view, expected.taken),
        pointer=pointer,
        allows=allows,
    )


def _taken_after_all(said: Sequence[tuple[Candidate, Sequence[Refusal]]]) -> Iterator[Gap]:
    """Yield the places where the rules' schema refuses a kind of values, and matching took some.

    Verifiers hold patterns to the text of numbers and lists: some of them fit, and others may not.
    """
    refused = {_kind_at(one) for one, refusals in said if refusals}
    for one, _ in said:
        kind = _kind_at(one)
        if not one.probe and kind not in refused and kind[1] not in _COUNTED:
            yield Gap(one.at, one.pointer)


def _kind_at(one: Candidate) -> tuple[Steps, str]:
    return one.at, kind_of(value_at(one.value, one.at))


def _told_apart(refusals: Iterable[Refusal]) -> tuple[Refusal, ...]:
    """Return the first refusal of each kind at each place, with the values of the others."""
    found: dict[tuple[Member, str, bool], list[Refusal]] = {}
    for one in refusals:
        found.setdefault((one.member, one.kind, one.literal), []).append(one)
    return tuple(
        replace(first, others=tuple(one.value for one in rest)) for first, *rest in found.values()
    )


def _is_like(example: Json, value: Json) -> bool:
    """Tell whether a value has all that the example has, of the same types."""
    if isinstance(example, Mapping):
        return isinstance(value, Mapping) and all(
            name in value and _is_like(part, value[name]) for name, part in example.items()
        )
    if isinstance(example, list):
        return isinstance(value, list) and all(
            index < len(value) and _is_like(part, value[index])
            for index, part in enumerate(example)
        )
    numbers = kind_of(example) in _NUMBERS and kind_of(value) in _NUMBERS
    return numbers or kind_of(example) == kind_of(value)


def _near(view: View, node: Node, taken: Node, blend: _Blend) -> Iterator[Json]:
    """Yield bodies that both sides may take: samples with the example in them, then others."""
    maker = Maker(view, closing=True)
    for sample in islice(samples(maker, node), _COMPLETED):
        yield blend.into(sample)
    tried = list(islice(probes(maker, (node, taken)), _TRIED))
    yield from tried
    # A sample may have an empty list, into which no item of the example goes.
    yield from map(blend.into, tried[:_COMPLETED])


@dataclass(frozen=True, slots=True)
class _Blend:
    """An example put into samples, as much of it as the document allows."""

    example: Json
    accepts: Callable[[Json], bool]

    def into(self, sample: Json) -> Json:
        """Return the sample with all that the example says, or with all of it that is allowed."""
        whole = _completed(self.example, sample)
        if self.accepts(whole):
            return whole
        if isinstance(self.example, Mapping) and isinstance(sample, Mapping):
            return self._member_by_member(self.example, dict(sample))
        if isinstance(self.example, list) and isinstance(sample, list) and sample:
            return [_Blend(item, self._as_item).into(sample[0]) for item in self.example]
        return sample

    def _member_by_member(self, example: Mapping[str, Json], found: dict[str, Json]) -> Json:
        for name, part in example.items():
            fits = partial(self._as_member, found, name)
            value = _Blend(part, fits).into(found.get(name))
            if fits(value):
                found[name] = value
        return found

    def _as_member(self, others: Mapping[str, Json], name: str, value: Json) -> bool:
        return self.accepts({**others, name: value})

    def _as_item(self, value: Json) -> bool:
        return self.accepts([value])


def _completed(example: Json, sample: Json) -> Json:
    """Return a sample with all in it that the example says."""
    if isinstance(example, Mapping):
        whole = sample if isinstance(sample, Mapping) else {}
        return {**whole, **{key: _completed(it, whole.get(key)) for key, it in example.items()}}
    if isinstance(example, list):
        first = sample[0] if isinstance(sample, list) and sample else None
        return [_completed(item, first) for item in example]
    return example


def _some(view: View, node: Node) -> Iterator[Json]:
    maker = Maker(view, closing=True)
    yield from maker.cheapest((node,))
    yield from islice(samples(maker, node), _TRIED)


def _refusals(one: Candidate, differ: Callable[[Json, Steps], list[Mismatch]]) -> Iterator[Refusal]:
    """Yield what a value is refused for: at its place or else below; of a probe, all of it."""
    at = _member(one.at)
    differing = differ(one.value, one.at)
    if not differing and one.at:  # a rule about all of an object is not about the one place
        differing = [each for each in differ(one.value, ()) if _is_within(each, at)]
    found = [(_place_of(mismatch, at), mismatch) for mismatch in differing]
    found.sort(key=lambda pair: pair[0] != at)
    for member, mismatch in found if one.probe else found[:1]:
        kind = _QUOTED.sub("…", mismatch.message)
        yield Refusal(
            member=member,
            reason=mismatch.message,
            kind=_TYPED.sub("…", kind) if one.literal else kind,
            value=one.value,
            pointer=one.pointer,
            literal=one.literal,
        )


def _is_within(mismatch: Mismatch, at: Member) -> bool:
    return _member(parse_path(mismatch.path))[: len(at)] == at


def _place_of(mismatch: Mismatch, at: Member) -> Member:
    place = _member(parse_path(mismatch.path))
    return place if place[: len(at)] == at else at


def _member(steps: Iterable[Step]) -> Member:
    return tuple(Wildcard.INDEX if isinstance(step, int) else step for step in steps)


def overlap(one: Member, other: Member) -> bool:
    """Tell whether one path leads through the other, a wildcard standing for any step."""
    return all(
        a == b or isinstance(a, Wildcard) or isinstance(b, Wildcard)
        for a, b in zip(one, other, strict=False)
    )
