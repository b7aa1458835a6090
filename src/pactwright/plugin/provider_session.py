"""What the provider tests of one session share: the pacts, the settings and open providers."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

import pytest

from pactwright.errors import PactwrightError
from pactwright.model.interaction import PactDocument
from pactwright.plugin.provider_fixtures import SessionFixtures
from pactwright.property.profile import Profile
from pactwright.provider.declaration import TARGETS, Provider
from pactwright.provider.engine import Engine
from pactwright.provider.target import DEFAULT_TIMEOUT, Target, open_provider
from pactwright.provider.verification import check_target
from pactwright.report.safe import safe_text
from pactwright.workspace.code import import_object
from pactwright.workspace.files import read_pacts
from pactwright.workspace.settings import ProviderSettings, Settings, load_settings

_SETTINGS = pytest.StashKey[Settings]()
_DOCUMENTS = pytest.StashKey[tuple[PactDocument, ...] | PactwrightError]()
_ENGINES = pytest.StashKey[dict[Provider, Engine | PactwrightError]]()


def read_settings(config: pytest.Config) -> Settings:
    """Return the project's settings, read once a session."""
    if _SETTINGS not in config.stash:
        environment = config.getoption("--pact-environment")
        config.stash[_SETTINGS] = load_settings(config.rootpath, environment)
    return config.stash[_SETTINGS]


def read_documents(config: pytest.Config) -> tuple[PactDocument, ...]:
    """Return all pacts, read once a session; the cause of an error is told once."""
    if _DOCUMENTS not in config.stash:
        try:
            config.stash[_DOCUMENTS] = read_pacts(pact_folder(config))
        except PactwrightError:
            config.stash[_DOCUMENTS] = PactwrightError("the pacts cannot be read; see above")
            raise
    documents = config.stash[_DOCUMENTS]
    if isinstance(documents, PactwrightError):
        raise documents
    return documents


def pact_folder(config: pytest.Config) -> Path:
    """Return the folder of the pacts: the option's, or that of the settings."""
    asked: Path | None = config.getoption("--pact-dir")
    if asked is not None:
        return config.invocation_params.dir / asked
    folder = read_settings(config).pacts
    with contextlib.suppress(ValueError):
        return folder.relative_to(Path.cwd())
    return folder


def choose_profile(config: pytest.Config) -> Profile | None:
    """Return the profile of property tests, `None` where they are switched off.

    Raises `PactwrightError` for a name that is not known.
    """
    asked: str | None = config.getoption("--pact-profile")
    return read_settings(config).properties.choose(asked)


def open_engine(item: pytest.Function, declaration: Provider) -> Engine:
    """Return the provider's engine, opened at the first call and closed with the session.

    Raises `PactwrightError`, the same one each time, when the provider does not come up.
    """
    engines = item.session.stash.setdefault(_ENGINES, {})
    if declaration not in engines:
        engines[declaration] = _open(item, declaration)
    engine = engines[declaration]
    if isinstance(engine, PactwrightError):
        raise engine
    return engine


def _open(item: pytest.Function, declaration: Provider) -> Engine | PactwrightError:
    stack = contextlib.ExitStack()
    try:
        target = choose_target(declaration, read_settings(item.config))
        check_target(declaration, target)
        engine = stack.enter_context(open_provider(declaration, target, SessionFixtures(item)))
    except PactwrightError as error:
        return error
    # Session fixtures that the application uses were made before, so they end after it.
    item.session.addfinalizer(lambda: _close(stack))
    return engine


def _close(stack: contextlib.ExitStack) -> None:
    try:
        stack.close()
    except PactwrightError as error:
        raise pytest.fail.Exception(safe_text(str(error)), pytrace=False) from None


def shared_url(config: pytest.Config, declaration: Provider) -> str | None:
    """Return the URL of a service that several workers must not verify at the same time."""
    if not hasattr(config, "workerinput"):
        return None
    try:
        target = choose_target(declaration, read_settings(config))
    except PactwrightError:
        return None  # opening the provider tells what is wrong
    own = target.command is not None and (target.url is None or "{port}" in target.url)
    return None if own or target.isolated_states else target.url


def choose_target(declaration: Provider, settings: Settings) -> Target:
    """Return where the provider is: the environment's word, then the file's, then the settings'."""
    configured = settings.providers.get(declaration.name) or ProviderSettings(name=declaration.name)
    sources: tuple[Any, ...] = (declaration, configured)
    if declaration.name in settings.overlay:
        sources = (configured, declaration)
    place = next(
        (s for s in sources if any(getattr(s, key) is not None for key in TARGETS)), configured
    )

    def first(key: str) -> Any:  # noqa: ANN401 - each key has a type of its own
        return next((v for s in sources if (v := getattr(s, key)) is not None), None)

    app = place.app
    return Target(
        app=import_object(app, root=settings.root) if isinstance(app, str) else app,
        url=place.url,
        command=place.command,
        timeout=first("timeout") or DEFAULT_TIMEOUT,
        isolated_states=bool(first("isolated_states")),
        state_url=first("state_url"),
        ready=first("ready"),
        folder=settings.root,
    )
