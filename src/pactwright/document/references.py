"""The references of a document: where they stand, and which of them lead nowhere."""

from __future__ import annotations

import difflib
from collections.abc import Container, Iterable, Iterator
from typing import Any
from urllib.parse import urljoin

from pactwright.document.fault import fault_at
from pactwright.document.locate import locate_pointers
from pactwright.document.parse import ParsedDocument
from pactwright.document.pointer import (
    follow_pointer,
    join_pointer,
    pointer_of_fragment,
    split_pointer,
)
from pactwright.errors import PactwrightError
from pactwright.model.json import Json

# Below these keys stands data, where a `$ref` is just a word.
_DATA = {"example", "examples", "default", "enum", "const", "value"}
# The keys of these objects are names that the author chose.
_NAMED = {
    "properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "schemas",
    "responses", "parameters", "requestBodies", "headers", "securitySchemes", "links",
    "callbacks", "pathItems", "paths", "webhooks", "content", "encoding", "dependencies",
}  # fmt: skip

_MOST_SHOWN = 8


def iterate_references(root: Json) -> Iterator[tuple[tuple[str | int, ...], dict[str, Any]]]:
    """Yield place and object of every `$ref` that is a reference and not an example's data."""
    stack: list[tuple[tuple[str | int, ...], Any, bool]] = [((), root, False)]
    while stack:
        steps, node, named = stack.pop()
        if isinstance(node, list):
            stack += [((*steps, i), child, False) for i, child in reversed(list(enumerate(node)))]
        elif isinstance(node, dict):
            # No name of an author's has a text: `headers` of AsyncAPI are a schema.
            if isinstance(node.get("$ref"), str):
                yield steps, node
            for key, child in reversed(node.items()):
                if named:
                    stack.append(((*steps, key), child, False))
                elif key not in _DATA and not key.startswith("x-"):
                    stack.append(((*steps, key), child, key in _NAMED))


def list_ids(root: Json) -> dict[str, str]:
    """Return the absolute URIs of a document's `$id`, `$anchor` and old `id` with their pointers.

    Source: JSON Schema 2020-12 core, section 8.2; `id` as drafts 4 has it.
    """
    found: dict[str, str] = {}
    stack: list[tuple[tuple[str | int, ...], Any, str]] = [((), root, "")]
    while stack:
        steps, node, base = stack.pop()
        if isinstance(node, list):
            stack += [((*steps, i), child, base) for i, child in enumerate(node)]
        elif isinstance(node, dict):
            base = _note_ids(steps, node, base, found)
            stack += [((*steps, key), child, base) for key, child in node.items()]
    return found


def _note_ids(
    steps: tuple[str | int, ...], node: dict[str, Any], base: str, found: dict[str, str]
) -> str:
    pointer = join_pointer(steps)
    for key in ("$id", "id"):
        own = node.get(key)
        if isinstance(own, str) and (key == "$id" or "/" in own or own.startswith("#")):
            if own.startswith("#"):
                found.setdefault(urljoin(base, own), pointer)
            else:
                base = urljoin(base, own)
                found.setdefault(base.removesuffix("#"), pointer)
            break
    for key in ("$anchor", "$dynamicAnchor"):
        if isinstance(anchor := node.get(key), str):
            found.setdefault(f"{base.partition('#')[0]}#{anchor}", pointer)
    return base


def refuse_broken(document: ParsedDocument, references: Iterable[str]) -> None:
    """Raise for the first reference inside the document that leads nowhere or to itself.

    `references` begin with `#`.
    """
    root = document.root
    ids: dict[str, str] | None = None
    settled: dict[str, bool] = {}
    bad: set[str] = set()
    for reference in references:
        fragment = reference[1:]
        if fragment and not fragment.startswith("/"):
            ids = list_ids(root) if ids is None else ids
            if not any(uri.partition("#")[2] == fragment for uri in ids):
                bad.add(reference)
        elif not leads_to_value(root, fragment, settled):
            bad.add(reference)
    if bad:
        _raise_first(document, bad)


