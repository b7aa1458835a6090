"""Tells methods of `unittest.TestCase` what pytest cannot do for them."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import pytest

    from pactwright.consumer.declaration import Declaration

_FIXTURES: Final = ("mock", "message", "exchange")
_WAY_OUT: Final = "write it as a function, or as a method of a class that is no TestCase"


def is_unittest(item: pytest.Item) -> bool:
    """Whether the test is a method of a `unittest.TestCase`."""
    unittest = sys.modules.get("unittest")
    owner = getattr(item, "cls", None)
    return unittest is not None and owner is not None and issubclass(owner, unittest.TestCase)


def find_unittest_problems(
    item: pytest.Item, declarations: Sequence[Declaration]
) -> tuple[str, ...]:
    """Return what a test asks for that pytest gives to no method of a `unittest.TestCase`."""
    if not is_unittest(item):
        return ()
    head = (
        f"{declarations[0].site}: {item.name} is a method of a unittest.TestCase, to which pytest"
    )
    return tuple(f"{head} {problem}" for problem in _problems(item, declarations))


def _problems(item: pytest.Item, declarations: Sequence[Declaration]) -> Iterator[str]:
    from pactwright.consumer.repeats import KEPT, TOLERANT
    from pactwright.consumer.variant_rows import plan_rows

    function = item.obj  # type: ignore[attr-defined]
    code = function.__code__
    taken = code.co_varnames[1 : code.co_argcount + code.co_kwonlyargcount]
    for name in (one for one in _FIXTURES if one in taken):
        yield (
            f"hands no arguments ({name})\nhint: take it in a fixture of the class "
            f"(@pytest.fixture(autouse=True) def _take(self, {name}): self.{name} = {name}), or "
            f"{_WAY_OUT}"
        )
    if len(plan_rows(declarations, getattr(function, KEPT, ()))) > 1:
        yield f"gives one run, and this test has variants\nhint: {_WAY_OUT}"
    if hasattr(function, TOLERANT):
        yield f"gives one run, and this test is to be tolerant()\nhint: {_WAY_OUT}"
