"""Which operation of an API document a request is for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from pactwright.document.pointer import escape_step, follow_pointer, pointer_of_fragment
from pactwright.model.json import Json

METHODS: Final = (
    "get", "put", "post", "delete", "options", "head", "patch", "trace", "query",
)  # fmt: skip
"""The keys of a path item that are operations (OpenAPI 3.2, section 4.9.1)."""

PARAMETER: Final = re.compile(r"\{[.;+]?([^{}/]+?)\*?\}")
"""A parameter in the template of a path; the group is its name."""

_VARIABLE: Final = re.compile(r"\{([^{}/]+)\}")
_QUIRK: Final = "x-opc-config-"
_MOST_HOPS: Final = 100
_MOST_BASES: Final = 64
_MOST_PARTS: Final = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One operation that a request may be for.

    `method` and `template` are as the document writes them, `base` is the path of the server
    that was taken off, `pointer` is the operation's place. `values` are the texts that stand for
    the template's parameters, percent signs still encoded.
    """

    method: str
    template: str
    base: str
    pointer: str
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """How messages name it: `GET /orders/{id}`."""
        return f"{self.method.upper()} {self.template}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Leaf:
    template: str
    base: str
    names: tuple[str, ...]
    operations: Mapping[str, str]


@dataclass(slots=True)
class _Branch:
    """The templates that begin with the same segments."""

    literals: dict[str, _Branch] = field(default_factory=dict)
    patterns: dict[str, tuple[re.Pattern[str], _Branch]] = field(default_factory=dict)
    leaves: list[_Leaf] = field(default_factory=list)


class OperationIndex:
    """Finds operations by method and path, quickly and in an order of precedence.

    A literal segment goes before a template, a template with more literal signs before one with
    fewer (OpenAPI 3.1.1, section 4.8.8.2). The path may begin with the path of a server, also
    of one that an operation or path item names; in Swagger 2 it must begin with `basePath`.
    """

    def __init__(self, root: Json) -> None:
        """Make it of a parsed document; what has not the shape of an operation is left out."""
        self._root = root
        self._object = _object(root)
        info = _object(self._object.get("info"))
        self._folds_case = info.get(f"{_QUIRK}case-insensitive") is True
        self._trims = info.get(f"{_QUIRK}ignore-trailing-slash") is True
        self._merges = info.get(f"{_QUIRK}ignore-duplicate-slashes") is True
        self._start = _Branch()
        for template, item in _object(self._object.get("paths")).items():
            if template.startswith("/"):
                self._add_path(template, item)
        _sort(self._start)

    def find(self, method: str, path: str) -> Iterator[Route]:
        """Yield the operations that fit, the closest one first."""
        wanted = method.lower()
        for leaf, values in self._leaves(path):
            pointer = leaf.operations.get(wanted)
            if pointer is not None:
                yield Route(
                    method=wanted,
                    template=leaf.template,
                    base=leaf.base,
                    pointer=pointer,
                    values=dict(zip(leaf.names, values, strict=True)),
                )

    def methods_of(self, path: str) -> tuple[str, ...]:
        """Return the methods that the document has for a path, in upper case and sorted."""
        found = {method for leaf, _ in self._leaves(path) for method in leaf.operations}
        return tuple(sorted(method.upper() for method in found))

    def _leaves(self, path: str) -> Iterator[tuple[_Leaf, tuple[str, ...]]]:
        segments = self._split(path if path.startswith("/") else f"/{path}")
        yield from self._walk(self._start, segments, 0, ())

    def _walk(
        self, branch: _Branch, segments: list[str], index: int, values: tuple[str, ...]
    ) -> Iterator[tuple[_Leaf, tuple[str, ...]]]:
        if index == len(segments):
            for leaf in branch.leaves:
                yield leaf, values
            return
        segment = segments[index]
        following = branch.literals.get(self._fold(unquote(segment)))
        if following is not None:
            yield from self._walk(following, segments, index + 1, values)
        for pattern, below in branch.patterns.values():
            if found := pattern.fullmatch(segment):
                yield from self._walk(below, segments, index + 1, (*values, *found.groups()))

    def _split(self, path: str) -> list[str]:
        if self._merges:
            path = re.sub("/{2,}", "/", path)
        if self._trims and len(path) > 1:
            path = path.rstrip("/")
        return path[1:].split("/")

    def _add_path(self, template: str, item: Json) -> None:
        place = f"/paths/{escape_step(template)}"
        node, place = follow_object(self._root, item, place)
        by_base: dict[str, dict[str, str]] = {}
        for method, pointer, operation in _operations_of(node, place):
            for base in bases_of(self._object, node, operation):
                by_base.setdefault(base, {})[method] = pointer
        for base, operations in by_base.items():
            self._add_leaf(base, template, operations)

    def _add_leaf(self, base: str, template: str, operations: Mapping[str, str]) -> None:
        branch = self._start
        names: list[str] = []
        for segment in self._split(base + template):
            branch, found = self._step(branch, segment)
            names += found
        branch.leaves.append(
            _Leaf(template=template, base=base, names=tuple(names), operations=operations)
        )

    def _step(self, branch: _Branch, segment: str) -> tuple[_Branch, list[str]]:
        names = PARAMETER.findall(segment)
        if not names:
            return branch.literals.setdefault(self._fold(unquote(segment)), _Branch()), []
        if segment not in branch.patterns:
            branch.patterns[segment] = (_pattern(segment, self._folds_case), _Branch())
        return branch.patterns[segment][1], names

    def _fold(self, text: str) -> str:
        return text.casefold() if self._folds_case else text


