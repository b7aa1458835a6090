"""The values that a response may hold or not: `optional`, `one_of` and `nullable`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from pactwright.consumer.declaration import Given
from pactwright.consumer.value import Branch, Content, Matcher, Varying, describe_type


def optional(content: Content, *, given: Given = None) -> Varying:
    """Declare a member of an object that may be left out; where it is there, it matches.

    The test runs with it and without it. `given` names the provider state in which the provider
    must send it: an interaction of its own.
    """
    absent = Branch(name="absent", absent=True)
    return _vary("optional", (Branch(name="present", content=content, given=given), absent))


def nullable(content: Content, *, given: Given = None) -> Varying:
    """Declare a value that may be `null`.

    The test runs with the value and with `null`. `given` names the provider state in which the
    provider must send `null`: an interaction of its own.
    """
    return _vary(
        "nullable",
        (Branch(name="a value", content=content), Branch(name="null", content=None, given=given)),
    )


def one_of(
    *alternatives: Content, given: Mapping[str, Given] | None = None, **named: Content
) -> Varying:
    """Declare a value that is one of several: `one_of("open", "paid")`.

    The test runs with each. Alternatives that are no plain texts or numbers go by their place
    ("1", "2") or by the name given: `one_of(card={…}, transfer={…})`. `given` names, by
    alternative, the provider state in which the provider must send it.
    """
    branches = [
        *(Branch(name=_name(one, place), content=one) for place, one in enumerate(alternatives, 1)),
        *(Branch(name=name, content=one) for name, one in named.items()),
    ]
    states = given or {}
    problems = _check_alternatives(branches, states)
    if problems:
        return Varying(name="one_of", branches=tuple(branches), problems=problems)
    return _vary("one_of", tuple(replace(one, given=states.get(one.name)) for one in branches))


def _name(content: object, place: int) -> str:
    plain = content.example if isinstance(content, Matcher) else content
    if isinstance(plain, bool):
        return str(plain).lower()
    return str(plain) if isinstance(plain, str | int | float) and plain != "" else str(place)


def _check_alternatives(branches: list[Branch], given: object) -> tuple[str, ...]:
    names = [branch.name for branch in branches]
    if len(branches) < 2:  # noqa: PLR2004 - one is no choice
        return ("one_of() takes two alternatives or more",)
    if twice := sorted({name for name in names if names.count(name) > 1}):
        return (f"one_of() has two alternatives {twice[0]!r}; name them: one_of(name=…, other=…)",)
    if not isinstance(given, Mapping):
        words = describe_type(given)
        return (f"one_of(given=) is a dict of states by alternative, not {words}",)
    unknown = sorted(str(name) for name in given if name not in names)
    if unknown:
        return (f"one_of(given=) names {unknown[0]!r}; the alternatives are {', '.join(names)}",)
    return ()


def _vary(name: str, branches: tuple[Branch, ...]) -> Varying:
    """Return the value with variants right within variants made branches of one."""
    flat: list[Branch] = []
    problems: list[str] = []
    for branch in branches:
        match branch.content:
            case Varying(branches=inner, problems=wrong):
                problems += wrong
                first, *others = inner
                flat += [replace(first, given=first.given or branch.given), *others]
            case _:
                flat.append(branch)
    kept = {one.name: one for one in reversed(flat)}
    return Varying(name=name, branches=tuple(reversed(kept.values())), problems=tuple(problems))
