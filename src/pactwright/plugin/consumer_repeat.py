"""Finds declarations that another run would evaluate to something else: clocks and chance.

A declaration is evaluated once more, with the module's own assignments and functions that it
uses, under a clock that stands elsewhere. What comes from other modules' constants, from the
machine or from the order of a set stays unseen.
"""

from __future__ import annotations

import ast
import datetime as dt
import random
import time
import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, TypeAlias

from pactwright.consumer.compile import compile_declaration
from pactwright.consumer.declaration import ATTRIBUTE, Declaration, Site
from pactwright.consumer.difference import describe_difference
from pactwright.consumer.stage import Part

_SHIFT: Final = dt.timedelta(days=397, hours=5, minutes=7, seconds=11, microseconds=131_313)
# Chance may give the same twice; where it was asked, it is asked again.
_TRIES: Final = 6

_Statement: TypeAlias = ast.stmt


def find_change(part: Part) -> str | None:
    """Return what of the declaration another run would change, `None` when nothing is seen."""
    declaration = part.declaration
    source = _find_source(declaration.site)
    if source is None:
        return None
    state = random.getstate()
    try:
        return _try_again(part, source)
    except Exception:  # noqa: BLE001 - code of the test that cannot run twice cannot be judged
        return None
    finally:
        random.setstate(state)


def _try_again(part: Part, source: _Source) -> str | None:
    for _ in range(_TRIES):
        random.seed()
        before = random.getstate()
        found = _compare(part, _evaluate(source, part.declaration.site))
        if found is not None or random.getstate() == before:
            return found
    return None


def _compare(part: Part, again: Declaration) -> str | None:
    name = part.interaction.description
    compiled = compile_declaration(again, description=name)
    return describe_difference(part.interaction, compiled.interaction)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """The expression of one decorator and the statements of its module that it depends on."""

    expression: types.CodeType
    statements: types.CodeType
    names: frozenset[str]


def _evaluate(source: _Source, site: Site) -> Declaration:
    known = site.namespace or {}
    namespace = {name: _shift(known[name]) for name in source.names if name in known}
    for name in ("__builtins__", "__name__", "__file__"):
        if name in known:
            namespace[name] = known[name]
    exec(source.statements, namespace)  # noqa: S102 - the test module's own code
    decorate: Callable[[Callable[[], None]], Any] = eval(source.expression, namespace)  # noqa: S307

    def probe() -> None:
        """Carry the declaration."""

    decorate(probe)
    declaration: Declaration = getattr(probe, ATTRIBUTE)[0]
    return declaration


def _find_source(site: Site) -> _Source | None:
    if site.namespace is None:
        return None
    return _read_module(site.file).get(site.line)


@lru_cache(maxsize=64)
def _read_module(file: str) -> Mapping[int, _Source]:
    """Return the decorators of a test module by the line on which they start."""
    try:
        tree = ast.parse(Path(file).read_text(encoding="utf-8"))
    except (OSError, ValueError, SyntaxError):
        return {}
    binders = _find_binders(tree)
    return {
        decorator.lineno: _make_source(decorator, binders, file)
        for node in ast.walk(tree)
        for decorator in getattr(node, "decorator_list", ())
    }


def _find_binders(tree: ast.Module) -> Mapping[str, tuple[int, _Statement, frozenset[str]]]:
    """Return, by name, the last statement of the module that gives it its value."""
    binders: dict[str, tuple[int, _Statement, frozenset[str]]] = {}
    for index, statement in enumerate(tree.body):
        used = _names(statement, ast.Load)
        for name in _bound(statement):
            binders[name] = (index, statement, used)
    return binders


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
    decorator: ast.expr, binders: Mapping[str, tuple[int, _Statement, frozenset[str]]], file: str
) -> _Source:
    names = set(_names(decorator, ast.Load))
    chosen: dict[int, _Statement] = {}
    waiting = list(names)
    while waiting:
        index, statement, used = binders.get(waiting.pop(), (-1, None, frozenset()))
        if statement is None or index in chosen:
            continue
        chosen[index] = statement
        waiting += used - names
        names |= used
    body = [chosen[index] for index in sorted(chosen)]
    module = ast.Module(body=body, type_ignores=[])
    return _Source(
        expression=compile(ast.Expression(body=decorator), file, "eval"),
        statements=compile(module, file, "exec"),
        names=frozenset(names),
    )


class _LaterDatetime(dt.datetime):
    """A `datetime` whose present moment is another one."""

    @classmethod
    def now(cls, tz: dt.tzinfo | None = None) -> dt.datetime:  # type: ignore[override]
        return dt.datetime.now(tz) + _SHIFT

    @classmethod
    def utcnow(cls) -> dt.datetime:  # type: ignore[override]
        return dt.datetime.now(dt.UTC).replace(tzinfo=None) + _SHIFT

    @classmethod
    def today(cls) -> dt.datetime:  # type: ignore[override]
        return cls.now()


class _LaterDate(dt.date):
    """A `date` whose present day is another one."""

    @classmethod
    def today(cls) -> dt.date:  # type: ignore[override]
        return dt.date.today() + _SHIFT  # noqa: DTZ011 - the local day, as the test asks


def _later_time() -> float:
    return time.time() + _SHIFT.total_seconds()


_LATER_TIME: Final[Mapping[str, Callable[..., Any]]] = {
    "time": _later_time,
    "time_ns": lambda: int(_later_time() * 10**9),
    "localtime": lambda seconds=None: time.localtime(_moment(seconds)),
    "gmtime": lambda seconds=None: time.gmtime(_moment(seconds)),
    "ctime": lambda seconds=None: time.ctime(_moment(seconds)),
    "strftime": lambda form, at=None: time.strftime(form, at or time.localtime(_later_time())),
}


def _moment(seconds: float | None) -> float:
    return _later_time() if seconds is None else seconds


def _shift(value: object) -> object:
    """Return the value, or its counterpart under the other clock."""
    for module, others in _SHIFTED:
        if value is module:
            return types.SimpleNamespace(**{**vars(module), **others})
        for name, other in others.items():
            if value is getattr(module, name):
                return other
    return value


_SHIFTED: Final[tuple[tuple[types.ModuleType, Mapping[str, object]], ...]] = (
    (dt, {"datetime": _LaterDatetime, "date": _LaterDate}),
    (time, _LATER_TIME),
)
