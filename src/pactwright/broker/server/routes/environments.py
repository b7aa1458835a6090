"""Environments, and what is deployed to and released in them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pactwright.broker.port import Ledger, Records, Where
from pactwright.broker.presence import end_presence, record_deployment, record_release
from pactwright.broker.removal import remove_environment
from pactwright.broker.server.call import Answer, Call, Refusal, invalid, not_found
from pactwright.broker.server.checks import check_name, flag_of, format_time, name_of, text_of
from pactwright.broker.server.lookup import get_environment, get_pacticipant, get_version
from pactwright.broker.server.present.versions import curies, version_href
from pactwright.broker.server.router import Route
from pactwright.broker.values import Deployment, Environment, Pacticipant, Release, Version


def list_environments(call: Call, records: Ledger) -> Answer:
    """Answer the environments by name."""
    places = sorted(records.find(Environment), key=lambda place: place.name)
    links = {
        "self": {"title": "Environments", "href": call.href("environments")},
        "pb:environments": [
            {
                "title": "Environment",
                "name": place.name,
                "href": call.href("environments", place.uuid),
            }
            for place in places
        ],
        "curies": curies(call, "environments"),
    }
    documents = [present_environment(call, place) for place in places]
    return Answer(body={"_embedded": {"environments": documents}, "_links": links})


def show_environment(call: Call, records: Ledger) -> Answer:
    """Answer one environment."""
    place = get_environment(records, call.args["environment"])
    return Answer(body=present_environment(call, place))


def create_environment(call: Call, ledger: Ledger) -> Answer:
    """Make an environment; refuses a name that is taken."""
    place = Environment(
        uuid=call.uuid, created_at=call.now, updated_at=call.now, **_read(call.object())
    )
    _refuse_taken(ledger, place)
    place = ledger.add(place)
    location = call.href("environments", place.uuid)
    return Answer(status=201, body=present_environment(call, place), headers={"Location": location})


def put_environment(call: Call, ledger: Ledger) -> Answer:
    """Put the environment in the place of the one with its UUID."""
    old = get_environment(ledger, call.args["environment"])
    place = replace(old, updated_at=call.now, **_read(call.object()))
    _refuse_taken(ledger, place)
    ledger.change(place)
    return Answer(body=present_environment(call, place))


def delete_environment(call: Call, ledger: Ledger) -> Answer:
    """Forget the environment and what was in it."""
    remove_environment(ledger, get_environment(ledger, call.args["environment"]))
    return Answer(status=204)


def _refuse_taken(records: Records, place: Environment) -> None:
    for other in records.find(Environment, name=place.name):
        if other.id != place.id:
            raise invalid(name=f"Another environment with name '{place.name}' already exists.")


def _read(values: Mapping[str, Any]) -> dict[str, Any]:
    name = name_of(values, "name")
    if any(character.isspace() for character in name):
        raise invalid(name="cannot contain spaces")
    contacts = values.get("contacts")
    if contacts is not None and not isinstance(contacts, list):
        raise invalid(contacts="must be a list")
    return {
        "name": name,
        "display_name": text_of(values, "displayName"),
        "production": flag_of(values, "production"),
        "contacts": None if contacts is None else _dump(contacts),
    }


def _dump(contacts: list[Any]) -> str:
    for contact in contacts:
        name = contact.get("name") if isinstance(contact, dict) else None
        if not isinstance(name, str) or not name.strip() or len(name.splitlines()) > 1:
            raise invalid(contacts="each must be an object with a name of one line")
        if not isinstance(contact.get("details", {}), dict):
            raise invalid(contacts="the details of each must be an object")
    return json.dumps(contacts, default=float)


def present_environment(call: Call, place: Environment) -> dict[str, Any]:
    """Return an environment."""
    here = call.href("environments", place.uuid)
    document: dict[str, Any] = {
        "uuid": place.uuid,
        "name": place.name,
        # The official client's list of environments breaks off where there is none.
        "displayName": place.display_name or place.name,
        "production": place.production,
    }
    if place.contacts is not None:
        document["contacts"] = json.loads(place.contacts)
    document["createdAt"] = format_time(place.created_at)
    document["updatedAt"] = format_time(place.updated_at)
    document["_links"] = {
        "self": {"title": "Environment", "name": place.name, "href": here},
        "pb:currently-deployed-deployed-versions": {
            "title": f"Versions currently deployed to {place.display_name or place.name}",
            "href": f"{here}/deployed-versions/currently-deployed",
        },
        "pb:currently-supported-released-versions": {
            "title": f"Versions currently released and supported in "
            f"{place.display_name or place.name}",
            "href": f"{here}/released-versions/currently-supported",
        },
        "pb:environments": {"title": "Environments", "href": call.href("environments")},
        "curies": curies(call, "environments"),
    }
    return document


def list_deployed(call: Call, records: Ledger) -> Answer:
    """Answer what is currently deployed to the environment."""
    place = get_environment(records, call.args["environment"])
    where = _where(call, records, place)
    for name in ("applicationInstance", "target"):
        if name in call.query:
            where["target"] = call.text(name) or None
    rows = records.find(Deployment, ended_at=None, **where)
    title = f"Currently deployed versions for {place.display_name or place.name}"
    return _list(call, records, rows, title)


def list_released(call: Call, records: Ledger) -> Answer:
    """Answer what is released and supported in the environment."""
    place = get_environment(records, call.args["environment"])
    where = _where(call, records, place)
    rows = records.find(Release, ended_at=None, **where)
    title = f"Currently supported versions in {place.display_name or place.name}"
    return _list(call, records, rows, title, kind="releasedVersions")


def _where(call: Call, records: Records, place: Environment) -> Where:
    where: Where = {"environment_id": place.id}
    if (name := call.text("pacticipant")) is not None:
        owners = records.find(Pacticipant, name=name)
        where["pacticipant_id"] = tuple(owner.id for owner in owners)
    if (number := call.text("version")) is not None:
        versions = records.find(Version, number=number)
        where["version_id"] = tuple(version.id for version in versions)
    return where


def _list(
    call: Call,
    records: Records,
    rows: tuple[Deployment, ...] | tuple[Release, ...],
    title: str,
    *,
    kind: str = "deployedVersions",
) -> Answer:
    documents = [present_presence(call, records, row) for row in rows]
    links = {"self": {"href": call.base + call.path, "title": title}}
    return Answer(body={"_embedded": {kind: documents}, "_links": links})


def present_presence(call: Call, records: Records, row: Deployment | Release) -> dict[str, Any]:
    """Return a deployment or a release with its version, pacticipant and environment."""
    owner = records.find(Pacticipant, id=row.pacticipant_id)[0]
    version = records.find(Version, id=row.version_id)[0]
    place = records.find(Environment, id=row.environment_id)[0]
    deployed = isinstance(row, Deployment)
    document: dict[str, Any] = {"uuid": row.uuid}
    document["currentlyDeployed" if deployed else "currentlySupported"] = row.ended_at is None
    if isinstance(row, Deployment):
        document["applicationInstance"] = row.target
        document["target"] = row.target
    document["createdAt"] = format_time(row.created_at)
    if row.ended_at is not None:
        ended = "undeployedAt" if deployed else "supportEndedAt"
        document[ended] = format_time(row.ended_at)
    document["_embedded"] = {
        "pacticipant": {
            "name": owner.name,
            "_links": {"self": {"href": call.href("pacticipants", owner.name)}},
        },
        "version": {
            "number": version.number,
            "_links": {
                "self": {
                    "title": "Version",
                    "name": version.number,
                    "href": version_href(call, owner.name, version.number),
                }
            },
        },
        "environment": present_environment(call, place),
    }
    folder = "deployed-versions" if deployed else "released-versions"
    document["_links"] = {"self": {"title": "Version", "href": call.href(folder, row.uuid)}}
    return document


def record_here(call: Call, ledger: Ledger) -> Answer:
    """Record that the version is deployed to the environment."""
    version, place = _named(call, ledger)
    values = call.object()
    target = text_of(values, "applicationInstance") or text_of(values, "target") or None
    if target is not None:
        check_name(target, what="applicationInstance")
    deployment = record_deployment(
        ledger, version, place, target=target, now=call.now, uuid=call.uuid
    )
    location = {"Location": call.href("deployed-versions", deployment.uuid)}
    body = present_presence(call, ledger, deployment)
    return Answer(status=201, body=body, headers=location)


def release_here(call: Call, ledger: Ledger) -> Answer:
    """Record that the version is released in the environment."""
    version, place = _named(call, ledger)
    release, new = record_release(ledger, version, place, now=call.now, uuid=call.uuid)
    location = {"Location": call.href("released-versions", release.uuid)} if new else {}
    body = present_presence(call, ledger, release)
    return Answer(status=201 if new else 200, body=body, headers=location)


def list_deployments_of(call: Call, records: Ledger) -> Answer:
    """Answer the version's deployments to the environment."""
    version, place = _named(call, records)
    rows = records.find(Deployment, version_id=version.id, environment_id=place.id)
    title = f"Deployed versions for {call.args['name']} version {version.number}"
    return _list(call, records, rows, title)


