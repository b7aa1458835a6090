"""What an interaction comes to beside a changed document that it did not come to before."""

from __future__ import annotations

from dataclasses import replace

from pactwright.conformance.catalogue import BY_ID
from pactwright.conformance.check import Checking, check_interaction, find_operation
from pactwright.conformance.document import ApiDocument
from pactwright.document.pointer import split_pointer
from pactwright.model.conformance import ConformanceResult
from pactwright.model.finding import Effect
from pactwright.model.interaction import HttpInteraction
from pactwright.model.path import Step, Wildcard, format_path
from pactwright.usage.refusals import Refused, find_refusals
from pactwright.usage.weigh import BY_MEMBER, UNDECIDED, Half, Trouble, is_example, weigh

_UNHEARD = frozenset(
    {
        "request.query.unknown",
        "request.header.unknown",
        "request.body.unknown",
        "response.header.undefined",
    }
)
"""What the new document no longer knows: nobody refuses it, and nobody promises it."""

_HALVES = {
    "request.content-type.incompatible": "request",
    "response.body.unknown": "response",
    "response.content-type.incompatible": "response",
    "response.status.unknown": "response",
}
"""The half of an exchange that a document knows nothing of when it has this result."""

_ANSWER = Half("response", "response")
_HEADER = "response.header.not-covered"
_HEADER_EXAMPLE = "response.header.incompatible"


def find_troubles(
    interaction: HttpInteraction, old: ApiDocument, new: ApiDocument, *, version: str = "4"
) -> list[Trouble]:
    """Return what the new document brings an interaction.

    Of a half that the old document knew nothing of (the operation, the status, the media type),
    there is nothing that a change could break.
    """
    if find_operation(interaction, old) is None:
        return []
    checking = Checking(version=version)
    before = check_interaction(interaction, old, checking)
    unknown = {_HALVES[result.code] for result in before if result.code in _HALVES}
    refused = Refused() if "response" in unknown else find_refusals(interaction, new)
    known = {_key(result) for result in before}
    after = check_interaction(interaction, new, checking)
    # What the old document refused as well is the failure that the test is about.
    meant = any(_is_of_failure(result) for result in before)
    results = (
        trouble
        for result in after
        if not (meant and _is_of_failure(result))
        and (trouble := _trouble(result, known=_key(result) in known)) is not None
    )
    taken = {result.pact.pointer.lower() for result in after if _is_taken_header(result)}
    said = [_doubted(one, taken) for one in results if one.side not in unknown]
    if not refused.is_empty and not any(_asks_of_body(result) for result in after):
        return [one for one in said if not is_example(one)]
    earlier = find_refusals(interaction, old)
    return weigh(said, refused, earlier, _ANSWER)


def _doubted(trouble: Trouble, taken: set[str]) -> Trouble:
    """Return what is wrong with a header's example as a doubt, where the rules took what was tried.

    Headers can only be tried, so that it is no more than that.
    """
    if trouble.code == _HEADER_EXAMPLE and trouble.place.lower() in taken:
        return replace(trouble, effect="undecided")
    return trouble


def _is_taken_header(result: ConformanceResult) -> bool:
    """Tell whether all that was tried of a header is taken by the consumer."""
    steps = split_pointer(result.pact.pointer)[2:]
    return result.code == UNDECIDED and steps[:2] == ["response", "headers"] and result.sampled > 0


def _asks_of_body(result: ConformanceResult) -> bool:
    """Tell whether it is not sure that the consumer takes every body of the answer."""
    return _side(result) == "response" and _member(result) is not None


def _trouble(result: ConformanceResult, *, known: bool) -> Trouble | None:
    effect, member = _effect(result), _member(result)
    if effect is None or (known and result.code not in (_HEADER, UNDECIDED)):
        return None
    if result.code == UNDECIDED and member is not None and _side(result) == "response":
        return None
    return Trouble(
        code=result.code,
        side=_side(result),
        effect=effect,
        part=_part(result, member),
        reason=result.message,
        pointer=result.spec.place.pointer,
        place=result.pact.pointer,
        member=member,
        proof=None if result.proof is None else result.proof.value,
        known=known,
    )


def _side(result: ConformanceResult) -> str:
    return (split_pointer(result.pact.pointer)[2:] or ["request"])[0]


def _key(result: ConformanceResult) -> tuple[str, str, str]:
    # The message of a risk holds the value that shows it, which is another one each time.
    said = "" if BY_ID[result.code].risk else result.message
    return result.code, result.pact.pointer, said


def _effect(result: ConformanceResult) -> Effect | None:
    if result.level == "error":
        return "breaks"
    if BY_ID[result.code].risk and result.code != BY_MEMBER:
        return "may break" if result.proof is not None else "undecided"
    return "may break" if result.code in _UNHEARD or _is_of_failure(result) else None


def _is_of_failure(result: ConformanceResult) -> bool:
    """Tell whether it is an error but for the test being about a failure."""
    return BY_ID[result.code].level == "error" and result.level == "warning"


def _part(result: ConformanceResult, member: tuple[Step, ...] | None) -> str:
    steps = split_pointer(result.pact.pointer)[2:]
    if member is not None:
        return f"{steps[0]} {format_path(member)}"
    return " ".join(steps) if steps else "request"


def _member(result: ConformanceResult) -> tuple[Step, ...] | None:
    steps = split_pointer(result.pact.pointer)[2:]
    if steps[1:2] != ["body"]:
        return None
    below = steps[3:] if steps[2:3] == ["content"] else steps[2:]
    return tuple(Wildcard.INDEX if step.isdecimal() else step for step in below)
