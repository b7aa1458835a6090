"""What kind of application an object is: ASGI, WSGI, or a factory that makes one."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Literal

from pactwright.errors import PactwrightError
from pactwright.provider.arguments import Fixtures, signature_of

Kind = Literal["asgi", "wsgi", "factory"]

_ASGI_ARGUMENTS = 3
_KINDS: dict[int, Kind] = {2: "wsgi", _ASGI_ARGUMENTS: "asgi"}


def find_kind(application: object, fixtures: Fixtures) -> Kind:
    """Return what the object is.

    Three positional arguments mean ASGI, two WSGI. A function or class that needs none, or only
    names of fixtures, is a factory. Raises `PactwrightError` for anything else.
    """
    if not callable(application):
        raise PactwrightError(
            f"a {type(application).__name__} is not an application: it cannot be called",
            hint="give an ASGI or WSGI application, or a function that returns one",
        )
    needed, endless = _positional(application)
    if _is_async(application) and endless:
        return "asgi"
    if _may_be_factory(application) and all(map(fixtures.has, needed)):
        return "factory"
    if len(needed) in _KINDS:
        return _KINDS[len(needed)]
    raise PactwrightError(
        f"cannot tell what {_name(application)} is: it needs the arguments "
        f"({', '.join(needed) or '*args'})",
        hint="an ASGI application takes (scope, receive, send), a WSGI one (environ, "
        "start_response), and a factory's arguments are session-scoped pytest fixtures",
    )


def _name(application: Callable[..., object]) -> str:
    return getattr(application, "__qualname__", None) or f"a {type(application).__name__}"


def _may_be_factory(application: Callable[..., object]) -> bool:
    """Return whether it is a function or a class; an instance with `__call__` is an application."""
    return (
        inspect.isroutine(application)
        or inspect.isclass(application)
        or isinstance(application, functools.partial)
    )


def _positional(application: Callable[..., object]) -> tuple[list[str], bool]:
    """Return the names of the arguments that are needed, and whether any number is taken."""
    try:
        parameters = signature_of(application).parameters.values()
    except (TypeError, ValueError):
        return [], True
    needed = [
        parameter.name
        for parameter in parameters
        if parameter.default is inspect.Parameter.empty
        and parameter.kind not in (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    ]
    return needed, any(p.kind is inspect.Parameter.VAR_POSITIONAL for p in parameters)


def _is_async(application: object) -> bool:
    while isinstance(application, functools.partial):
        application = application.func
    return inspect.iscoroutinefunction(application) or inspect.iscoroutinefunction(
        getattr(application, "__call__", None)  # noqa: B004 - the method itself is examined
    )
