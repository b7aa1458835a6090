"""An answer that broke a consumer, kept for good: a decorator put above the consumer's test."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from pactwright.api.python_layout import split_lines
from pactwright.errors import PactwrightError


def add_variant(text: str, *, test: Sequence[str], decorator: str) -> tuple[str, int]:
    """Return the text with the decorator above the test, and the line that it stands on.

    `test` is the test's name, after those of the classes that it stands in. Nothing else of the
    text changes. Raises `PactwrightError` where there is no such test, it has the decorator
    already, or the text is no Python.
    """
    found = _find(_parse(text), test)
    wanted = _normal(decorator.removeprefix("@"))
    if any(ast.unparse(one) == wanted for one in found.decorator_list):
        raise PactwrightError(
            f"{'::'.join(test)} keeps this answer already", hint="run it with pytest"
        )
    first = min([found.lineno, *(one.lineno for one in found.decorator_list)])
    lines = split_lines(text)
    indent = lines[first - 1][: len(lines[first - 1]) - len(lines[first - 1].lstrip())]
    newline = "\r\n" if lines[first - 1].endswith("\r\n") else "\n"
    lines.insert(first - 1, f"{indent}{decorator}{newline}")
    return "".join(lines), first


def _parse(text: str) -> ast.Module:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError) as error:
        raise PactwrightError(
            f"the file of the test is not Python: {error}", hint="mend it first"
        ) from None


def _normal(expression: str) -> str:
    try:
        return ast.unparse(ast.parse(expression, mode="eval"))
    except (SyntaxError, ValueError):
        raise PactwrightError(
            f"{expression[:60]!r} is no decorator",
            hint="find the answer anew: pytest consumers --pact-tolerance 100",
        ) from None


def _find(tree: ast.Module, test: Sequence[str]) -> ast.FunctionDef | ast.AsyncFunctionDef:
    body: Sequence[ast.stmt] = tree.body
    *classes, name = test
    for step in classes:
        inner = [one for one in body if isinstance(one, ast.ClassDef) and one.name == step]
        body = inner[-1].body if inner else ()
    found = [
        one
        for one in body
        if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef) and one.name == name
    ]
    if not found:
        raise PactwrightError(
            f"there is no test {'::'.join(test)} any more",
            hint="paste the decorator above the test by hand",
        )
    return found[-1]
