"""Results survive the way from one process to another."""

import pytest

from pactwright.model.result import InteractionResult, Mismatch, PactOutcome
from pactwright.report.events import decode_event, encode_event

MISMATCH = Mismatch(kind="body", path="$.a", expected="1", actual=None, message='a "quote"\n')


@pytest.mark.parametrize(
    "event",
    [
        InteractionResult(
            consumer="web",
            provider="orders",
            description="reads\nan order",
            states=("a", "b"),
            mismatches=(MISMATCH,),
            pending=True,
            duration=0.25,
            curl="curl",
            details=("x",),
            source="pacts/web-orders.json",
        ),
        PactOutcome(
            consumer="web",
            provider="orders",
            path="pacts/web-orders.json",
            status="kept",
            interactions=3,
            tests=4,
            failed=1,
            reason="test_a failed",
        ),
    ],
)
def test_an_event_is_one_line_and_comes_back_as_it_was(event):
    line = encode_event(event)
    assert line.count(b"\n") == 1
    assert decode_event(line) == event
