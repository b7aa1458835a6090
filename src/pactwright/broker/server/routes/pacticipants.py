"""Pacticipants and their labels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pactwright.broker.port import Containing, Ledger, Records, Where
from pactwright.broker.portrait import draw_portraits
from pactwright.broker.removal import remove_pacticipant
from pactwright.broker.server.call import Answer, Call, Refusal, invalid, not_found
from pactwright.broker.server.checks import check_name, format_time, name_of, text_of
from pactwright.broker.server.lookup import get_pacticipant
from pactwright.broker.server.paging import describe_page, read_page
from pactwright.broker.server.present.versions import curies, present_version
from pactwright.broker.server.router import Route
from pactwright.broker.values import Label, Pacticipant, Version

_FIELDS = {
    "displayName": "display_name",
    "repositoryUrl": "repository_url",
    "repositoryName": "repository_name",
    "repositoryNamespace": "repository_namespace",
    "mainBranch": "main_branch",
}


def list_pacticipants(call: Call, records: Ledger) -> Answer:
    """Answer the pacticipants by name; `q` finds a part of it."""
    return _list(call, records, {})


def list_with_label(call: Call, records: Ledger) -> Answer:
    """Answer the pacticipants that have the label."""
    labels = records.find(Label, name=call.args["label"])
    return _list(call, records, {"id": tuple(label.pacticipant_id for label in labels)})


def _list(call: Call, records: Records, where: Where) -> Answer:
    if sought := call.text("q"):
        where["name"] = Containing(sought)
    page = read_page(call)
    owners = sorted(records.find(Pacticipant, **where), key=lambda owner: owner.name.lower())
    described, links = describe_page(call, page, len(owners))
    shown = page.cut(owners) if page else owners
    labels = _labels(records, shown)
    items = [present_pacticipant(call, owner, labels.get(owner.id, ())) for owner in shown]
    refs = [{"href": call.href("pacticipants", o.name), "title": o.name} for o in shown]
    body = {
        "_embedded": {"pacticipants": items},
        # The official client makes its table of this.
        "pacticipants": [{name: item[name] for name in ("name", "displayName")} for item in items],
        "_links": {
            "self": {"href": call.base + call.path},
            "pb:pacticipants": refs,
            "pacticipants": refs,
            **links,
            "curies": curies(call, "pacticipants"),
        },
        **described,
    }
    return Answer(body=body)


def _labels(records: Records, owners: Any) -> dict[int, tuple[str, ...]]:  # noqa: ANN401
    found: dict[int, tuple[str, ...]] = {}
    for label in records.find(Label, pacticipant_id=tuple(owner.id for owner in owners)):
        found[label.pacticipant_id] = (*found.get(label.pacticipant_id, ()), label.name)
    return found


def show_pacticipant(call: Call, records: Ledger) -> Answer:
    """Answer one pacticipant with its latest version."""
    return Answer(body=_full(call, records, get_pacticipant(records, call.args["name"])))


def _full(call: Call, records: Records, owner: Pacticipant) -> dict[str, Any]:
    labels = _labels(records, [owner]).get(owner.id, ())
    document = present_pacticipant(call, owner, labels)
    newest = records.find(Version, pacticipant_id=owner.id, newest=True, limit=1)
    if newest:
        portrait = draw_portraits(records, newest)[newest[0].id]
        document["_embedded"]["latestVersion"] = present_version(call, owner, portrait, ())
    return document


def create_pacticipant(call: Call, ledger: Ledger) -> Answer:
    """Make a pacticipant; refuses a name that is taken."""
    values = call.object()
    name = name_of(values, "name")
    if ledger.find(Pacticipant, name=name):
        raise Refusal(
            409, {"errors": {"name": [f"A pacticipant with name '{name}' exists already"]}}
        )
    owner = ledger.add(
        Pacticipant(name=name, created_at=call.now, updated_at=call.now, **_read(values))
    )
    return _created(call, ledger, owner)


def put_pacticipant(call: Call, ledger: Ledger) -> Answer:
    """Put the pacticipant in the place of the one with its name; what is not told is cleared."""
    return _save(call, ledger, dict.fromkeys(_FIELDS.values()))


def patch_pacticipant(call: Call, ledger: Ledger) -> Answer:
    """Change what is told of the pacticipant, or make it."""
    return _save(call, ledger, {})


def _save(call: Call, ledger: Ledger, cleared: Mapping[str, None]) -> Answer:
    name = check_name(call.args["name"], what="name")
    values = call.object()
    if values.get("name") is not None and values["name"] != name:
        raise invalid(name="cannot be changed: it is part of the address")
    found = ledger.find(Pacticipant, name=name)
    owner = found[0] if found else Pacticipant(name=name, created_at=call.now, updated_at=call.now)
    owner = replace(owner, **{**cleared, **_read(values)}, updated_at=call.now)
    if not found:
        return _created(call, ledger, ledger.add(owner))
    ledger.change(owner)
    return Answer(body=_full(call, ledger, owner))


def _created(call: Call, records: Records, owner: Pacticipant) -> Answer:
    location = call.href("pacticipants", owner.name)
    return Answer(status=201, body=_full(call, records, owner), headers={"Location": location})


def _read(values: Mapping[str, Any]) -> dict[str, Any]:
    read: dict[str, Any] = {}
    for theirs, ours in _FIELDS.items():
        if theirs in values:
            text = text_of(values, theirs)
            if theirs == "mainBranch" and text is not None and not text.strip():
                raise invalid(mainBranch="can't be blank")
            if theirs == "mainBranch" and text is not None and any(map(str.isspace, text)):
                raise invalid(mainBranch="cannot contain spaces")
            read[ours] = text
    return read


def delete_pacticipant(call: Call, ledger: Ledger) -> Answer:
    """Forget the pacticipant and all that belongs to it."""
    remove_pacticipant(ledger, get_pacticipant(ledger, call.args["name"]))
    return Answer(status=204)


def present_pacticipant(call: Call, owner: Pacticipant, labels: tuple[str, ...]) -> dict[str, Any]:
    """Return a pacticipant."""
    document: dict[str, Any] = {"name": owner.name, "displayName": owner.name}
    for theirs, ours in _FIELDS.items():
        value = getattr(owner, ours)
        if value is not None:
            document[theirs] = value
    document["createdAt"] = format_time(owner.created_at)
    document["updatedAt"] = format_time(owner.updated_at)
    here = call.href("pacticipants", owner.name)
    document["_embedded"] = {
        "labels": [
            {
                "name": label,
                "_links": {
                    "self": {
                        "title": "Label",
                        "name": label,
                        "href": call.href("pacticipants", owner.name, "labels", label),
                    }
                },
            }
            for label in labels
        ]
    }
    document["_links"] = {
        "self": {"href": here},
        "pb:versions": {"href": f"{here}/versions"},
        "pb:version": {
            "title": "Get, create or delete a pacticipant version",
            "href": f"{here}/versions/{{version}}",
            "templated": True,
        },
        "pb:version-tag": {
            "title": "Get, create or delete a tag for a version",
            "href": f"{here}/versions/{{version}}/tags/{{tag}}",
            "templated": True,
        },
        "pb:branches": {"href": f"{here}/branches", "title": "Branches"},
        "pb:branch-version": {
            "title": "Get or add/create a version for a branch",
            "href": f"{here}/branches/{{branch}}/versions/{{version}}",
            "templated": True,
        },
        "pb:label": {
            "title": "Get, create or delete a label",
            "href": f"{here}/labels/{{label}}",
            "templated": True,
        },
        "versions": {"title": "Deprecated - use pb:versions", "href": f"{here}/versions"},
        "curies": curies(call, "pacticipant"),
    }
    if owner.main_branch is not None:
        document["_links"]["pb:can-i-deploy-main-branch-to-environment-badge"] = {
            "title": "Can I deploy from the main branch to an environment",
            "href": call.href("pacticipants", owner.name, "branches", owner.main_branch)
            + "/latest-version/can-i-deploy/to-environment/{environment}/badge",
            "templated": True,
        }
    return document


def put_label(call: Call, ledger: Ledger) -> Answer:
    """Put the label on the pacticipant, which is made if need be."""
    name = check_name(call.args["name"], what="name")
    label = check_name(call.args["label"], what="label")
    found = ledger.find(Pacticipant, name=name)
    owner = (
        found[0]
        if found
        else ledger.add(Pacticipant(name=name, created_at=call.now, updated_at=call.now))
    )
    new = not ledger.find(Label, pacticipant_id=owner.id, name=label)
    if new:
        ledger.add(Label(pacticipant_id=owner.id, name=label, created_at=call.now))
    headers = {"Location": call.href("pacticipants", name, "labels", label)} if new else {}
    answer = show_label(call, ledger)
    return replace(answer, status=201 if new else 200, headers=headers)


def show_label(call: Call, records: Ledger) -> Answer:
    """Answer the label of the pacticipant."""
    owner = get_pacticipant(records, call.args["name"])
    for label in records.find(Label, pacticipant_id=owner.id, name=call.args["label"]):
        links = {
            "self": {
                "title": "Label",
                "name": label.name,
                "href": call.href("pacticipants", owner.name, "labels", label.name),
            },
            "pacticipant": {
                "title": "Pacticipant",
                "name": owner.name,
                "href": call.href("pacticipants", owner.name),
            },
        }
        body = {"name": label.name, "createdAt": format_time(label.created_at), "_links": links}
        return Answer(body=body)
    raise not_found()


def delete_label(call: Call, ledger: Ledger) -> Answer:
    """Take the label off the pacticipant."""
    owner = get_pacticipant(ledger, call.args["name"])
    if not ledger.remove(Label, pacticipant_id=owner.id, name=call.args["label"]):
        raise not_found()
    return Answer(status=204)


def list_labels(call: Call, records: Ledger) -> Answer:
    """Answer all labels, each once."""
    names = sorted({label.name for label in records.find(Label)})
    links = {"self": {"href": call.href("labels"), "title": "Labels"}}
    return Answer(
        body={"_embedded": {"labels": [{"name": name} for name in names]}, "_links": links}
    )


ROUTES = (
    Route("GET", "/pacticipants", list_pacticipants),
    Route("POST", "/pacticipants", create_pacticipant, writes=True, needs="publish"),
    Route("GET", "/pacticipants/label/{label}", list_with_label),
    Route("GET", "/pacticipants/{name}", show_pacticipant),
    Route(
        "PUT", "/pacticipants/{name}", put_pacticipant, writes=True, needs="publish", owner="name"
    ),
    Route(
        "PATCH",
        "/pacticipants/{name}",
        patch_pacticipant,
        writes=True,
        needs="publish",
        owner="name",
    ),
    Route("DELETE", "/pacticipants/{name}", delete_pacticipant, writes=True, needs="admin"),
    Route("GET", "/pacticipants/{name}/labels/{label}", show_label),
    Route(
        "PUT",
        "/pacticipants/{name}/labels/{label}",
        put_label,
        writes=True,
        needs="publish",
        owner="name",
    ),
    Route(
        "DELETE",
        "/pacticipants/{name}/labels/{label}",
        delete_label,
        writes=True,
        needs="publish",
        owner="name",
    ),
    Route("GET", "/labels", list_labels),
)
