"""Follows a change by reading what it changed: deleted, created or altered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final
from urllib.parse import urlsplit

from pactwright.errors import PactwrightError
from pactwright.matching.values import read_json
from pactwright.model.json import Json
from pactwright.property.replay_judge import judge
from pactwright.property.replay_port import Scene
from pactwright.property.replay_reading import Reader
from pactwright.property.replay_request import Source, quote_segment
from pactwright.property.replay_values import (
    Exchange,
    Setting,
    Tally,
    Trouble,
    base_request,
)
from pactwright.property.schemathesis_cases import Draft
from pactwright.property.schemathesis_checks import Breach

_ACCEPTED, _FAILURE = 202, 400
_GONE: Final = (404, 410)


def follow_up(  # noqa: PLR0913 - what a replay has at hand, the last two by name
    source: Source,
    change: Exchange,
    siblings: Sequence[Source],
    scene: Scene,
    *,
    setting: Setting,
    tally: Tally,
) -> list[Trouble]:
    """Return what goes wrong when the consumer reads what its request has changed.

    The consumer's own reading requests are sent, with the ids of the request or of its answer in
    the path. What was deleted must be gone, and what was created must be there.
    """
    if not change.is_success:
        return []
    found: list[Trouble] = []
    for sibling in siblings:
        path = _path_values(source, change, sibling)
        if path is None or sibling.interaction.response.status >= _FAILURE:
            continue
        try:
            base = base_request(sibling, scene.values, setting.clock, leave_path=True)
        except PactwrightError:
            continue  # it needs what only its own provider states return
        read = tally.send(scene, sibling.compose(Draft(path=path), base), sibling)
        found += _judge_following(source, change, sibling, read)
    return found


def _judge_following(
    source: Source, change: Exchange, sibling: Source, read: Exchange
) -> Iterator[Trouble]:
    # What the consumer expects in other states says nothing of these.
    alike = (
        sibling.operation.path == source.operation.path
        and sibling.interaction.states == source.interaction.states
    )
    reader = Reader(sibling.interaction) if alike else None
    breaches = judge(sibling.operation, read.request, read.answer, own=reader)
    method = source.operation.method
    if not breaches and change.status != _ACCEPTED:
        same = sibling.operation.path == source.operation.path
        if method == "DELETE" and same and read.is_success:
            breaches = (_breach("use-after-delete", "use_after_free", source, read, "404 or 410"),)
        elif method == "POST" and _is_item_of(source, sibling) and read.status in _GONE:
            breaches = (_breach("status", "ensure_resource_availability", source, read, "200"),)
    for one in breaches:
        yield Trouble(
            operation=sibling.operation.name,
            breach=one,
            exchanges=(change, read),
            states=source.interaction.states,
            description=source.interaction.description,
        )


def _breach(kind: str, check: str, source: Source, read: Exchange, expected: str) -> Breach:
    return Breach(
        kind=kind,  # type: ignore[arg-type] # one of the two words above
        check=check,
        place=f"after {source.operation.name}",
        message=f"after {source.operation.name} it answers {read.status}",
        expected=expected,
        actual=str(read.status),
    )


def _path_values(source: Source, change: Exchange, sibling: Source) -> dict[str, str] | None:
    """Return the path values that lead to what was changed, `None` where nothing tells."""
    known = source.path_texts(change.request.path)
    names = [value.name for value in sibling.use.path_values]
    if source.operation.method == "POST" and _is_item_of(source, sibling):
        number = _created(change, names[-1])
        return None if number is None else {**known, names[-1]: number}
    related = _root(sibling) == _root(source)
    return {name: known[name] for name in names} if related and known.keys() >= set(names) else None


def _root(source: Source) -> str:
    return source.operation.path.strip("/").partition("/")[0]


def _is_item_of(source: Source, sibling: Source) -> bool:
    """Return whether the path is that of one element of the collection."""
    rest = sibling.operation.path.removeprefix(source.operation.path.rstrip("/"))
    starts = sibling.operation.path.startswith(source.operation.path.rstrip("/"))
    return starts and rest.startswith("/{") and rest.endswith("}") and rest.count("/") == 1


def _created(change: Exchange, name: str) -> str | None:
    """Return the id of what a request has created: from the answer's body, or its Location."""
    response = change.answer.response
    if response is None:
        return None
    try:
        value: Json = read_json(response.body)
    except (ValueError, RecursionError):
        value = None
    if isinstance(value, Mapping):
        for key in (name, "id", *(one for one in value if one.lower() == name.lower())):
            found = value.get(key)
            if isinstance(found, int | str) and not isinstance(found, bool):
                return quote_segment(str(found))
    for header, text in response.headers:
        if header.lower() == "location":
            return urlsplit(text).path.rstrip("/").rpartition("/")[2] or None
    return None
