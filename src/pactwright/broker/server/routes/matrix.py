"""The matrix and can-i-deploy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from pactwright.broker.documents import Judged, find_judged
from pactwright.broker.matrix import Destination, Matrix, MatrixQuery, find_matrix
from pactwright.broker.port import Ledger, Look, Records
from pactwright.broker.portrait import Portrait, draw_portraits, look_at_versions
from pactwright.broker.properties import view_properties
from pactwright.broker.query import check_query
from pactwright.broker.row import LatestBy, Row
from pactwright.broker.selector import Chosen, Selector
from pactwright.broker.server.call import Answer, Call, Refusal, invalid
from pactwright.broker.server.checks import format_time, whole_of
from pactwright.broker.server.lookup import get_pacticipant
from pactwright.broker.server.present.pacts import pact_version_href
from pactwright.broker.server.present.properties import find_warnings, present_view
from pactwright.broker.server.present.versions import pact_href, version_href
from pactwright.broker.server.rack import Nested
from pactwright.broker.server.router import Route
from pactwright.broker.values import (
    DocumentPublication,
    Environment,
    Pact,
    Pacticipant,
    PropertyMark,
)
from pactwright.broker.verdict import Notice, Verdict, find_decisive, judge_matrix

_USUAL = 100
"""How many rows are shown where nothing is said; all of them are weighed."""


def show_matrix(call: Call, records: Ledger) -> Answer:
    """Answer the matrix of the query."""
    return _answer_checked(call, records, read_query(call))


def _answer_checked(call: Call, records: Records, query: MatrixQuery) -> Answer:
    problems = check_query(records, query)
    if problems:
        raise Refusal(400, {"errors": list(problems)})
    return answer_matrix(call, records, query)


def answer_matrix(call: Call, records: Records, query: MatrixQuery) -> Answer:
    """Answer a query that has been checked."""
    matrix = find_matrix(records, query)
    verdict = judge_matrix(matrix)
    if "text/plain" in call.accept and "json" not in call.accept:
        return Answer(body=_as_text(matrix, verdict), media_type="text/plain;charset=utf-8")
    return Answer(body=present_matrix(call, records, matrix, verdict))


def read_query(call: Call) -> MatrixQuery:
    """Return the query of the address; refuses what has no meaning."""
    latestby = call.text("latestby")
    if latestby not in {None, "", "cvpv", "cvp", "cp"}:
        raise Refusal(400, {"errors": ["latestby must be one of cvpv, cvp, cp"]})
    return MatrixQuery(
        selectors=_selectors(call.query.get("q")),
        destination=Destination(
            environment=call.text("environment"),
            tag=call.text("tag"),
            branch=call.text("branch"),
            main_branch=call.flag("mainBranch"),
            latest=call.flag("latest"),
        ),
        latestby=cast("LatestBy | None", latestby or None),
        ignore=_ignored(call.query.get("ignore")),
        success=_outcomes(call.query.get("success")),
        limit=_read_limit(call),
    )


def _read_limit(call: Call) -> int:
    limit = whole_of(call.query, "limit")
    return _USUAL if limit is None else limit


def _selectors(value: Nested) -> tuple[Selector, ...]:
    if value is None:
        return ()
    items = value if isinstance(value, list) else [value]
    return tuple(_selector(item) for item in items)


def _ignored(value: Nested) -> tuple[Selector, ...]:
    """Return what is to be left out, each a name or a selector with one."""
    items = value if isinstance(value, list) else [] if value is None else [value]
    plain: Nested = [{"pacticipant": one} if isinstance(one, str) else one for one in items]
    selectors = _selectors(plain)
    if not all(selector.pacticipant for selector in selectors):
        raise Refusal(400, {"errors": ["Please specify the pacticipant name to ignore"]})
    return selectors


def _selector(item: Nested) -> Selector:
    if not isinstance(item, dict):
        raise Refusal(400, {"errors": ["each selector must name a pacticipant"]})
    return Selector(
        pacticipant=_text(item, "pacticipant") or "",
        version=_text(item, "version"),
        tag=_text(item, "tag"),
        branch=_text(item, "branch"),
        main_branch=item.get("mainBranch") == "true",
        environment=_text(item, "environment"),
        latest=item.get("latest") == "true",
    )


def _text(item: Mapping[str, Nested], name: str) -> str | None:
    value = item.get(name)
    return value if isinstance(value, str) and value else None


def _outcomes(value: Nested) -> tuple[bool | None, ...]:
    items = value if isinstance(value, list) else [] if value is None else [value]
    known: dict[Nested, bool | None] = {"true": True, "false": False, "null": None, "": None}
    return tuple(known[item] for item in items if isinstance(item, str) and item in known)


def can_i_deploy(call: Call, records: Ledger) -> Answer:
    """Answer whether one version may go to an environment, or to where a tag is."""
    name, number = call.text("pacticipant"), call.text("version")
    environment, tag = call.text("environment"), call.text("to")
    records.look_ahead(
        Look(Pacticipant, {"name": name or ""}), Look(Environment, {"name": environment or ""})
    )
    errors: dict[str, list[str]] = {}
    if not name:
        errors["pacticipant"] = ["is missing"]
    elif not records.find(Pacticipant, name=name):
        errors["pacticipant"] = ["does not match an existing pacticipant"]
    if not number:
        errors["version"] = ["is missing"]
    if environment and tag:
        errors["environment"] = ["cannot be given together with to"]
    elif not environment and not tag:
        errors["environment"] = ["must be given, or to"]
    elif environment and not records.find(Environment, name=environment):
        errors["environment"] = ["does not match an existing environment"]
    if errors:
        raise Refusal(400, {"errors": errors})
    selector = Selector(pacticipant=name or "", version=number)
    ignore = _ignored(call.query.get("ignore"))
    return answer_matrix(call, records, _question(selector, environment, tag, ignore))


def _question(
    selector: Selector,
    environment: str | None,
    tag: str | None,
    ignore: tuple[Selector, ...] = (),
) -> MatrixQuery:
    return MatrixQuery(
        selectors=(selector,),
        destination=Destination(environment=environment, tag=tag, latest=tag is not None),
        latestby="cvpv" if environment else "cvp",
        ignore=ignore,
    )


def can_tagged_deploy(call: Call, records: Ledger) -> Answer:
    """Answer whether the latest version with a tag may go to where another tag is."""
    owner = get_pacticipant(records, call.args["name"])
    selector = Selector(pacticipant=owner.name, tag=call.args["tag"], latest=True)
    return answer_matrix(call, records, _question(selector, None, call.args["to"]))


def can_branch_deploy(call: Call, records: Ledger) -> Answer:
    """Answer whether the head of a branch may go to an environment."""
    owner = get_pacticipant(records, call.args["name"])
    environment = call.args["environment"]
    if not records.find(Environment, name=environment):
        raise invalid(environment="does not match an existing environment")
    selector = Selector(pacticipant=owner.name, branch=call.args["branch"], latest=True)
    return answer_matrix(call, records, _question(selector, environment, None))


def show_pair(call: Call, records: Ledger) -> Answer:
    """Answer the matrix of all versions of a pair."""
    names = (call.args["consumer"], call.args["provider"])
    for name in names:
        get_pacticipant(records, name)
    selectors = tuple(Selector(pacticipant=name) for name in names)
    query = MatrixQuery(selectors=selectors, latestby="cvpv", limit=_read_limit(call))
    return _answer_checked(call, records, query)


def present_matrix(
    call: Call, records: Records, matrix: Matrix, verdict: Verdict
) -> dict[str, Any]:
    """Return the verdict with the first rows of the matrix."""
    shown = (*find_decisive(matrix), *matrix.shown)
    _look_ahead(records, shown, matrix.chosen)
    views = view_properties(records, shown)
    judged = find_judged(records, shown, matrix.chosen)
    notices = (*verdict.notices, *find_warnings(shown, views), *map(_say_judged, judged))
    summary: dict[str, Any] = {
        "deployable": verdict.deployable,
        "reason": "\n".join(one.text for one in notices),
        "success": verdict.success,
        "failed": verdict.failed,
        "unknown": verdict.unknown,
    }
    if matrix.query.ignore:
        summary["ignored"] = verdict.ignored
    return {
        "summary": summary,
        "notices": [{"type": one.type, "text": one.text} for one in notices],
        "matrix": [
            row | ({"properties": present_view(call, shown[place], views[place])})
            if place in views
            else row
            for place, row in enumerate(present_rows(call, records, shown))
        ],
    }


def _look_ahead(records: Records, rows: Sequence[Row], chosen: Iterable[Chosen]) -> None:
    """Read together what is told of the rows beside their results."""
    consumers = {row.consumer_version.id for row in rows}
    providers = {row.provider_version.id for row in rows if row.provider_version}
    picked = {one.version.id for one in chosen if one.version is not None}
    pacts = tuple({row.publication.pact_id for row in rows})
    records.look_ahead(
        Look(PropertyMark, {"version_id": tuple(consumers)}),
        Look(DocumentPublication, {"version_id": tuple(picked | providers)}),
        *look_at_versions(tuple(consumers | providers)),
        Look(Pact, {"id": pacts}),
    )


def present_rows(call: Call, records: Records, rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Return the rows with what their versions are called and where they are."""
    versions = {row.consumer_version.id: row.consumer_version for row in rows}
    versions |= {
        row.provider_version.id: row.provider_version for row in rows if row.provider_version
    }
    portraits = draw_portraits(records, versions.values())
    pacts = records.find(Pact, id=tuple({row.publication.pact_id for row in rows}))
    shas = {pact.id: pact.sha for pact in pacts}
    return [_present_row(call, row, portraits, shas) for row in rows]


