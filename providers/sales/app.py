"""Sales: clients, deals and payments of several organisations, as a WSGI application."""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application

from providers.access import KeySource, remote_keys

_SQLITE = {
    "transaction_mode": "IMMEDIATE",  # a row that was read stays as it is until it is written
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
}


def configure(url: str | None = None, keys: KeySource | None = None) -> None:
    """Set Django up, once a process; without arguments, as the environment describes it.

    `DATABASE_URL` names the database, `IDENTITY_URL` the service whose keys sign the tokens.
    """
    identity = os.environ.get("IDENTITY_URL", "http://127.0.0.1:8000")
    settings.configure(
        DATABASES={"default": _database(url or os.environ.get("DATABASE_URL", _DEFAULT))},
        INSTALLED_APPS=["providers.sales"],
        KEYS=keys or remote_keys(f"{identity}/.well-known/jwks.json"),
        ROOT_URLCONF="providers.sales.views",
        USE_TZ=True,
    )
    django.setup()


_DEFAULT = "sqlite:///sales.sqlite3"


def _database(url: str) -> dict[str, Any]:
    """Return Django's words for `sqlite:///path` or `postgresql://user:secret@host/name?option=`."""
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    if parts.scheme == "sqlite":
        name = unquote(parts.path.removeprefix("/"))
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": name, "OPTIONS": _SQLITE | options}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.removeprefix("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": parts.port or "",
        "OPTIONS": options,
    }


def create_app() -> WSGIHandler:
    """Return the service, with its tables in place."""
    if not settings.configured:
        configure()
    application = get_wsgi_application()
    call_command("migrate", run_syncdb=True, verbosity=0)
    return application
