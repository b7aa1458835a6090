"""The careful YAML reader: keys as written, whole integers, aliases counted, tabs refused."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any

import yaml

from pactwright.document.fault import fault_at
from pactwright.document.limits import Limits
from pactwright.errors import PactwrightError
from pactwright.model.json import Json

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# YAML 1.2.2, section 10.3.2: the core schema.
_NULL = re.compile(r"(?:null|Null|NULL|~|)")
_BOOL = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INT = re.compile(r"[-+]?[0-9]+")
_OCTAL = re.compile(r"0o[0-7]+")
_HEX = re.compile(r"0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_NUMBER = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
# PyYAML resolves by YAML 1.1: what it takes for text is a number to 1.2 only in these forms.
_UNLIKE_YAML_1_1 = re.compile(rf"{_OCTAL.pattern}|{_FLOAT.pattern}")
_STR = "tag:yaml.org,2002:str"
_CORE_TAGS = {
    f"tag:yaml.org,2002:{name}"
    for name in ("str", "int", "float", "bool", "null", "timestamp", "merge", "value")
}
_TAGGED = re.compile(r"(?:&\S+\s+)?!")
_MAX_DIGITS = 4300


def load_yaml(text: str, *, source: str) -> Json:
    """Return the value of the text; the slower reader that sees nodes and their places."""
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        raise _broken(error, source) from None
    except RecursionError:
        raise fault_at(source, 1, 1, "nested too deep", hint="flatten the document") from None
    return None if node is None else _Builder(source, text).build(node)


def refuse_expansion(text: str, *, source: str, limits: Limits) -> None:
    """Raise when aliases would expand the document beyond the limit on values, or on depth.

    Nodes are counted event by event, an alias as often as what it stands for; nothing is
    expanded to find out.
    """
    counter = _Counter(limits.values)
    try:
        for event in _events(text):
            line = event.start_mark.line + 1
            column = event.start_mark.column + 1
            if len(counter.open) > limits.depth:
                raise _too_deep(source, line, column, limits)
            if problem := counter.take(event):
                raise fault_at(
                    source,
                    line,
                    column,
                    problem,
                    hint="write the values out, or refer to them with $ref",
                )
    except yaml.YAMLError as error:
        raise _broken(error, source) from None


def refuse_tab(text: str, *, source: str) -> None:
    """Raise where a tab stands in the indentation; tabs inside block scalars pass."""
    try:
        for _ in _events(text):
            pass
    except yaml.YAMLError as error:
        broken = _broken(error, source)
        mark: Any = getattr(error, "problem_mark", None)
        lines = text.split("\n")[mark.line : mark.line + 1] if mark else []
        if any("\t" in line[: len(line) - len(line.lstrip())] for line in lines):
            broken.hint = "indent YAML with spaces, never with tabs"
        raise broken from None


def too_deep(text: str, *, source: str, limits: Limits) -> PactwrightError:
    """Return the error for a document that nests too deep, at the place where it does."""
    depth, line, column = 0, 1, 1
    try:
        for event in _events(text):
            if isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
                depth += 1
                if depth > limits.depth:
                    mark: Any = event.start_mark
                    line, column = mark.line + 1, mark.column + 1
                    break
            elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
                depth -= 1
    except yaml.YAMLError as error:
        return _broken(error, source)
    return _too_deep(source, line, column, limits)


def _too_deep(source: str, line: int, column: int, limits: Limits) -> PactwrightError:
    return fault_at(
        source,
        line,
        column,
        f"nested deeper than {limits.depth} levels",
        hint="move the inner schemas under components (definitions) and refer to them",
    )


def _events(text: str) -> Iterator[Any]:
    yield from yaml.parse(text, Loader=_Loader)


def _broken(error: yaml.YAMLError, source: str) -> PactwrightError:
    mark = getattr(error, "problem_mark", None)
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    problem = getattr(error, "problem", None) or str(error)
    hint = "correct it at the place named (or just above it)"
    return fault_at(source, line, column, f"not valid YAML: {problem}", hint=hint)


class _Counter:
    """Counts nodes with aliases expanded."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.total = 0
        self.sizes: dict[str, int] = {}
        self.open: list[tuple[str, int]] = []

    def take(self, event: Any) -> str | None:  # noqa: ANN401 - PyYAML has no types
        """Take one event in; return what is wrong, if anything is."""
        anchor: str = getattr(event, "anchor", None) or ""
        if isinstance(event, yaml.AliasEvent):
            if anchor in {name for name, _ in self.open}:
                return f"the alias *{anchor} stands inside its own anchor"
            self.total += self.sizes.get(anchor, 1)
        elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            self.open.append((anchor, self.total))
            self.total += 1
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            opened, before = self.open.pop()
            self.sizes[opened] = self.total - before
        elif isinstance(event, yaml.ScalarEvent):
            self.total += 1
            self.sizes[anchor] = 1
        if self.total > self.most:
            return f"aliases expand the document to more than {self.most:,} values"
        return None


class _Builder:
    """Builds JSON values from YAML nodes."""

    def __init__(self, source: str, text: str) -> None:
        self.source = source
        self.text = text

    def build(self, node: yaml.Node) -> Json:
        """Return the value of the node."""
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(child) for child in node.value]
        return self._mapping(node)

    def _mapping(self, node: Any) -> dict[str, Json]:  # noqa: ANN401 - PyYAML has no types
        merged: dict[str, Json] = {}
        own: dict[str, Json] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise self._fault(
                    key_node, "a key that is not text", hint="JSON knows text keys only"
                )
            value = self.build(value_node)
            if key_node.value == "<<" and not key_node.style:
                for part in reversed(value if isinstance(value, list) else [value]):
                    if not isinstance(part, dict):
                        raise self._fault(value_node, "<< must name a mapping", hint="<<: *anchor")
                    merged.update(part)
            elif key_node.value in own:
                raise self._fault(
                    key_node,
                    f"the key {key_node.value!r} is there twice in one mapping",
                    hint="readers disagree on which one counts; remove one",
                )
            else:
                own[key_node.value] = value
        return merged | own if merged else own

    def _scalar(self, node: Any) -> Json:  # noqa: ANN401 - PyYAML has no types
        text: str = node.value
        if node.tag not in _CORE_TAGS:
            raise self._fault(
                node, f"the tag {node.tag} has no meaning in JSON", hint="remove the tag"
            )
        if node.style or (node.tag == _STR and not _UNLIKE_YAML_1_1.fullmatch(text)):
            return text
        if node.tag == _STR and _TAGGED.match(self.text, node.start_mark.index):
            return text
        return self._plain(node, text)

    def _plain(self, node: yaml.Node, text: str) -> Json:  # noqa: PLR0911 - one answer a kind
        if _NULL.fullmatch(text):
            return None
        if text in _BOOL:
            return _BOOL[text]
        if _INT.fullmatch(text):
            if len(text) > _MAX_DIGITS:
                raise self._fault(node, "a number too large to read", hint="shorten it")
            return int(text)
        if _OCTAL.fullmatch(text):
            return int(text, 0)
        if _HEX.fullmatch(text):
            return int(text, 0)
        if _FLOAT.fullmatch(text):
            number = float(text)
            if math.isfinite(number):
                return number
        if _FLOAT.fullmatch(text) or _NOT_NUMBER.fullmatch(text):
            raise self._fault(node, f"{text} is not a JSON number", hint="quote it, or correct it")
        return text

    def _fault(self, node: yaml.Node, message: str, *, hint: str) -> PactwrightError:
        mark: Any = node.start_mark
        return fault_at(self.source, mark.line + 1, mark.column + 1, message, hint=hint)