def _say_judged(judged: Judged) -> Notice:
    row, unknown = judged.row, judged.success is None
    text = (
        f"{'WARN: ' if unknown else ''}Conformance of {row.consumer.name} "
        f"({row.consumer_version.number}) with {row.provider.name} "
        f"({judged.provider_version.number}): {judged.reason}"
    )
    return Notice(type="warning" if unknown else "info", text=text)


def _present_row(
    call: Call, row: Row, portraits: Mapping[int, Portrait], shas: Mapping[int, str]
) -> dict[str, Any]:
    consumer, provider = row.consumer.name, row.provider.name
    document: dict[str, Any] = {
        "consumer": _present_side(call, consumer, portraits[row.consumer_version.id]),
        "provider": _present_side(
            call, provider, portraits[row.provider_version.id] if row.provider_version else None
        ),
        "pact": {
            "createdAt": format_time(row.publication.created_at),
            "_links": {
                "self": {"href": pact_href(call, consumer, provider, row.consumer_version.number)}
            },
        },
        "verificationResult": None,
    }
    if row.verification is not None:
        content = pact_version_href(call, consumer, provider, shas[row.publication.pact_id])
        document["verificationResult"] = {
            "success": row.verification.success,
            "verifiedAt": format_time(row.verification.created_at),
            "_links": {"self": {"href": f"{content}/verification-results/{row.verification.id}"}},
        }
        if row.verification.document_id is not None:
            document["verificationType"] = "conformance"
    if row.ignored:
        document["ignored"] = True
    return document


