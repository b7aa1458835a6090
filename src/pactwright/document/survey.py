"""One walk over a parsed document: its depth, keys, references, and what is no JSON in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import orjson

from pactwright.document.limits import Limits

_TEXT = {str}
# Numbers of three digits that cannot have been written otherwise: status codes.
_FEWEST, _MOST = 100, 999
_LARGEST = 9.2e18
_PLAIN = {str, int, bool, type(None)}


class TooDeepError(Exception):
    """The document nests deeper than the limit."""


class TooManyError(Exception):
    """The document holds more than the limit."""


@dataclass(slots=True)
class Survey:
    """What the walk saw: number of keys, distinct `$ref` texts, and odd spots.

    `odd_keys` is true when a key is no string, `odd_values` when a value is no JSON (a tag, NaN,
    an integer beyond 64 bits that became a float), `merges` when a mapping has a `<<` key.
    """

    keys: int = 0
    references: dict[str, None] = field(default_factory=dict)
    reference_count: int = 0
    odd_keys: bool = False
    odd_values: bool = False
    merges: bool = False


def survey_document(root: object, limits: Limits) -> Survey:
    """Walk the document level by level; raises `TooDeepError` or `TooManyError`."""
    whole = type(root) in (dict, list)
    seen = Survey(odd_values=not whole and type(root) not in {*_PLAIN, float})
    level: list[Any] = [root] if whole else []
    depth = values = 0
    while level:
        depth += 1
        values += len(level)
        if depth > limits.depth:
            raise TooDeepError
        if values > limits.values or seen.reference_count > limits.references:
            raise TooManyError
        level = _next_level(level, seen)
    return seen


def _next_level(level: list[Any], seen: Survey) -> list[Any]:
    below: list[Any] = []
    push = below.append
    references = seen.references
    for node in level:
        if type(node) is dict:
            seen.keys += len(node)
            if "$ref" in node:
                _note_reference(node["$ref"], seen, references)
            children = node.values()
            if "<<" in node:
                seen.merges = True
        else:
            children = node
        for child in children:
            kind = type(child)
            if kind is dict or kind is list:
                push(child)
            elif kind is float:
                # A whole number this large was an integer that lost digits.
                if not -_LARGEST < child < _LARGEST:
                    seen.odd_values = True
            elif kind not in _PLAIN:
                seen.odd_values = True
    return below


def _note_reference(reference: object, seen: Survey, references: dict[str, None]) -> None:
    if type(reference) is str:
        seen.reference_count += 1
        references[reference] = None


def name_keys(root: object) -> bool:
    """Turn whole numbers that are keys into text, in place; tell whether all keys are text now.

    A status code is the same word either way. Other keys (1.10, true, 0x1F, 007) lost the way
    they were written, and only the text tells it.
    """
    if _has_text_keys(root):
        return True
    level: list[Any] = [root]
    while level:
        below: list[Any] = []
        for node in level:
            if type(node) is dict:
                if set(map(type, node)) - _TEXT and not _name(node):
                    return False
                children = node.values()
            else:
                children = node
            below += [child for child in children if type(child) is dict or type(child) is list]
        level = below
    return True


def _has_text_keys(root: object) -> bool:
    try:
        orjson.dumps(root)  # it takes no other keys, and walks many times faster than we do
    except TypeError:
        return False
    return True


def _name(node: dict[Any, Any]) -> bool:
    named = {}
    for key, child in node.items():
        if type(key) is not str and not (type(key) is int and _FEWEST <= key <= _MOST):
            return False
        named[str(key)] = child
    if len(named) != len(node):
        return False
    node.clear()
    node.update(named)
    return True
