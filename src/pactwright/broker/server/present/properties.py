"""HAL documents of property outcomes, and how the matrix speaks of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pactwright.broker.port import Records
from pactwright.broker.properties import PropertyView
from pactwright.broker.row import Row
from pactwright.broker.server.call import Call
from pactwright.broker.server.checks import format_time
from pactwright.broker.server.present.versions import version_href
from pactwright.broker.values import Pacticipant, PropertyFile, PropertyRecord, Version
from pactwright.broker.verdict import Notice


def outcomes_href(call: Call, consumer: str, provider: str, digest: str) -> str:
    """Return the link to the outcomes of a property file."""
    pair = ("pacts", "provider", provider, "consumer", consumer)
    return call.href(*pair, "property-files", digest, "outcomes")


def present_outcome(  # noqa: PLR0913, PLR0917 - all that names an outcome
    call: Call,
    records: Records,
    consumer: Pacticipant,
    provider: Pacticipant,
    file: PropertyFile,
    row: PropertyRecord,
) -> dict[str, Any]:
    """Return an outcome, without the results of its operations."""
    number = records.find(Version, id=row.provider_version_id)[0].number
    here = outcomes_href(call, consumer.name, provider.name, file.digest)
    return {
        "consumerName": consumer.name,
        "providerName": provider.name,
        "providerApplicationVersion": number,
        "digest": file.digest,
        **_counts(row),
        "_links": {
            "self": {"title": "Property outcome", "href": f"{here}/{row.id}"},
            "pb:provider-version": {
                "title": "Provider version",
                "name": number,
                "href": version_href(call, provider.name, number),
            },
        },
    }


def _counts(row: PropertyRecord) -> dict[str, Any]:
    return {
        "profile": row.profile,
        "success": row.success,
        "cases": row.cases,
        "findings": row.findings,
        "createdAt": format_time(row.created_at),
    }


def present_view(call: Call, row: Row, view: PropertyView) -> dict[str, Any]:
    """Return what a row of the matrix shows of property tests."""
    here = outcomes_href(call, row.consumer.name, row.provider.name, view.file.digest)
    return {
        "digest": view.file.digest,
        "outcomes": [
            {**_counts(one), "_links": {"self": {"href": f"{here}/{one.id}"}}}
            for one in view.outcomes
        ],
    }


def find_warnings(rows: Iterable[Row], views: Mapping[int, PropertyView]) -> Iterator[Notice]:
    """Yield a notice for each row whose property tests failed; the verdict is not changed."""
    for place, row in enumerate(rows):
        view = views.get(place)
        number = row.provider_version.number if row.provider_version else ""
        for one in view.failed if view and not row.ignored else ():
            noun = "finding" if one.findings == 1 else "findings"
            yield Notice(
                type="warning",
                text=f"WARN: The property tests of {row.consumer.name} "
                f"({row.consumer_version.number}) fail at {row.provider.name} ({number}): "
                f"{one.findings} {noun} in {one.cases} requests",
            )
