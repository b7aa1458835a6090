"""The pytest items that stand for what cannot be tried, and fail with what is wrong with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pactwright.errors import PactwrightError
from pactwright.plugin.provider_support import as_report
from pactwright.report.safe import safe_line, safe_text


class TellingItem(pytest.Item):
    """Fails with an error; whatever else was collected runs all the same."""

    def __init__(self, *, error: PactwrightError, **kwargs: Any) -> None:  # noqa: ANN401 - pytest's own
        super().__init__(**kwargs)
        self._error = error

    def runtest(self) -> None:
        """Raise what is wrong."""
        raise self._error

    def repr_failure(  # type: ignore[override] # as in pytest.Item
        self, excinfo: pytest.ExceptionInfo[BaseException]
    ) -> Any:  # noqa: ANN401 - pytest's own
        """Return the failure for a person: what is wrong, where, and what to do."""
        if isinstance(excinfo.value, PactwrightError):
            return as_report(self, safe_text(str(excinfo.value)), excinfo.value.message)
        return super().repr_failure(excinfo)


class UnplannedItem(TellingItem):
    """Stands for a provider that no pact asks anything of: a wrong set-up, never a pass."""

    is_down = True

    def __init__(self, *, provider: str, **kwargs: Any) -> None:  # noqa: ANN401 - pytest's own
        super().__init__(**kwargs)
        self._provider = provider

    def reportinfo(self) -> tuple[Path, int, str]:
        """Return the test file, and the provider for the headline."""
        return self.path, 0, safe_line(f"provider {self._provider}")
