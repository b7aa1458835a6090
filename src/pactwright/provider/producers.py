"""Messages as the provider's own functions produce them."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncGenerator, Callable, Generator, Mapping
from dataclasses import dataclass

import msgspec

from pactwright.model.json import Json, JsonObject
from pactwright.model.wire import WireMessage
from pactwright.provider.arguments import Fixtures, bind_arguments, name_of
from pactwright.provider.calls import Caller
from pactwright.provider.failure import StepError
from pactwright.provider.states import FoundHandler

_JSON = msgspec.json.Encoder(decimal_format="number")
_PAIR = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedMessage:
    """The request message that a producer answers.

    `contents` is the parsed JSON, or the text where it is none; `body` the bytes.
    """

    contents: Json
    body: bytes
    metadata: JsonObject


def received_message(request: WireMessage) -> ReceivedMessage:
    """Return the message as a producer's `message` argument has it."""
    contents: Json = request.contents.decode("utf-8", "replace")
    with contextlib.suppress(msgspec.DecodeError):
        contents = msgspec.json.decode(request.contents)
    return ReceivedMessage(contents=contents, body=request.contents, metadata=request.metadata)


def produce(
    found: FoundHandler,
    *,
    caller: Caller,
    fixtures: Fixtures,
    given: Mapping[str, object],
) -> tuple[WireMessage, ...]:
    """Return what the producer of a description makes.

    A function that yields makes one message with each yield; any other makes one.
    `given` may hold `message`, the request of a synchronous message.
    """
    function = found.handler.function
    if function is None:
        raise StepError(
            f"the producer of {found.handler.pattern!r} is a pytest fixture",
            hint="register a function; its arguments may be fixtures",
        )
    arguments = bind_arguments(function, given=given, captured=found.captured, fixtures=fixtures)
    made = caller.call(function, arguments)
    values: list[object] = [made]
    if isinstance(made, AsyncGenerator):
        values = []
        caller.call(_collect_async, {"generator": made, "values": values})
    elif isinstance(made, Generator):
        values = []
        caller.call(_collect, {"generator": made, "values": values})
    return tuple(_as_message(value, function) for value in values)


def _collect(generator: Generator[object, None, None], values: list[object]) -> None:
    values.extend(generator)


async def _collect_async(generator: AsyncGenerator[object, None], values: list[object]) -> None:
    values.extend([value async for value in generator])


def _as_message(made: object, function: Callable[..., object]) -> WireMessage:
    metadata: JsonObject = {}
    if isinstance(made, tuple):
        if len(made) != _PAIR or not isinstance(made[1], Mapping):
            raise StepError(
                f"{name_of(function)} returned a tuple that is not (payload, metadata)",
                hint="return the payload, or the payload and a dict of metadata",
            )
        made, metadata = made
    if isinstance(made, WireMessage):
        return made
    if isinstance(made, (bytes, bytearray, memoryview)):
        return WireMessage(contents=bytes(made), metadata=metadata)
    if isinstance(made, str):
        return WireMessage(contents=made.encode(), metadata=metadata)
    try:
        contents = _JSON.encode(made)
    except (TypeError, ValueError) as error:
        raise StepError(
            f"{name_of(function)} returned a {type(made).__name__} that JSON cannot hold: {error}",
            hint="return JSON values, str or bytes",
        ) from None
    named = any(name.lower() in {"contenttype", "content-type"} for name in metadata)
    return WireMessage(
        contents=contents,
        metadata=metadata,
        content_type=None if named else "application/json",
    )
