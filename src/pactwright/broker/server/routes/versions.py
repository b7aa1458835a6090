"""Versions of a pacticipant, their tags and their branches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from pactwright.broker.lifecycle import (
    add_tag,
    add_to_branch,
    ensure_pacticipant,
    ensure_version,
    find_pacticipant,
)
from pactwright.broker.port import Among, Ledger, Records, Where
from pactwright.broker.portrait import draw_portraits
from pactwright.broker.removal import remove_version
from pactwright.broker.selector import Selector, choose_versions
from pactwright.broker.server.call import Answer, Call, not_found
from pactwright.broker.server.checks import (
    check_name,
    format_time,
    name_of,
    names_of,
    text_of,
)
from pactwright.broker.server.lookup import get_environment, get_pacticipant, get_version
from pactwright.broker.server.paging import bound_page, describe_page, find_page
from pactwright.broker.server.present.versions import present_tag, present_version, version_href
from pactwright.broker.server.router import Route
from pactwright.broker.values import (
    Environment,
    Pacticipant,
    Publication,
    Tag,
    Version,
)


def show_version(call: Call, records: Ledger) -> Answer:
    """Answer one version, with how to deploy and release it."""
    owner = get_pacticipant(records, call.args["name"])
    return Answer(body=describe_version(call, records, owner, _version(call, records, owner)))


def _version(call: Call, records: Records, owner: Pacticipant) -> Version:
    return get_version(records, owner, call.args["number"])


def describe_version(
    call: Call,
    records: Records,
    owner: Pacticipant,
    version: Version,
    *,
    href: str | None = None,
) -> dict[str, Any]:
    """Return the document of one version, with how to deploy and release it."""
    environments = sorted(records.find(Environment), key=lambda place: place.name)
    return present_version(
        call,
        owner,
        draw_portraits(records, [version])[version.id],
        find_providers(records, [version]).get(version.id, ()),
        environments=tuple(environments),
        href=href,
    )


def find_providers(
    records: Records, versions: Iterable[Version]
) -> dict[int, tuple[Pacticipant, ...]]:
    """Return, by the version's id, the providers that each version has pacts with."""
    rows = records.find(Publication, version_id=tuple(one.id for one in versions), current=True)
    owners = {
        owner.id: owner
        for owner in records.find(Pacticipant, id=tuple({row.provider_id for row in rows}))
    }
    found: dict[int, tuple[Pacticipant, ...]] = defaultdict(tuple)
    for row in sorted(rows, key=lambda one: owners[one.provider_id].name.lower()):
        found[row.version_id] += (owners[row.provider_id],)
    return found


def list_versions(call: Call, records: Ledger) -> Answer:
    """Answer the versions, newest first."""
    owner = get_pacticipant(records, call.args["name"])
    title = f"All application versions of {owner.name}"
    return answer_versions(call, records, owner, title, {"pacticipant_id": owner.id})


def list_tagged(call: Call, records: Ledger) -> Answer:
    """Answer the versions with the tag, newest first."""
    owner = get_pacticipant(records, call.args["name"])
    where: Where = {"pacticipant_id": owner.id, "name": call.args["tag"]}
    if not records.count(Tag, **where):
        raise not_found()
    tagged = Among(Tag, "version_id", where)
    title = f"Versions of {owner.name} with tag {call.args['tag']}"
    return answer_versions(call, records, owner, title, {"id": tagged})


def list_in_environment(call: Call, records: Ledger) -> Answer:
    """Answer the versions that are in the environment now."""
    owner = get_pacticipant(records, call.args["name"])
    name = get_environment(records, call.args["environment"]).name
    selector = Selector(pacticipant=owner.name, environment=name)
    chosen = choose_versions(records, [selector], {owner.name: owner}, specified=True)
    ids = tuple(one.version.id for one in chosen if one.version)
    title = f"Versions of {owner.name} in {name}"
    return answer_versions(call, records, owner, title, {"id": ids})


