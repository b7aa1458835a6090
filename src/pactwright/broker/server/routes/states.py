"""The provider states that the pacts of a provider speak of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pactwright.broker.consumer_selector import ConsumerSelector
from pactwright.broker.content import parse_content
from pactwright.broker.port import Ledger, Records
from pactwright.broker.selection import Scope, Selection, select_publications
from pactwright.broker.server.call import Answer, Call
from pactwright.broker.server.lookup import get_environment, get_provider
from pactwright.broker.server.router import Route
from pactwright.broker.values import Pacticipant, PactText


def list_states(call: Call, records: Ledger) -> Answer:
    """Answer the states of the latest pacts from the main branches."""
    return _answer(call, records, ConsumerSelector(main_branch=True))


def list_states_on_branch(call: Call, records: Ledger) -> Answer:
    """Answer the states of the latest pacts from the branch."""
    return _answer(call, records, ConsumerSelector(branch=call.args["branch"]))


def list_states_in_environment(call: Call, records: Ledger) -> Answer:
    """Answer the states of the pacts in the environment, by its name or UUID."""
    place = get_environment(records, call.args["environment"])
    return _answer(call, records, ConsumerSelector(environment=place.name))


def _answer(call: Call, records: Records, selector: ConsumerSelector) -> Answer:
    provider = get_provider(records, call.args["provider"])
    selections = select_publications(Scope.of(records, provider), [selector])
    return Answer(body={"providerStates": _collect(records, selections)})


def _collect(records: Records, selections: Iterable[Selection]) -> list[dict[str, Any]]:
    """Return each state once, with its parameters and the consumers that speak of it."""
    ids = {one.publication.pact_id: one.publication.consumer_id for one in selections}
    owners = {
        owner.id: owner.name for owner in records.find(Pacticipant, id=tuple(set(ids.values())))
    }
    found: dict[str, tuple[dict[str, None], dict[str, None]]] = {}
    for text in records.find(PactText, id=tuple(ids)):
        for name, params in _states(parse_content(text.content.encode())):
            consumers, parameters = found.setdefault(name, ({}, {}))
            consumers[owners[ids[text.id]]] = None
            parameters.update(dict.fromkeys(params))
    return [
        {
            "name": name,
            **({"params": sorted(parameters)} if parameters else {}),
            "consumers": sorted(consumers),
        }
        for name, (consumers, parameters) in sorted(found.items())
    ]


def _states(content: Any) -> Iterator[tuple[str, Iterable[str]]]:  # noqa: ANN401 - JSON of any shape
    if not isinstance(content, Mapping):
        return
    for interaction in (*_list(content, "interactions"), *_list(content, "messages")):
        if not isinstance(interaction, Mapping):
            continue
        old = interaction.get("providerState", interaction.get("provider_state"))
        if isinstance(old, str):
            yield old, ()
        for state in _list(interaction, "providerStates"):
            if isinstance(state, Mapping) and isinstance(state.get("name"), str):
                params = state.get("params")
                yield state["name"], params if isinstance(params, Mapping) else ()


def _list(values: Mapping[str, Any], name: str) -> list[Any]:
    value = values.get(name)
    return value if isinstance(value, list) else []


_PATH = "/pacts/provider/{provider}/provider-states"

ROUTES = (
    Route("GET", _PATH, list_states),
    Route("GET", f"{_PATH}/branch/{{branch}}", list_states_on_branch),
    Route("GET", f"{_PATH}/environment/{{environment}}", list_states_in_environment),
)
