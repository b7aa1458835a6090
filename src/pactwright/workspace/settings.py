"""The configuration of a project: `[tool.pactwright]` in its pyproject.toml."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from pactwright.errors import PactwrightError
from pactwright.property.profile import PropertySettings
from pactwright.workspace.files import read_bytes

if TYPE_CHECKING:
    from pactwright.workspace.compat_settings import CompatSettings

FILE_NAME = "pyproject.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderSettings:
    """One `[tool.pactwright.providers.<name>]`.

    Exactly one of `app` (`module:attribute`), `url` and `command` says where the provider is;
    none is right too, when the test file's `Provider(...)` says it. `contract` is its API
    document; `states` a module with states as plain functions; `timeout` is in seconds for one
    interaction; `ready` is the path that answers once a command's service is up.
    """

    name: str
    app: str | None = None
    url: str | None = None
    command: str | None = None
    contract: Path | None = None
    states: str | None = None
    state_url: str | None = None
    ready: str | None = None
    timeout: float | None = None
    isolated_states: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """A project's configuration, paths made absolute against `root`.

    `overlay` holds the names of the providers that the chosen environment speaks of: there it
    wins over what the test file says. `compat` is there when the project has that table;
    `properties` is the table `property`.
    """

    root: Path
    file: Path | None = None
    pacts: Path
    consumers: Path
    providers_path: Path
    providers: Mapping[str, ProviderSettings] = field(default_factory=dict)
    environments: tuple[str, ...] = ()
    environment: str | None = None
    overlay: frozenset[str] = frozenset()
    compat: CompatSettings | None = None
    properties: PropertySettings = field(default_factory=PropertySettings)


def load_settings(start: Path, environment: str | None = None) -> Settings:
    """Return the settings of the project that `start` lies in.

    The nearest pyproject.toml at or above `start` that has a `[tool.pactwright]` table counts;
    without one, the defaults apply at `start`. `environment` lays the table
    `[tool.pactwright.environments.<environment>]` over the rest. Every error of the table is
    collected and raised together as a `PactwrightError`.
    """
    for folder in (start.resolve(), *start.resolve().parents):
        file = folder / FILE_NAME
        if file.is_file():
            table = _read_table(file)
            if table is not None:
                return _Reader(file).read(table, environment)
    if environment is not None:
        raise PactwrightError(
            f"environment {environment!r} is not known: no {FILE_NAME} with [tool.pactwright] "
            f"at or above {start}",
            hint=f"add [tool.pactwright.environments.{environment}] to {FILE_NAME}",
        )
    root = start.resolve()
    return Settings(
        root=root,
        pacts=root / "pacts",
        consumers=root / "consumers",
        providers_path=root / "providers",
    )


def _read_table(file: Path) -> Mapping[str, object] | None:
    try:
        document = tomllib.loads(read_bytes(file).decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PactwrightError(
            f"{file}: not valid TOML: {error}", hint="mend the file at the place named"
        ) from None
    tool = document.get("tool", {})
    table = tool.get("pactwright") if isinstance(tool, dict) else None
    if table is None or isinstance(table, dict):
        return table
    raise PactwrightError(
        f"{file}: tool.pactwright must be a table", hint="write it as [tool.pactwright]"
    )


_KINDS: Mapping[str, type | tuple[type, ...]] = {
    "timeout": (int, float),
    "isolated_states": bool,
}
_WORDS: Mapping[object, str] = {
    str: "a string",
    bool: "true or false",
    (int, float): "a number of seconds",
    dict: "a table",
}
_PROVIDER_KEYS = tuple(f.name for f in fields(ProviderSettings) if f.name != "name")
_PATH_KEYS = ("pacts", "consumers", "providers_path")
_TOP_KEYS = (*_PATH_KEYS, "providers", "environments", "compat", "property")
_TARGETS = ("app", "url", "command")


class _Reader:
    """Reads one table, and collects what is wrong with it."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.root = file.parent
        self.errors: list[str] = []

    def read(self, table: Mapping[str, object], environment: str | None) -> Settings:
        self._check_keys("tool.pactwright", table, _TOP_KEYS)
        providers = self._providers("tool.pactwright.providers", table.get("providers", {}))
        overlays = self._environments(table.get("environments", {}))
        settings = Settings(
            root=self.root,
            file=self.file,
            pacts=self._path(table, "pacts", "pacts"),
            consumers=self._path(table, "consumers", "consumers"),
            providers_path=self._path(table, "providers_path", "providers"),
            providers=providers,
            environments=tuple(sorted(overlays)),
            compat=self._compat(table["compat"]) if "compat" in table else None,
            properties=self._properties(table.get("property", {})),
        )
        if self.errors:
            raise PactwrightError(
                "\n".join(f"{self.file}: {error}" for error in self.errors),
                hint=f"mend [tool.pactwright] in {self.file.name}",
            )
        return settings if environment is None else _lay_over(settings, environment, overlays)

    def _compat(self, table: object) -> CompatSettings:
        # The rules are imported only for a project that speaks of them.
        from pactwright.workspace.compat_settings import read_compat_settings

        return read_compat_settings(table, root=self.root, errors=self.errors)

    def _properties(self, table: object) -> PropertySettings:
        from pactwright.workspace.property_settings import read_property_settings

        return read_property_settings(table, errors=self.errors)

    def _environments(self, table: object) -> dict[str, dict[str, ProviderSettings]]:
        place = "tool.pactwright.environments"
        overlays = {}
        for name, value in self._table(place, table).items():
            inner = self._table(f"{place}.{name}", value)
            self._check_keys(f"{place}.{name}", inner, ("providers",))
            overlays[name] = self._providers(
                f"{place}.{name}.providers", inner.get("providers", {})
            )
        return overlays

    def _providers(self, place: str, table: object) -> dict[str, ProviderSettings]:
        return {
            name: self._provider(f"{place}.{name}", name, value)
            for name, value in self._table(place, table).items()
        }

    def _provider(self, place: str, name: str, value: object) -> ProviderSettings:
        table = self._table(place, value)
        self._check_keys(place, table, _PROVIDER_KEYS)
        values: dict[str, Any] = {}
        for key in _PROVIDER_KEYS:
            if key in table:
                values[key] = self._value(f"{place}.{key}", table[key], _KINDS.get(key, str))
        if isinstance(values.get("contract"), str):
            values["contract"] = self.root / values["contract"]
        targets = [key for key in _TARGETS if key in table]
        if len(targets) > 1:
            self.errors.append(f"{place}: {' and '.join(targets)} are given; one of them is enough")
        return ProviderSettings(name=name, **values)

    def _path(self, table: Mapping[str, object], key: str, default: str) -> Path:
        value = self._value(f"tool.pactwright.{key}", table.get(key, default), str)
        return self.root / value if isinstance(value, str) else self.root / default

    def _value(self, place: str, value: object, kind: type | tuple[type, ...]) -> object:
        # bool is an int to Python, and never a number of seconds.
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            self.errors.append(f"{place} must be {_WORDS[kind]}, not {value!r}")
            return None
        if isinstance(value, int | float) and kind is not bool and not value > 0:
            self.errors.append(f"{place} must be above 0, not {value!r}")
        return value

    def _table(self, place: str, value: object) -> Mapping[str, object]:
        if isinstance(value, dict):
            return cast("Mapping[str, object]", value)
        self.errors.append(f"{place} must be a table, not {value!r}")
        return {}

    def _check_keys(self, place: str, table: Mapping[str, object], known: tuple[str, ...]) -> None:
        for key in table:
            if key not in known:
                near = difflib.get_close_matches(key, known, n=1)
                advice = f"did you mean {near[0]!r}?" if near else f"known keys: {', '.join(known)}"
                self.errors.append(f"{place}.{key} is not a known key; {advice}")


def _lay_over(
    settings: Settings, environment: str, overlays: Mapping[str, Mapping[str, ProviderSettings]]
) -> Settings:
    overlay = overlays.get(environment)
    if overlay is None:
        known = ", ".join(sorted(overlays)) or "none"
        near = difflib.get_close_matches(environment, overlays, n=1)
        raise PactwrightError(
            f"{settings.file}: environment {environment!r} is not known (known: {known})",
            hint=f"did you mean {near[0]!r}?"
            if near
            else f"add [tool.pactwright.environments.{environment}]",
        )
    merged = dict(settings.providers)
    for name, above in overlay.items():
        merged[name] = _merge(merged.get(name, ProviderSettings(name=name)), above)
    return replace(settings, providers=merged, environment=environment, overlay=frozenset(overlay))


def _merge(below: ProviderSettings, above: ProviderSettings) -> ProviderSettings:
    """Return `below` with what `above` says; another target replaces the target."""
    changes = {key: value for key in _PROVIDER_KEYS if (value := getattr(above, key)) is not None}
    if any(key in changes for key in _TARGETS):
        changes = {**dict.fromkeys(_TARGETS), **changes}
    return replace(below, **changes)
