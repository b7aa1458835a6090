"""The pytest item that stands for a property file which cannot be replayed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pactwright.api.property_suites import BrokenSuite
from pactwright.model.property import PropertyFinding, PropertyResult
from pactwright.plugin.provider_telling import TellingItem
from pactwright.report.safe import safe_line


class BrokenPropertyItem(TellingItem):
    """Fails with what is wrong with the file; the provider's other items run all the same."""

    def __init__(self, *, broken: BrokenSuite, provider: str, profile: str, **kwargs: Any) -> None:  # noqa: ANN401 - pytest's own
        super().__init__(error=broken.error, **kwargs)
        self.broken = broken
        self._provider = provider
        self._profile = profile

    @property
    def consumer(self) -> str | None:
        """The consumer whose file it is, `None` where nothing tells."""
        return self.broken.consumer

    @property
    def provider(self) -> str:
        """The provider that the file is for."""
        return self._provider

    def reportinfo(self) -> tuple[Path, int, str]:
        """Return the test file, and whose properties these are for the headline."""
        whose = f"{self.broken.consumer or '?'} → {self._provider}"
        return self.path, 0, safe_line(f"{whose}: properties of {self.broken.path.name}")

    def failed(self) -> PropertyResult:
        """Return the result that says what is wrong."""
        error = self.broken.error
        finding = PropertyFinding(
            id="set-up",
            kind="unsupported",
            operation=self.broken.path.name,
            place="",
            message=error.message,
            details=() if error.hint is None else (f"hint: {error.hint}",),
        )
        return PropertyResult(
            consumer=self.broken.consumer or "",
            provider=self._provider,
            digest="",
            operation=self.broken.path.name,
            profile=self._profile,
            findings=(finding,),
            source=str(self.broken.path),
        )
