"""Inclusion for the keywords of objects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pactwright.schema.admit import NotScalar, admits
from pactwright.schema.case import IN_PLACE, Case, Step
from pactwright.schema.name_cells import cells_of
from pactwright.schema.node import Node
from pactwright.schema.objects import matches
from pactwright.schema.shape import Conjunction


def _has_objects(case: Case) -> bool:
    return "object" in case.kinds


def keep_required(case: Case, node: Node) -> bool:
    """Every name asked for must be there in every object."""
    if not _has_objects(case):
        return True
    missing = set(node["required"]) - case.required()
    return not missing or case.fail("required", node, *sorted(missing))


def keep_properties(case: Case, node: Node) -> bool:
    """Each property that can occur must be included in its schema."""
    if _has_objects(case):
        alike = _alike(case)
        for name, wanted in node["properties"].items():
            if not wanted or (name in alike and case.prover.same(case.side, alike[name], wanted)):
                continue
            schemas = case.members.at(name)
            if schemas is not None:
                case.needs(schemas, wanted, ("property", name))
    return True


def _alike(case: Case) -> Mapping[str, Node]:
    """Return the properties of the first schema in place that has some, for a quick look."""
    return next(case.shape.every("properties"), {})


def keep_patterns(case: Case, node: Node) -> bool:
    """Each property whose name matches must be included in the pattern's schema."""
    if _has_objects(case):
        for pattern, wanted in node["patternProperties"].items():
            _keep_pattern(case, pattern, wanted)
    return True


def _keep_pattern(case: Case, pattern: str, wanted: Node) -> None:
    for name in _declared(case):
        if matches(pattern, name):
            _needs_member(case, name, wanted)
    for cell in cells_of(case, [pattern], []):
        case.needs(cell.schemas, wanted, cell.step)


def _declared(case: Case) -> tuple[str, ...]:
    return case.members.names


def _needs_member(case: Case, name: str, wanted: Node) -> None:
    schemas = case.members.at(name)
    if schemas is not None:
        case.needs(schemas, wanted, ("property", name))


def keep_additional(case: Case, node: Node) -> bool:
    """Each property that the schema does not declare must be included in the rest's schema."""
    wanted = node["additionalProperties"]
    if not _has_objects(case) or not wanted:
        return True
    declared = node.get("properties", {})
    patterns = node.get("patternProperties", {})
    return _keep_rest(case, node, "additionalProperties", set(declared), list(patterns))


def _keep_rest(case: Case, node: Node, keyword: str, declared: set[str], known: list[str]) -> bool:
    wanted, members = node[keyword], case.members
    surplus: list[str] = []
    refuses = wanted == {"not": {}}

    def need(schemas: tuple[Node, ...] | None, step: Step, name: str) -> None:
        if schemas is None or (refuses and {"not": {}} in schemas):
            return
        if refuses:
            surplus.append(name)
        else:
            case.needs(schemas, wanted, step)

    for name in _declared(case):
        if name not in declared and not any(matches(pattern, name) for pattern in known):
            need(members.at(name), ("property", name), name)
    for cell in cells_of(case, [], known, declared):
        need(cell.schemas, cell.step, "")
    return not surplus or case.fail(keyword, node, *surplus)


def keep_unevaluated(case: Case, node: Node) -> bool:
    """As for `additionalProperties`, where nothing beside the keyword is conditional."""
    wanted = node["unevaluatedProperties"]
    if not _has_objects(case) or not wanted:
        return True
    declared: set[str] = set()
    known: list[str] = []
    waiting = [node]
    while waiting:
        here = waiting.pop()
        if {"anyOf", "oneOf", "if", "dependentSchemas", "additionalProperties"} & here.keys():
            return case.fail("unevaluatedProperties", node)
        declared.update(here.get("properties", ()))
        known.extend(here.get("patternProperties", ()))
        waiting.extend(here.get("allOf", ()))
        if "$ref" in here:
            waiting.append(case.side.larger.follow(here["$ref"]))
            if len(waiting) > 64:  # noqa: PLR2004  # a cycle of references in place
                return case.fail("unevaluatedProperties", node)
    return _keep_rest(case, node, "unevaluatedProperties", declared, known)


