"""Declared variants, read from an interaction's comments and written there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal, cast

from pactwright.errors import PactwrightError
from pactwright.model.choice import Alternative, Choice
from pactwright.model.interaction import PactDocument
from pactwright.model.json import Json, JsonObject
from pactwright.model.path import parse_path
from pactwright.pactfile.node import Node, Problem
from pactwright.pactfile.rules import read_rules, write_rules

KEY: Final = "pactwright"
"""The name of pactwright's own part of an interaction's comments."""

_VERSION: Final = 1
_KINDS: Final = ("value", "absent", "any")


def write_choices(bodies: Sequence[Sequence[Choice]]) -> JsonObject:
    """Return the comments that declare the choices of each expected body, in their order.

    Without choices there are no comments. docs/variants.md describes the form.
    """
    if not any(bodies):
        return {}
    written = [[_write_choice(choice) for choice in choices] for choices in bodies]
    return {KEY: {"variants": {"version": _VERSION, "bodies": written}}}


def _write_choice(choice: Choice) -> JsonObject:
    return {"place": choice.place, "alternatives": [*map(_write_one, choice.alternatives)]}


def _write_one(alternative: Alternative) -> JsonObject:
    written: dict[str, Json] = {"name": alternative.name, "kind": alternative.kind}
    if alternative.kind == "value":
        written["content"] = alternative.content
    if alternative.rules:
        written["matchingRules"] = write_rules({"body": alternative.rules}, None)
    if alternative.choices:
        written["choices"] = [*map(_write_choice, alternative.choices)]
    return written


def read_choices(comments: JsonObject) -> tuple[tuple[Choice, ...], ...]:
    """Return the choices of each expected body; a pact without them has no bodies here.

    Raises PactwrightError for a declaration that cannot be read: it must not pass unheard.
    """
    own = comments.get(KEY)
    if not isinstance(own, dict) or "variants" not in own:
        return ()
    problems: list[Problem] = []
    node = Node(own["variants"], f"/comments/{KEY}/variants", problems)
    found = _read_bodies(node)
    if problems:
        first = problems[0]
        raise PactwrightError(
            f"{first.pointer}: {first.message}",
            hint="write the pact anew with this version of pactwright, or verify it with a newer",
        )
    return found


def first_choices(comments: JsonObject) -> tuple[Choice, ...]:
    """Return the choices of the first expected body, which is the only one of most interactions."""
    bodies = read_choices(comments)
    return bodies[0] if bodies else ()


def check_choices(pact: PactDocument) -> None:
    """Raise `PactwrightError` with file and place for declared variants that cannot be read."""
    for index, interaction in enumerate(pact.interactions):
        try:
            read_choices(interaction.comments)
        except PactwrightError as error:
            place = f"/interactions/{index}{error.message}"
            named = f"{pact.source}: {place}" if pact.source else place
            raise PactwrightError(named, hint=error.hint) from None


def _read_bodies(node: Node) -> tuple[tuple[Choice, ...], ...]:
    if not node.is_object():
        return ()
    version = cast("dict[str, Json]", node.value).get("version")
    if version != _VERSION:
        node.report(
            f"variants of version {version!r} are unknown; this pactwright reads {_VERSION}"
        )
        return ()
    bodies = node.member("bodies")
    if bodies is None:
        node.report('expected a list under "bodies"')
        return ()
    return tuple(_read_list(body) for body in bodies.elements())


def _read_list(node: Node) -> tuple[Choice, ...]:
    return tuple(_read_choice(one) for one in node.elements())


def _read_choice(node: Node) -> Choice:
    if not node.is_object():
        return Choice(place="$", alternatives=())
    place = node.text("place") or "$"
    try:
        parse_path(place)
    except PactwrightError as error:
        node.report(error.message)
    many = node.member("alternatives")
    if many is None:
        node.report('expected a list under "alternatives"')
    return Choice(
        place=place, alternatives=tuple(_read_one(one) for one in many.elements()) if many else ()
    )


def _read_one(node: Node) -> Alternative:
    if not node.is_object():
        return Alternative(name="")
    kind = node.text("kind")
    if kind not in _KINDS:
        node.report(f'expected a "kind" of {", ".join(_KINDS)}')
    rules, _ = read_rules(node)
    nested = node.member("choices")
    return Alternative(
        name=node.text("name") or "",
        kind=cast("Literal['value', 'absent', 'any']", kind),
        content=cast("dict[str, Json]", node.value).get("content"),
        rules=rules.get("body", {}),
        choices=_read_list(nested) if nested else (),
    )
