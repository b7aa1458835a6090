"""A document that holds schemas, and how its references are followed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import pairwise
from typing import Any, Final
from urllib.parse import unquote, urljoin

from pactwright.errors import PactwrightError
from pactwright.model.json import Json
from pactwright.schema.dialect import Dialect
from pactwright.schema.digest import quick_text

_HELD: Final = "/x-pactwright-held"
_REFERS: Final = b'ef":"'
_REFERRING: Final = (b'"$r', b'"$dynamicR', b'"$recursiveR')


class _Missing(Enum):
    NOTHING = 0


@dataclass(frozen=True, slots=True, eq=False)
class SchemaDocument:
    """A parsed document with schemas in it, of one dialect.

    `resolve` follows the text of a `$ref` that leaves the document and raises PactwrightError
    when it dangles; references within the document need no help. `held` are schemas that stand
    nowhere in it; `hold` takes them in.
    """

    root: Json
    dialect: Dialect = "2020-12"
    resolve: Callable[[str], Json] | None = None
    held: dict[str, Json] = field(default_factory=dict, init=False)
    _names: dict[str, str] = field(default_factory=dict, init=False)
    _values: dict[str, Json] = field(default_factory=dict, init=False)
    _texts: dict[str, bytes] = field(default_factory=dict, init=False)
    _references: dict[str, tuple[str, ...]] = field(default_factory=dict, init=False)

    def at(self, target: str) -> Json:
        """Return what a target names: an RFC 6901 pointer, or the text of a foreign reference.

        Raises PactwrightError when there is nothing.
        """
        if target == "" or target.startswith("/"):
            return self._at_pointer(target)
        if self.resolve is None:
            raise PactwrightError(
                f"the reference {target!r} leaves the document",
                hint="hand over a `resolve` function, or bundle the schemas into one document",
            )
        return self.resolve(target)

    def hold(self, schema: Json) -> str:
        """Take in a schema that is made up of others, and return the pointer that names it."""
        name = str(len(self.held))
        self.held[name] = schema
        return f"{_HELD}/{name}"

    def text(self, target: str) -> bytes:
        """Return the bytes of what a target names, made once: equal bytes, equal values.

        Raises PactwrightError when there is nothing.
        """
        found = self._texts.get(target)
        if found is None:
            found = self._texts[target] = quick_text(self.at(target))
        return found

    def references(self, target: str) -> tuple[str, ...]:
        """Return the texts of the references anywhere in what a target names, each once.

        Raises PactwrightError when there is nothing.
        """
        found = self._references.get(target)
        if found is None:
            found = self._references[target] = references_in(self.text(target))
        return found

    def _at_pointer(self, pointer: str) -> Json:
        if pointer in self._values:
            return self._values[pointer]
        found = step_through(self.root, pointer)
        if found is _Missing.NOTHING and pointer.startswith(_HELD):
            found = step_through(self.held, pointer.removeprefix(_HELD))
        if found is not _Missing.NOTHING:
            self._values[pointer] = found
            return found
        if self.resolve is not None:
            return self.resolve("#" + pointer)
        raise PactwrightError(
            f"the reference #{pointer} points at nothing",
            hint="define the schema there, or correct the reference",
        )

    def dynamic_target(self, reference: str) -> str | None:
        """Return what a `$dynamicRef` names where it can name one schema only, else None.

        It does when a single `$dynamicAnchor` of that name is in the document (2020-12 core,
        section 8.2.3.2); then it is a `$ref`.
        """
        name = reference.rpartition("#")[2]
        target = self.target(reference)
        return target if self._names.get(f"dynamic {name}") == target else None

    def target(self, reference: str) -> str:
        """Return the target that a `$ref` text names, the same for every spelling of it."""
        if not self._names:
            self._names.update(_collect_names(self.root))
        if reference.startswith("#/"):
            return unquote(reference[1:]) if "%" in reference else reference[1:]
        absolute = urljoin(self._names.get("", ""), reference)
        base, _, fragment = absolute.partition("#")
        home = self._names.get(base) if base else ""
        if home is None or (fragment and not fragment.startswith("/")):
            return self._names.get(absolute, self._names.get(reference, reference))
        return home + unquote(fragment)


def references_in(text: bytes) -> tuple[str, ...]:
    """Return the texts of all references in the bytes of a schema, each once."""
    parts = text.split(_REFERS)
    found = {
        after.partition(b'"')[0]: None
        for before, after in pairwise(parts)
        if before.endswith(_REFERRING)
    }
    return tuple(name.decode() for name in found)


def step_through(value: Json, pointer: str) -> Json | _Missing:
    """Return what an RFC 6901 pointer names below a value, or a marker that nothing is there."""
    for step in pointer.split("/")[1:]:
        key = step.replace("~1", "/").replace("~0", "~") if "~" in step else step
        if isinstance(value, dict | Mapping) and key in value:  # a dict is told at once
            value = value[key]
        elif isinstance(value, Sequence) and not isinstance(value, str) and key.isdecimal():
            if int(key) >= len(value):
                return _Missing.NOTHING
            value = value[int(key)]
        else:
            return _Missing.NOTHING
    return value


def leads_somewhere(value: Json, pointer: str) -> bool:
    """Tell whether an RFC 6901 pointer names something below a value."""
    return step_through(value, pointer) is not _Missing.NOTHING


def _collect_names(root: Json) -> dict[str, str]:
    """Return the pointer of every `$id` and `$anchor`; under "" the base URI of the document."""
    names = {"": ""}
    if not isinstance(root, Mapping) or "openapi" in root or "swagger" in root:
        return names
    stack: list[tuple[Any, str, str]] = [(root, "", "")]
    while stack:
        value, pointer, base = stack.pop()
        if isinstance(value, list):
            stack.extend((item, f"{pointer}/{i}", base) for i, item in enumerate(value))
        if not isinstance(value, dict):
            continue
        base = _name(value, pointer, base, names)
        for key, item in value.items():
            if key not in {"enum", "const", "default", "examples", "example"}:
                step = key.replace("~", "~0").replace("/", "~1")
                stack.append((item, f"{pointer}/{step}", base))
    return names


def _name(value: dict[str, Any], pointer: str, base: str, names: dict[str, str]) -> str:
    name = value.get("$id", value.get("id"))
    if isinstance(name, str):
        base = urljoin(base, name).removesuffix("#")
        names.setdefault(base, pointer)
        if not pointer:
            names[""] = base
    for key in ("$anchor", "$dynamicAnchor"):
        if isinstance(value.get(key), str):
            names.setdefault(f"{base}#{value[key]}", pointer)
            names.setdefault(f"#{value[key]}", pointer)
    anchor = value.get("$dynamicAnchor")
    if isinstance(anchor, str):
        key = f"dynamic {anchor}"
        names[key] = "several" if key in names else pointer
    return base
