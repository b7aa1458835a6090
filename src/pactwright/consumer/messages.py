"""What the fixtures `message` and `exchange` hand to a test: declared messages, as they travel."""

from __future__ import annotations

import json
import random
from collections.abc import Generator, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from pactwright.consumer.encode import encode_json
from pactwright.errors import PactwrightError
from pactwright.matching.example import message_example
from pactwright.matching.message import compare_message
from pactwright.model.interaction import MessageContents, SyncMessage
from pactwright.model.json import Json, JsonObject
from pactwright.model.result import Mismatch
from pactwright.model.wire import WireMessage


class Message:
    """One declared message; reading any of it counts as having used it."""

    def __init__(self, contents: MessageContents) -> None:
        self._wire = message_example(_generated(contents))
        self.used = False

    @property
    def contents(self) -> Any:  # noqa: ANN401 - JSON of the test's own making
        """The payload: parsed where it is JSON, else its text, else its bytes."""
        self.used = True
        return read_contents(self._wire)

    @property
    def body(self) -> bytes:
        """The payload as it travels."""
        self.used = True
        return self._wire.contents

    @property
    def metadata(self) -> JsonObject:
        """The metadata (topic, key, headers …) as declared."""
        self.used = True
        return self._wire.metadata

    @property
    def content_type(self) -> str | None:
        """The content type of the payload."""
        return self._wire.content_type

    def vary(self, wire: WireMessage) -> None:
        """Stand for another message from now on."""
        self._wire = wire

    def __await__(self) -> Generator[None, None, Message]:
        """Let an asynchronous client await the answer of `exchange.send`."""
        yield from ()
        return self


class Exchange:
    """A declared request message and its answers: `send` judges one and returns the other."""

    def __init__(self, interaction: SyncMessage) -> None:
        self._expected = interaction.request
        self.request = Message(interaction.request)
        self.responses = tuple(Message(contents) for contents in interaction.responses)
        self.sent = False
        self.strays: list[tuple[Mismatch, ...]] = []

    @property
    def response(self) -> Message:
        """The answer (the first, where there are several)."""
        return self.responses[0]

    @property
    def used(self) -> bool:
        """Whether a right request was sent, or either side of the exchange was read."""
        return self.sent or self.request.used or any(one.used for one in self.responses)

    def send(
        self, contents: bytes | Json = b"", metadata: Mapping[str, Json] | None = None
    ) -> Message:
        """Return the answer to this request message; `await` works on it too.

        `contents` are the bytes or text that the client sends, or plain JSON. A request that
        differs from the declared one raises `PactwrightError`, and fails the test.
        """
        declared = self._expected.body
        wire = WireMessage(
            contents=_as_bytes(contents),
            metadata=metadata or {},
            content_type=declared.content_type if declared else None,
        )
        mismatches = compare_message(self._expected, wire)
        if mismatches:
            self.strays.append(mismatches)
            raise PactwrightError("the sent message is not the declared request")
        self.sent = True
        return self.response


def read_contents(wire: WireMessage) -> Any:  # noqa: ANN401 - JSON of the test's own making
    """Return the payload parsed where it is JSON, else its text, else its bytes."""
    kind = (wire.content_type or "").partition(";")[0].strip().lower()
    if kind.endswith(("/json", "+json")):
        return json.loads(wire.contents)
    if kind.startswith("text/") or kind.endswith(("/xml", "+xml", "urlencoded")):
        return wire.contents.decode()
    return wire.contents


def _as_bytes(contents: bytes | Json) -> bytes:
    match contents:
        case bytes() | bytearray():
            return bytes(contents)
        case str():
            return contents.encode()
        case None | bool() | int() | float() | Decimal() | Mapping() | Sequence():
            return encode_json(contents).encode()


def _generated(contents: MessageContents) -> MessageContents:
    if not contents.generators:
        return contents
    from pactwright.matching.generate import GeneratorContext, generate_message

    context = GeneratorContext(
        values={}, now=datetime.now(UTC), random=random.SystemRandom(), base_url=None
    )
    return generate_message(contents, context)