def list_releases_of(call: Call, records: Ledger) -> Answer:
    """Answer the version's releases in the environment."""
    version, place = _named(call, records)
    rows = records.find(Release, version_id=version.id, environment_id=place.id)
    title = f"Released versions for {call.args['name']} version {version.number}"
    return _list(call, records, rows, title, kind="releasedVersions")


def _named(call: Call, records: Records) -> tuple[Version, Environment]:
    owner = get_pacticipant(records, call.args["name"])
    version = get_version(records, owner, call.args["number"])
    return version, get_environment(records, call.args["environment"])


def show_deployed(call: Call, records: Ledger) -> Answer:
    """Answer one deployment."""
    return Answer(body=present_presence(call, records, _get(records, Deployment, call)))


def show_released(call: Call, records: Ledger) -> Answer:
    """Answer one release."""
    return Answer(body=present_presence(call, records, _get(records, Release, call)))


def _get(records: Records, kind: type[Deployment | Release], call: Call) -> Deployment | Release:
    rows: tuple[Deployment | Release, ...] = records.find(kind, uuid=call.args["uuid"])
    if not rows:
        raise not_found()
    return rows[0]


def patch_deployed(call: Call, ledger: Ledger) -> Answer:
    """End the deployment."""
    return _end(call, ledger, Deployment, "currentlyDeployed")