def keep_names(case: Case, node: Node) -> bool:
    """Every name that can occur must be included as a string."""
    wanted = node["propertyNames"]
    if not _has_objects(case) or not wanted:
        return True
    refused = [name for name in _declared(case) if _refuses(case, wanted, name)]
    members = case.members
    named = tuple(case.shape.every("propertyNames"))
    patterns = [{"type": ["string"], "pattern": pattern} for pattern in members.patterns]
    rest = members.rest()
    if rest is not None and {"not": {}} not in rest:
        patterns = [{"type": ["string"]}]
    for text in patterns:
        names = Conjunction((*named, case.node(text)))
        if not case.may_use(names, wanted, IN_PLACE, ("propertyNames", node)):
            refused.append("")
    return not refused or case.fail("propertyNames", node, *refused)


def _refuses(case: Case, wanted: Node, name: str) -> bool:
    schemas = case.members.at(name)
    if schemas is None or {"not": {}} in schemas:
        return False
    try:
        if not all(
            admits(case.side.smaller, own, name) for own in case.shape.every("propertyNames")
        ):
            return False
        return not admits(case.side.larger, wanted, name)
    except NotScalar:
        return True


def keep_least(case: Case, node: Node) -> bool:
    """No object may hold fewer properties."""
    least = max(case.least("minProperties"), len(case.required()))
    proven = not _has_objects(case) or least >= node["minProperties"]
    return proven or case.fail("minProperties", node)


def keep_most(case: Case, node: Node) -> bool:
    """No object may hold more properties."""
    if not _has_objects(case):
        return True
    most = case.most("maxProperties")
    members = case.members
    rest = members.rest()
    if (rest is None or {"not": {}} in rest) and not members.patterns:
        possible = [name for name in _declared(case) if {"not": {}} not in (members.at(name) or ())]
        most = len(possible) if most is None else min(most, len(possible))
    proven = most is not None and most <= node["maxProperties"]
    return proven or case.fail("maxProperties", node)


def cannot_hold(case: Case, name: str) -> bool:
    """Tell whether no object of the case holds a property of this name."""
    schemas = case.members.at(name)
    return schemas is None or {"not": {}} in schemas


def keep_dependent_required(case: Case, node: Node) -> bool:
    """Where the one name can occur, the others must be there."""
    if not _has_objects(case):
        return True
    broken = [
        name
        for name, names in node["dependentRequired"].items()
        if not cannot_hold(case, name) and not set(names) <= _with(case, name)
    ]
    return not broken or case.fail("dependentRequired", node, *broken)


def _with(case: Case, name: str) -> set[str]:
    """Return the names that are there whenever this one is."""
    found = case.required() | {name}
    grown = True
    while grown:
        before = len(found)
        for rules in case.shape.every("dependentRequired"):
            for one in set(rules) & found:
                found.update(rules[one])
        grown = len(found) > before
    return found


def keep_dependent_schemas(case: Case, node: Node) -> bool:
    """Where the name can occur, the whole object must be included in the schema."""
    if not _has_objects(case) or case.has("dependentSchemas", node):
        return True
    broken = []
    for name, wanted in node["dependentSchemas"].items():
        if cannot_hold(case, name):
            continue
        # what is said here for the question's sake must not count as declared
        rest: Node = {} if case.members.closed else {"additionalProperties": {}}
        held = case.node({"type": ["object"], "required": [name], **rest})
        own = [rules[name] for rules in case.shape.every("dependentSchemas") if name in rules]
        nodes = Conjunction((*case.conjunction.nodes, held, *own), case.conjunction.chosen)
        if not case.may_use(nodes, wanted, IN_PLACE, ("dependentSchemas", node)):
            broken.append(name)
    return not broken or case.fail("dependentSchemas", node, *broken)


RULES: Final = {
    "required": keep_required,
    "properties": keep_properties,
    "patternProperties": keep_patterns,
    "additionalProperties": keep_additional,
    "unevaluatedProperties": keep_unevaluated,
    "propertyNames": keep_names,
    "minProperties": keep_least,
    "maxProperties": keep_most,
    "dependentRequired": keep_dependent_required,
    "dependentSchemas": keep_dependent_schemas,
}
