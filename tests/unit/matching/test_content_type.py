import pytest

from pactwright.matching.content_type import (
    actual_content_type,
    expected_content_type,
    guess_content_type,
    parse_content_type,
)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Application/JSON; Charset=UTF-8", "application/json;charset=utf-8"),
        ('multipart/form-data; boundary="A b"', "multipart/form-data;boundary=A b"),
        ("application/vnd.api+json;v=1;a=B", "application/vnd.api+json;a=B;v=1"),
        ("text/plain;", "text/plain"),
        ("*/*", "*/*"),
        ("bad", None),
        ("", None),
        ("text/plain; charset", None),
    ],
)
def test_a_content_type_is_parsed(text, written):
    parsed = parse_content_type(text)
    assert (str(parsed) if parsed else None) == written


@pytest.mark.parametrize(
    ("body", "guess"),
    [
        (b"<?xml version='1.0'?><a/>", "application/xml"),
        (b"<!doctype html>", "text/html"),
        (b"<html><p>", "text/html"),
        (b"<a/>", "application/xml"),
        (b'{"a": 1}', "application/json"),
        (b"[1]", "application/json"),
        (b" true", "application/json"),
        (b"hello", "text/plain"),
        (b"\xff\xfe", "text/plain"),
    ],
)
def test_a_content_type_is_guessed_from_the_first_characters(body, guess):
    assert str(guess_content_type(body)) == guess


@pytest.mark.parametrize(
    ("expected", "actual", "accepted"),
    [
        ("application/json", "application/json;charset=utf-8", True),
        ("application/json;charset=utf-8", "application/json", False),
        ("application/json", "application/hal+json", False),
        ("text/xml", "application/xml", True),
        ("text/xml;charset=utf-8", "application/xml;charset=utf-8", True),
        ("text/xml;charset=utf-8", "application/xml", False),
        ("text/plain", "text/html", False),
    ],
)
def test_parameters_count_when_the_expected_type_has_some(expected, actual, accepted):
    want, came = parse_content_type(expected), parse_content_type(actual)
    assert want.accepts(came) is accepted


def test_the_type_of_a_pacts_body_is_declared_or_in_the_headers_or_guessed():
    headers = (("X", ("1",)), ("content-type", ("text/csv",)))
    assert str(expected_content_type("text/html", headers, b"{}")) == "text/html"
    assert str(expected_content_type(None, headers, b"{}")) == "text/csv"
    assert str(expected_content_type("bad", (), b"{}")) == "application/json"
    assert str(expected_content_type(None, (("Content-Type", ("bad",)),), b"x")) == "text/plain"


def test_the_type_of_a_received_body_is_in_the_headers_or_guessed():
    assert str(actual_content_type((("content-TYPE", "a/b"),), b"{}")) == "a/b"
    assert str(actual_content_type((("content-type", "bad"),), b"{}")) == "application/json"
    assert str(actual_content_type((), b"x")) == "text/plain"
