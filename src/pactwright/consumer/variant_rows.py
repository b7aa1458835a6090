"""The runs of one test: which variant of each of its declarations a run is for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from pactwright.consumer.compile import Compiled, compile_declaration
from pactwright.consumer.declaration import Declaration, Given, HttpDeclaration
from pactwright.consumer.kept import compile_kept, name_kept
from pactwright.consumer.match import null
from pactwright.consumer.repeats import KeptAnswer
from pactwright.consumer.variant_bodies import bodies_of, find_problems, with_bodies
from pactwright.consumer.variant_plan import (
    Selection,
    describe_variant,
    pick,
    plan_each,
    plan_pairs,
    stated_branches,
)
from pactwright.consumer.variant_tree import varies

FIRST = "as declared"
"""The name of the run in which every varying value is its first branch."""

Change: TypeAlias = tuple[Selection, ...] | KeptAnswer
"""The branches that each body of a declaration takes, or an answer that the test keeps."""


_Named: TypeAlias = tuple[str, tuple[Selection, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One run of a test: a change for each declaration, `None` for those that do not vary."""

    name: str
    changes: tuple[Change | None, ...]


def plan_rows(
    declarations: Sequence[Declaration], kept: Sequence[KeptAnswer] = ()
) -> tuple[Row, ...]:
    """Return the runs of a test, the fewest that show every variant of its declarations.

    The answers that the test keeps follow, each in a run of its own. A test without either has
    one run; so has one whose variants are wrong, to tell it.
    """
    columns = [_plan_changes(one) for one in declarations]
    longest = max(map(len, columns), default=0) or 1
    rows = [_make_row([_at(column, index) for column in columns]) for index in range(longest)]
    return (*rows, *(_keep_row(rows[0], declarations, one) for one in kept))


def _keep_row(first: Row, declarations: Sequence[Declaration], answer: KeptAnswer) -> Row:
    changes = tuple(
        answer if index == _place_of(declarations, answer) else change
        for index, change in enumerate(first.changes)
    )
    return Row(name=name_kept(answer), changes=changes)


def _place_of(declarations: Sequence[Declaration], answer: KeptAnswer) -> int:
    """Return the declaration that an answer is for: the first of its pact that `of` names."""
    fits = [
        (one.consumer, one.provider) == (answer.consumer, answer.provider)
        and answer.of in (None, name_request(one))
        for one in declarations
    ]
    return fits.index(True) if True in fits else 0


def name_request(declaration: Declaration) -> str:
    """Return the request in a few words, `GET /orders`; a message has none."""
    if not isinstance(declaration, HttpDeclaration):
        return ""
    path = getattr(declaration.request, "path", "")
    return f"{getattr(declaration.request, 'method', '')} {getattr(path, 'example', path)}"


def _at(column: list[_Named], index: int) -> _Named | None:
    """Return the variant of a run; those that have no more of them show their first."""
    return column[index if index < len(column) else 0] if column else None


def _make_row(chosen: list[_Named | None]) -> Row:
    names = [one[0] for one in chosen if one is not None and one[0]]
    changes = tuple(None if one is None else one[1] for one in chosen)
    return Row(name=", ".join(names) or FIRST, changes=changes)


def _plan_changes(declaration: Declaration) -> list[_Named]:
    """Return the variants of a declaration with their names; none where nothing varies."""
    bodies = bodies_of(declaration)
    if not any(map(varies, bodies)) or any(find_problems(declaration)):
        return []
    plan = plan_pairs if declaration.variants == "pairwise" else plan_each
    plans = [plan(body) for body in bodies]
    longest = max(map(len, plans))
    changes = [tuple(one[i] if i < len(one) else one[0] for one in plans) for i in range(longest)]
    return [(_name_change(bodies, change), change) for change in changes]


def _name_change(bodies: Sequence[Any], change: Sequence[Selection]) -> str:
    names = [describe_variant(*pair) for pair in zip(bodies, change, strict=True)]
    return ", ".join(filter(None, names))


def compile_variant(declaration: Declaration, change: Change, *, description: str) -> Compiled:
    """Return the interaction that the stand-ins answer in one run."""
    if isinstance(change, KeptAnswer):
        return compile_kept(compile_declaration(declaration, description=description), change)
    pairs = zip(bodies_of(declaration), change, strict=True)
    bodies = [_body(body, pick(body, selection)) for body, selection in pairs]
    return compile_declaration(with_bodies(declaration, bodies), description=description)


def _body(declared: object, picked: object) -> object:
    """Return the body of a variant: a chosen `null` is one, where nothing would say nothing."""
    return null() if picked is None and declared is not None else picked


def compile_demands(declaration: Declaration, *, description: str) -> tuple[Compiled, ...]:
    """Return the interactions of the variants that have a provider state of their own.

    Each adds its state to those of the declaration, and its variant to the description.
    """
    bodies = bodies_of(declaration)
    found: list[Compiled] = []
    for place, body in enumerate(bodies):
        for pins, branch, words in stated_branches(body):
            settled = [pins if index == place else {} for index in range(len(bodies))]
            name = declaration.description or description
            stated = replace(
                declaration,
                given=(*_states(declaration.given), *_states(branch.given)),
                description=f"{name} [{words}]",
                key=None,
            )
            found.append(compile_declaration(stated, description=name, pins=settled))
    return tuple(found)


def _states(given: Given | object) -> tuple[Any, ...]:
    if given is None:
        return ()
    return tuple(given) if isinstance(given, list | tuple) else (given,)
