"""From a declaration to the interaction that its pact holds, with all that is wrong in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pactwright.consumer.body import compile_body
from pactwright.consumer.content import compile_content
from pactwright.consumer.declaration import (
    Declaration,
    ExchangeDeclaration,
    HttpDeclaration,
    MessageDeclaration,
    MessageDraft,
    RequestDraft,
    ResponseDraft,
    State,
)
from pactwright.consumer.head import (
    compile_headers,
    compile_method,
    compile_path,
    compile_query,
    compile_status,
)
from pactwright.consumer.sheet import Sheet, Spot
from pactwright.consumer.value import describe_type
from pactwright.consumer.variant_bodies import bodies_of, find_problems, with_bodies
from pactwright.consumer.variant_join import Join
from pactwright.consumer.variant_plan import Selection
from pactwright.consumer.variant_tree import varies
from pactwright.consumer.variant_union import Union
from pactwright.model.interaction import (
    AsyncMessage,
    HttpInteraction,
    MessageContents,
    ProviderState,
    Request,
    Response,
    SyncMessage,
)
from pactwright.model.json import Json, JsonObject
from pactwright.pactfile.choices import KEY, write_choices


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """An interaction and what is wrong with its declaration; with problems it is no use."""

    interaction: HttpInteraction | AsyncMessage | SyncMessage
    problems: tuple[str, ...] = ()


def compile_declaration(
    declaration: Declaration, *, description: str, pins: Sequence[Selection] | None = None
) -> Compiled:
    """Return the declaration as an interaction of a pact: what every variant of it holds.

    `description` names it where the declaration does not; `pins` settles some branches of each
    of its bodies. All problems are collected, each with its place in the declaration.
    """
    common = Sheet(part="", side="response")
    _check_words(declaration, common)
    comments = _compile_object("comments", declaration.comments, common)
    if any(map(varies, bodies_of(declaration))):
        declaration, union = _settle(declaration, pins, common)
        if KEY in comments and union:
            common.report("comments", f"the name {KEY!r} is kept for what pactwright declares")
        comments = {**comments, **union}
    interaction = replace(
        _compile_kind(declaration, description, common),
        states=compile_states(declaration.given, common),
        pending=bool(declaration.pending),
        comments=comments,
        key=declaration.key,
    )
    if common.problems:
        interaction = _without_parts(interaction)
    return Compiled(interaction=interaction, problems=tuple(common.problems))


def _settle(
    declaration: Declaration, pins: Sequence[Selection] | None, common: Sheet
) -> tuple[Declaration, JsonObject]:
    """Return the declaration with what its variants share, and the comments that tell them."""
    bodies = bodies_of(declaration)
    if problems := list(find_problems(declaration)):
        common.problems.extend(problems)
        return with_bodies(declaration, [None] * len(bodies)), {}
    settled = pins or [{}] * len(bodies)
    pairs = list(zip(bodies, settled, strict=True))
    sheet = Sheet(part="response", side="response")
    union = [Union(sheet=sheet, pins=pin).describe(body) for body, pin in pairs]
    common.problems.extend(sheet.problems)
    joined = [Join(pins=pin).body(body) if varies(body) else body for body, pin in pairs]
    return with_bodies(declaration, joined), write_choices(union)


def _check_words(declaration: Declaration, sheet: Sheet) -> None:
    _check_text("consumer", declaration.consumer, sheet)
    _check_text("provider", declaration.provider, sheet)
    if declaration.key is not None:
        _check_text("key", declaration.key, sheet)


def _check_text(place: str, value: object, sheet: Sheet) -> bool:
    if isinstance(value, str) and value.strip() and _is_unicode(value):
        return True
    sheet.report(place, f"is a text with something in it, not {describe_type(value)}")
    return False


def _is_unicode(text: str) -> bool:
    """Whether the text holds no half of a surrogate pair, which no file can."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _without_parts(
    interaction: HttpInteraction | AsyncMessage | SyncMessage,
) -> HttpInteraction | AsyncMessage | SyncMessage:
    """Return an interaction that stands in for a broken one, so that fixtures can be made."""
    nothing = MessageContents()
    match interaction:
        case HttpInteraction():
            return replace(interaction, request=Request(), response=Response())
        case AsyncMessage():
            return replace(interaction, contents=nothing)
        case SyncMessage():
            return replace(interaction, request=nothing, responses=(nothing,))


