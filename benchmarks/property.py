"""Property tests: cases per second beside plain Schemathesis, and cases until a bug is found.

    python benchmarks/property.py [--cases 400]

Everything runs in one process, one after the other, in CPU seconds: consumer reruns of a tolerance
run, provider cases of a replay beside Schemathesis' own on the same operation and number, and the
requests that each needs until every planted bug of five operations (of fifty) has been met.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import logging
import time

import hypothesis
import schemathesis
from schemathesis.generation.modes import GenerationMode

from pactwright.api.property_run import EngineStage
from pactwright.consumer.tolerance import search
from pactwright.pactfile.parse import parse_pact
from pactwright.property.collect import Collector, mark_document
from pactwright.property.profile import Profile
from pactwright.property.replay import Task, replay_operation
from pactwright.property.replay_time import Clock
from pactwright.property.replay_values import Setting
from pactwright.property.schemathesis_constants import read_constants
from pactwright.property.schemathesis_document import ApiDocument
from pactwright.provider.arguments import NoFixtures
from pactwright.provider.functions import declare_functions
from pactwright.provider.target import Target, open_provider
from pactwright.strategy.responses import response_values

USED, ALL = 5, 50
NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
_RULES = {"$.name": "type", "$.size": "integer", "$.code": "type"}
_EXAMPLE = {"name": "Ann", "size": 5, "code": "A1"}
_SCHEMA = {
    "type": "object",
    "required": ["name", "size", "code"],
    "properties": {
        "name": {"type": "string", "minLength": 1, "maxLength": 40},
        "size": {"type": "integer", "minimum": 1, "maximum": 500},
        "code": {"type": "string", "maxLength": 20},
    },
}
BUGS = {
    0: ("the greatest size", lambda body: body["size"] == 500),
    1: ("a name that is not Latin", lambda body: any(ord(sign) > 255 for sign in body["name"])),
    2: ("a code with a quote", lambda body: "'" in body["code"]),
    3: ("an empty code", lambda body: body["code"] == ""),
    4: ("a name of one letter", lambda body: len(body["name"]) == 1),
}


class App:
    """Fifty operations that echo; five of them crash for something. Counts what reaches it."""

    def __init__(self, *, bugs: bool) -> None:
        self.bugs = bugs
        self.requests = 0
        self.met: dict[int, int] = {}

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            raise NotImplementedError
        if scope["path"] == "/openapi.json":
            await _answer(send, 200, DOCUMENT)
            return
        self.requests += 1
        message = await receive()
        number = int(scope["path"].removeprefix("/things"))
        try:
            body = json.loads(message.get("body", b""))
            crash = BUGS[number][1](body) if self.bugs and number in BUGS else False
            status = 201 if _is_valid(body) else 422
        except (ValueError, KeyError, TypeError, AttributeError):
            crash, status, body = False, 422, {}
        if crash:
            self.met.setdefault(number, self.requests)
        await _answer(send, 500 if crash else status, body if status == 201 else {"error": "no"})


def _is_valid(body):
    size, name, code = body["size"], body["name"], body["code"]
    whole = isinstance(size, int) and not isinstance(size, bool) and 1 <= size <= 500
    return whole and isinstance(name, str) and 1 <= len(name) <= 40 and len(code) <= 20


async def _answer(send, status, value):
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(value).encode()})


def _operation(number):
    content = {"application/json": {"schema": _SCHEMA}}
    answer = {"description": "", "content": {"application/json": {"schema": {"type": "object"}}}}
    return {
        "post": {
            "operationId": f"make{number}",
            "requestBody": {"required": True, "content": content},
            "responses": {"201": answer, "422": answer},
        }
    }


DOCUMENT = {
    "openapi": "3.0.3",
    "info": {"title": "things", "version": "1"},
    "paths": {f"/things{number}": _operation(number) for number in range(ALL)},
}


def read_pact():
    """Return the pact of a consumer that uses five of the operations."""
    rules = {place: {"matchers": [{"match": kind}]} for place, kind in _RULES.items()}
    body = {"content": _EXAMPLE, "contentType": "application/json", "encoded": False}
    interactions = [
        {
            "type": "Synchronous/HTTP",
            "description": f"makes a thing {number}",
            "request": {
                "method": "POST",
                "path": f"/things{number}",
                "headers": {"Content-Type": ["application/json"]},
                "body": body,
                "matchingRules": {"body": rules},
            },
            "response": {"status": 201, "body": body, "matchingRules": {"body": rules}},
        }
        for number in range(USED)
    ]
    pact = {
        "consumer": {"name": "web"},
        "provider": {"name": "things"},
        "interactions": interactions,
        "metadata": {"pactSpecification": {"version": "4.0"}},
    }
    return parse_pact(json.dumps(pact).encode(), source="web-things.json")


def replay(app, profile, *, operations=USED):
    """Replay the first operations against an application; return the number of cases."""
    pact = read_pact()
    file = Collector(DOCUMENT, mark_document(DOCUMENT, path="")).collect(pact)
    with open_provider(declare_functions("things"), Target(app=app), NoFixtures()) as engine:
        setting = Setting(
            document=ApiDocument(DOCUMENT),
            stage=EngineStage(engine, NoFixtures),
            profile=profile,
            clock=Clock(now=NOW),
            constants=read_constants(engine.application),
        )
        return sum(
            replay_operation(
                Task(file=file, operation=one, digest=""), setting, today=NOW.date()
            ).result.cases
            for one in file.operations[:operations]
        )


def schemathesis_cases(app, cases):
    """Send that many of Schemathesis' own valid cases to one operation; return their number."""
    operation = schemathesis.openapi.from_asgi("/openapi.json", app)["/things9"]["POST"]
    sent = []

    @hypothesis.seed(1)
    @hypothesis.settings(
        max_examples=cases,
        database=None,
        deadline=None,
        phases=[hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    @hypothesis.given(case=operation.as_strategy(generation_mode=GenerationMode.POSITIVE))
    def send(case):
        case.call_and_validate()
        sent.append(case)

    send()
    return len(sent)


def schemathesis_engine(app):
    """Let Schemathesis' engine loose on the five operations, as it is by default."""
    from schemathesis.engine import from_schema

    config = schemathesis.Config.from_dict(
        {"cache": {"enabled": False}, "seed": 1, "continue-on-failure": True,
         "generation": {"database": "none"}, "phases": {"stateful": {"enabled": False}}}
    )  # fmt: skip
    schema = schemathesis.openapi.from_asgi("/openapi.json", app, config=config)
    names = "|".join(f"/things{number}$" for number in range(USED))
    for _ in from_schema(schema.include(path_regex=names)).execute():
        pass


def tolerance(cases):
    """Rerun a small client with that many answers of a flat body; return their number."""
    interaction = read_pact().interactions[0]
    tried = []

    def attempt(answer):
        value = json.loads(answer.body)
        tried.append((value["name"], value["size"], value["code"]))

    search(response_values(interaction.response), attempt, cases=cases, seed=0)
    return len(tried)


def timed(work, *arguments, **words):
    """Return cases for each CPU second."""
    start = time.process_time()
    cases = work(*arguments, **words)
    return cases, cases / (time.process_time() - start)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=400)
    asked = parser.parse_args()
    logging.disable(logging.CRITICAL)
    generated = Profile(name="bench", examples=asked.cases, coverage=False)
    schemathesis_cases(App(bugs=False), 20)  # imports and caches are warm for both
    replay(App(bugs=False), Profile(name="warm", examples=20), operations=1)

    cases, speed = timed(tolerance, 2 * asked.cases)
    print(f"consumer reruns, flat body         {cases:6} cases {speed:8.0f} a CPU second")
    cases, ours = timed(replay, App(bugs=False), generated, operations=1)
    print(f"provider cases, replay             {cases:6} cases {ours:8.0f} a CPU second")
    cases, theirs = timed(schemathesis_cases, App(bugs=False), asked.cases)
    print(f"provider cases, plain Schemathesis {cases:6} cases {theirs:8.0f} a CPU second")
    print(f"ratio                              {ours / theirs:27.2f}")

    mine, other = App(bugs=True), App(bugs=True)
    replay(mine, Profile(name="ci"))
    schemathesis_engine(other)
    for name, app in (("replay, ci", mine), ("Schemathesis, default", other)):
        missed = [words for number, (words, _) in BUGS.items() if number not in app.met]
        print(
            f"{name:24} {len(app.met)} of {len(BUGS)} bugs, the last at request "
            f"{max(app.met.values(), default=0)} of {app.requests}; missed: {missed or 'none'}"
        )


if __name__ == "__main__":
    main()
