"""A document with the files it refers to, as one value in which every reference is internal."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin

from pactwright.document.limits import LIMITS, Limits
from pactwright.document.locate import locate_pointers
from pactwright.document.parse import ParsedDocument
from pactwright.document.pointer import escape_step
from pactwright.document.references import (
    broken_reference,
    iterate_references,
    leads_to_value,
    leads_within,
    list_ids,
    problem_of,
    refuse_broken,
    resource_of,
)
from pactwright.errors import PactwrightError
from pactwright.model.json import Json

FILES_KEY = "x-pactwright-files"
"""Where a bundle keeps the files that its document refers to."""

Fetch = Callable[[str], ParsedDocument]
"""Gives the document at a path relative to the first one's folder, or at a URL.

It raises `PactwrightError` for what may not or cannot be read; the bundle adds who asked.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """One value to compare, and the documents that its parts come from.

    `root` is the first document's own value when it refers to no other.
    """

    document: ParsedDocument
    root: Json
    files: Mapping[str, ParsedDocument] = field(default_factory=dict)

    @property
    def source(self) -> str:
        """The first document's name as messages have it."""
        return self.document.source

    def locate(self, pointers: set[str]) -> dict[str, tuple[str, int, int]]:
        """Return file, line and column of each pointer into `root`."""
        by_file: dict[str, list[tuple[str, str]]] = {}
        for pointer in sorted(pointers):
            name, inner = split_file(pointer)
            by_file.setdefault(name, []).append((pointer, inner))
        places: dict[str, tuple[str, int, int]] = {}
        for name, pairs in by_file.items():
            document = self.files.get(name, self.document)
            found = locate_pointers(document, [inner for _, inner in pairs])
            for pointer, inner in pairs:
                line, column = found.get(inner, (1, 1))
                places[pointer] = (document.source, line, column)
        return places


def split_file(pointer: str) -> tuple[str, str]:
    """Return the file that a pointer into a bundle leads to ("" for the first) and the rest."""
    prefix = f"/{FILES_KEY}/"
    if not pointer.startswith(prefix):
        return "", pointer
    name, slash, inner = pointer[len(prefix) :].partition("/")
    return name.replace("~1", "/").replace("~0", "~"), slash + inner


def bundle_document(document: ParsedDocument, fetch: Fetch, *, limits: Limits = LIMITS) -> Bundle:
    """Return the document with every file it refers to, directly or through another.

    Raises `PactwrightError` naming file and line for a reference that leads nowhere, out of the
    document's folder or back to itself.
    """
    internal = [ref for ref in document.references if ref.startswith("#")]
    refuse_broken(document, internal)
    if len(internal) == len(document.references):
        return Bundle(document=document, root=document.root)
    return _Bundler(document, fetch, limits).bundle()


class _Bundler:
    def __init__(self, document: ParsedDocument, fetch: Fetch, limits: Limits) -> None:
        self.document = document
        self.fetch = fetch
        self.limits = limits
        self.own_name = posixpath.basename(document.source.replace("\\", "/"))
        self.files: dict[str, ParsedDocument] = {}
        self.roots: dict[str, Json] = {}

    def bundle(self) -> Bundle:
        root: Any = self._rewrite(self.document, "")
        waiting = list(self.files)
        while waiting:
            name = waiting.pop()
            refuse_broken(
                self.files[name],
                [ref for ref in self.files[name].references if ref.startswith("#")],
            )
            self.roots[name] = self._rewrite(self.files[name], name)
            waiting += [
                other for other in self.files if other not in self.roots and other not in waiting
            ]
        if not self.roots:
            return Bundle(document=self.document, root=self.document.root)
        whole = {**root, FILES_KEY: {name: self.roots[name] for name in sorted(self.roots)}}
        bundle = Bundle(document=self.document, root=whole, files=dict(self.files))
        self._refuse_broken(whole)
        return bundle

    def _rewrite(self, document: ParsedDocument, name: str) -> Json:
        """Return a copy of the document with its references led into the bundle."""
        ids = list_ids(document.root)
        changes: dict[int, str] = {}
        for steps, node in iterate_references(document.root):
            target = self._target(document, name, steps, node["$ref"], ids)
            if target != node["$ref"]:
                changes[id(node)] = target
        copied: Json = _copy(document.root, changes)
        return copied

    def _target(
        self,
        document: ParsedDocument,
        name: str,
        steps: tuple[str | int, ...],
        reference: str,
        ids: Mapping[str, str],
    ) -> str:
        if reference.startswith("#"):
            return f"{_prefix(name)}{reference[1:]}" if name else reference
        path, fragment = urldefrag(reference)
        base, resource = resource_of(document.root, steps) if ids else ("", document.root)
        own = ids.get(urljoin(base, path))
        if own is not None:
            inner = resource is not document.root  # whose own pointers count from there
            return reference if inner else f"{_prefix(name)}{own}{fragment}"
        try:
            other = self._name_of(path, name)
            if other == self.own_name:
                return f"#{fragment}"
            self._take(other)
        except PactwrightError as error:
            problem = f"cannot be followed: {error.message}"
            raised = broken_reference(document, (*steps, "$ref"), reference, problem)
            raise PactwrightError(raised.message, hint=error.hint) from None
        return f"{_prefix(other)}{fragment}"

    def _name_of(self, path: str, name: str) -> str:
        if "://" in path:
            return path
        if "://" in name:
            return urljoin(name, path)
        plain = unquote(path).replace("\\", "/")
        joined = posixpath.normpath(posixpath.join(posixpath.dirname(name), plain))
        if plain.startswith("/") or plain[1:2] == ":" or joined.split("/")[0] == "..":
            raise PactwrightError(
                f"{path!r} leaves the folder of the document",
                hint="keep referenced files in the document's folder or below it",
            )
        return joined

    def _take(self, name: str) -> None:
        if name in self.files:
            return
        if len(self.files) >= self.limits.files:
            raise PactwrightError(
                f"the document refers to more than {self.limits.files} files",
                hint="bundle it first, or compare its parts",
            )
        self.files[name] = self.fetch(name)

    def _refuse_broken(self, whole: Json) -> None:
        """Check the references that lead from one file into another."""
        settled: dict[str, bool] = {}
        for name, root in [("", whole), *self.roots.items()]:
            document = self.files.get(name, self.document)
            for steps, node in iterate_references(root):
                reference = node["$ref"]
                if not reference.startswith("#/") or leads_to_value(whole, reference[1:], settled):
                    continue
                problem = problem_of(whole, reference[1:])
                if problem is not None and (not steps or steps[0] != FILES_KEY):
                    if leads_within(root, steps, reference):
                        continue
                    raise broken_reference(document, (*steps, "$ref"), reference, problem)


def _prefix(name: str) -> str:
    return f"#/{FILES_KEY}/{escape_step(name)}" if name else "#"


def _copy(node: Any, changes: Mapping[int, str]) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(node, dict):
        copied = {key: _copy(child, changes) for key, child in node.items()}
        if id(node) in changes:
            copied["$ref"] = changes[id(node)]
        return copied
    if isinstance(node, list):
        return [_copy(child, changes) for child in node]
    return node
