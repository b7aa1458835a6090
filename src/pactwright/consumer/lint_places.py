"""Rules and generators whose place reaches nothing in the example."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pactwright.consumer.lint_part import LintPart, Side
from pactwright.consumer.lint_problem import LintProblem
from pactwright.consumer.lint_tree import (
    Tree,
    UnreadableBodyError,
    follow_path,
    has_structure,
)
from pactwright.matching.content_type import ContentType
from pactwright.model.interaction import MessageContents, Request, Response
from pactwright.model.path import parse_path

_CATEGORIES: Mapping[type[Side], frozenset[str]] = {
    Request: frozenset({"path", "query", "header", "body"}),
    Response: frozenset({"status", "header", "body"}),
    MessageContents: frozenset({"body", "metadata"}),
}
_DEMANDING = frozenset(
    {
        *("arrayContains", "boolean", "contentType", "date", "datetime", "decimal", "eachKey"),
        *("eachValue", "include", "integer", "notEmpty", "number", "regex", "semver", "time"),
        *("type", "values"),
    }
)


def find_unreadable_body(part: LintPart) -> Iterator[LintProblem]:
    """Yield the body that is not what its content type says."""
    try:
        _ = part.tree
    except UnreadableBodyError as error:
        kind = part.content_type
        yield LintProblem(
            place=part.place("body"),
            code="random-boundary" if kind and kind.is_multipart else "unreadable-body",
            message=f"the example is no body of type {kind}: {error}",
            hint="write the body with multipart({...}), whose boundary is fixed by its parts"
            if kind and kind.is_multipart
            else "write the body as its content type says, or name another content_type=",
        )


def find_idle_rules(part: LintPart) -> Iterator[LintProblem]:
    """Yield the rules and generators that could never apply to what the example holds."""
    for category, places in part.side.rules.items():
        for place in places:
            if (reason := _why_idle(part, category, place)) is not None:
                yield LintProblem(
                    place=part.place(category, place),
                    code="idle-rule",
                    message=f"this rule never applies: {reason}",
                    hint="put the matcher where the value stands, or remove it",
                )
    for category, generators in part.side.generators.items():
        for place, generator in generators.items():
            reason = _why_idle(part, category, place)
            if generator.kind == "MockServerURL" and isinstance(part.side, Request):
                reason = "only answers of the mock can hold its address"
            if reason is not None:
                yield LintProblem(
                    place=part.place(category, place),
                    code="idle-generator",
                    message=f"this generator has no effect: {reason}",
                    hint="put the generator on the matcher of the value, or remove it",
                )


def _why_idle(part: LintPart, category: str, place: str) -> str | None:
    if category not in _CATEGORIES[type(part.side)]:
        return f"a {part.label.partition(' ')[0]} has no rules for its {category}"
    match category:
        case "body":
            return _why_idle_in_body(part, place)
        case "header":
            return None if _names(part.side, place) else "the example has no such header"
        case "query":
            return None if _names(part.side, place) else "the example has no such parameter"
        case "metadata":
            return None if any(_values_at(part, category, place)) else "there is no such metadata"
        case _:
            return None


def _why_idle_in_body(part: LintPart, place: str) -> str | None:
    kind = part.content_type
    if kind is None:
        return "the example has no body"
    if place not in {"", "$"} and not has_structure(kind):
        return f"a body of type {kind} has no places, only the whole"
    return None if any(_values_at(part, "body", place)) else "its path reaches nothing"


def _names(side: Side, place: str) -> bool:
    pairs = (*getattr(side, "headers", ()), *getattr(side, "query", ()))
    stem = place.partition("[")[0].lower()
    return any(name.lower() in {place.lower(), stem} for name, _ in pairs)


def _values_at(part: LintPart, category: str, place: str) -> Iterator[tuple[Tree]]:
    """Yield the values at a place, each wrapped so that null counts too."""
    if category == "metadata" and isinstance(part.side, MessageContents):
        if place in part.side.metadata:
            yield (part.side.metadata[place],)
            return
        tree: Tree = part.side.metadata
    else:
        tree = part.tree
    for value in follow_path(tree, parse_path(place)):
        yield (value,)


def find_lost_examples(part: LintPart) -> Iterator[LintProblem]:
    """Yield the places where a rule demands a value and the example is null."""
    for category in ("body", "metadata"):
        for place, rules in part.side.rules.get(category, {}).items():
            kinds = {rule.kind for rule in rules.rules}
            if not kinds & _DEMANDING or kinds & {"null", "equality"}:
                continue
            if _is_null(part, category, place):
                yield LintProblem(
                    place=part.place(category, place),
                    code="lost-example",
                    message=f"the example is null, but a rule demands a value ({min(kinds)})",
                    hint="give the matcher an example, or use match.null()",
                )


def _is_null(part: LintPart, category: str, place: str) -> bool:
    kind: ContentType | None = part.content_type
    if category == "body" and (kind is None or not kind.is_json):
        return False
    return any(value is None for (value,) in _values_at(part, category, place))
