"""Tells a consumer that breaks from a test that only asserts its own example."""

from __future__ import annotations

import ast
from functools import lru_cache
from pathlib import Path
from traceback import walk_tb
from types import CodeType
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pactwright.consumer.tolerance import Failure

_LONGEST = 300
_ASIDE = ("/_pytest/", "/site-packages/pluggy/")


def judge_failure(error: BaseException, item: pytest.Item, *, looked: bool) -> Failure | None:
    """Return the failure of a consumer; `None` where only the test's own assertions failed.

    What a test asserts about the example does not hold for other answers, and says nothing
    about the consumer. A test that has `looked` at what the mock served (`mock.served`) asserts
    for every answer, and its assertions count.
    """
    from pactwright.consumer.tolerance import Failure

    frames = [
        (frame.f_code, line)
        for frame, line in walk_tb(error.__traceback__)
        if not any(part in frame.f_code.co_filename for part in _ASIDE)
    ]
    home = str(getattr(item, "path", ""))
    if frames and not looked and _is_own(frames[-1], error, home):
        return None
    place = _place(frames, item.config.rootpath)
    name = type(error).__name__
    words = f"{name}: {error}".splitlines()[0][:_LONGEST] if str(error) else name
    return Failure(key=(name, place), words=f"{words}   at {place}" if place else words)


def _is_own(last: tuple[CodeType, int], error: BaseException, home: str) -> bool:
    """Whether the last frame is an assertion in the test's own file."""
    code, line = last
    if code.co_filename != home:
        return False
    if isinstance(error, AssertionError | pytest.fail.Exception):
        return True
    return line in _assertions(home)


@lru_cache(maxsize=64)
def _assertions(file: str) -> frozenset[int]:
    """Return the lines of a file that belong to `assert` statements."""
    try:
        tree = ast.parse(Path(file).read_text(encoding="utf-8"))
    except (OSError, SyntaxError, ValueError):
        return frozenset()
    return frozenset(
        line
        for node in ast.walk(tree)
        if isinstance(node, ast.Assert)
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    )


def _place(frames: list[tuple[CodeType, int]], root: Path) -> str:
    """Return the innermost line of the project's own code, as `file:line`."""
    for code, line in reversed(frames):
        path = Path(code.co_filename)
        if path.is_relative_to(root) and "site-packages" not in path.parts:
            return f"{path}:{line}"
    return ""
