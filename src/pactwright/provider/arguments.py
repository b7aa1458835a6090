"""The arguments of a user's function: typed parameters from the pact, then fixtures by name."""

from __future__ import annotations

import functools
import inspect
import re
import sys
import typing
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Protocol, cast

import msgspec

from pactwright.errors import PactwrightError

_INTEGER = re.compile(r"[+-]?[0-9]{1,300}")
_KEYWORD = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)


class Fixtures(Protocol):
    """Values by name that are not the pact's, such as pytest fixtures."""

    def has(self, name: str) -> bool:
        """Return whether there is a value of that name."""
        ...

    def value(self, name: str) -> object:
        """Return the value, made when it is first asked for."""
        ...


class NoFixtures:
    """Stands where there are no fixtures: plain functions only."""

    def has(self, name: str) -> bool:  # noqa: ARG002 - the port's signature
        """Return that there is none."""
        return False

    def value(self, name: str) -> object:
        """Raise `PactwrightError`: fixtures need pytest."""
        raise PactwrightError(
            f"{name!r} is a pytest fixture, and here plain functions are called",
            hint="verify through pytest, where fixtures live, or register a plain function",
        )

    def finish_later(self, teardown: Callable[[], None]) -> None:
        """Do nothing: no fixture comes after the teardown."""


class Parameter(typing.NamedTuple):
    """One parameter of a user's function; `annotation` is `None` where there is none."""

    name: str
    annotation: object
    required: bool


class Signature(typing.NamedTuple):
    """The parameters that can be given by name, and whether `**anything` takes the rest."""

    parameters: tuple[Parameter, ...]
    takes_rest: bool


@functools.lru_cache(maxsize=4096)
def read_signature(function: Callable[..., object]) -> Signature:
    """Return the function's parameters with their annotations evaluated.

    Raises `PactwrightError` for a parameter that cannot be given by name.
    """
    signature = signature_of(function)
    names = _globals_of(function)
    parameters = []
    takes_rest = False
    for parameter in signature.parameters.values():
        if parameter.kind in _KEYWORD:
            required = parameter.default is inspect.Parameter.empty
            annotation = _evaluate(parameter.annotation, names)
            parameters.append(Parameter(parameter.name, annotation, required))
        elif parameter.kind is inspect.Parameter.VAR_KEYWORD:
            takes_rest = True
        elif parameter.kind is inspect.Parameter.POSITIONAL_ONLY:
            raise PactwrightError(
                f"{name_of(function)}: parameter {parameter.name!r} cannot be given by name",
                hint="arguments are given by name; remove the `/`",
            )
    return Signature(tuple(parameters), takes_rest)


def signature_of(function: Callable[..., object]) -> inspect.Signature:
    """Return the signature; annotations that only the type checker knows do no harm."""
    if sys.version_info >= (3, 14):
        import annotationlib

        form = annotationlib.Format.FORWARDREF
        return inspect.signature(function, annotation_format=form)
    return inspect.signature(function)


def bind_arguments(
    function: Callable[..., object],
    *,
    given: Mapping[str, object],
    captured: Mapping[str, str] | None = None,
    fixtures: Fixtures,
    skip: int = 0,
) -> dict[str, object]:
    """Return the function's arguments by name, without the first `skip`.

    A parameter takes its value from `given` (the pact), else from `captured` (the text of the
    state), both converted to its annotation, else from the fixture of its name, else its
    default. Raises `PactwrightError` when a value does not fit or is missing.
    """
    signature = read_signature(function)
    captured = captured or {}
    arguments: dict[str, object] = {}
    for name, annotation, required in signature.parameters[skip:]:
        if name in given:
            arguments[name] = _convert(given[name], annotation, name, function)
        elif name in captured:
            arguments[name] = _convert(captured[name], annotation, name, function)
        elif required and fixtures.has(name):
            arguments[name] = fixtures.value(name)
        elif required:
            raise _missing(name, function, {**captured, **given}, fixtures)
    if signature.takes_rest:
        arguments.update({k: v for k, v in {**captured, **given}.items() if k not in arguments})
    return arguments


def name_of(function: Callable[..., object]) -> str:
    """Return the name of the function for messages."""
    inner = function.func if isinstance(function, functools.partial) else function
    return f"{getattr(inner, '__qualname__', type(inner).__name__)}()"


def _globals_of(function: Callable[..., object]) -> dict[str, Any]:
    inner: Any = inspect.unwrap(function)
    while isinstance(inner, functools.partial):
        inner = inner.func
    if not hasattr(inner, "__globals__"):
        inner = getattr(inner, "__func__", None) or getattr(type(inner), "__call__", None)  # noqa: B004
    return getattr(inner, "__globals__", {})


def _evaluate(annotation: object, names: dict[str, Any]) -> object:
    """Return the annotation's type; one that only the type checker knows stays text."""
    if annotation is inspect.Parameter.empty:
        return None
    if not isinstance(annotation, str):
        return annotation
    try:
        return eval(annotation, names)  # noqa: S307 - the function's own source, as typing does
    except Exception:  # noqa: BLE001 - any name may be missing at run time
        return annotation


def _convert(
    value: object, annotation: object, name: str, function: Callable[..., object]
) -> object:
    if annotation is None or annotation is Any or annotation is object:
        return value
    if annotation is str and isinstance(value, (int, float, Decimal)) and value is not True:
        return str(value)
    if annotation is int and isinstance(value, str) and _INTEGER.fullmatch(value):
        return int(value)
    try:
        return msgspec.convert(value, cast("Any", annotation), strict=False)
    except msgspec.ValidationError as error:
        reason = str(error)
    except (TypeError, NameError):
        if isinstance(annotation, type) and isinstance(value, annotation):
            return value
        reason = "no value of this type can be made from JSON"
    raise PactwrightError(
        f"parameter {name!r} of {name_of(function)} is {_type_name(annotation)}, "
        f"and the pact gives {value!r}: {reason}",
        hint="mend the value in the consumer's given(...), or the annotation of the parameter",
    )


def _type_name(annotation: object) -> str:
    return annotation.__name__ if isinstance(annotation, type) else str(annotation)


def _missing(
    name: str, function: Callable[..., object], known: Mapping[str, object], fixtures: Fixtures
) -> PactwrightError:
    names = ", ".join(map(repr, known)) or "none"
    needs = f"{name_of(function)} needs {name!r}"
    give = f"let the consumer's given(...) say {name}=..., or give the parameter a default"
    if isinstance(fixtures, NoFixtures):
        return PactwrightError(
            f"{needs}, which is no parameter of the state (it has {names}), and without pytest "
            "there are no fixtures",
            hint=f"where {name!r} is a fixture, verify through pytest, without --pact; else {give}",
        )
    return PactwrightError(
        f"{needs}, which is neither a parameter of the state (it has {names}) nor a fixture",
        hint=give,
    )
