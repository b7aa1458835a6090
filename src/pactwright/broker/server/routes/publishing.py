"""Publishing contracts, all of a build in one request."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Any

from pactwright.broker.content import parse_content
from pactwright.broker.documents import judge_pact
from pactwright.broker.events import announce_pact
from pactwright.broker.port import Ledger
from pactwright.broker.publish import (
    Conflict,
    Contract,
    Published,
    PublishOrder,
    Receipt,
    find_conflicts,
    publish_contracts,
)
from pactwright.broker.server.call import Answer, Call, Refusal
from pactwright.broker.server.checks import name_of, names_of, refuse, text_of
from pactwright.broker.server.conforming import check_conformance
from pactwright.broker.server.present.pacts import find_addresses
from pactwright.broker.server.present.versions import (
    curies,
    pact_href,
    pact_name,
    version_href,
)
from pactwright.broker.server.router import Route
from pactwright.errors import PactwrightError


def publish(call: Call, ledger: Ledger) -> Answer:
    """Publish all contracts of the request, or none."""
    order = read_order(call.object())
    conflicts = find_conflicts(ledger, order)
    if conflicts:
        raise _conflict(conflicts)
    receipt = publish_contracts(ledger, order, now=call.now)
    where = find_addresses(call)
    for one in receipt.published:
        announce_pact(ledger, receipt.consumer, receipt.version, one, where, now=call.now)
        judge_pact(ledger, one.pact, check_conformance, now=call.now)
    return Answer(body=_present(call, order, receipt))


def read_order(values: Mapping[str, Any]) -> PublishOrder:
    """Return what is to be published; refuses with every field that is wrong."""
    consumer = name_of(values, "pacticipantName")
    branch = text_of(values, "branch")
    if branch is not None:
        name_of(values, "branch")
    contracts = values.get("contracts")
    if not isinstance(contracts, list):
        raise refuse("contracts", "is missing" if contracts is None else "must be a list")
    return PublishOrder(
        consumer=consumer,
        version=name_of(values, "pacticipantVersionNumber"),
        branch=branch,
        tags=names_of(values, "tags"),
        build_url=text_of(values, "buildUrl"),
        contracts=tuple(
            _read_contract(contract, consumer, index) for index, contract in enumerate(contracts)
        ),
    )


def _read_contract(values: Any, consumer: str, index: int) -> Contract:  # noqa: ANN401 - JSON of any shape
    where = f"at index {index}"
    if not isinstance(values, dict):
        raise refuse("contracts", f"must be an object ({where})")
    if _name_in(values, "consumerName", where) != consumer:
        raise refuse("contracts", f"consumerName must match pacticipantName ({where})")
    provider = _name_in(values, "providerName", where)
    specification = text_of(values, "specification")
    if specification not in {None, "pact"}:
        raise refuse("contracts", f"specification must be 'pact' ({where})")
    if text_of(values, "contentType") not in {None, "application/json"}:
        raise refuse("contracts", f"contentType must be 'application/json' ({where})")
    conflict = text_of(values, "onConflict")
    if conflict not in {None, "overwrite", "merge"}:
        raise refuse("contracts", f"onConflict must be 'overwrite' or 'merge' ({where})")
    return Contract(
        provider=provider,
        content=_read_content(values, consumer, provider, where),
        merge=conflict == "merge",
        properties=_read_properties(values, consumer, provider, where),
    )


def _name_in(values: Mapping[str, Any], field: str, where: str) -> str:
    """Return the name in a contract; refuses with the place of the contract."""
    try:
        return name_of(values, field)
    except Refusal as refusal:
        problem = refusal.answer.body["errors"][field][0]
        raise refuse("contracts", f"{field} {problem} ({where})") from None


def _read_content(values: Mapping[str, Any], consumer: str, provider: str, where: str) -> Any:  # noqa: ANN401 - JSON of any shape
    data = _decode(text_of(values, "content", required=True) or "", "content", where)
    try:
        content = parse_content(data)
    except PactwrightError as error:
        raise refuse("contracts", f"{error.message} ({where})") from None
    check_names(content, consumer, provider, field="contracts", where=f" ({where})")
    return content


def _read_properties(
    values: Mapping[str, Any], consumer: str, provider: str, where: str
) -> str | None:
    """Return the property file beside the pact; refuses one that speaks of another pair."""
    text = text_of(values, "propertyFile")
    if text is None:
        return None
    data = _decode(text, "propertyFile", where)
    try:
        content = parse_content(data)
    except PactwrightError as error:
        raise refuse("contracts", f"propertyFile: {error.message} ({where})") from None
    spoken_of = (content.get("consumer"), content.get("provider")) if _is_map(content) else None
    if spoken_of != (consumer, provider):
        raise refuse("contracts", f"propertyFile is not that of this pair ({where})")
    if "\0" in (kept := data.decode()):
        raise refuse("contracts", f"propertyFile holds characters that cannot be stored ({where})")
    return kept


def _is_map(value: Any) -> bool:  # noqa: ANN401 - JSON of any shape
    return isinstance(value, dict)


def _decode(text: str, field: str, where: str) -> bytes:
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        problem = f"{field} could not be decoded from base64 ({where})"
        raise refuse("contracts", problem) from None


def check_names(content: Any, consumer: str, provider: str, *, field: str, where: str = "") -> None:  # noqa: ANN401 - JSON of any shape
    """Refuse a pact that speaks of others than it is published for."""
    if not isinstance(content, dict):
        raise refuse(field, f"the pact must be a JSON object{where}")
    for role, name in (("consumer", consumer), ("provider", provider)):
        party = content.get(role)
        found = party.get("name") if isinstance(party, dict) else None
        if isinstance(found, str) and found != name:
            raise refuse(field, f"{role} name in the pact ({found!r}) is not {name!r}{where}")


def _conflict(conflicts: tuple[Conflict, ...]) -> Refusal:
    notices = [{"type": "error", "text": conflict.text} for conflict in conflicts]
    texts = [conflict.text for conflict in conflicts]
    return Refusal(409, {"notices": notices, "errors": {"contracts": texts}})


def _present(call: Call, order: PublishOrder, receipt: Receipt) -> dict[str, Any]:
    notices = _notices(order, receipt)
    href = version_href(call, order.consumer, order.version)
    owner = call.href("pacticipants", order.consumer)
    return {
        "notices": notices,
        "logs": [
            {
                "level": notice["type"],
                "message": notice["text"],
                "deprecationWarning": "Use notices",
            }
            for notice in notices
        ],
        "_embedded": {
            "pacticipant": {"name": order.consumer, "_links": {"self": {"href": owner}}},
            "version": {
                "number": order.version,
                **({"buildUrl": order.build_url} if order.build_url is not None else {}),
                "_links": {"self": {"title": "Version", "name": order.version, "href": href}},
            },
        },
        "_links": {
            "pb:pacticipant": {"title": "Pacticipant", "name": order.consumer, "href": owner},
            "pb:pacticipant-version": {
                "title": "Pacticipant version",
                "name": order.version,
                "href": href,
            },
            "pb:pacticipant-version-tags": [
                {
                    "title": "Tag",
                    "name": tag,
                    "href": call.href(
                        "pacticipants", order.consumer, "versions", order.version, "tags", tag
                    ),
                }
                for tag in order.tags
            ],
            "pb:contracts": [
                {
                    "title": "Pact",
                    "name": pact_name(order.consumer, one.provider.name, order.version),
                    "href": pact_href(call, order.consumer, one.provider.name, order.version),
                }
                for one in receipt.published
            ],
            "curies": curies(call, "contracts"),
        },
    }


def _notices(order: PublishOrder, receipt: Receipt) -> list[dict[str, str]]:
    verb = "Created" if receipt.new_version else "Updated"
    branch = f" with branch {order.branch}" if order.branch else ""
    tags = f"{' and' if branch else ' with'} tags {', '.join(order.tags)}" if order.tags else ""
    first = f"{verb} {order.consumer} version {order.version}{branch}{tags}"
    notices = [{"type": "success" if receipt.new_version else "info", "text": first}]
    for one in receipt.published:
        notices += _contract_notices(order, one)
    return notices


def _contract_notices(order: PublishOrder, one: Published) -> list[dict[str, str]]:
    verb = {
        "created": "published",
        "unchanged": "republished",
        "merged": "merged",
        "replaced": "republished",
    }[one.outcome]
    same = " with no content changes" if one.outcome == "unchanged" else ""
    events = "contract_published"
    if one.changed is not None:
        events += f", contract_content_changed ({one.changed})"
    name = one.provider.name
    notices = [
        {
            "type": "success",
            "text": f"Pact successfully {verb} for {order.consumer} version {order.version} and "
            f"provider {name}{same}.",
        },
        {"type": "debug", "text": f"  Events detected: {events}"},
    ]
    if one.outcome == "created" and one.changed is not None and "first time" in one.changed:
        notices += [
            {"type": "prompt", "text": "  Next steps:"},
            {
                "type": "prompt",
                "text": f"    * Verify the pact in the build of {name}: pactwright verify --broker "
                "URL, or the Pact library of its language",
            },
        ]
    return notices


ROUTES = (Route("POST", "/contracts/publish", publish, writes=True, needs="publish"),)
