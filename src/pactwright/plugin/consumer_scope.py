"""Whether a run looked at all tests of a pair, so that its pact may be replaced."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from pactwright.consumer.origin import (
    describe_conflict,
    find_lost,
    origin_of,
    with_origin,
    without_origin,
)
from pactwright.model.interaction import PactDocument
from pactwright.pactfile.identity import identify
from pactwright.plugin.consumer_census import Census, Pair
from pactwright.workspace.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What the command line asked for, against what the project holds.

    `above` leads from the project's root to pytest's, which depends on where pytest was started;
    names of tests in a pact begin at the former.
    """

    settings: Settings
    census: Census
    folders: tuple[Path, ...]
    narrowed: str | None
    above: str

    def name_origins(self, pact: PactDocument) -> PactDocument:
        """Return the pact with the names of its tests begun at the project's root."""
        if not self.above:
            return pact
        named = ((one, origin_of(one)) for one in pact.interactions)
        moved = tuple(
            one if name is None else with_origin(one, self._from_root(name)) for one, name in named
        )
        return replace(pact, interactions=moved)

    def why_partial(self, pair: Pair, old: PactDocument | None, new: PactDocument) -> str | None:
        """Return why the run says nothing of the interactions that it did not see.

        `None` means that it saw all tests of the pair: what it did not see is gone.
        """
        if self.narrowed is not None:
            return self.narrowed
        if pair in self.census.left_out:
            return "some of its tests were left out of this run"
        if self.census.broken:
            return f"{min(self.census.broken)} could not be collected"
        lost = find_lost(old, new) if old is not None else ()
        return next(filter(None, (self._why_kept(origin_of(one)) for one in lost)), None)

    def refuse_theft(self, old: PactDocument, new: PactDocument) -> None:
        """Raise PactwrightError where a new interaction differs from one of an unseen test."""
        known = {identify(one): one for one in old.interactions}
        for one in new.interactions:
            before = known.get(identify(one))
            if before is None or without_origin(before) == without_origin(one):
                continue
            origin = origin_of(before)
            if origin != origin_of(one) and origin is not None and self._why_kept(origin):
                raise describe_conflict(before, one)

    def _why_kept(self, origin: str | None) -> str | None:
        if origin is None:
            return None if self._covers_all() else "only some folders were looked at"
        file = origin.partition("::")[0]
        seen = file in map(self._from_root, self.census.files)
        if seen or not (self.settings.root / file).exists():
            return None
        return f"{file} was not looked at"

    def _from_root(self, name: str) -> str:
        return posixpath.normpath(posixpath.join(self.above, name))

    def _covers_all(self) -> bool:
        return any(_within(self.settings.consumers, one) for one in self.folders)


def read_scope(config: pytest.Config, settings: Settings, census: Census) -> Scope:
    """Return the scope of this run from its command line."""
    start = config.invocation_params.dir
    folders = tuple((start / argument).resolve() for argument in config.args)
    return Scope(
        settings=settings,
        census=census,
        folders=folders,
        narrowed=_why_narrow(config, settings, folders),
        above=_path_between(settings.root, config.rootpath),
    )


def _why_narrow(config: pytest.Config, settings: Settings, folders: Iterable[Path]) -> str | None:
    if any("::" in argument for argument in config.args):
        return "only some tests were asked for"
    if not all(folder.is_dir() for folder in folders):
        return "only some files were asked for"
    if config.getoption("lf", default=False):
        return "only tests that failed last were asked for (--lf)"
    if settings.consumers.is_dir() and not any(
        _within(settings.consumers, folder) for folder in folders
    ):
        return "only some folders were asked for"
    return None


def _path_between(root: Path, below: Path) -> str:
    if root == below:
        return ""
    return os.path.relpath(below, root).replace(os.sep, "/")


def _within(path: Path, folder: Path) -> bool:
    return path == folder or folder in path.parents
