"""The checks that a matrix query must pass before it is answered."""

from __future__ import annotations

from pactwright.broker.matrix import MatrixQuery, find_named, look_up_names
from pactwright.broker.port import Records
from pactwright.broker.values import Environment


def check_query(records: Records, query: MatrixQuery) -> tuple[str, ...]:
    """Return what is wrong with the query, selector by selector; empty when all is well."""
    if not query.selectors:
        return ("Please provide 1 or more version selectors.",)
    look_up_names(records, query)
    known = {owner.name for owner in find_named(records, query)}
    problems = []
    for selector in query.selectors:
        if not selector.pacticipant:
            problems.append("Please specify the pacticipant name")
        elif selector.pacticipant not in known:
            problems.append(f"Pacticipant {selector.pacticipant} not found")
        name = selector.pacticipant
        if selector.version is not None and selector.latest:
            problems.append(f"A version number and latest flag cannot both be specified for {name}")
        if selector.environment is not None and not records.find(
            Environment, name=selector.environment
        ):
            problems.append(f"Environment with name '{selector.environment}' does not exist")
    return (*problems, *_check_destination(records, query))


def _check_destination(records: Records, query: MatrixQuery) -> list[str]:
    problems = []
    to = query.destination
    ways = [to.tag is not None, to.environment is not None, to.main_branch, to.branch is not None]
    if sum(ways) > 1:
        problems.append(
            "Only one of tag, branch, environment or mainBranch can be the destination: Cannot "
            "specify both"
        )
    if to.environment is not None and to.latest:
        problems.append("Cannot specify both latest=true and an environment")
    if to.environment is not None and not records.find(Environment, name=to.environment):
        problems.append(f"Environment with name '{to.environment}' does not exist")
    if query.limit < 1:
        problems.append("The limit must be greater than or equal to 1")
    return problems
