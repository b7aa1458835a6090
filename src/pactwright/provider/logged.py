"""Hears the exceptions that an application logs while it answers."""

from __future__ import annotations

import logging
from typing import Any, Self

_SERVER_ERROR = 500


class LoggedErrors:
    """What was logged as an error, with its exception, while this was entered.

    Frameworks that answer 500 themselves log why (Django, Flask), whatever handlers and levels of
    propagation the application has; so the factory of records is asked, and put back at the end.
    """

    def __init__(self) -> None:
        self._make: Any = None
        self._raised: BaseException | None = None

    def __enter__(self) -> Self:
        """Listen from now on."""
        self._make = logging.getLogRecordFactory()
        self._raised = None
        logging.setLogRecordFactory(self._hear)
        return self

    def __exit__(self, *_: object) -> None:
        """Listen no longer; a factory that the application has set meanwhile stays."""
        if logging.getLogRecordFactory() == self._hear:
            logging.setLogRecordFactory(self._make)

    def why(self, status: int) -> BaseException | None:
        """Return the last exception logged, for an answer that says the server failed."""
        return self._raised if status >= _SERVER_ERROR else None

    def _hear(self, *arguments: Any, **named: Any) -> logging.LogRecord:  # noqa: ANN401
        record: logging.LogRecord = self._make(*arguments, **named)
        if record.levelno >= logging.ERROR and record.exc_info and record.exc_info[1] is not None:
            self._raised = record.exc_info[1]
        return record