def _present_side(call: Call, name: str, portrait: Portrait | None) -> dict[str, Any]:
    links = {"self": {"href": call.href("pacticipants", name)}}
    if portrait is None:
        return {"name": name, "version": None, "_links": links}
    number = portrait.version.number
    here = version_href(call, name, number)
    version = {
        "number": number,
        "branch": portrait.branch,
        "branches": [{"name": branch, "latest": latest} for branch, latest in portrait.branches],
        "branchVersions": [
            {
                "name": branch,
                "latest": latest,
                "_links": {
                    "self": {
                        "href": call.href(
                            "pacticipants", name, "branches", branch, "versions", number
                        )
                    }
                },
            }
            for branch, latest in portrait.branches
        ],
        "environments": [
            {
                "uuid": place.uuid,
                "name": place.name,
                "displayName": place.display_name,
                "production": place.production,
                "createdAt": format_time(place.created_at),
                "_links": {"self": {"href": call.href("environments", place.uuid)}},
            }
            for place in portrait.environments
        ],
        "_links": {"self": {"href": here}},
        "tags": [
            {
                "name": tag,
                "latest": latest,
                "_links": {
                    "self": {
                        "href": call.href("pacticipants", name, "versions", number, "tags", tag)
                    }
                },
            }
            for tag, latest in portrait.tags
        ],
    }
    return {"name": name, "version": version, "_links": links}


def _as_text(matrix: Matrix, verdict: Verdict) -> str:
    """Return the matrix as a table of text."""
    table = tabulate((*find_decisive(matrix), *matrix.shown))
    return "\n".join((*table, "", verdict.reason, ""))


def tabulate(rows: Iterable[Row]) -> list[str]:
    """Return the lines of a table of the rows."""
    lines = [("CONSUMER", "C.VERSION", "PROVIDER", "P.VERSION", "SUCCESS?")]
    for row in rows:
        number = row.provider_version.number if row.provider_version else "???"
        success = "???" if row.success is None else str(row.success).lower()
        names = (row.consumer.name, row.consumer_version.number, row.provider.name, number)
        lines.append((*names, success))
    widths = [max(len(line[column]) for line in lines) for column in range(5)]
    return [
        " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    ]


_LATEST = "/pacticipants/{name}"

ROUTES = (
    Route("GET", "/matrix", show_matrix),
    Route("GET", "/matrix/provider/{provider}/consumer/{consumer}", show_pair),
    Route("GET", "/can-i-deploy", can_i_deploy),
    Route("GET", f"{_LATEST}/latest-version/{{tag}}/can-i-deploy/to/{{to}}", can_tagged_deploy),
    Route(
        "GET",
        f"{_LATEST}/branches/{{branch}}/latest-version/can-i-deploy/to-environment/{{environment}}",
        can_branch_deploy,
    ),
)
