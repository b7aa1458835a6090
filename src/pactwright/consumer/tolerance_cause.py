"""Tells which differences from the example a failure of a test needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Final, TypeAlias

from pactwright.consumer.kept import find_breaches
from pactwright.consumer.stage import Part
from pactwright.consumer.tolerance import (
    Attempt,
    Failure,
    Finding,
    Wire,
    choices_of,
    content_of,
    with_content,
)
from pactwright.matching.choices import compare_choices
from pactwright.matching.message import compare_message
from pactwright.matching.values import read_json, same
from pactwright.matching.wording import encode_json
from pactwright.model.interaction import AsyncMessage, HttpInteraction, MessageContents, SyncMessage
from pactwright.model.json import Json
from pactwright.model.wire import WireMessage, WireResponse

MOST_TRIALS: Final = 60
"""The runs of a test that one failure's cause may take."""

_Fails: TypeAlias = Callable[[Wire], bool]
_StillFails: TypeAlias = Callable[[Json], bool]


def find_cause(part: Part, example: Wire, finding: Finding, attempt: Attempt) -> Finding:
    """Return the finding with its `cause`: the example, and of the answer what the failure needs.

    Each difference is put back to the example's value and the test run again; what then still
    fails in the same words did not need it. Where the words change with every value, failing
    alike at the same place is enough. Mixtures that the contract refuses are not tried where it
    allows the answer itself.
    """
    trials = _Trials(part, finding, attempt)
    for is_same in (trials.in_same_words, trials.alike):
        head = _restore_head(example, finding.answer, is_same)
        cause = _restore_body(example, head, is_same)
        if cause != finding.answer:
            break
    return replace(finding, cause=cause)


class _Trials:
    """Runs a test with mixtures of an answer and the example, `MOST_TRIALS` times at most."""

    def __init__(self, part: Part, finding: Finding, attempt: Attempt) -> None:
        self._part = part
        self._failure = finding.failure
        self._attempt = attempt
        self._bound = admits(part, finding.answer)
        self._left = MOST_TRIALS

    def in_same_words(self, wire: Wire) -> bool:
        """Return whether the test fails with the mixture as it did, its message included."""
        failure = self._run(wire)
        return failure is not None and failure == self._failure

    def alike(self, wire: Wire) -> bool:
        """Return whether the test fails with the mixture in the same manner and place."""
        failure = self._run(wire)
        return failure is not None and failure.key == self._failure.key

    def _run(self, wire: Wire) -> Failure | None:
        if not self._left or (self._bound and not admits(self._part, wire)):
            return None
        self._left -= 1
        return self._attempt(wire)


def admits(part: Part, wire: Wire) -> bool:
    """Return whether the part's declaration allows the answer."""
    match part.interaction, wire:
        case HttpInteraction() as expected, WireResponse():
            return not find_breaches(expected, wire)
        case AsyncMessage(contents=contents), WireMessage():
            return _is_message(part, contents, wire)
        case SyncMessage(responses=responses), WireMessage():
            return _is_message(part, responses[part.answer], wire)
        case _:
            return False


def _is_message(part: Part, expected: MessageContents, wire: WireMessage) -> bool:
    found = compare_message(expected, wire)
    return not found and not compare_choices(choices_of(part), wire.contents)


def _restore_head(example: Wire, answer: Wire, fails: _Fails) -> Wire:
    if not (isinstance(answer, WireResponse) and isinstance(example, WireResponse)):
        return answer
    mixed = replace(answer, status=example.status)
    if mixed != answer and fails(mixed):
        answer = mixed
    mixed = replace(answer, headers=example.headers)
    return mixed if mixed != answer and fails(mixed) else answer


def _restore_body(example: Wire, answer: Wire, fails: _Fails) -> Wire:
    try:
        before, after = read_json(content_of(example)), read_json(content_of(answer))
    except (RecursionError, ValueError):
        return answer

    def ordered(value: Json) -> Wire:
        return with_content(answer, encode_json(_in_order(before, value)))

    if ordered(after) != with_content(answer, encode_json(after)) and not fails(ordered(after)):
        return answer
    return ordered(_restored(before, after, lambda value: fails(ordered(value))))


def _in_order(before: Json, after: Json) -> Json:
    """Return a value with the members of its objects in the order of the example."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        names = [
            *(name for name in before if name in after),
            *(n for n in after if n not in before),
        ]
        return {name: _in_order(before.get(name), after[name]) for name in names}
    if isinstance(before, list) and isinstance(after, list):
        return [*map(_in_order, before, after), *after[len(before) :]]
    return after


def _restored(before: Json, after: Json, still: _StillFails) -> Json:
    """Return a value with all put back to the example that the failure does not need."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        return _restored_object(before, after, still)
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        return _restored_list(before, after, still)
    return after


def _restored_part(before: Json, after: Json, still: _StillFails) -> Json:
    return before if still(before) else _restored(before, after, still)


def _restored_object(
    before: Mapping[str, Json], after: Mapping[str, Json], still: _StillFails
) -> Json:
    found = dict(after)
    for name in after:
        rest = {one: value for one, value in found.items() if one != name}
        if name not in before:
            found = rest if still(rest) else found
        elif not same(before[name], found[name]):
            inside = partial(_fails_with_member, still, rest, name)
            found[name] = _restored_part(before[name], found[name], inside)
    if found.keys() <= before.keys():  # with new members it may be another of several shapes
        for name in [one for one in before if one not in found]:
            whole = {**found, name: before[name]}
            found = whole if still(whole) else found
    return found


def _fails_with_member(
    still: _StillFails, rest: Mapping[str, Json], name: str, value: Json
) -> bool:
    return still({**rest, name: value})


def _restored_list(before: list[Json], after: list[Json], still: _StillFails) -> Json:
    found = list(after)
    for place, (old, new) in enumerate(zip(before, after, strict=True)):
        if not same(old, new):
            inside = partial(_fails_with_item, still, tuple(found), place)
            found[place] = _restored_part(old, new, inside)
    return found


def _fails_with_item(still: _StillFails, items: tuple[Json, ...], place: int, value: Json) -> bool:
    return still([*items[:place], value, *items[place + 1 :]])
