"""A property file's bytes to its value, with everything that is wrong told at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from pactwright.document.locate import locate_pointers
from pactwright.document.operations import PARAMETER
from pactwright.document.parse import ParsedDocument
from pactwright.errors import PactwrightError
from pactwright.model.interaction import HttpInteraction
from pactwright.model.json import Json, JsonObject
from pactwright.pactfile.node import Node, Problem
from pactwright.pactfile.read import read_v4_interaction
from pactwright.pactfile.syntax import read_members
from pactwright.property.file import (
    VERSION,
    DocumentMark,
    Operation,
    Outside,
    PathValue,
    PropertyFile,
    Reading,
    Sending,
    Use,
)

_SHOWN: Final = 20
_PATH_KEY: Final = "pathParameters"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of files of ours: the member `key` tells the version of its format.

    `deed` is what to do with one that cannot be read.
    """

    key: str
    version: int
    deed: str


_KIND: Final = Kind(
    key="properties",
    version=VERSION,
    deed="let `pytest consumers`, which made it, write it again",
)


def parse_property_file(data: bytes, *, source: str) -> PropertyFile:
    """Return the property file that `data` holds: JSON, whatever the name.

    `source` is the file or URL to name in messages. Raises `PactwrightError` with line and
    column: of text that cannot be read, or, with their JSON pointers, of all that is wrong.
    """
    root = open_file(data, source=source, kind=_KIND)
    file = PropertyFile(
        consumer=needed_text(root, "consumer"),
        provider=needed_text(root, "provider"),
        document=_read_document(root),
        operations=tuple(_read_operation(one) for one in elements(root, "operations")),
        outside=tuple(_read_outside(one) for one in elements(root, "outside")),
    )
    refuse_problems(root.problems, data, source=source, kind=_KIND)
    return file


def open_file(data: bytes, *, source: str, kind: Kind) -> Node:
    """Return the top of a file of ours; raises `PactwrightError` for text that is none."""
    if not data.lstrip().startswith(b"{"):
        raise PactwrightError(
            f"{source}:1:1: a {kind.key} file is one JSON object and begins with '{{'",
            hint="it is JSON although its name ends in .yaml, so that no Pact tool trips over it; "
            f"{kind.deed}",
        )
    try:
        members = read_members(data, source=source, streamed=frozenset())
        top: dict[str, Json] = {name: value for name, _, value in members}
    except PactwrightError as error:
        raise PactwrightError(error.message, hint=f"correct it there, or {kind.deed}") from None
    _check_version(top, data, source, kind)
    return Node(top, "", [])


def _check_version(top: JsonObject, data: bytes, source: str, kind: Kind) -> None:
    found, key, version = top.get(kind.key), kind.key, kind.version
    if found is None:
        raise PactwrightError(
            f"{source}:1:1: no {key} file: it has no {key!r} member that tells its version",
            hint=f"a {key} file of pactwright holds {key!r}: {version}; {kind.deed}",
        )
    if found != version or not isinstance(found, int) or isinstance(found, bool):
        (line, column), *_ = _places(data, [f"/{key}"]).values()
        raise PactwrightError(
            f"{source}:{line}:{column}: version {found!r} of the {key} file is unknown; "
            f"this pactwright reads version {version}",
            hint=f"{kind.deed}, with this version of pactwright, or read it with a newer one",
        )


def refuse_problems(problems: Sequence[Problem], data: bytes, *, source: str, kind: Kind) -> None:
    """Raise `PactwrightError` with what is wrong and where it stands, if anything is."""
    if not problems:
        return
    shown = problems[:_SHOWN]
    places = _places(data, [one.pointer for one in shown])
    lines = [
        f"{source}:{line}:{column}: {one.pointer or '/'}: {one.message}"
        for one in shown
        for line, column in (places[one.pointer],)
    ]
    if len(problems) > _SHOWN:
        lines.append(f"... and {len(problems) - _SHOWN} more")
    raise PactwrightError("\n".join(lines), hint=f"correct these values, or {kind.deed}")


def _places(data: bytes, pointers: Sequence[str]) -> dict[str, tuple[int, int]]:
    document = ParsedDocument(source="", syntax="json", data=data, root=None, references=())
    return locate_pointers(document, pointers)


def needed_text(node: Node, key: str) -> str:
    """Return the string at `key`; a missing one is reported."""
    found = node.text(key)
    if found is None and node.member(key) is None:
        node.child(key, None).report("missing")
    return found or ""


def elements(node: Node, key: str) -> tuple[Node, ...]:
    """Return the objects of the list at `key`; anything else is reported."""
    listed = node.member(key)
    return () if listed is None else tuple(one for one in listed.elements() if one.is_object())


def texts(node: Node, key: str) -> tuple[str, ...]:
    """Return the strings of the list at `key`; anything else is reported."""
    listed = node.member(key)
    found: list[str] = []
    for one in () if listed is None else listed.elements():
        if isinstance(one.value, str):
            found.append(one.value)
        else:
            one.wrong_type("a string")
    return tuple(found)


def _read_document(root: Node) -> DocumentMark:
    node = root.object("document") or root.child("document", {})
    return DocumentMark(
        path=needed_text(node, "path"),
        title=needed_text(node, "title"),
        version=needed_text(node, "version"),
        digest=needed_text(node, "digest"),
    )


def _read_operation(node: Node) -> Operation:
    sends = node.object("sends") or node.child("sends", {})
    path = needed_text(node, "path")
    uses = (_read_use(one, index, path) for index, one in enumerate(elements(node, "interactions")))
    return Operation(
        method=needed_text(node, "method"),
        path=path,
        operation_id=node.text("operationId"),
        uses=tuple(one for one in uses if one is not None),
        sends=Sending(
            path=texts(sends, "path"),
            query=texts(sends, "query"),
            headers=texts(sends, "headers"),
            cookies=texts(sends, "cookies"),
            content_types=texts(sends, "contentTypes"),
            body=texts(sends, "body"),
        ),
        reads=tuple(_read_reading(one) for one in elements(node, "reads")),
    )


def _read_reading(node: Node) -> Reading:
    return Reading(
        status=needed_text(node, "status"),
        content_type=node.text("contentType"),
        headers=texts(node, "headers"),
        body=texts(node, "body"),
    )


def _read_use(node: Node, index: int, path: str) -> Use | None:
    interaction = read_v4_interaction(node, index)
    if interaction is None:
        return None
    if not isinstance(interaction, HttpInteraction):
        node.report("expected an interaction of type Synchronous/HTTP")
        return None
    rest = {key: value for key, value in interaction.extra.items() if key != _PATH_KEY}
    values = tuple(_read_path_value(one) for one in elements(node, _PATH_KEY))
    if len(values) != len(PARAMETER.findall(path)):
        node.child(_PATH_KEY, None).report(f"expected a value for each parameter of {path}")
    return Use(interaction=replace(interaction, extra=rest), path_values=values)


def _read_path_value(node: Node) -> PathValue:
    return PathValue(
        name=needed_text(node, "name"),
        value=needed_text(node, "value"),
        expression=node.text("expression"),
    )


def _read_outside(node: Node) -> Outside:
    return Outside(
        description=needed_text(node, "description"),
        states=texts(node, "providerStates"),
        method=needed_text(node, "method"),
        path=needed_text(node, "path"),
    )
