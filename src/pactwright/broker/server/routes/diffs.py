"""Differences between two contents of a pact, as text."""

from __future__ import annotations

from difflib import unified_diff
from typing import Any

from pactwright.broker.content import indent_content, parse_content
from pactwright.broker.port import Ledger, Records
from pactwright.broker.server.call import Answer, Call
from pactwright.broker.server.lookup import get_publication
from pactwright.broker.server.present.pacts import PactView
from pactwright.broker.server.router import Route
from pactwright.broker.server.routes.pacts import (
    PAIR,
    find_previous,
    get_pair,
    view_content,
    view_publication,
    view_version,
)
from pactwright.broker.values import PactText


def diff_with_previous(call: Call, records: Ledger) -> Answer:
    """Answer what changed since the newest earlier pact with another content."""
    view = view_version(call, records)
    return _answer(records, find_previous(records, view), view)


def diff_with_version(call: Call, records: Ledger) -> Answer:
    """Answer what differs from what another consumer version publishes."""
    view = view_version(call, records)
    pair = get_pair(call, records)
    publication, _ = get_publication(records, *pair, call.args["other"])
    return _answer(records, view_publication(records, *pair, publication), view)


def diff_with_content(call: Call, records: Ledger) -> Answer:
    """Answer what differs from another content."""
    view = view_content(call, records, call.args["sha"])
    return _answer(records, view_content(call, records, call.args["other"]), view)


def _answer(records: Records, old: PactView, new: PactView) -> Answer:
    return Answer(body=diff_text(records, old, new), media_type="text/plain;charset=utf-8")


def diff_text(records: Records, old: PactView, new: PactView) -> str:
    """Return the unified difference of the two contents, keys and interactions sorted."""
    lines = unified_diff(
        _lines(records, old), _lines(records, new), _title(old), _title(new), lineterm=""
    )
    return "\n".join(lines) + "\n"


def _title(view: PactView) -> str:
    return f"{view.consumer.name} ({view.version.number})"


def _lines(records: Records, view: PactView) -> list[str]:
    content = parse_content(records.find(PactText, id=view.pact.id)[0].content.encode())
    return indent_content(_sorted(content), ordered=True).split("\n")


def _sorted(content: Any) -> Any:  # noqa: ANN401 - JSON of any shape
    if not isinstance(content, dict):
        return content
    return {
        name: sorted(
            (_without_id(item) for item in value),
            key=lambda item: indent_content(item, ordered=True),
        )
        if name in {"interactions", "messages"} and isinstance(value, list)
        else value
        for name, value in content.items()
    }


def _without_id(item: Any) -> Any:  # noqa: ANN401 - JSON of any shape
    if not isinstance(item, dict):
        return item
    return {name: value for name, value in item.items() if name != "_id"}


ROUTES = (
    Route("GET", f"{PAIR}/version/{{number}}/diff/previous-distinct", diff_with_previous),
    Route("GET", f"{PAIR}/version/{{number}}/diff/version/{{other}}", diff_with_version),
    Route("GET", f"{PAIR}/pact-version/{{sha}}/diff/pact-version/{{other}}", diff_with_content),
)
