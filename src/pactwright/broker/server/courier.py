"""Delivering webhooks: due requests are sent, and what came of it is kept."""

from __future__ import annotations

import base64
import json
import logging
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import urllib3

from pactwright.broker.outbox import Tried, finish, take_due
from pactwright.broker.port import Store
from pactwright.broker.server.connection import connect
from pactwright.broker.server.target import Target, check_target
from pactwright.broker.server.vault import Vault, is_sealed
from pactwright.broker.values import Attempt, Delivery
from pactwright.errors import PactwrightError

_SECONDS = 30.0
_MOST = 100
_SHOWN = 1000
_log = logging.getLogger("pactwright.broker")


def _now() -> datetime:
    return datetime.now(UTC)


class Courier:
    """Sends what is due, each within `seconds`; several processes may each have one."""

    def __init__(
        self,
        store: Store,
        *,
        vault: Vault | None = None,
        allowed: Sequence[str] = (),
        seconds: float = _SECONDS,
        clock: Callable[[], datetime] = _now,
    ) -> None:
        self._store = store
        self._vault = vault
        self._allowed = tuple(allowed)
        self._seconds = seconds
        self._clock = clock

    def deliver_due(self) -> int:
        """Send what is due now, at most a hundred, and return how many requests that were."""
        with self._store.read() as records:
            waiting = records.count(Delivery, state="waiting")
        sent = 0
        while sent < min(waiting, _MOST) and self._deliver_next():
            sent += 1
        return sent

    def _deliver_next(self) -> bool:
        """Send one request, if any is due: what is lent out for longer is sent twice."""
        with self._store.write() as ledger:
            due = take_due(ledger, now=self._clock(), limit=1)
        for delivery in due:
            attempt = self.try_delivery(delivery).attempt
            with self._store.write() as ledger:
                finish(ledger, delivery, attempt, now=self._clock())
        return bool(due)

    def try_delivery(self, delivery: Delivery) -> Tried:
        """Send the request once and return what came of it."""
        shown = f"{delivery.method} {delivery.url}"
        try:
            target = check_target(delivery.url, self._allowed)
            status, answer = self._send(delivery, target)
        except PactwrightError as error:
            return Tried(attempt=self._attempt(delivery, f"{shown}\n{error.message}\n"))
        except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            text = f"{shown}\nno answer: {type(error).__name__}\n"
            return Tried(attempt=self._attempt(delivery, text))
        text = f"{shown}\nanswered with status {status}\n{answer}\n"
        return Tried(attempt=self._attempt(delivery, text, status=status), body=answer)

    def _attempt(self, delivery: Delivery, log: str, *, status: int | None = None) -> Attempt:
        return Attempt(
            delivery_id=delivery.id,
            success=status is not None and 200 <= status < 300,  # noqa: PLR2004 - the successes
            status=status,
            log=log.replace("\0", ""),
            created_at=self._clock(),
        )

    def _send(self, delivery: Delivery, target: Target) -> tuple[int, str]:
        """Send to the address that was checked, under the name that it was found by."""
        told = json.loads(delivery.headers).items()
        headers = urllib3.HTTPHeaderDict({name: self._open(value) for name, value in told})
        headers.setdefault("Host", _host(target))
        headers.setdefault("User-Agent", "pactwright-broker")
        if delivery.body is not None:
            headers.setdefault("Content-Type", _content_type(delivery.body))
        if delivery.username and "Authorization" not in headers:
            word = f"{delivery.username}:{self._open(delivery.password or '')}".encode()
            headers["Authorization"] = f"Basic {base64.b64encode(word).decode()}"
        with connect(target, seconds=self._seconds) as pool:
            response = pool.request(
                delivery.method,
                target.path,
                body=delivery.body.encode() if delivery.body is not None else None,
                headers=headers,
                redirect=False,
                retries=False,
                preload_content=False,
            )
            answer = response.read(_SHOWN, decode_content=True)
            response.close()
        # What a private network answers is nobody's business.
        return response.status, answer.decode("utf-8", "replace") if not self._allowed else ""

    def _open(self, text: str) -> str:
        if not is_sealed(text):
            return text
        if self._vault is None:
            raise PactwrightError("the webhook's secret cannot be opened without its key")
        return self._vault.open(text)


def _content_type(body: str) -> str:
    """Return what a body is that the webhook gives no type for."""
    try:
        json.loads(body)
    except ValueError:
        return "text/plain; charset=utf-8"
    return "application/json"


def _host(target: Target) -> str:
    usual = {"http": 80, "https": 443}[target.scheme]
    return target.host if target.port == usual else f"{target.host}:{target.port}"


def run_courier(courier: Courier, stop: threading.Event, *, pause: float = 1.0) -> None:
    """Deliver until told to stop; a database that is away is tried again."""
    while not stop.is_set():
        try:
            sent = courier.deliver_due()
        except PactwrightError as error:
            _log.warning("webhooks wait: %s", error.message)
            sent = 0
        if not sent:
            stop.wait(pause)
