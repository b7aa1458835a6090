"""What a consumer test declares: `Pact`, its requests and responses, and its decorators."""

from __future__ import annotations

import inspect
import sys
from collections import ChainMap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import FrameType
from typing import Any, Final, Literal, Protocol, TypeAlias, TypeVar

from pactwright.consumer.bodies import Body
from pactwright.consumer.repeats import Repeats
from pactwright.consumer.value import Content, Matcher, StatusMatcher, describe_type
from pactwright.errors import PactwrightError
from pactwright.model.json import Json, JsonObject

ATTRIBUTE = "__pactwright__"
"""The name under which a test function carries its declarations, in the order they are read."""

Test = TypeVar("Test", bound=Callable[..., Any])
Given: TypeAlias = "str | State | Sequence[str | State] | None"
QueryValue: TypeAlias = str | int | Matcher | None
Query: TypeAlias = Mapping[str, QueryValue | Sequence[QueryValue]]
HeaderValue: TypeAlias = str | int | Matcher
Headers: TypeAlias = Mapping[str, HeaderValue | Sequence[HeaderValue]]
MetadataValue: TypeAlias = Content
Coverage: TypeAlias = Literal["each", "pairwise"]
"""Whether variants show each branch once, or every two branches that can meet together."""
Verifier: TypeAlias = Literal["any", "pactwright"]
"""Whose verdict counts for a pact: any Pact tool's, or that of pactwright alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A provider state with its parameters."""

    name: str
    params: Mapping[str, Json]


