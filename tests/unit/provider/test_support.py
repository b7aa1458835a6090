"""What cannot be verified here is said, never skipped."""

from __future__ import annotations

import pytest

from pactwright.model.interaction import (
    AsyncMessage,
    MessageContents,
    SyncMessage,
    UnknownInteraction,
)
from pactwright.provider.failure import StepError
from pactwright.provider.support import check_supported


def _message(**fields):
    return AsyncMessage(description="m", contents=MessageContents(), **fields)


@pytest.mark.parametrize("transport", [None, "http", "https"])
def test_http_is_supported(interaction, transport):
    check_supported(interaction(transport=transport, plugins={}))


def test_messages_are_supported():
    check_supported(_message())
    check_supported(_message(transport="message"))
    check_supported(SyncMessage(description="m", request=MessageContents(), responses=()))


def test_the_rest_is_not(interaction):
    for unsupported, reason in [
        (UnknownInteraction(description="u", type="Streams"), "type 'Streams' are not known"),
        (interaction(plugins={"protobuf": {}}), "a Pact plugin made the contents"),
        (interaction(transport="grpc"), "no handler for the transport 'grpc'"),
        (_message(transport="grpc"), "no handler for the transport 'grpc'"),
    ]:
        with pytest.raises(StepError, match=reason) as caught:
            check_supported(unsupported)
        assert caught.value.mismatch().kind == "unsupported"
        assert caught.value.hint
