import pytest

from pactwright.model.result import PactOutcome
from pactwright.report.fate import describe_fate, is_settled


def outcome(status, *, interactions=0, reason=None):
    return PactOutcome(
        consumer="web",
        provider="orders",
        path="pacts/web-orders.json",
        status=status,
        interactions=interactions,
        tests=1,
        reason=reason,
    )


@pytest.mark.parametrize(
    ("one", "words", "settled"),
    [
        (outcome("written", interactions=2), "2 interactions, P written", True),
        (outcome("unchanged", interactions=1), "1 interaction, P unchanged", True),
        (
            outcome("added", interactions=1, reason="only some files were asked for"),
            "1 interaction, P added (partial run: only some files were asked for)",
            True,
        ),
        (
            outcome("kept", reason="tests 1 of 2 failed"),
            "P kept as it was: tests 1 of 2 failed",
            False,
        ),
        (
            outcome("missing", reason="tests 1 of 1 failed"),
            "P not written: tests 1 of 1 failed",
            False,
        ),
        (outcome("unclaimed", interactions=3), "P left as it is", False),
    ],
)
def test_the_fate_of_a_pact_is_one_line(one, words, settled):
    assert describe_fate(one, path="P") == words
    assert is_settled(one) is settled
