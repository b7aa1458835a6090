"""What every answer must hold, whichever of its variants the provider sends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Final

from pactwright.consumer.value import Branch, Matcher, Varying
from pactwright.consumer.variant_leaves import is_leaf, join_leaves
from pactwright.consumer.variant_tree import ABSENT, Absence, Taken, Trail, rebuild, show_trail
from pactwright.model.rule import MatchingRule


class Anything:
    """Stands for a value of which nothing can be said in a pact's own words."""


ANYTHING: Final = Anything()

Joined = tuple[Any, bool]
"""What several values have in common, and whether that says all that they are."""


@dataclass(slots=True, kw_only=True)
class Join:
    """Joins the branches of varying values.

    `pins` says which branch is meant at some trails. `losses` are the places whose alternatives
    have no common shape, and no provider state of their own, by name.
    """

    pins: Mapping[Trail, int] = field(default_factory=dict)
    losses: list[str] = field(default_factory=list)

    def body(self, value: object) -> Any:  # noqa: ANN401 - content, or nothing to say
        """Return the content of a body that all variants satisfy; `None` says nothing."""
        joined = self.join(value, ())
        return None if isinstance(joined, Anything | Absence) else joined

    def join(self, value: object, trail: Trail, *, typed: bool = False) -> Any:  # noqa: ANN401 - content or a mark
        """Return the content without varying values, `ANYTHING` or `ABSENT`.

        `typed` tells that a `like` above lets every plain value be any of its type.
        """
        if isinstance(value, Varying):
            return self._branches(value, trail, typed=typed)
        typed = _is_typed(value, typed=typed)
        lost: list[object] = []

        def visit(one: object, below: Trail) -> Any:  # noqa: ANN401 - content or a mark
            joined = self.join(one, below, typed=typed)
            if joined is ANYTHING:
                lost.append(one)
            return ABSENT if joined is ANYTHING else joined

        made = rebuild(value, trail, visit)
        members = value.example if isinstance(value, Matcher) else value
        return ANYTHING if lost and not isinstance(members, Mapping) else made

    def _branches(self, value: Varying, trail: Trail, *, typed: bool) -> Any:  # noqa: ANN401 - content or a mark
        if (index := self.pins.get(trail)) is not None:
            branch, below = value.branches[index], (*trail, Taken(index))
            return ABSENT if branch.absent else self.join(branch.content, below, typed=typed)
        made = [
            self.join(branch.content, (*trail, Taken(index)), typed=typed)
            for index, branch in enumerate(value.branches)
            if not branch.absent
        ]
        if typed:
            made = [one if is_listed(value, one) else _as_types(one) for one in made]
        if any(branch.absent for branch in value.branches):
            return ABSENT
        joined, exact = join_values(made)
        if exact:
            return joined
        return self._stateless(value.branches, made, trail, joined)

    def _stateless(
        self,
        branches: Sequence[Branch],
        made: Sequence[object],
        trail: Trail,
        joined: object,
    ) -> object:
        """Return what the branches without a provider state have in common, if they alone have."""
        free = [one for branch, one in zip(branches, made, strict=True) if branch.given is None]
        if not free:
            return joined
        if len(free) < len(made):
            joined, exact = join_values(free)
            if exact:
                return joined
        self.losses.append(show_trail(trail))
        return joined


def is_listed(value: Varying, content: object) -> bool:
    """Whether a branch is one of several plain values, which a `like` above leaves as they are.

    `like({"status": one_of("open", "paid")})` lists the texts that the status can be;
    `like({"note": nullable("x")})` shows one of any.
    """
    shown = [one.content for one in value.branches if not one.absent and not _is_null(one.content)]
    return len(shown) > 1 and isinstance(content, str | int | float | Decimal)


def _is_typed(value: object, *, typed: bool) -> bool:
    if not isinstance(value, Matcher):
        return typed
    return any(isinstance(rule, MatchingRule) and rule.kind == "type" for rule in value.rules)


def _as_types(value: Any) -> Any:  # noqa: ANN401 - content
    """Return the content with its plain values, outside of matchers, told by their types."""
    match value:
        case bool() | int() | float() | Decimal() | str():
            return Matcher(name="like", example=value, rules=(MatchingRule(kind="type"),))
        case Mapping():
            return {name: _as_types(one) for name, one in value.items()}
        case list():
            return [_as_types(one) for one in value]
        case _:
            return value


def join_values(values: Sequence[object]) -> Joined:
    """Return what the values have in common: one content that each of them satisfies."""
    if any(isinstance(one, Anything) for one in values):
        return ANYTHING, False
    if len(values) == 1:
        return values[0], True
    if all(map(is_leaf, values)):
        return join_leaves(values)
    rest = [one for one in values if not _is_null(one)]
    if len(rest) < len(values):
        return _join_null(rest)
    return _join_containers(values)


def _join_containers(values: Sequence[Any]) -> Joined:
    first = values[0]
    if all(isinstance(one, Mapping) for one in values):
        return _join_members(values)
    if all(isinstance(one, list) and len(one) == len(first) for one in values):
        return _join_items(values)
    if all(isinstance(one, Matcher) and _same_frame(first, one) for one in values):
        joined, exact = _join_containers([one.example for one in values])
        if not isinstance(joined, Anything):
            return replace(first, example=joined), exact
    return ANYTHING, False


def _same_frame(first: object, other: Matcher) -> bool:
    return (
        isinstance(first, Matcher)
        and isinstance(first.example, Mapping | list)
        and isinstance(other.example, Mapping | list)
        and (first.rules, first.combine, first.step) == (other.rules, other.combine, other.step)
    )


def _join_members(values: Sequence[Mapping[str, Any]]) -> Joined:
    names = [name for name in values[0] if all(name in one for one in values)]
    exact = all(len(one) == len(names) for one in values)
    joined: dict[str, Any] = {}
    for name in names:
        joined[name], same = join_values([one[name] for one in values])
        exact = exact and same
    kept = {name: one for name, one in joined.items() if not isinstance(one, Anything)}
    return kept, exact


def _join_items(values: Sequence[Sequence[Any]]) -> Joined:
    pairs = [join_values(items) for items in zip(*values, strict=True)]
    if any(isinstance(one, Anything) for one, _ in pairs):
        return ANYTHING, False
    return [one for one, _ in pairs], all(exact for _, exact in pairs)


def _is_null(value: object) -> bool:
    match value:
        case None:
            return True
        case Matcher(rules=(MatchingRule(kind="null"),)):
            return True
        case _:
            return False


def _join_null(rest: Sequence[Any]) -> Joined:
    """Return `null` or a container: the brackets of its text are all that a rule can ask for."""
    _, exact = join_values(rest)
    brackets = {_bracket(one) for one in rest}
    wanted = brackets.pop() if len(brackets) == 1 else ""
    rules = (
        MatchingRule(kind="null"),
        MatchingRule(kind="include", attributes={"value": wanted}),
    )
    return Matcher(name="nullable", example=None, rules=rules, combine="OR"), exact


def _bracket(value: object) -> str:
    content = value.example if isinstance(value, Matcher) else value
    if isinstance(content, Mapping):
        return "{"
    return "[" if isinstance(content, list | tuple) else ""