def compile_states(given: object, sheet: Sheet) -> tuple[ProviderState, ...]:
    """Return the provider states of `given=`: a name, a state, several of them, or none."""
    many = given if isinstance(given, list | tuple) else [] if given is None else [given]
    states: list[ProviderState] = []
    for one in many:
        match one:
            case str() if one.strip() and _is_unicode(one):
                states.append(ProviderState(name=one))
            case State(name=str() as name) if name.strip() and _is_unicode(name):
                params = _compile_object("given", one.params, sheet)
                states.append(ProviderState(name=name, params=params))
            case _:
                words = describe_type(one)
                sheet.report("given", f'a state is a name or given("…", …), not {words}')
    return tuple(states)


def _compile_kind(
    declaration: Declaration, description: str, common: Sheet
) -> HttpInteraction | AsyncMessage | SyncMessage:
    name = _compile_name(declaration.description, description, common)
    match declaration:
        case HttpDeclaration():
            return HttpInteraction(
                description=name,
                request=_compile_request(declaration.request, common),
                response=_compile_response(declaration.response, common),
            )
        case MessageDeclaration():
            contents = _compile_message("message", declaration.message, common)
            return AsyncMessage(description=name, contents=contents)
        case ExchangeDeclaration():
            many = len(declaration.responses) > 1
            responses = tuple(
                _compile_message(f"response {index + 1}" if many else "response", draft, common)
                for index, draft in enumerate(declaration.responses)
            )
            request = _compile_message("request", declaration.request, common)
            return SyncMessage(description=name, request=request, responses=responses)


def _compile_name(declared: object, default: str, sheet: Sheet) -> str:
    name = default if declared is None else declared
    return str(name) if _check_text("description", name, sheet) else default


def _compile_request(draft: object, common: Sheet) -> Request:
    if not isinstance(draft, RequestDraft):
        words = describe_type(draft)
        common.report("request", f'is made by pact.get("/…") and the like, not {words}')
        return Request()
    sheet = Sheet(part="request", side="request")
    body = compile_body(draft.body, draft.content_type, sheet)
    kind = body.content_type if body else draft.content_type
    request = Request(
        method=compile_method(draft.method, sheet),
        path=compile_path(draft.path, sheet),
        query=compile_query(draft.query, sheet),
        headers=compile_headers(draft.headers, kind, sheet),
        body=body,
        rules=sheet.rules,
        generators=sheet.generators,
    )
    common.problems.extend(sheet.problems)
    return request


def _compile_response(draft: object, common: Sheet) -> Response:
    if not isinstance(draft, ResponseDraft):
        words = describe_type(draft)
        common.report("response", f"is made by pact.ok(…) and the like, not {words}")
        return Response()
    sheet = Sheet(part="response", side="response")
    body = compile_body(draft.body, draft.content_type, sheet)
    kind = body.content_type if body else draft.content_type
    response = Response(
        status=compile_status(draft.status, sheet),
        headers=compile_headers(draft.headers, kind, sheet),
        body=body,
        rules=sheet.rules,
        generators=sheet.generators,
    )
    common.problems.extend(sheet.problems)
    return response


def _compile_message(part: str, draft: MessageDraft, common: Sheet) -> MessageContents:
    sheet = Sheet(part=part, side="request" if part == "request" else "response")
    contents = MessageContents(
        body=compile_body(draft.contents, draft.content_type, sheet),
        metadata=_compile_metadata(draft.metadata, sheet),
        rules=sheet.rules,
        generators=sheet.generators,
    )
    common.problems.extend(sheet.problems)
    return contents


def _compile_metadata(metadata: object, sheet: Sheet) -> JsonObject:
    if metadata is None:
        return {}
    if not isinstance(metadata, Mapping):
        sheet.report("metadata", f"is a dict, not {describe_type(metadata)}")
        return {}
    spots = {name: Spot(category="metadata", name=str(name)) for name in metadata}
    return {
        str(name): compile_content(value, spots[name], sheet) for name, value in metadata.items()
    }


def _compile_object(place: str, value: object, sheet: Sheet) -> JsonObject:
    """Return a JSON object that holds no matchers: states' parameters, comments."""
    if value is None:
        return {}
    inner = Sheet(part=place, side="response")
    example: Json = compile_content(value, Spot(category="body"), inner)
    sheet.problems.extend(inner.problems)
    if inner.rules:
        sheet.report(place, "takes plain values, no matchers")
    if not isinstance(example, Mapping):
        sheet.report(place, f"is a dict, not {describe_type(value)}")
        return {}
    return example
