"""What a changed document brings to a JSON value that an interaction reads, member by member."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pactwright.model.finding import Effect
from pactwright.model.json import Json
from pactwright.model.path import Step, format_path
from pactwright.usage.refusals import Refusal, Refused, overlap

BY_MEMBER = "response.body.not-covered"
"""Told for a body as a whole; refusals tell it member by member."""

UNDECIDED = "rules.undecided"
_DISJOINT = "response.body.disjoint"
_EXAMPLES = frozenset(
    {
        "response.body.incompatible",
        "message.payload.incompatible",
        "message.headers.incompatible",
    }
)
_OPEN = "whether the consumer takes all that this may be could not be decided"
_EMPTY = "no value was found that the document allows at all"
_NEVER = "nothing that the document allows is taken by the consumer any more"
_NOT_FOUND = "no value was found any more that the document allows and the consumer takes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Something that is wrong, or may go wrong, with the new document.

    `code` is that of conformance, `side` the half of the exchange (`request`, `response`),
    `pointer` the place in the new document, `place` that in the pact, `member` the path below the
    body where it is about one, `part` what the consumer sends or reads, in words. `known` tells
    that the like of it may have happened with the old document too.
    """

    code: str
    side: str
    effect: Effect
    part: str
    reason: str
    pointer: str
    place: str = ""
    member: tuple[Step, ...] | None = None
    proof: Json = None
    known: bool = False


@dataclass(frozen=True, slots=True)
class Half:
    """The half of an exchange that a value travels in: its side, and its word in reports."""

    side: str
    word: str


def is_example(trouble: Trouble) -> bool:
    """Tell whether it is about an interaction's own example of what comes back."""
    return trouble.code in _EXAMPLES


def weigh(said: Sequence[Trouble], after: Refused, before: Refused, half: Half) -> list[Trouble]:
    """Return what is said of a value that does harm, and what is refused or open now."""
    heard = [one for one in said if not is_example(one) or _is_harm(one, after, before)]
    found = [*heard, *_of_members(after, before, half)]
    if before.taken and not any(_breaks_value(one, half) for one in heard):
        found += _apart(after, half)
    return found


def _is_harm(trouble: Trouble, after: Refused, before: Refused) -> bool:
    """Tell whether it does harm that the document allows an example no more.

    It does none where the rules take all that is allowed in its place, nor where they refuse no
    more than before and an answer that has all the example has suits both.
    """
    place = trouble.member or ()
    if after.apart:
        return True
    if after.whole:
        doubted = {one.member for one in after.doubts} - before.members
        refused = {one.member for one in after.refusals if _is_new(one, before)}
        return any(overlap(place, member) for member in doubted | refused)
    return any(overlap(place, member) for member in after.members)


def _is_new(refusal: Refusal, before: Refused) -> bool:
    """Tell whether something is refused for a reason that there was not with the old document."""
    return (refusal.member, refusal.kind) not in before.reasons


def _of_members(after: Refused, before: Refused, half: Half) -> Iterator[Trouble]:
    """Yield what the consumer may not take, and what nobody can tell of, member by member."""
    for one in after.refusals:
        known = not _is_new(one, before)
        values = [value for value in (one.value, *one.others) if not before.allows(value)]
        # Who takes one value only has a state that sees to it, before and after.
        if not known or (values and not one.literal):
            yield Trouble(
                code=BY_MEMBER,
                side=half.side,
                effect="may break",
                part=f"{half.word} {format_path(one.member)}",
                reason=one.reason,
                pointer=one.pointer,
                member=one.member,
                proof=one.value if not known else values[0],
                known=known,
            )
    for doubt in after.doubts:
        yield Trouble(
            code=UNDECIDED,
            side=half.side,
            effect="undecided",
            part=f"{half.word} {format_path(doubt.member)}",
            reason=_EMPTY if doubt.empty else _OPEN,
            pointer=doubt.pointer,
            member=doubt.member,
            known=before.is_empty if doubt.empty else doubt.member in before.members,
        )


def _apart(after: Refused, half: Half) -> Iterator[Trouble]:
    """Yield that no answer is left which the consumer takes, where there was one before."""
    if not after.taken and not after.is_empty:
        yield Trouble(
            code=_DISJOINT,
            side=half.side,
            effect="breaks" if after.apart else "may break",
            part=f"{half.word} $",
            reason=_NEVER if after.apart else _NOT_FOUND,
            pointer=after.pointer,
            member=(),
        )


def _breaks_value(trouble: Trouble, half: Half) -> bool:
    return trouble.side == half.side and trouble.member is not None and trouble.effect == "breaks"