def answer_versions(
    call: Call, records: Records, owner: Pacticipant, title: str, where: Where
) -> Answer:
    """Answer a list of versions, newest first, a page of it when one is asked for or it is long."""
    total = records.count(Version, **where)
    page = bound_page(call, total)
    versions = find_page(records, Version, page, where)
    described, page_links = describe_page(call, page, total)
    return Answer(
        body={
            **described,
            "_embedded": {"versions": _present(call, records, owner, versions)},
            "_links": {**_list_links(call, owner, title, versions), **page_links},
        }
    )


def _present(
    call: Call, records: Records, owner: Pacticipant, versions: Sequence[Version]
) -> list[dict[str, Any]]:
    portraits = draw_portraits(records, versions)
    providers = find_providers(records, versions)
    return [
        present_version(call, owner, portraits[one.id], providers.get(one.id, ()))
        for one in versions
    ]


def _list_links(
    call: Call, owner: Pacticipant, title: str, versions: Sequence[Version]
) -> dict[str, Any]:
    here = call.href("pacticipants", owner.name)
    hrefs = [version_href(call, owner.name, one.number) for one in versions]
    return {
        "self": {"href": call.base + call.path, "title": title},
        "pb:pacticipant": {"href": here, "title": owner.name},
        "pb:versions": [
            {"href": href, "title": f"Version {one.number} - {one.created_at:%d/%m/%Y}"}
            for href, one in zip(hrefs, versions, strict=True)
        ],
        "pacticipant": {"href": here, "title": "Deprecated - please use pb:pacticipant"},
        "versions": [
            {"href": href, "title": "Deprecated - please use pb:versions"} for href in hrefs
        ],
    }


def show_latest(call: Call, records: Ledger) -> Answer:
    """Answer the latest version, or the latest with the tag."""
    owner = find_pacticipant(records, call.args["name"])
    if owner is None:
        raise not_found()
    tag = call.args.get("tag")
    selector = Selector(pacticipant=owner.name, latest=True, tag=tag)
    chosen = choose_versions(records, [selector], {owner.name: owner}, specified=True)
    if chosen[0].version is None:
        raise not_found()
    href = call.base + call.path
    body = describe_version(call, records, owner, chosen[0].version, href=href)
    return Answer(body=body)


def put_version(call: Call, ledger: Ledger) -> Answer:
    """Make the version or put its build URL and tags in place of what it had."""
    return _save(call, ledger, merge=False)


def patch_version(call: Call, ledger: Ledger) -> Answer:
    """Make the version or change what is told of it."""
    return _save(call, ledger, merge=True)


def _save(call: Call, ledger: Ledger, *, merge: bool) -> Answer:
    values = call.object()
    owner = ensure_pacticipant(ledger, check_name(call.args["name"], what="name"), now=call.now)
    number = check_name(call.args["number"], what="version")
    version, new = ensure_version(ledger, owner, number, now=call.now)
    build_url = text_of(values, "buildUrl")
    if build_url is not None or not merge:
        version = replace(version, build_url=build_url)
        ledger.change(version)
    branch = None if values.get("branch") is None else name_of(values, "branch")
    if branch is not None:
        add_to_branch(ledger, version, branch, now=call.now)
    tags = _tag_names(values)
    if "tags" in values:
        gone = [tag for tag in ledger.find(Tag, version_id=version.id) if tag.name not in tags]
        ledger.remove(Tag, id=tuple(tag.id for tag in gone))
    for name in tags:
        add_tag(ledger, version, name, now=call.now)
    owner = ledger.find(Pacticipant, id=owner.id)[0]
    body = describe_version(call, ledger, owner, version)
    location = {"Location": version_href(call, owner.name, number)} if new else {}
    return Answer(status=201 if new else 200, body=body, headers=location)


def _tag_names(values: dict[str, Any]) -> tuple[str, ...]:
    """Return the tags, which may be names or objects with a name."""
    tags = values.get("tags")
    if isinstance(tags, list):
        plain = [tag.get("name") if isinstance(tag, dict) else tag for tag in tags]
        return names_of({"tags": plain}, "tags")
    return names_of(values, "tags")


