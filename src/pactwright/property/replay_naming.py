"""Names a crash by what it takes, which shows in process and over HTTP alike."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from pactwright.model.json import Json
from pactwright.model.path import format_path
from pactwright.property.replay_judge import CRASH
from pactwright.property.replay_shrink import LOCATIONS, PARTS, with_values
from pactwright.property.replay_values import Exchange, Trouble
from pactwright.property.schemathesis_cases import Content, Draft

ALWAYS: Final = "any request"
"""What a crash is called that takes nothing of its own in the request."""

_AFTER: Final = "after "
_NAMED: Final = re.compile(r"any request$|after |(path|query|header|cookie) |\$")


def name_by_parts(
    trouble: Trouble, draft: Draft, plain: Draft, fails: Callable[[Draft], bool] | None = None
) -> Trouble:
    """Return the trouble, a crash by the parts of its draft that it takes.

    `plain` is a draft that does not crash; where `fails` is given, what differs from it matters
    only if the crash goes away without.
    """
    if trouble.breach.check != CRASH:
        return trouble
    parts = sorted(_parts(draft, plain, fails or _never))
    return replace(trouble, place=", ".join(parts) or ALWAYS)


def name_by_steps(trouble: Trouble) -> Trouble:
    """Return the trouble, a crash by the operations that come before it."""
    if trouble.breach.check != CRASH or len(trouble.exchanges) <= 1:
        return trouble
    return replace(trouble, place=f"{_AFTER}{', '.join(_steps(trouble.exchanges[:-1]))}")


def is_named(place: str) -> bool:
    """Return whether a crash was named here; older names are its status or its exception."""
    return _NAMED.match(place) is not None


def _steps(exchanges: Sequence[Exchange]) -> list[str]:
    return list(dict.fromkeys(f"{one.request.method} {one.template}" for one in exchanges))


def _never(_: Draft) -> bool:
    return False


def _parts(draft: Draft, plain: Draft, fails: Callable[[Draft], bool]) -> Iterator[str]:
    for part in PARTS:
        values: Mapping[str, Any] = getattr(draft, part)
        known: Mapping[str, Any] = getattr(plain, part)
        for name, value in values.items():
            if name not in known or (
                value != known[name]
                and not fails(with_values(draft, part, {**values, name: known[name]}))
            ):
                word = name.lower() if part == "headers" else name
                yield f"{LOCATIONS[part]} {word}"
    if draft.body is not None and draft.body != plain.body:
        before = None if plain.body is None else plain.body.value
        yield from _members(draft, draft.body.value, before, fails)


def _members(
    draft: Draft, value: Json, plain: Json, fails: Callable[[Draft], bool]
) -> Iterator[str]:
    if not isinstance(value, Mapping) or not isinstance(plain, Mapping):
        yield "$"
        return
    for name in dict.fromkeys([*value, *plain]):
        if name in value and name in plain and value[name] == plain[name]:
            continue
        rest = {key: one for key, one in value.items() if key != name}
        again = rest | ({name: plain[name]} if name in plain else {})
        if not fails(replace(draft, body=Content(value=again))):
            yield format_path((name,))
