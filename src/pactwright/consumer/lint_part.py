"""The parts of an interaction, in the form in which lint looks at them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeAlias

from pactwright.consumer.lint_tree import Tree, read_tree
from pactwright.matching.content_type import ContentType, expected_content_type
from pactwright.matching.example import message_example, request_example, response_example
from pactwright.matching.json_body import compare_json
from pactwright.matching.message import compare_message
from pactwright.matching.request import compare_request
from pactwright.matching.response import compare_response
from pactwright.matching.rules import read_rules
from pactwright.matching.values import read_json
from pactwright.model.interaction import (
    AsyncMessage,
    Body,
    HttpInteraction,
    Interaction,
    MessageContents,
    Request,
    Response,
    SyncMessage,
)
from pactwright.model.result import Mismatch
from pactwright.pactfile.message import metadata_type

Side: TypeAlias = Request | Response | MessageContents


@dataclass(frozen=True, kw_only=True)
class LintPart:
    """One request, response or message; `label` is how a person knows it from the others."""

    label: str
    side: Side

    @property
    def body(self) -> Body | None:
        """The body or the message's payload."""
        return self.side.body

    @cached_property
    def content_type(self) -> ContentType | None:
        """How the body is compared; `None` where it has no bytes."""
        body = self.side.body
        if body is None or not body.content:
            return None
        if isinstance(self.side, MessageContents):
            named = body.content_type or metadata_type(self.side.metadata)
            return expected_content_type(named, (), body.content)
        return expected_content_type(body.content_type, self.side.headers, body.content)

    @cached_property
    def tree(self) -> Tree:
        """The body as a tree, null where it has no bytes; raises `UnreadableBodyError`."""
        if self.content_type is None or self.body is None or not self.body.content:
            return None
        return read_tree(self.body.content, self.content_type)

    def place(self, category: str, where: str = "") -> str:
        """Return the words for a place of this part."""
        return " ".join(filter(None, (self.label, category, where)))

    def compare_values(self, values: Side) -> tuple[Mismatch, ...]:
        """Return where other values in the same shape (its own, or generated) break the rules."""
        want, came = self.side.body, values.body
        if not (want and came and want.content and came.content and self._is_json):
            return self.compare(values)
        # Once a mock server ran, the core takes many times as long for a whole body.
        head = LintPart(label=self.label, side=replace(self.side, body=None))
        ruling = read_rules(self.side.rules.get("body"))
        pair = read_json(want.content), read_json(came.content)
        found = compare_json(*pair, ruling, strict=isinstance(self.side, Request))
        return (*head.compare(replace(values, body=None)), *found)

    @property
    def _is_json(self) -> bool:
        return self.content_type is not None and self.content_type.is_json

    def compare(self, other: Side) -> tuple[Mismatch, ...]:
        """Return where another part of this kind, taken as it is, breaks what this one asks."""
        match self.side, other:
            case Request(), Request():
                # On the wire the path is encoded; here the words of the pact are compared.
                wire = replace(request_example(other), path=other.path)
                return compare_request(self.side, wire)
            case Response(), Response():
                return compare_response(self.side, response_example(other))
            case MessageContents(), MessageContents():
                return compare_message(self.side, message_example(other))
            case _:
                raise TypeError("only parts of one kind can be compared")


def split_parts(interaction: Interaction) -> Iterator[LintPart]:
    """Yield the parts of an interaction; one of an unknown type has none."""
    match interaction:
        case HttpInteraction():
            yield LintPart(label="request", side=interaction.request)
            yield LintPart(label="response", side=interaction.response)
        case AsyncMessage():
            yield LintPart(label="message", side=interaction.contents)
        case SyncMessage():
            yield LintPart(label="request", side=interaction.request)
            many = len(interaction.responses) > 1
            for number, response in enumerate(interaction.responses, 1):
                yield LintPart(label=f"response {number}" if many else "response", side=response)
