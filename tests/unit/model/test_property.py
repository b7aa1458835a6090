from pactwright.model.property import PropertyFinding, PropertyResult, gather_outcomes
from pactwright.model.result import VerificationResult


def _finding(reason=None):
    return PropertyFinding(
        id="a1", kind="status", operation="GET /", place="418", message="m", reason=reason
    )


def _result(operation, *findings, consumer="web", digest="d"):
    return PropertyResult(
        consumer=consumer,
        provider="shop",
        digest=digest,
        operation=operation,
        profile="ci",
        cases=3,
        findings=findings,
    )


def test_results_of_one_file_are_one_outcome():
    first, second = gather_outcomes(
        [_result("GET /b", _finding()), _result("GET /", consumer="app"), _result("GET /a")]
    )

    assert (first.consumer, second.consumer) == ("app", "web")
    assert [result.operation for result in second.results] == ["GET /a", "GET /b"]
    assert (second.cases, len(second.findings), second.success) == (6, 1, False)
    assert first.success


def test_a_finding_that_the_baseline_accepts_breaks_nothing():
    accepted = _result("GET /", _finding("known since May"))

    assert accepted.success
    assert VerificationResult(results=(), properties=(accepted,)).success


def test_a_finding_fails_a_verification_whose_interactions_hold():
    outcome = VerificationResult(results=(), properties=(_result("GET /", _finding()),))

    assert not outcome.success
    assert [one.success for one in outcome.outcomes] == [False]
