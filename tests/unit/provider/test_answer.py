import pytest

from pactwright.model.result import Mismatch
from pactwright.model.wire import WireResponse
from pactwright.provider.answer import describe_answer

PROBLEM = (("CONTENT-TYPE", "application/problem+json"),)


def mismatch(kind):
    return Mismatch(kind=kind, path="", expected="200", actual="401", message="it differs")


@pytest.mark.parametrize("kind", ["status", "content-type"])
def test_an_answer_of_another_kind_is_told_in_its_own_words(kind):
    response = WireResponse(status=401, headers=PROBLEM, body=b'{"title":\n  "No token"}\n')
    said = 'answer: 401 application/problem+json {"title": "No token"}'
    assert describe_answer(response, [mismatch("body"), mismatch(kind)]) == (said,)


def test_an_answer_of_the_right_kind_needs_no_words():
    assert describe_answer(WireResponse(status=200, body=b"{}"), [mismatch("body")]) == ()


def test_an_answer_without_type_or_body_is_its_status():
    assert describe_answer(WireResponse(status=204), [mismatch("status")]) == ("answer: 204",)


@pytest.mark.parametrize("body", [b"x" * 301, b" " * 5000 + b"x"])
def test_a_long_answer_is_cut(body):
    (said,) = describe_answer(WireResponse(status=500, body=body), [mismatch("status")])
    assert said.endswith("…")
    assert len(said) <= len("answer: 500 ") + 301


def test_bytes_that_are_no_text_do_no_harm():
    (said,) = describe_answer(WireResponse(status=500, body=b"\xff\x00"), [mismatch("status")])
    assert said == "answer: 500 \ufffd\x00"
