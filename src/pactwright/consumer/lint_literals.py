"""Matchers and generators that stand in an example as if they were values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pactwright.consumer.lint_part import LintPart
from pactwright.consumer.lint_problem import LintProblem
from pactwright.consumer.lint_tree import Many, Tree, UnreadableBodyError
from pactwright.model.interaction import MessageContents, Request

_MARKS = ("pact:matcher:type", "pact:generator:type")
_ATTRIBUTES = {
    "Date": {"expression", "format"},
    "DateTime": {"expression", "format"},
    "MockServerURL": {"example", "regex"},
    "ProviderState": {"dataType", "expression"},
    "RandomBoolean": set[str](),
    "RandomDecimal": {"digits"},
    "RandomHexadecimal": {"digits"},
    "RandomInt": {"max", "min"},
    "RandomString": {"size"},
    "Regex": {"regex"},
    "Time": {"expression", "format"},
    "Uuid": {"format"},
}
# These words are types of other things too; without an attribute they prove nothing.
_COMMON_WORDS = frozenset({"Date", "DateTime", "Regex", "Time", "Uuid"})


def find_literals(part: LintPart) -> Iterator[LintProblem]:
    """Yield what the other side would take for a value: `{"expression": "${id}"}` and the like."""
    for place, value in _values(part):
        yield from _search(place, value)


def _values(part: LintPart) -> Iterator[tuple[str, Tree]]:
    side = part.side
    if side.body is not None and side.body.content:
        try:
            yield part.place("body", "$"), part.tree
        except UnreadableBodyError:
            yield part.place("body"), side.body.content.decode(errors="replace")
    if isinstance(side, MessageContents):
        yield part.place("metadata"), side.metadata
        return
    yield from ((part.place("header", name), list(values)) for name, values in side.headers)
    if isinstance(side, Request):
        yield part.place("path"), side.path
        yield from ((part.place("query", name), list(values)) for name, values in side.query)


def _search(place: str, value: Tree) -> Iterator[LintProblem]:
    if isinstance(value, str):
        if any(mark in value for mark in _MARKS):
            yield _report(place, value)
    elif isinstance(value, Mapping):
        if _is_literal(value):
            yield _report(place, value)
            return
        for key, inner in value.items():
            yield from _search(f"{place}.{key}", inner)
    elif isinstance(value, list | Many):
        each = value.each if isinstance(value, Many) else value
        for index, inner in enumerate(each):
            yield from _search(f"{place}[{index}]", inner)


def _is_literal(value: Mapping[str, Tree]) -> bool:
    if any(mark in value for mark in _MARKS):
        return True
    kind = value.get("type", "ProviderState")
    known = _ATTRIBUTES.get(kind) if isinstance(kind, str) else None
    attributes = value.keys() - {"type"}
    if known is None or not attributes <= known:
        return False
    if kind == "ProviderState":
        return isinstance(text := value.get("expression"), str) and "${" in text
    return bool(attributes) or kind not in _COMMON_WORDS


def _report(place: str, value: Tree) -> LintProblem:
    is_matcher = _MARKS[0] in (value if isinstance(value, str | Mapping) else "")
    what = "matcher" if is_matcher else "generator"
    return LintProblem(
        place=place,
        code="literal-matcher" if is_matcher else "literal-generator",
        message=f"a {what} stands here as the value itself and would travel as it is written",
        hint="hand the matcher itself to a JSON, XML or form body"
        if is_matcher
        else "hand the generator to a matcher: like(example, generator=...)",
    )
