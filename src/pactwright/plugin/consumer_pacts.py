"""Writing the pacts of a run: one file a pair, once, at the end, by the controlling process."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal, TypeAlias

from pactwright.consumer.lint import lint_pact
from pactwright.consumer.origin import join_shards
from pactwright.errors import PactwrightError
from pactwright.model.interaction import PactDocument
from pactwright.model.result import PactOutcome
from pactwright.pactfile.merge import update_pact
from pactwright.pactfile.write import format_pact
from pactwright.plugin.consumer_census import Pair
from pactwright.plugin.consumer_ledger import Ledger
from pactwright.plugin.consumer_scope import Scope
from pactwright.plugin.consumer_shelf import Shelf
from pactwright.workspace.files import read_pact, write_file

Status: TypeAlias = Literal["written", "added", "unchanged", "kept", "missing", "unclaimed"]

_UNCLAIMED: Final = (
    "no test declares its interactions any more; delete the file, unless another project writes it"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """All that writing the pacts of a run needs."""

    shelf: Shelf
    ledger: Ledger
    scope: Scope

    def write_all(self) -> tuple[list[PactOutcome], list[PactwrightError]]:
        """Write what the run says of each pair; return what became of each, and what went wrong.

        An error leaves the file of its pair as it was.
        """
        pairs = sorted({pair for pairs in self.ledger.census.tests.values() for pair in pairs})
        outcomes: list[PactOutcome] = []
        errors: list[PactwrightError] = []
        for pair, path in self.shelf.name_files(pairs).items():
            try:
                outcomes.append(self._settle(pair, path))
            except PactwrightError as error:
                errors.append(error)
                outcomes.append(self._leave(pair, path, reason=error.message))
        return [*outcomes, *self._find_unclaimed()], errors

    def _settle(self, pair: Pair, path: Path) -> PactOutcome:
        short = self.ledger.shortfall(pair)
        if short:
            reason = self._describe_shortfall(pair)
            return self._leave(pair, path, reason=reason, failed=short.total())
        new = self._join(pair)
        if not new.interactions:
            reason = "only some variants of its tests were asked for"
            return self._leave(pair, path, reason=reason)
        data = format_pact(new)
        if self._stands(pair, path, data):
            return self._outcome(pair, path, "unchanged", interactions=len(new.interactions))
        old = self._find_old(pair, path)
        partial = self.scope.why_partial(pair, old, new)
        if partial is not None and old is not None:
            self.scope.refuse_theft(old, new)
            new = update_pact(old, new)
            data = format_pact(new)
        status = self._replace(pair, path, data)
        if status == "written" and partial is not None:
            status = "added"
        count = len(new.interactions)
        return self._outcome(pair, path, status, interactions=count, reason=partial)

    def _leave(self, pair: Pair, path: Path, *, reason: str, failed: int = 0) -> PactOutcome:
        exists = path.exists() or bool(self.shelf.former_paths(pair, path))
        status: Status = "kept" if exists else "missing"
        return self._outcome(pair, path, status, reason=reason, failed=failed)

    def _find_unclaimed(self) -> Iterator[PactOutcome]:
        """Yield the pacts written by earlier runs of which a run of all tests saw none."""
        known = {pair for pairs in self.ledger.census.tests.values() for pair in pairs}
        for path, pair in self.shelf.pairs.items():
            if pair in known or path not in self.shelf.own:
                continue
            pact = read_pact(path)
            nothing = replace(pact, interactions=())
            if self.scope.why_partial(pair, pact, nothing) is None:
                count = len(pact.interactions)
                yield self._outcome(pair, path, "unclaimed", interactions=count, reason=_UNCLAIMED)

    def _describe_shortfall(self, pair: Pair) -> str:
        short = self.ledger.shortfall(pair)
        total = self.ledger.count(pair)
        counts = ", ".join(f"{count} of {total} {word}" for word, count in sorted(short.items()))
        return f"tests {counts} (first: {self.ledger.first_short(pair)})"

    def _find_old(self, pair: Pair, path: Path) -> PactDocument | None:
        self.shelf.refuse_foreign(pair, path)
        try:
            return self.shelf.find(pair, path)
        except PactwrightError:
            if self.scope.narrowed is None:
                # A whole run says anew all that a broken file said.
                return None
            raise

    def _replace(self, pair: Pair, path: Path, data: bytes) -> Status:
        if self._stands(pair, path, data):
            return "unchanged"
        write_file(path, data)
        for other in self.shelf.former_paths(pair, path):
            other.unlink(missing_ok=True)
        return "written"

    def _stands(self, pair: Pair, path: Path, data: bytes) -> bool:
        """Whether the file holds these bytes already, and no other file is the pair's."""
        if self.shelf.former_paths(pair, path):
            return False
        return path.is_file() and path.read_bytes() == data

    def _join(self, pair: Pair) -> PactDocument:
        joined = self.scope.name_origins(join_shards(self.ledger.shards(pair)))
        if problems := lint_pact(joined):
            raise PactwrightError(
                f"{problems[0].place}: {problems[0].message}", hint=problems[0].hint
            )
        return joined

    def _outcome(  # noqa: PLR0913 - the parts of an outcome, named at the call
        self,
        pair: Pair,
        path: Path,
        status: Status,
        *,
        interactions: int = 0,
        reason: str | None = None,
        failed: int = 0,
    ) -> PactOutcome:
        return PactOutcome(
            consumer=pair[0],
            provider=pair[1],
            path=_show_path(path),
            status=status,
            interactions=interactions,
            tests=self.ledger.count(pair),
            failed=failed,
            reason=reason,
        )


def _show_path(path: Path) -> str:
    try:
        return os.path.relpath(path) if path.is_relative_to(Path.cwd()) else str(path)
    except ValueError:
        return str(path)