def leads_to_value(root: Json, fragment: str, settled: dict[str, bool]) -> bool:
    """Tell whether the reference `#fragment` leads to a value, over others or at once.

    `settled` keeps what is known of the places on the way, so that a chain is followed once. A
    reference on the way that leads nowhere is not this one's fault.
    """
    way: dict[str, None] = {}
    while True:
        pointer = pointer_of_fragment(fragment)
        if pointer in way or pointer in settled:
            sound = pointer not in way and settled[pointer]
            break
        try:
            node = follow_pointer(root, pointer)
        except KeyError:
            if not way:
                return False
            sound = True
            break
        way[pointer] = None
        following = _following(node)
        if following is None:
            sound = True
            break
        fragment = following
    settled.update(dict.fromkeys(way, sound))
    return sound


def problem_of(root: Json, fragment: str) -> str | None:
    """Return what is wrong with the reference `#fragment`, None when it leads to a value."""
    seen: dict[str, None] = {}
    while True:
        pointer = pointer_of_fragment(fragment)
        if pointer in seen:
            way = [f"#{step}" for step in (*seen, pointer)]
            shown = way if len(way) <= _MOST_SHOWN else [*way[: _MOST_SHOWN - 2], "…", way[-1]]
            return f"leads back to itself: {' → '.join(shown)}"
        seen[pointer] = None
        try:
            node = follow_pointer(root, pointer)
        except KeyError:
            return "leads nowhere" if len(seen) == 1 else None
        following = _following(node)
        if following is None:
            return None
        fragment = following


def _following(node: Json) -> str | None:
    """Return the fragment of what a value only refers to."""
    following = node.get("$ref") if isinstance(node, dict) else None
    return following[1:] if isinstance(following, str) and following.startswith("#/") else None


def resource_of(root: Json, steps: Iterable[str | int]) -> tuple[str, Json]:
    """Return base URI and value of the resource around a place: the nearest with an `$id`.

    Source: JSON Schema 2020-12 core, section 8.2.1.
    """
    base, resource = "", root
    here: Any = root
    for step in (None, *steps):
        if step is not None:
            here = here[step]
        own = here.get("$id") if isinstance(here, dict) else None
        if isinstance(own, str) and not own.startswith("#"):
            base, resource = urljoin(base, own), here
    return base, resource


def leads_within(root: Json, steps: Iterable[str | int], reference: str) -> bool:
    """Tell whether a reference at a place leads to a value of an inner resource around it."""
    _, resource = resource_of(root, steps)
    return resource is not root and leads_to_value(resource, reference[1:], {})


def _raise_first(document: ParsedDocument, bad: Container[str]) -> None:
    for steps, node in iterate_references(document.root):
        reference = node["$ref"]
        if reference in bad:
            if leads_within(document.root, steps, reference):
                continue
            plain = reference[1:2] in {"", "/"}
            problem = problem_of(document.root, reference[1:]) if plain else None
            raise broken_reference(
                document, (*steps, "$ref"), reference, problem or "leads nowhere"
            )


def broken_reference(
    document: ParsedDocument, steps: tuple[str | int, ...], reference: str, problem: str
) -> PactwrightError:
    """Return the error for the reference at that place."""
    pointer = join_pointer(steps)
    line, column = locate_pointers(document, [pointer]).get(pointer, (1, 1))
    return fault_at(
        document.source,
        line,
        column,
        f"$ref {reference!r} {problem}",
        hint=_advice(document.root, reference, problem),
    )


def _advice(root: Json, reference: str, problem: str) -> str:
    if "itself" in problem:
        return "let one of them hold a schema"
    steps = split_pointer(pointer_of_fragment(reference.partition("#")[2]))
    for length in range(len(steps) - 1, -1, -1):
        try:
            parent = follow_pointer(root, join_pointer(steps[:length]))
        except KeyError:
            continue
        names = list(parent) if isinstance(parent, dict) else []
        near = difflib.get_close_matches(steps[length], names, n=1) if steps else []
        if near:
            return f"did you mean {'#' + join_pointer([*steps[:length], near[0]])!r}?"
        break
    return "define what it names, or correct the reference"
