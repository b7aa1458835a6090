"""Property files, and what their tests came to at versions of the provider."""

from __future__ import annotations

import json
from typing import Any

from pactwright.broker.content import format_content
from pactwright.broker.port import Ledger, Records
from pactwright.broker.properties import Outcome, find_property_file, record_outcome
from pactwright.broker.server.call import Answer, Call, not_found
from pactwright.broker.server.checks import (
    flag_of,
    name_of,
    refuse,
    text_of,
)
from pactwright.broker.server.present.properties import outcomes_href, present_outcome
from pactwright.broker.server.router import Route
from pactwright.broker.server.routes.pacts import PAIR, get_pair, view_version
from pactwright.broker.values import Pacticipant, PropertyFile, PropertyRecord

_MOST = 10**9
_DIGITS = 15


def show_file(call: Call, records: Ledger) -> Answer:
    """Answer the property file that the consumer version publishes beside its pact."""
    file = find_property_file(records, view_version(call, records).publication)
    if file is None:
        raise not_found("No property file is published with this version")
    return Answer(body=file.content, media_type="application/json;charset=utf-8")


def publish_outcome(call: Call, ledger: Ledger) -> Answer:
    """Record what the tests of the property file came to; the pact's results stay as they are."""
    consumer, provider, file = _get_file(call, ledger)
    record = record_outcome(ledger, provider, file, _read_outcome(call), now=call.now)
    body = present_outcome(call, ledger, consumer, provider, file, record)
    return Answer(status=201, body=body, headers={"Location": body["_links"]["self"]["href"]})


def _get_file(call: Call, records: Records) -> tuple[Pacticipant, Pacticipant, PropertyFile]:
    consumer, provider = get_pair(call, records)
    for file in records.find(
        PropertyFile,
        consumer_id=consumer.id,
        provider_id=provider.id,
        digest=call.args["digest"],
    ):
        return consumer, provider, file
    raise not_found("No consumer version publishes a property file with this digest")


def _read_outcome(call: Call) -> Outcome:
    """Return the outcome; refuses one that says of itself that it holds and of a result not."""
    values = call.object()
    results = values.get("results")
    if not isinstance(results, list) or not all(isinstance(one, dict) for one in results):
        raise refuse("results", "must be a list of objects")
    if not isinstance(values.get("success"), bool):
        raise refuse("success", "must be a boolean")
    success = flag_of(values, "success")
    if success and any(one.get("success") is False for one in results):
        raise refuse("success", "is true, and that of a result is not")
    return Outcome(
        provider_version=name_of(values, "providerApplicationVersion"),
        profile=text_of(values, "profile") or "",
        success=success,
        cases=_read_count(values.get("cases")),
        findings=sum(map(_count_findings, results)),
        results=format_content(results),
    )


def _read_count(value: Any) -> int:  # noqa: ANN401 - JSON of any shape
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _MOST:
        raise refuse("cases", "must be a whole number")
    return value


def _count_findings(result: dict[str, Any]) -> int:
    findings = result.get("findings")
    return (
        sum(isinstance(one, dict) and one.get("reason") is None for one in findings)
        if isinstance(findings, list)
        else 0
    )


def list_outcomes(call: Call, records: Ledger) -> Answer:
    """Answer the last outcomes of the property file, newest first."""
    consumer, provider, file = _get_file(call, records)
    rows = records.find(PropertyRecord, file_id=file.id, current=True, newest=True)
    documents = [present_outcome(call, records, consumer, provider, file, row) for row in rows]
    links = {"self": {"href": outcomes_href(call, consumer.name, provider.name, file.digest)}}
    return Answer(body={"_embedded": {"propertyOutcomes": documents}, "_links": links})


def show_outcome(call: Call, records: Ledger) -> Answer:
    """Answer one outcome with the results of its operations."""
    consumer, provider, file = _get_file(call, records)
    row = find_record(call, records, file)
    body = present_outcome(call, records, consumer, provider, file, row)
    return Answer(body={**body, "results": json.loads(row.results)})


def find_record(call: Call, records: Records, file: PropertyFile) -> PropertyRecord:
    """Return the outcome of the file that the path names."""
    number = call.args["n"]
    if number.isascii() and number.isdigit() and len(number) <= _DIGITS:
        for row in records.find(PropertyRecord, id=int(number), file_id=file.id):
            return row
    raise not_found()


_FILE = f"{PAIR}/property-files/{{digest}}/outcomes"

ROUTES = (
    Route("GET", f"{PAIR}/version/{{number}}/property-file", show_file),
    Route("POST", _FILE, publish_outcome, writes=True, needs="verify", owner="provider"),
    Route("GET", _FILE, list_outcomes),
    Route("GET", f"{_FILE}/{{n}}", show_outcome),
)
