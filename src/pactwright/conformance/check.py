"""Checks a pact, or one interaction of it, against a document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from pactwright.conformance.asyncapi import AsyncDocument
from pactwright.conformance.document import ApiDocument
from pactwright.conformance.exchange import Exchange, Results
from pactwright.conformance.messages import check_message, missing_document
from pactwright.conformance.operation import Operation
from pactwright.conformance.parameters import (
    check_cookies,
    check_headers,
    check_query,
    operation_target,
    path_faults,
)
from pactwright.conformance.requests import check_accept, check_content_type, check_request_body
from pactwright.conformance.responses import (
    check_response_body,
    check_response_headers,
    check_response_type,
    check_status,
)
from pactwright.conformance.rule_bodies import check_request_rules, check_response_rules
from pactwright.conformance.rule_parameters import (
    check_answer_headers,
    check_header_rules,
    check_path_rules,
    check_query_rules,
)
from pactwright.conformance.scene import Scene, Target
from pactwright.conformance.security import check_security
from pactwright.document.operations import Route
from pactwright.document.shape import ShapeError
from pactwright.model.conformance import ConformanceResult, PactConformance
from pactwright.model.interaction import (
    AsyncMessage,
    HttpInteraction,
    Interaction,
    PactDocument,
    SyncMessage,
)
from pactwright.model.json import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Checking:
    """How interactions are checked.

    `version` is that of their pact; `rules` asks what the matching rules allow besides the
    examples; with `strict`, risks are errors.
    """

    version: str = "4"
    rules: bool = True
    strict: bool = False


USUAL: Final = Checking()

_EXAMPLES: Final = {
    "request.body.disjoint": "request.body.incompatible",
    "response.body.disjoint": "response.body.incompatible",
}
"""What says of an example alone that it does not fit where nothing at all does."""

_NEITHER: Final = (
    "no other body that the rules allow fits either: correct the consumer's test, or the document "
    "if it is behind its provider"
)


Contract: TypeAlias = ApiDocument | AsyncDocument


def read_contract(root: Json) -> Contract:
    """Return a parsed document made ready; raises `ShapeError` for one that is none."""
    if not isinstance(root, Mapping):
        raise ShapeError("", "this is no API document", hint="name an OpenAPI or AsyncAPI file")
    return AsyncDocument(root) if "asyncapi" in root else ApiDocument(root)


def check_pact(
    pact: PactDocument, *documents: Contract, checking: Checking = USUAL, source: str = ""
) -> PactConformance:
    """Return what the pact comes to beside the document; `source` names it.

    HTTP interactions belong to an OpenAPI document, messages to an AsyncAPI one; with only one
    of the two, interactions of the other kind are left out. Results stand in the order of the
    interactions.
    """
    results: Results = []
    looked_at = decided = 0
    checking = replace(checking, version=pact.version)
    desk = _Desk.of(documents)
    for index, interaction in enumerate(pact.interactions):
        outcome = desk.check(interaction, index, checking)
        if outcome is not None:
            looked_at += 1
            results += outcome[0]
            decided += outcome[1]
    return PactConformance(
        consumer=pact.consumer,
        provider=pact.provider,
        pact=pact.source or "",
        document=source,
        interactions=looked_at,
        results=tuple(results),
        decided=decided,
        undecided=sum(result.code == "rules.undecided" for result in results),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Desk:
    """The documents at hand, one of each kind."""

    api: ApiDocument | None = None
    messages: AsyncDocument | None = None

    @classmethod
    def of(cls, documents: Sequence[Contract]) -> _Desk:
        found = _Desk()
        for one in documents:
            change = {"api": one} if isinstance(one, ApiDocument) else {"messages": one}
            found = replace(found, **change)
        return found

    def check(
        self, interaction: Interaction, index: int, checking: Checking
    ) -> tuple[Results, int] | None:
        scene = Scene(
            index=index, interaction=interaction, version=checking.version, strict=checking.strict
        )
        if isinstance(interaction, HttpInteraction):
            if self.api is not None:
                return _check(interaction, self.api, index, checking)
            return None if self.messages is not None else ([_missing_document(scene)], 0)
        if not isinstance(interaction, AsyncMessage | SyncMessage):
            return None
        if self.messages is None:
            return None if self.api is not None else ([missing_document(scene)], 0)
        found = list(check_message(scene, interaction, self.messages, rules=checking.rules))
        return found, int(checking.rules and any(one.code == "message.matched" for one in found))


def _missing_document(scene: Scene) -> ConformanceResult:
    return scene.note(
        "request.spec.missing",
        "there is no OpenAPI document for this interaction",
        at=(),
        value=scene.interaction.description,
        target=Target(pointer=""),
    )


def check_interaction(
    interaction: HttpInteraction,
    document: ApiDocument,
    checking: Checking = USUAL,
    *,
    index: int = 0,
) -> Results:
    """Return what one interaction comes to; `index` is its own in its pact."""
    return _check(interaction, document, index, checking)[0]


def _check(
    interaction: HttpInteraction, document: ApiDocument, index: int, checking: Checking
) -> tuple[Results, int]:
    """Return the results, and how many questions about rules were decided."""
    scene = Scene(
        index=index, interaction=interaction, version=checking.version, strict=checking.strict
    )
    found = find_operation(interaction, document)
    if found is None:
        return [_unknown_operation(scene, interaction, document)], 0
    route, operation = found
    exchange = Exchange(
        document=document,
        scene=replace(scene, operation=operation),
        interaction=interaction,
        route=route,
        operation=operation,
    )
    refused = list(_path_results(exchange))
    if refused:
        return refused, 0
    results = [*_request_results(exchange), *_response_results(exchange)]
    if not checking.rules:
        return results, 0
    answers = list(_rule_results(exchange, {result.code for result in results}))
    more = [answer for answer in answers if answer is not None]
    open_ones = sum(answer.code == "rules.undecided" for answer in more)
    return _tell_once(results, more), len(answers) - open_ones


def _tell_once(results: Results, more: Results) -> Results:
    """Return all results; that nothing is in common is a hint where the example is wrong too."""
    told = {result.code for result in results}
    twice = {code for one in more if (code := _EXAMPLES.get(one.code)) in told}
    kept = [one for one in more if _EXAMPLES.get(one.code) not in twice]
    return [*(replace(one, hint=_NEITHER) if one.code in twice else one for one in results), *kept]


def _rule_results(exchange: Exchange, codes: set[str]) -> Iterator[ConformanceResult | None]:
    """Yield an answer for each question about rules, `None` where all is well."""
    if exchange.is_valid_request:
        yield from check_path_rules(exchange)
        yield from check_query_rules(exchange)
        yield from check_header_rules(exchange)
        broken = "request.body.incompatible" in codes
        yield from check_request_rules(exchange, broken=broken)
    answer = exchange.operation.answer_for(exchange.response.status)
    if answer is not None and "response.content-type.incompatible" not in codes:
        yield from check_answer_headers(exchange, answer)
        broken = "response.body.incompatible" in codes
        yield from check_response_rules(exchange, answer, broken=broken)


def find_operation(
    interaction: Interaction, document: ApiDocument
) -> tuple[Route, Operation] | None:
    """Return the operation that an interaction is for, `None` where the document has none.

    Of several that the path fits, the closest one counts whose parameters fit as well; the
    closest of all where none does.
    """
    if not isinstance(interaction, HttpInteraction):
        return None
    found = list(document.find(interaction.request.method, interaction.request.path))
    if len(found) == 1:
        return found[0]
    for route, operation in found:
        if next(path_faults(document, route, operation), None) is None:
            return route, operation
    return found[0] if found else None


def _unknown_operation(
    scene: Scene, interaction: HttpInteraction, document: ApiDocument
) -> ConformanceResult:
    request = interaction.request
    methods = document.index.methods_of(request.path)
    known = f" (for this path it has {', '.join(methods)})" if methods else ""
    return scene.note(
        "request.path-or-method.unknown",
        f"{request.method.upper()} {request.path} is not in the document{known}",
        at=("request", "path"),
        value=request.path,
        target=Target(pointer="/paths", suffix=".paths"),
    )


def _path_results(exchange: Exchange) -> Iterator[ConformanceResult]:
    request = exchange.request
    faults = path_faults(exchange.document, exchange.route, exchange.operation)
    for parameter, text, fault in faults:
        result = exchange.scene.note(
            "request.path-or-method.unknown",
            f"{request.method.upper()} {request.path} is not in the document: {text!r} does not "
            f"fit the path parameter {parameter.name!r} of {exchange.operation.template}: "
            f"{fault.message}",
            at=("request", "path"),
            value=request.path,
            target=Target(
                pointer=exchange.document.place_of(fault.pointer),
                suffix=f".{parameter.label}",
                value=fault.value,
            ),
        )
        yield result


def _request_results(exchange: Exchange) -> Results:
    types = list(check_content_type(exchange))
    own = [
        *check_security(exchange),
        *check_headers(exchange),
        *check_cookies(exchange),
        *check_query(exchange),
    ]
    if not any(result.code == "request.content-type.incompatible" for result in types):
        own += check_request_body(exchange)
    if not exchange.succeeds:
        # Whoever tests how a failure is met may well send less than a real client does.
        own = [replace(one, level="warning") for one in own]
    results = [*check_accept(exchange), *types, *own]
    if exchange.operation.deprecated:
        results.append(
            exchange.scene.note(
                "operation.deprecated",
                f"{exchange.operation.label} is deprecated",
                at=("request", "path"),
                value=exchange.request.path,
                target=operation_target(exchange),
            )
        )
    return results


def _response_results(exchange: Exchange) -> Results:
    results = list(check_status(exchange))
    answer = exchange.operation.answer_for(exchange.response.status)
    if answer is None:
        return results
    types = list(check_response_type(exchange, answer))
    results += [*types, *check_response_headers(exchange, answer)]
    if not any(result.code == "response.content-type.incompatible" for result in types):
        results += check_response_body(exchange, answer)
    return results
