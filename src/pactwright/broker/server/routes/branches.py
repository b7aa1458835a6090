"""Branches of a pacticipant and the versions on them."""

from __future__ import annotations

from typing import Any

from pactwright.broker.lifecycle import remove_branch, remove_from_branch
from pactwright.broker.port import Among, Containing, Ledger, Where
from pactwright.broker.server.call import Answer, Call, not_found
from pactwright.broker.server.checks import format_time
from pactwright.broker.server.lookup import get_branch, get_pacticipant, get_version
from pactwright.broker.server.paging import bound_page, describe_page, find_page
from pactwright.broker.server.router import Route
from pactwright.broker.server.routes.versions import (
    answer_versions,
    branch_version_document,
    describe_version,
)
from pactwright.broker.values import Branch, BranchVersion, Version


def list_branches(call: Call, records: Ledger) -> Answer:
    """Answer the branches, newest first; `q` finds a part of a name."""
    owner = get_pacticipant(records, call.args["name"])
    where: Where = {"pacticipant_id": owner.id}
    if sought := call.text("q"):
        where["name"] = Containing(sought)
    total = records.count(Branch, **where)
    page = bound_page(call, total)
    described, links = describe_page(call, page, total)
    shown = find_page(records, Branch, page, where)
    return Answer(
        body={
            **described,
            "_embedded": {"branches": [_document(call, owner.name, one) for one in shown]},
            "_links": {
                "self": {"title": f"{owner.name} branches", "href": call.base + call.path},
                "pb:branches": [_link(call, owner.name, one) for one in shown],
                **links,
            },
        }
    )


def _link(call: Call, owner: str, branch: Branch) -> dict[str, Any]:
    href = call.href("pacticipants", owner, "branches", branch.name)
    return {"title": "Branch", "name": branch.name, "href": href}


def _document(call: Call, owner: str, branch: Branch) -> dict[str, Any]:
    here = call.href("pacticipants", owner, "branches", branch.name)
    return {
        "name": branch.name,
        "createdAt": format_time(branch.created_at),
        "_links": {
            "self": {"title": "Branch", "href": here},
            "pb:latest-version": {
                "title": "Latest version for branch",
                "href": f"{here}/latest-version",
            },
            "pb:versions": {"title": "Versions of the branch", "href": f"{here}/versions"},
            "pb:pacticipant": {"title": "Pacticipant", "href": call.href("pacticipants", owner)},
        },
    }


def show_branch(call: Call, records: Ledger) -> Answer:
    """Answer one branch."""
    owner = get_pacticipant(records, call.args["name"])
    return Answer(body=_document(call, owner.name, get_branch(records, owner, call.args["branch"])))


def delete_branch(call: Call, ledger: Ledger) -> Answer:
    """Forget the branch; its versions stay."""
    owner = get_pacticipant(ledger, call.args["name"])
    remove_branch(ledger, get_branch(ledger, owner, call.args["branch"]))
    return Answer(status=204)


def delete_branches(call: Call, ledger: Ledger) -> Answer:
    """Forget all branches but the main one and those that `exclude[]` names."""
    owner = get_pacticipant(ledger, call.args["name"])
    excluded = call.query.get("exclude")
    kept = (
        {owner.main_branch, *(one for one in excluded if isinstance(one, str))}
        if isinstance(excluded, list)
        else {owner.main_branch}
    )
    for branch in ledger.find(Branch, pacticipant_id=owner.id):
        if branch.name not in kept:
            remove_branch(ledger, branch)
    text = "Deleted all branches but the main branch and the excluded ones."
    return Answer(status=202, body={"notices": [{"type": "success", "text": text}]})


def show_latest_version(call: Call, records: Ledger) -> Answer:
    """Answer the head of the branch."""
    owner = get_pacticipant(records, call.args["name"])
    branch = get_branch(records, owner, call.args["branch"])
    if branch.head_id is None:
        raise not_found()
    version = records.find(Version, id=branch.head_id)[0]
    href = call.base + call.path
    return Answer(body=describe_version(call, records, owner, version, href=href))


def list_branch_versions(call: Call, records: Ledger) -> Answer:
    """Answer the versions of the branch, newest first."""
    owner = get_pacticipant(records, call.args["name"])
    branch = get_branch(records, owner, call.args["branch"])
    members = Among(BranchVersion, "version_id", {"branch_id": branch.id})
    title = f"Versions of {owner.name} on branch {branch.name}"
    return answer_versions(call, records, owner, title, {"id": members})


def show_branch_version(call: Call, records: Ledger) -> Answer:
    """Answer that the version is on the branch."""
    owner = get_pacticipant(records, call.args["name"])
    branch = get_branch(records, owner, call.args["branch"])
    version = get_version(records, owner, call.args["number"])
    if not records.find(BranchVersion, branch_id=branch.id, version_id=version.id):
        raise not_found()
    return Answer(body=branch_version_document(call, owner.name, branch.name, version))


def delete_branch_version(call: Call, ledger: Ledger) -> Answer:
    """Take the version off the branch."""
    show_branch_version(call, ledger)
    owner = get_pacticipant(ledger, call.args["name"])
    branch = get_branch(ledger, owner, call.args["branch"])
    remove_from_branch(ledger, branch, get_version(ledger, owner, call.args["number"]))
    return Answer(status=204)


_BRANCHES = "/pacticipants/{name}/branches"
_BRANCH = f"{_BRANCHES}/{{branch}}"

ROUTES = (
    Route("GET", _BRANCHES, list_branches),
    Route("DELETE", _BRANCHES, delete_branches, writes=True, needs="admin"),
    Route("GET", _BRANCH, show_branch),
    Route("DELETE", _BRANCH, delete_branch, writes=True, needs="version", owner="name"),
    Route("GET", f"{_BRANCH}/latest-version", show_latest_version),
    Route("GET", f"{_BRANCH}/versions", list_branch_versions),
    Route("GET", f"{_BRANCH}/versions/{{number}}", show_branch_version),
    Route(
        "DELETE",
        f"{_BRANCH}/versions/{{number}}",
        delete_branch_version,
        writes=True,
        needs="version",
        owner="name",
    ),
)
