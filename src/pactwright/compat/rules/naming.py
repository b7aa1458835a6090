"""Names and numbers that tools go by: operation ids, tags, components, the version."""

from __future__ import annotations

import re

from pactwright.compat.api import Api, MessageApi, Operation
from pactwright.compat.rules.notebook import Notebook, Way
from pactwright.compat.rules.rule import TELLS, WARNS, Rule
from pactwright.compat.rules.sample import api, changed, example, operation
from pactwright.model.json import JsonObject


def _numbered(version: str) -> JsonObject:
    return changed(api(), "info", version=version)


def _with_schema(name: str) -> JsonObject:
    return changed(api(), components={"schemas": {name: {"type": "string"}}})


OPERATION_ID_CHANGED = Rule(
    id="operation-id-changed",
    kind="policy",
    change="neither",
    unmirrored="the opposite edit changes the id too",
    rulings={"request": WARNS, "response": WARNS},
    why="Nothing on the wire changes; the functions of generated clients are named after it.",
    meaning="The operationId is another one, or is gone.",
    who="Teams that generate their client: its functions are renamed.",
    instead="keep the operationId",
    loud=example(operation(operationId="listOrders"), operation(operationId="orders")),
    quiet=example(operation(), operation(operationId="orders")),
)
OPERATION_ID_ADDED = Rule(
    id="operation-id-added",
    kind="policy",
    change="neither",
    unmirrored="the opposite edit is told by operation-id-changed",
    meaning="The operation has an operationId, which it had not.",
    who="Hardly anybody: generated clients named the function by the path until now.",
    instead="nothing to do",
    loud=example(operation(), operation(operationId="orders")),
    quiet=example(operation(operationId="orders"), operation(operationId="orders")),
)
TAGS_CHANGED = Rule(
    id="operation-tags-changed",
    kind="policy",
    change="neither",
    unmirrored="the opposite edit changes the tags too",
    meaning="The operation stands under other tags.",
    who="Teams whose generated client groups its functions by tag.",
    instead="keep the tags, and add new ones",
    loud=example(operation(tags=["orders"]), operation(tags=["sales"])),
    quiet=example(operation(tags=["a", "b"]), operation(tags=["b", "a"])),
)
TAG_REMOVED = Rule(
    id="tag-removed",
    kind="policy",
    change="neither",
    mirror="tag-added",
    meaning="A tag is no longer among the document's tags.",
    who="Teams whose generated client groups its functions by tag.",
    instead="nothing to do on the wire",
    loud=example(changed(api(), tags=[{"name": "orders"}]), api()),
    quiet=example(api(), changed(api(), tags=[{"name": "orders"}])),
)
TAG_ADDED = Rule(
    id="tag-added",
    kind="policy",
    change="neither",
    mirror="tag-removed",
    meaning="The document has another tag.",
    who="Nobody.",
    instead="nothing to do",
    loud=example(api(), changed(api(), tags=[{"name": "orders"}])),
    quiet=example(changed(api(), tags=[{"name": "orders"}]), api()),
)
COMPONENT_REMOVED = Rule(
    id="component-removed",
    kind="policy",
    change="neither",
    unmirrored="a component that comes changes nothing for anybody",
    meaning="A shared component is gone from the document.",
    who="Teams that generate their client: its classes are renamed or gone.",
    instead="keep the component; what travels is told by other findings",
    loud=example(_with_schema("Order"), api()),
    quiet=example(api(), _with_schema("Order")),
)
VERSION_DECREASED = Rule(
    id="version-decreased",
    kind="policy",
    change="neither",
    unmirrored="a version that grows is what everybody expects",
    rulings={None: WARNS},
    why="Nothing on the wire changes.",
    meaning="The info.version is lower than before.",
    who="Everybody who goes by the number.",
    instead="compare the documents the other way round, or raise the version",
    loud=example(_numbered("1.1.0"), _numbered("1.0.0")),
    quiet=example(_numbered("1.0.0"), _numbered("1.1.0")),
)
VERSION_NOT_RAISED = Rule(
    id="version-not-raised",
    kind="policy",
    change="neither",
    unmirrored="a version that is raised is what everybody expects",
    rulings={None: TELLS},
    why="The break itself is told by other findings.",
    meaning="Something breaks, and the major number of info.version is the same as before.",
    who="Everybody who goes by the number (Semantic Versioning).",
    instead="raise the major number",
    loud=example(operation(), api()),
    quiet=example(operation(), changed(api(), "info", version="2.0.0")),
)

RULES = (
    OPERATION_ID_CHANGED,
    OPERATION_ID_ADDED,
    TAGS_CHANGED,
    TAG_REMOVED,
    TAG_ADDED,
    COMPONENT_REMOVED,
    VERSION_DECREASED,
    VERSION_NOT_RAISED,
)

_NUMBERS = re.compile(r"v?(\d+)(?:\.(\d+))?(?:\.(\d+))?")


def check_operation_names(old: Operation, new: Operation, way: Way) -> None:
    """Note another operationId or other tags."""
    if old.operation_id != new.operation_id:
        before, after = old.operation_id, new.operation_id
        way.notebook.note(
            OPERATION_ID_ADDED if before is None else OPERATION_ID_CHANGED,
            f"the operationId of {way.label} is {after or 'gone'}"
            + (f", was {before}" if before else ""),
            old=old.pointer,
            new=new.pointer,
            direction=way.inbound,
            operation=way.label,
        )
    if sorted(old.tags) != sorted(new.tags):
        way.notebook.note(
            TAGS_CHANGED,
            f"the tags of {way.label} are {_list(new.tags)}, were {_list(old.tags)}",
            old=old.pointer,
            new=new.pointer,
            direction=way.inbound,
            operation=way.label,
        )


def check_document_names(old: Api, new: Api, notebook: Notebook) -> None:
    """Note tags and components that come and go."""
    for name in sorted(old.tags.keys() - new.tags.keys()):
        notebook.note(TAG_REMOVED, f"the tag {name!r} was removed", old=old.tags[name], new="")
    for name in sorted(new.tags.keys() - old.tags.keys()):
        notebook.note(TAG_ADDED, f"the tag {name!r} was added", old="", new=new.tags[name])
    if old.components and old.dialect[:8] == new.dialect[:8]:
        for name in sorted(old.components.keys() - new.components.keys()):
            notebook.note(
                COMPONENT_REMOVED,
                f"the component {name} was removed",
                old=old.components[name],
                new="",
            )


def check_version(
    old: Api | MessageApi, new: Api | MessageApi, notebook: Notebook, *, breaks: bool
) -> None:
    """Note a version that goes down, or that hides a break."""
    before, after = _read_version(old.version), _read_version(new.version)
    if before is None or after is None:
        return
    if after < before:
        rule, message = VERSION_DECREASED, f"info.version is {new.version}, was {old.version}"
    elif breaks and after[0] == before[0]:
        rule = VERSION_NOT_RAISED
        message = f"something breaks, and info.version went from {old.version} to {new.version}"
    else:
        return
    notebook.note(rule, message, old=old.version_pointer, new=new.version_pointer)


def _read_version(text: str) -> tuple[int, ...] | None:
    found = _NUMBERS.match(text)
    return tuple(int(part or 0) for part in found.groups()) if found else None


def _list(tags: tuple[str, ...]) -> str:
    return ", ".join(tags) or "none"
