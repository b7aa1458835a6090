"""Finds declarations that another run would evaluate to something else: clocks and chance.

A declaration is evaluated anew, with the module's own assignments and functions that it uses,
under clocks that stand elsewhere. What comes from other modules' constants, from the machine or
from the order of a set stays unseen, and so does what is declared inside a function.
"""

from __future__ import annotations

import ast
import copy
import datetime as dt
import random
import types
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, TypeAlias

from pactwright.consumer.compile import compile_declaration
from pactwright.consumer.declaration import ATTRIBUTE, Declaration, Site
from pactwright.consumer.lint import LintProblem, lint_pair
from pactwright.consumer.stage import Part
from pactwright.model.interaction import Interaction
from pactwright.plugin.consumer_clock import shift_clock
from pactwright.plugin.consumer_steady import is_steady

_SHIFT: Final = dt.timedelta(days=397, hours=5, minutes=7, seconds=11, microseconds=131_313)
# Chance may give the same twice; where it was asked, it is asked again.
_TRIES: Final = 40

_Statement: TypeAlias = ast.stmt
_Binders: TypeAlias = Mapping[str, tuple[int, _Statement, frozenset[str]]]
# Statements that give no value to another name than their own.
_PLAIN: Final = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.Import,
    ast.ImportFrom,
)


def find_changes(part: Part, *, since: int) -> tuple[LintProblem, ...]:
    """Return what of the declaration another run would change, as far as can be seen.

    `since` is the time (in nanoseconds, as `time.time_ns`) before which the test module was
    read: a file that was edited later no longer tells what ran.
    """
    site = part.declaration.site
    source = None if site.namespace is None else _read_source(site, since)
    if source is None:
        return ()
    state = random.getstate()
    try:
        return _look(part, source)
    except Exception:  # noqa: BLE001 - code of the test that cannot run twice cannot be judged
        return ()
    finally:
        random.setstate(state)


def _look(part: Part, source: _Source) -> tuple[LintProblem, ...]:
    """Evaluate under one clock, and where that differs under another, to tell chance from order.

    Content may well depend on what the module did before (a counter, a loop) and yet be the same
    in every run; only what differs between two evaluations of equal beginnings changes.
    """
    for _ in range(_TRIES):
        random.seed()
        before = random.getstate()
        first = _evaluate(part, source, _SHIFT)
        asked = random.getstate() != before
        if first != part.declaration:
            second = _evaluate(part, source, 2 * _SHIFT)
            if found := lint_pair(_compile(first, part), _compile(second, part)):
                return found
        if not asked:
            break
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """The expression of one decorator and the statements of its module that it depends on."""

    expression: types.CodeType
    statements: types.CodeType
    names: frozenset[str]
    touched: frozenset[str]


def _compile(declaration: Declaration, part: Part) -> Interaction:
    return compile_declaration(declaration, description=part.interaction.description).interaction


def _evaluate(part: Part, source: _Source, shift: dt.timedelta) -> Declaration:
    site = part.declaration.site
    known = site.namespace or {}
    namespace = {name: shift_clock(known[name], shift) for name in source.names if name in known}
    namespace |= _copy({name: known[name] for name in source.touched if name in known})
    for name in ("__builtins__", "__name__", "__file__"):
        if name in known:
            namespace[name] = known[name]
    exec(source.statements, namespace)  # noqa: S102 - the test module's own code
    decorate: Callable[[Callable[[], None]], Any] = eval(source.expression, namespace)  # noqa: S307

    def probe() -> None:
        """Carry the declaration."""

    decorate(probe)
    declaration: Declaration = getattr(probe, ATTRIBUTE)[0]
    return replace(declaration, site=site)


def _copy(values: dict[str, object]) -> dict[str, object]:
    """Copy what an evaluation could use up, so that the next one finds it as it was."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return copy.deepcopy(values)


def _read_source(site: Site, since: int) -> _Source | None:
    written = _when_written(site.file, since)
    if written is None or is_steady(
        _read_lines(site.file, written), site.line, site.namespace or {}
    ):
        return None
    return _read_module(site.file, written).get(site.line)


@lru_cache(maxsize=64)
def _when_written(file: str, since: int) -> int | None:
    """Return when a file was written, `None` where it is gone or newer than what ran."""
    try:
        written = Path(file).stat().st_mtime_ns
    except OSError:
        return None
    return written if written <= since else None


@lru_cache(maxsize=64)
def _read_lines(file: str, written: int) -> Sequence[str]:  # noqa: ARG001 - tells versions apart
    return Path(file).read_text(encoding="utf-8", errors="replace").splitlines(keepends=True)


@lru_cache(maxsize=64)
def _read_module(file: str, written: int) -> Mapping[int, _Source]:  # noqa: ARG001 - tells versions apart
    """Return the decorators of a test module by the line on which they start."""
    try:
        tree = ast.parse(Path(file).read_text(encoding="utf-8"))
    except (OSError, ValueError, SyntaxError):
        return {}
    binders, touched = _find_binders(tree)
    return {
        decorator.lineno: _make_source(decorator, binders, touched, file)
        for node in ast.walk(tree)
        for decorator in getattr(node, "decorator_list", ())
    }


def _find_binders(tree: ast.Module) -> tuple[_Binders, frozenset[str]]:
    """Return, by name, the assignment or function of the module that gives it its value.

    The second part are the names whose value other statements may change (`NAMES.append(…)`).
    """
    binders: dict[str, tuple[int, _Statement, frozenset[str]]] = {}
    touched: set[str] = set()
    for index, statement in enumerate(tree.body):
        bound = _bound(statement)
        used = _names(statement, ast.Load)
        if not bound and not isinstance(statement, _PLAIN):
            touched |= used | _names(statement, ast.Store)
        for name in bound:
            binders[name] = (index, statement, used)
    return binders, frozenset(touched & binders.keys())


def _bound(statement: _Statement) -> frozenset[str]:
    match statement:
        case ast.Assign() | ast.AnnAssign():
            return _names(statement, ast.Store)
        case ast.FunctionDef(name=name, decorator_list=[]):
            return frozenset({name})
        case _:
            return frozenset()


def _names(node: ast.AST, context: type[ast.expr_context]) -> frozenset[str]:
    return frozenset(
        one.id
        for one in ast.walk(node)
        if isinstance(one, ast.Name) and isinstance(one.ctx, context)
    )


def _make_source(
    decorator: ast.expr, binders: _Binders, touched: frozenset[str], file: str
) -> _Source:
    names = set(_names(decorator, ast.Load))
    chosen: dict[int, _Statement] = {}
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        index, statement, used = binders.get(name, (-1, None, frozenset()))
        if statement is None or name in touched or index in chosen:
            continue
        chosen[index] = statement
        waiting += used - names
        names |= used
    module = ast.Module(body=[chosen[index] for index in sorted(chosen)], type_ignores=[])
    return _Source(
        expression=compile(ast.Expression(body=decorator), file, "eval"),
        statements=compile(module, file, "exec"),
        names=frozenset(names - touched),
        touched=touched & names,
    )