def delete_version(call: Call, ledger: Ledger) -> Answer:
    """Forget the version and all that belongs to it."""
    owner = get_pacticipant(ledger, call.args["name"])
    remove_version(ledger, _version(call, ledger, owner))
    return Answer(status=204)


def put_tag(call: Call, ledger: Ledger) -> Answer:
    """Tag the version, which is made if need be."""
    owner = ensure_pacticipant(ledger, check_name(call.args["name"], what="name"), now=call.now)
    number = check_name(call.args["number"], what="version")
    version, _ = ensure_version(ledger, owner, number, now=call.now)
    name = check_name(call.args["tag"], what="tag")
    tag, new = add_tag(ledger, version, name, now=call.now)
    body = present_tag(call, owner.name, number, tag)
    location = {"Location": body["_links"]["self"]["href"]} if new else {}
    return Answer(status=201 if new else 200, body=body, headers=location)


def show_tag(call: Call, records: Ledger) -> Answer:
    """Answer the tag of the version."""
    owner = get_pacticipant(records, call.args["name"])
    version = _version(call, records, owner)
    for tag in records.find(Tag, version_id=version.id, name=call.args["tag"]):
        return Answer(body=present_tag(call, owner.name, version.number, tag))
    raise not_found()


def delete_tag(call: Call, ledger: Ledger) -> Answer:
    """Take the tag off the version."""
    owner = get_pacticipant(ledger, call.args["name"])
    version = _version(call, ledger, owner)
    if not ledger.remove(Tag, version_id=version.id, name=call.args["tag"]):
        raise not_found()
    return Answer(status=204)


def branch_version_document(
    call: Call, owner: str, branch: str, version: Version
) -> dict[str, Any]:
    """Return that the version is on the branch."""
    return {
        "createdAt": format_time(version.created_at),
        "_links": {
            "self": {
                "title": "Branch version",
                "href": call.href(
                    "pacticipants", owner, "branches", branch, "versions", version.number
                ),
            },
            "pb:version": {
                "title": "Version",
                "name": version.number,
                "href": version_href(call, owner, version.number),
            },
        },
    }


def put_branch_version(call: Call, ledger: Ledger) -> Answer:
    """Put the version on the branch; pacticipant, version and branch are made if need be."""
    owner = ensure_pacticipant(ledger, check_name(call.args["name"], what="name"), now=call.now)
    number = check_name(call.args["number"], what="version")
    branch = check_name(call.args["branch"], what="branch")
    version, _ = ensure_version(ledger, owner, number, now=call.now)
    new = add_to_branch(ledger, version, branch, now=call.now)
    body = branch_version_document(call, owner.name, branch, version)
    location = {"Location": body["_links"]["self"]["href"]} if new else {}
    return Answer(status=201 if new else 200, body=body, headers=location)


_VERSION = "/pacticipants/{name}/versions/{number}"

ROUTES = (
    Route("GET", "/pacticipants/{name}/versions", list_versions),
    Route("GET", _VERSION, show_version),
    Route("PUT", _VERSION, put_version, writes=True, needs="version", owner="name"),
    Route("PATCH", _VERSION, patch_version, writes=True, needs="version", owner="name"),
    Route("DELETE", _VERSION, delete_version, writes=True, needs="admin"),
    Route("GET", "/pacticipants/{name}/latest-version", show_latest),
    Route("GET", "/pacticipants/{name}/latest-version/{tag}", show_latest),
    Route("GET", "/pacticipants/{name}/tags/{tag}/versions", list_tagged),
    Route("GET", "/pacticipants/{name}/environments/{environment}/versions", list_in_environment),
    Route("GET", f"{_VERSION}/tags/{{tag}}", show_tag),
    Route("PUT", f"{_VERSION}/tags/{{tag}}", put_tag, writes=True, needs="version", owner="name"),
    Route(
        "DELETE", f"{_VERSION}/tags/{{tag}}", delete_tag, writes=True, needs="version", owner="name"
    ),
    Route(
        "PUT",
        "/pacticipants/{name}/branches/{branch}/versions/{number}",
        put_branch_version,
        writes=True,
        needs="version",
        owner="name",
    ),
)
