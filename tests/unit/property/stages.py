"""A provider that is a function, as the stage of a replay, and interactions to replay."""

import datetime as dt
import json
from contextlib import contextmanager
from dataclasses import dataclass, field

from pactwright.model.interaction import (
    Body,
    HttpInteraction,
    PactDocument,
    ProviderState,
    Request,
    Response,
)
from pactwright.model.rule import MatchingRule, RuleSet
from pactwright.model.wire import WireAnswer, WireResponse
from pactwright.property.collect import Collector, mark_document
from pactwright.property.file import Operation, PropertyFile
from pactwright.property.profile import Profile
from pactwright.property.replay import Task, replay_operation
from pactwright.property.replay_time import Clock
from pactwright.property.replay_values import Setting
from pactwright.property.schemathesis_document import ApiDocument

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
FEW = Profile(name="few", examples=3)
DEEP = Profile(name="deep", examples=3, stateful=True)


@dataclass
class FunctionStage:
    """Calls `serve(request, values)`; remembers what was sent."""

    serve: object
    returned: dict = field(default_factory=dict)
    error: Exception | None = None
    base_url: str = "http://localhost:8000"
    application: object = None
    sent: list = field(default_factory=list)
    settings: int = 0

    def curl(self, request):
        return f"curl {request.path}"

    @contextmanager
    def scene(self, states):
        if self.error is not None:
            raise self.error
        self.settings += 1
        yield _Scene(self, dict(self.returned))


@dataclass
class _Scene:
    stage: FunctionStage
    values: dict

    def send(self, request, *, bare=False):
        self.stage.sent.append(request)
        found = self.stage.serve(request)
        return found if isinstance(found, WireAnswer) else WireAnswer(response=found)


def answer(status=200, value=None, **headers):
    body = b"" if value is None else json.dumps(value).encode()
    kind = () if value is None else (("Content-Type", "application/json"),)
    more = tuple((name.replace("_", "-"), text) for name, text in headers.items())
    return WireResponse(status=status, headers=(*kind, *more), body=body)


def rules(**kinds):
    return {
        place: RuleSet(rules=(MatchingRule(kind=kind, attributes=given),))
        for place, (kind, given) in kinds.items()
    }


def body_of(value):
    return Body(content=json.dumps(value).encode(), content_type="application/json")


def interaction(description, request, response, *states):
    return HttpInteraction(
        description=description,
        states=tuple(ProviderState(name=one) for one in states),
        request=request,
        response=response,
    )


def document(paths, **more):
    return {
        "openapi": "3.1.0", "info": {"title": "x", "version": "1"}, "paths": paths, **more,
    }  # fmt: skip


def said(schema=None, **more):
    content = {} if schema is None else {"content": {"application/json": {"schema": schema}}}
    return {"description": "", **content, **more}


def replay(  # noqa: PLR0913 - most by name
    root, interactions, stage, *, profile=FEW, kept=(), method=None
):
    pact = PactDocument(consumer="web", provider="shop", interactions=tuple(interactions))
    file = Collector(root, mark_document(root, path="x")).collect(pact)
    setting = Setting(
        document=ApiDocument(root), stage=stage, profile=profile, clock=Clock(now=NOW)
    )
    return [
        replay_operation(
            Task(file=file, operation=one, digest="d", kept=kept), setting, today=NOW.date()
        )
        for one in (*file.operations, *([None] if profile.stateful else []))
        if method in (None, "sequences" if one is None else one.method)
    ]


def replay_unused(root, stage, *, profile=FEW, kept=(), whole=None):
    """Return what the only operation of a document came to, which no consumer uses.

    With `whole`, what an operation has told, that of the sequences over the document.
    """
    ((method, path),) = ApiDocument(root).operations()
    file = PropertyFile(consumer="", provider="shop", document=mark_document(root, path="x"))
    setting = Setting(
        document=ApiDocument(root), stage=stage, profile=profile, clock=Clock(now=NOW)
    )
    operation = Operation(method=method, path=path) if whole is None else None
    task = Task(file=file, operation=operation, digest="", kept=kept, told=whole or frozenset())
    return replay_operation(task, setting, today=NOW.date())


def shown(replayed):
    return [(f.kind, f.place) for one in replayed for f in one.result.findings]


__all__ = ["Request", "Response"]