def patch_released(call: Call, ledger: Ledger) -> Answer:
    """End the support of the release."""
    return _end(call, ledger, Release, "currentlySupported")


def _end(call: Call, ledger: Ledger, kind: type[Deployment | Release], field: str) -> Answer:
    row = _get(ledger, kind, call)
    value = call.object().get(field)
    if value is not None and not isinstance(value, bool):
        raise Refusal(400, {"errors": {field: ["must be a boolean"]}})
    if value is True:
        # Setting it back would hide what has taken its place since.
        raise Refusal(400, {"errors": {field: ["cannot be set back to true"]}})
    if value is False:
        end_presence(ledger, row, now=call.now)
    return Answer(body=present_presence(call, ledger, _get(ledger, kind, call)))


_ONE = "/environments/{environment}"
_VERSION = "/pacticipants/{name}/versions/{number}"

ROUTES = (
    Route("GET", "/environments", list_environments),
    Route("POST", "/environments", create_environment, writes=True, needs="deploy"),
    Route("GET", _ONE, show_environment),
    Route("PUT", _ONE, put_environment, writes=True, needs="deploy"),
    Route("DELETE", _ONE, delete_environment, writes=True, needs="admin"),
    Route("GET", f"{_ONE}/deployed-versions/currently-deployed", list_deployed),
    Route("GET", f"{_ONE}/released-versions/currently-supported", list_released),
    Route("GET", f"{_VERSION}/deployed-versions/environment/{{environment}}", list_deployments_of),
    Route(
        "POST",
        f"{_VERSION}/deployed-versions/environment/{{environment}}",
        record_here,
        writes=True,
        needs="deploy",
        owner="name",
    ),
    Route("GET", f"{_VERSION}/released-versions/environment/{{environment}}", list_releases_of),
    Route(
        "POST",
        f"{_VERSION}/released-versions/environment/{{environment}}",
        release_here,
        writes=True,
        needs="deploy",
        owner="name",
    ),
    Route("GET", "/deployed-versions/{uuid}", show_deployed),
    Route("PATCH", "/deployed-versions/{uuid}", patch_deployed, writes=True, needs="deploy"),
    Route("GET", "/released-versions/{uuid}", show_released),
    Route("PATCH", "/released-versions/{uuid}", patch_released, writes=True, needs="deploy"),
)
