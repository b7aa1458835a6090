"""Finds tests that declare one interaction differently, when all are collected."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import TYPE_CHECKING

from pactwright.plugin.consumer_items import base_name, declarations_of, default_description

if TYPE_CHECKING:
    import pytest

    from pactwright.consumer.declaration import Declaration


def find_rivals(items: Iterable[pytest.Item]) -> Mapping[str, tuple[str, ...]]:
    """Return what is wrong with tests that declare another's interaction differently, by name.

    Only declarations of one consumer, provider and description are compiled.
    """
    tests = {base_name(item): item for item in items if declarations_of(item)}
    if not tests:
        return {}
    from pactwright.consumer.stage import name_declarations

    claims: dict[object, list[tuple[str, Declaration, str]]] = defaultdict(list)
    for test, item in sorted(tests.items()):
        declarations = declarations_of(item)
        names = name_declarations(declarations, default=default_description(item))
        for declaration, name in zip(declarations, names, strict=True):
            key = (type(declaration), declaration.consumer, declaration.provider, name)
            claims[repr(key)].append((test, declaration, name))
    found: dict[str, list[str]] = defaultdict(list)
    for group in claims.values():
        if len(group) > 1:
            _compare(group, found)
    return {test: tuple(dict.fromkeys(problems)) for test, problems in found.items()}


def _compare(group: list[tuple[str, Declaration, str]], found: dict[str, list[str]]) -> None:
    from pactwright.consumer.compile import compile_declaration
    from pactwright.consumer.origin import describe_conflict, with_origin, without_origin
    from pactwright.pactfile.identity import identify

    compiled = [
        (test, compile_declaration(declaration, description=name))
        for test, declaration, name in group
    ]
    sound = [(test, one.interaction) for test, one in compiled if not one.problems]
    for (test, one), (other_test, other) in combinations(sound, 2):
        if identify(one) == identify(other) and without_origin(one) != without_origin(other):
            error = describe_conflict(with_origin(one, test), with_origin(other, other_test))
            for name in {test, other_test}:
                found[name].append(str(error))
