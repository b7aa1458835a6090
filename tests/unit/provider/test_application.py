"""ASGI, WSGI or a factory: told apart by what an application takes."""

from __future__ import annotations

import functools

import pytest
from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.middleware.gzip import GZipMiddleware

from pactwright.errors import PactwrightError
from pactwright.provider.application import find_kind
from pactwright.provider.arguments import NoFixtures


class Names:
    def __init__(self, *names: str) -> None:
        self.names = names

    def has(self, name: str) -> bool:
        return name in self.names

    def value(self, name: str) -> object:
        raise AssertionError


async def asgi_function(scope, receive, send): ...


def asgi_wrapper(scope, receive, send): ...


def wsgi_function(environ, start_response): ...


def wsgi_terse(e, s): ...


async def async_factory(): ...


async def async_wrapper(*args): ...


def factory_with_defaults(engine=None, key=None): ...


class AsgiInstance:
    async def __call__(self, scope, receive, send): ...


class AsgiSync:
    def __call__(self, scope, receive, send): ...


class AsgiAnything:
    async def __call__(self, *args, **kwargs): ...


class WsgiInstance:
    def __call__(self, environ, start_response): ...


class WsgiClass:
    def __init__(self, environ, start_response): ...


class Anything:
    def __call__(self, *args): ...


class Flask:
    """As Flask has it: more methods, and a `wsgi_app` that may be wrapped."""

    def __call__(self, environ: dict, start_response: object) -> object: ...

    def wsgi_app(self, environ, start_response): ...


@pytest.mark.parametrize(
    ("application", "kind"),
    [
        (asgi_function, "asgi"),
        (asgi_wrapper, "asgi"),
        (AsgiInstance(), "asgi"),
        (AsgiSync(), "asgi"),
        (AsgiAnything(), "asgi"),
        (async_wrapper, "asgi"),
        (AsgiInstance().__call__, "asgi"),
        (functools.partial(lambda extra, scope, receive, send: None, 1), "asgi"),
        (FastAPI(), "asgi"),
        (Starlette(), "asgi"),
        (GZipMiddleware(Starlette()), "asgi"),
        (wsgi_function, "wsgi"),
        (wsgi_terse, "wsgi"),
        (WsgiInstance(), "wsgi"),
        (WsgiClass, "wsgi"),
        (Flask(), "wsgi"),
        (Flask().wsgi_app, "wsgi"),
        (factory_with_defaults, "factory"),
        (async_factory, "factory"),
        (lambda: None, "factory"),
        (FastAPI, "factory"),
        (functools.partial(lambda settings: None, {}), "factory"),
    ],
)
def test_an_application_is_told_by_what_it_takes(application, kind):
    assert find_kind(application, NoFixtures()) == kind


def test_django_handlers_are_told_apart():
    from django.core.handlers.asgi import ASGIHandler
    from django.core.handlers.wsgi import WSGIHandler

    # Their constructors load settings; the methods are what is looked at.
    assert find_kind(ASGIHandler.__new__(ASGIHandler), NoFixtures()) == "asgi"
    assert find_kind(WSGIHandler.__new__(WSGIHandler), NoFixtures()) == "wsgi"


def test_a_function_of_fixtures_is_a_factory():
    fixtures = Names("settings", "database", "cache")
    assert find_kind(lambda settings, database: None, fixtures) == "factory"
    assert find_kind(lambda settings, database, cache: None, fixtures) == "factory"
    assert find_kind(wsgi_function, fixtures) == "wsgi"
    assert find_kind(asgi_wrapper, fixtures) == "asgi"


@pytest.mark.parametrize("application", [lambda database: None, Anything()])
def test_what_cannot_be_told_is_an_error(application):
    with pytest.raises(PactwrightError, match="cannot tell what"):
        find_kind(application, NoFixtures())


def test_what_cannot_be_called_is_no_application():
    with pytest.raises(PactwrightError, match="a str is not an application"):
        find_kind("app", NoFixtures())
