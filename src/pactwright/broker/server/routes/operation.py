"""What operators look at: health and metrics."""

from __future__ import annotations

from pactwright.broker.port import Ledger
from pactwright.broker.server.call import Answer, Call
from pactwright.broker.server.router import Route
from pactwright.broker.values import (
    Delivery,
    Deployment,
    Environment,
    Fact,
    Integration,
    Pact,
    Pacticipant,
    Publication,
    Verification,
    Version,
    Webhook,
)

_COUNTED: dict[str, type[Fact]] = {
    "pacticipants": Pacticipant,
    "versions": Version,
    "integrations": Integration,
    "pact_contents": Pact,
    "pact_publications": Publication,
    "verifications": Verification,
    "environments": Environment,
    "webhooks": Webhook,
}


def show_health(_: Call, records: Ledger) -> Answer:
    """Answer that the broker and its database are well."""
    records.count(Environment)
    return Answer(body={"status": "ok"})


def show_metrics(_: Call, records: Ledger) -> Answer:
    """Answer counts in the text format of Prometheus."""
    lines = []
    for name, kind in _COUNTED.items():
        lines += _metric(name, "gauge", "", records.count(kind))
    lines += _metric("deployments_current", "gauge", "", records.count(Deployment, ended_at=None))
    failed = records.count(Verification, current=True, success=False)
    lines += _metric("verifications_failed_current", "gauge", "", failed)
    for state in ("waiting", "delivered", "failed", "stopped"):
        count = records.count(Delivery, state=state)
        lines += _metric("webhook_deliveries", "gauge", f'{{state="{state}"}}', count)
    text = "\n".join(dict.fromkeys(lines)) + "\n"
    return Answer(body=text, media_type="text/plain; version=0.0.4; charset=utf-8")


def _metric(name: str, kind: str, labels: str, value: int) -> list[str]:
    full = f"pactwright_broker_{name}"
    return [f"# TYPE {full} {kind}", f"{full}{labels} {value}"]


ROUTES = (
    Route("GET", "/health", show_health, public="always"),
    Route("GET", "/diagnostic/status/heartbeat", show_health, public="always"),
    Route("GET", "/metrics", show_metrics),
)
