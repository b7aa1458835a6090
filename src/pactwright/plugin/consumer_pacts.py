"""Writing the pacts of a run: one file a pair, once, at the end, by the controlling process."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from pactwright.consumer.origin import join_shards
from pactwright.errors import PactwrightError
from pactwright.model.interaction import PactDocument
from pactwright.model.result import PactOutcome
from pactwright.pactfile.merge import update_pact
from pactwright.pactfile.naming import name_pact_files
from pactwright.pactfile.parse import parse_pact
from pactwright.pactfile.write import format_pact
from pactwright.plugin.consumer_census import Pair
from pactwright.plugin.consumer_ledger import Ledger
from pactwright.plugin.consumer_scope import Scope
from pactwright.workspace.files import read_pact, write_file

Status: TypeAlias = Literal["written", "added", "unchanged", "kept"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """All that writing the pacts of a run needs."""

    folder: Path
    ledger: Ledger
    scope: Scope

    def write_all(self) -> tuple[list[PactOutcome], list[PactwrightError]]:
        """Write what the run says of each pair; return what became of each, and what went wrong.

        An error leaves the file of its pair as it was.
        """
        pairs = sorted({pair for pairs in self.ledger.census.tests.values() for pair in pairs})
        names = name_pact_files({*pairs, *self._pairs_on_disk()})
        outcomes: list[PactOutcome] = []
        errors: list[PactwrightError] = []
        for pair in pairs:
            path = self.folder / names[pair]
            try:
                outcomes.append(self._settle(pair, path))
            except PactwrightError as error:
                errors.append(error)
                outcomes.append(self._outcome(pair, path, "kept", reason=error.message))
        return outcomes, errors

    def _settle(self, pair: Pair, path: Path) -> PactOutcome:
        short = self.ledger.shortfall(pair)
        if short:
            counts = ", ".join(f"{count} {word}" for word, count in sorted(short.items()))
            first = self.ledger.first_short(pair)
            reason = f"{counts} of {self.ledger.count(pair)} tests (first: {first})"
            return self._outcome(pair, path, "kept", reason=reason, failed=short.total())
        new = self._join(pair)
        old = self._read_old(path)
        partial = self.scope.why_partial(pair, old, new)
        whole = update_pact(old, new) if partial and old is not None else new
        data = format_pact(whole)
        count = len(whole.interactions)
        if path.is_file() and path.read_bytes() == data:
            return self._outcome(pair, path, "unchanged", interactions=count, reason=partial)
        write_file(path, data)
        status: Status = "added" if partial else "written"
        return self._outcome(pair, path, status, interactions=count, reason=partial)

    def _join(self, pair: Pair) -> PactDocument:
        documents = [
            document
            for name, texts in self.ledger.shards(pair).items()
            for document in (parse_pact(text.encode(), source=name) for text in texts)
            if (document.consumer, document.provider) == pair
        ]
        return join_shards(documents)

    def _read_old(self, path: Path) -> PactDocument | None:
        if not path.exists():
            return None
        try:
            return read_pact(path)
        except PactwrightError:
            if self.scope.narrowed is None:
                # A whole run says all there is to say; a broken file has nothing to add.
                return None
            raise

    def _pairs_on_disk(self) -> Iterable[Pair]:
        for file in sorted(self.folder.glob("*.json")) if self.folder.is_dir() else ():
            try:
                document = read_pact(file)
            except PactwrightError:
                continue
            yield document.consumer, document.provider

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