def bases_of(
    root: Mapping[str, Any], item: Mapping[str, Any], operation: Mapping[str, Any]
) -> list[str]:
    """Return the paths that an operation may be served below, the longest first.

    They are those of the servers that the operation names, else its path item, else the document,
    and none (`""`); in Swagger 2 it is `basePath` alone.
    """
    own = _object(root.get("info")).get(f"{_QUIRK}base-path")
    if isinstance(own, str):
        return [own.rstrip("/")]
    if "swagger" in root:
        base = root.get("basePath")
        return [base.rstrip("/") if isinstance(base, str) else ""]
    servers = next((node["servers"] for node in (operation, item, root) if node.get("servers")), ())
    found = {""}
    for server in servers if isinstance(servers, list) else ():
        found.update(_server_paths(_object(server)))
    return sorted(found, key=lambda base: (-len(base), base))


def follow_object(root: Json, value: Json, pointer: str) -> tuple[Mapping[str, Any], str]:
    """Return the object that a value is or refers to, and its place; else an empty object."""
    for _ in range(_MOST_HOPS):
        if not isinstance(value, Mapping):
            return {}, pointer
        reference = value.get("$ref")
        if not isinstance(reference, str) or not reference.startswith("#"):
            return value, pointer
        pointer = pointer_of_fragment(reference[1:])
        try:
            value = follow_pointer(root, pointer)
        except KeyError:
            return {}, pointer
    return {}, pointer


def list_operations(root: Json) -> Iterator[tuple[str, str]]:
    """Yield method (lower case, as `Route` has it) and template of each operation of a document."""
    for template, item in _object(_object(root).get("paths")).items():
        node, _ = follow_object(root, item, "")
        for method, _, _ in _operations_of(node, ""):
            yield method, template


def _operations_of(
    node: Mapping[str, Any], pointer: str
) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for method in METHODS:
        if isinstance(node.get(method), Mapping):
            yield method, f"{pointer}/{method}", node[method]
    for name, operation in _object(node.get("additionalOperations")).items():
        if isinstance(operation, Mapping):
            place = f"{pointer}/additionalOperations/{escape_step(name)}"
            yield name.lower(), place, operation


def _server_paths(server: Mapping[str, Any]) -> Iterator[str]:
    """Yield the paths of a server's URL, one for each value of the variables in it."""
    url = server.get("url")
    if not isinstance(url, str):
        return
    variables = _object(server.get("variables"))
    names = list(dict.fromkeys(_VARIABLE.findall(url)))
    choices = [_values_of(_object(variables.get(name))) for name in names]
    for number, values in enumerate(product(*choices)):
        if number >= _MOST_BASES:
            return
        filled = url
        for name, value in zip(names, values, strict=True):
            filled = filled.replace(f"{{{name}}}", value)
        try:
            yield urlsplit(filled).path.rstrip("/")
        except ValueError:
            return


def _values_of(variable: Mapping[str, Any]) -> list[str]:
    listed = variable.get("enum")
    values = list(listed) if isinstance(listed, list) else []
    return [str(value) for value in [variable.get("default", ""), *values] if value is not None]


def _sort(branch: _Branch) -> None:
    """Put the templates of every branch in the order of their precedence."""
    order = sorted(branch.patterns, key=lambda text: (-len(PARAMETER.sub("", text)), text))
    branch.patterns = {text: branch.patterns[text] for text in order}
    branch.leaves.sort(key=lambda leaf: (-len(leaf.base), leaf.template))
    for below in (*branch.literals.values(), *(one for _, one in branch.patterns.values())):
        _sort(below)


@lru_cache(maxsize=4096)
def _pattern(segment: str, folds_case: bool) -> re.Pattern[str]:  # noqa: FBT001 - a key of the cache
    parts = PARAMETER.split(segment)
    if len(parts) > _MOST_PARTS:
        # Who puts so many names into one segment must not make us try every way to part it.
        return re.compile("(.+)" + "()" * (len(parts) // 2 - 1))
    text = "".join("(.+?)" if index % 2 else re.escape(part) for index, part in enumerate(parts))
    return re.compile(text, re.IGNORECASE if folds_case else 0)


def _object(value: Json) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