def given(state: str, /, **params: Json) -> State:
    """Name a provider state with parameters: `given("order {id} exists", id=7)`."""
    return State(name=state, params=params)


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestDraft:
    """A request as declared; `None` says nothing about that part."""

    method: str
    path: str | Matcher
    query: Query | None = None
    headers: Headers | None = None
    body: Body = None
    content_type: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseDraft:
    """A response as declared; `None` says nothing about that part."""

    status: int | StatusMatcher
    headers: Headers | None = None
    body: Body = None
    content_type: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageDraft:
    """The contents of a message as declared."""

    contents: Body = None
    metadata: Mapping[str, MetadataValue] | None = None
    content_type: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Where a decorator stands; `namespace` is what it sees there, `None` inside a function."""

    file: str
    line: int
    namespace: Mapping[str, Any] | None = field(repr=False, compare=False)

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


NOWHERE: Final = Site(file="", line=0, namespace=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Declaration:
    consumer: str
    provider: str
    given: Given
    description: str | None
    pending: bool
    comments: JsonObject | None
    key: str | None
    site: Site
    variants: Coverage = "each"
    verifier: Verifier = "any"


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpDeclaration(_Declaration):
    """A declared request and the response to it."""

    request: RequestDraft
    response: ResponseDraft


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageDeclaration(_Declaration):
    """A declared message that the provider publishes."""

    message: MessageDraft


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeDeclaration(_Declaration):
    """A declared request message and the messages that answer it."""

    request: MessageDraft
    responses: tuple[MessageDraft, ...]


Declaration: TypeAlias = HttpDeclaration | MessageDeclaration | ExchangeDeclaration


class _Maker(Protocol):
    def __call__(
        self,
        path: str | Matcher,
        *,
        query: Query | None = None,
        headers: Headers | None = None,
        body: Body = None,
        content_type: str | None = None,
    ) -> RequestDraft: ...


def _request_maker(method: str) -> _Maker:
    def make(
        path: str | Matcher,
        *,
        query: Query | None = None,
        headers: Headers | None = None,
        body: Body = None,
        content_type: str | None = None,
    ) -> RequestDraft:
        return RequestDraft(
            method=method,
            path=path,
            query=query,
            headers=headers,
            body=body,
            content_type=content_type,
        )

    make.__doc__ = f"Declare a {method} request."
    return make


class Pact(Repeats):
    """What one consumer expects of one provider; its methods declare interactions.

    `verifier="pactwright"` says that the provider is verified by pactwright: alternatives of
    different shapes, which other verifiers cannot hold it to, are then no error.
    """

    get = staticmethod(_request_maker("GET"))
    post = staticmethod(_request_maker("POST"))
    put = staticmethod(_request_maker("PUT"))
    patch = staticmethod(_request_maker("PATCH"))
    delete = staticmethod(_request_maker("DELETE"))
    head = staticmethod(_request_maker("HEAD"))
    options = staticmethod(_request_maker("OPTIONS"))

    def __init__(self, *, consumer: str, provider: str, verifier: Verifier = "any") -> None:
        self.consumer = consumer
        self.provider = provider
        self.verifier: Verifier = verifier

    def __repr__(self) -> str:
        return f"Pact(consumer={self.consumer!r}, provider={self.provider!r})"

    @staticmethod
    def request(  # noqa: PLR0913 - the parts of a request, all but two named at the call
        method: str,
        path: str | Matcher,
        *,
        query: Query | None = None,
        headers: Headers | None = None,
        body: Body = None,
        content_type: str | None = None,
    ) -> RequestDraft:
        """Declare a request with any method."""
        make = _request_maker(method)
        return make(path, query=query, headers=headers, body=body, content_type=content_type)

    @staticmethod
    def response(
        status: int | StatusMatcher,
        body: Body = None,
        *,
        headers: Headers | None = None,
        content_type: str | None = None,
    ) -> ResponseDraft:
        """Declare a response with any status, or a class of them such as `match.success()`."""
        return ResponseDraft(status=status, headers=headers, body=body, content_type=content_type)

    def ok(
        self,
        body: Body = None,
        *,
        headers: Headers | None = None,
        content_type: str | None = None,
    ) -> ResponseDraft:
        """Declare a response of status 200."""
        return self.response(200, body, headers=headers, content_type=content_type)

    def created(
        self,
        body: Body = None,
        *,
        headers: Headers | None = None,
        content_type: str | None = None,
    ) -> ResponseDraft:
        """Declare a response of status 201."""
        return self.response(201, body, headers=headers, content_type=content_type)

    def accepted(
        self,
        body: Body = None,
        *,
        headers: Headers | None = None,
        content_type: str | None = None,
    ) -> ResponseDraft:
        """Declare a response of status 202."""
        return self.response(202, body, headers=headers, content_type=content_type)

    def no_content(self, *, headers: Headers | None = None) -> ResponseDraft:
        """Declare a response of status 204."""
        return self.response(204, headers=headers)

    @staticmethod
    def payload(
        contents: Body = None,
        *,
        metadata: Mapping[str, MetadataValue] | None = None,
        content_type: str | None = None,
    ) -> MessageDraft:
        """Declare the contents and metadata of a message of an exchange."""
        return MessageDraft(contents=contents, metadata=metadata, content_type=content_type)

    def interaction(  # noqa: PLR0913 - the parts of an interaction, all named at the call
        self,
        *,
        request: RequestDraft,
        response: ResponseDraft,
        given: Given = None,
        description: str | None = None,
        pending: bool = False,
        comments: JsonObject | None = None,
        key: str | None = None,
        variants: Coverage = "each",
    ) -> Callable[[Test], Test]:
        """Declare a request and its response on a test, which takes the fixture `mock`.

        The description defaults to the test's name. `variants="pairwise"` lets every two
        branches of the response meet in a run of the test.
        """
        return _attach(
            HttpDeclaration(
                consumer=self.consumer,
                provider=self.provider,
                request=request,
                response=response,
                given=given,
                description=description,
                pending=pending,
                comments=comments,
                key=key,
                site=NOWHERE,
                variants=variants,
                verifier=self.verifier,
            )
        )

    def message(  # noqa: PLR0913 - the parts of a message, all named at the call
        self,
        *,
        contents: Body = None,
        metadata: Mapping[str, MetadataValue] | None = None,
        content_type: str | None = None,
        given: Given = None,
        description: str | None = None,
        pending: bool = False,
        comments: JsonObject | None = None,
        key: str | None = None,
        variants: Coverage = "each",
    ) -> Callable[[Test], Test]:
        """Declare a message on a test, which takes the fixture `message`."""
        return _attach(
            MessageDeclaration(
                consumer=self.consumer,
                provider=self.provider,
                message=self.payload(contents, metadata=metadata, content_type=content_type),
                given=given,
                description=description,
                pending=pending,
                comments=comments,
                key=key,
                site=NOWHERE,
                variants=variants,
                verifier=self.verifier,
            )
        )

    def exchange(  # noqa: PLR0913 - the parts of an exchange, all named at the call
        self,
        *,
        request: MessageDraft | Body,
        response: MessageDraft | Body | Sequence[MessageDraft],
        given: Given = None,
        description: str | None = None,
        pending: bool = False,
        comments: JsonObject | None = None,
        key: str | None = None,
        variants: Coverage = "each",
    ) -> Callable[[Test], Test]:
        """Declare a request message and its answer on a test, which takes `exchange`.

        Either is a body, or `pact.payload(body, metadata=…)`; several answers are a list of
        the latter.
        """
        return _attach(
            ExchangeDeclaration(
                consumer=self.consumer,
                provider=self.provider,
                request=_as_message(request),
                responses=_as_messages(response),
                given=given,
                description=description,
                pending=pending,
                comments=comments,
                key=key,
                site=NOWHERE,
                variants=variants,
                verifier=self.verifier,
            )
        )


def _as_message(value: MessageDraft | Body) -> MessageDraft:
    return value if isinstance(value, MessageDraft) else MessageDraft(contents=value)


def _as_messages(value: MessageDraft | Body | Sequence[MessageDraft]) -> tuple[MessageDraft, ...]:
    if isinstance(value, list | tuple) and value:
        drafts = tuple(one for one in value if isinstance(one, MessageDraft))
        if len(drafts) == len(value):
            return drafts
    return (value if isinstance(value, MessageDraft) else MessageDraft(contents=value),)  # type: ignore[arg-type]


def _attach(declaration: Declaration) -> Callable[[Test], Test]:
    def decorate(test: Test) -> Test:
        if not inspect.isfunction(test):
            # On a class, a fixture or a staticmethod pytest would never find it.
            raise PactwrightError(
                f"a declaration stands on {describe_type(test)}, which is no test function",
                hint="put it on each test function or method itself",
            )
        placed = replace(declaration, site=_site_of(sys._getframe(1)))  # noqa: SLF001
        # The upper decorator is applied last and read first.
        setattr(test, ATTRIBUTE, (placed, *getattr(test, ATTRIBUTE, ())))
        return test

    return decorate


def _site_of(frame: FrameType) -> Site:
    code = frame.f_code
    namespace: Mapping[str, Any] | None = frame.f_globals
    if code.co_flags & inspect.CO_OPTIMIZED:
        namespace = None
    elif frame.f_locals is not frame.f_globals:
        namespace = ChainMap(frame.f_locals, frame.f_globals)
    return Site(file=code.co_filename, line=frame.f_lineno, namespace=namespace)
