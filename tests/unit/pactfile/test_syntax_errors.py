import pytest

from pactwright.errors import PactwrightError
from pactwright.pactfile.parse import parse_pact

PARTIES = b'"consumer": {"name": "c"}, "provider": {"name": "p"}'


def read_error(data: bytes) -> PactwrightError:
    with pytest.raises(PactwrightError) as caught:
        parse_pact(data, source="pacts/c-p.json")
    return caught.value


@pytest.mark.parametrize(
    ("data", "place", "words"),
    [
        (b"", "1:1", "empty"),
        (b" \n\t", "1:1", "empty"),
        (b"[]", "1:1", "one JSON object"),
        (b'"text"', "1:1", "one JSON object"),
        (b"null", "1:1", "one JSON object"),
        (b"not json", "1:1", "one JSON object"),
        (b"{", "1:2", "ends too early"),
        (b'{"a": 1', "1:8", "ends too early"),
        (b'{"a"', "1:5", "ends too early"),
        (b'{"interactions": [', "1:19", "ends too early"),
        (b'{"interactions": [{"a": 1}, {"b": "cut o', "1:35", "ends too early"),
        (b'{"a": 1} x', "1:10", "something follows"),
        (b'{"a" 1}', "1:6", "expected ':'"),
        (b'{"a": 1 "b": 2}', "1:9", "expected ','"),
        (b'{"a": 1,}', "1:9", "key in double quotes"),
        (b"{'a': 1}", "1:2", "key in double quotes"),
        (b'{"a": tru}', "1:7", "expecting value"),
        (b'{"a": 01}', "1:8", "expected ','"),
        (b'{"a": "x\ny"}', "1:9", "control character"),
        (b'{\n "a": "\\x"\n}', "2:8", "escape"),
        (b'{"interactions": [1,]}', "1:21", "expecting value"),
        (b'{"interactions": [1 2]}', "1:21", "expected ','"),
        (b'{"a": NaN}', "1:7", "NaN"),
        (b'{"s": "NaN", "a": [1, -Infinity]}', "1:23", "-Infinity"),
        (b'{"a": Infinity}', "1:7", "Infinity"),
        (b'{"a": 1e99999999999999999999999}', "1:7", "too large"),
        (b'{"a": ' + b"1" * 5000 + b"}", "1:7", "too large"),
        (b"\xef\xbb\xbf{}", "1:1", "byte order mark"),
        ('{"a": 1}'.encode("utf-16"), "1:1", "UTF-16"),
        ('{"a": 1}'.encode("utf-16-le"), "1:1", "UTF-16"),
        ('{"a": 1}'.encode("utf-32"), "1:1", "UTF-16"),
        (b'{\n"a": "\xff"}', "2:7", "0xff"),
        (b'{"a": "\xed\xa0\x80"}', "1:8", "0xed"),
        (b'{"a": "\\ud800"}', "1:8", "surrogate"),
        (b'{"a": "\\ud83d\\ude00 \\udc00"}', "1:21", "surrogate"),
        (b'{"a": ' + b"[" * 100_000, "1:134", "nested deeper"),
        (b'{"a": ' + b'{"b":' * 100_000, "1:642", "nested deeper"),
    ],
)
def test_a_text_that_is_not_a_pact_is_refused_with_line_and_column(data, place, words):
    error = read_error(data)
    assert error.message.startswith(f"pacts/c-p.json:{place}: ")
    assert words in error.message
    assert error.hint


@pytest.mark.parametrize(
    ("data", "place", "pointer"),
    [
        (b'{"a": 1, "a": 2}', "1:10", "/a"),
        (b'{"x": {"a": 1}, "y": [{}, {"k": "k,", "k": 2}]}', "1:39", "/y/1/k"),
        (
            b'{"interactions": [{"a": 1},\n {"a~/b": 1, "a~/b": 1}]}',
            "2:14",
            "/interactions/1/a~0~1b",
        ),
        (b'{"metadata": {}, "metadata": {}}', "1:18", "/metadata"),
        (b'{"a": {"k": 1, "\\u006b": 2}}', "1:16", "/a/k"),
    ],
)
def test_a_key_that_is_there_twice_is_refused_with_its_place(data, place, pointer):
    error = read_error(data)
    assert error.message == f"pacts/c-p.json:{place}: the key {pointer} is there twice"


def test_escapes_that_only_look_like_half_a_pair_are_read():
    data = b'{%b, "x": "\\\\ud800 \\ud83d\\ude00"}' % PARTIES
    assert parse_pact(data, source="x").extra == {"x": "\\ud800 \U0001f600"}


def test_nesting_up_to_the_limit_is_read_whatever_strings_hold():
    data = b'{%b, "s": "[[[{", "x": %b}' % (PARTIES, b"[" * 127 + b"]" * 127)
    assert parse_pact(data, source="x").extra["s"] == "[[[{"


def test_every_truncation_of_a_pact_is_refused_and_never_crashes():
    whole = (
        b'{%b, "interactions": [{"description": "\xc3\xa9 \\n", "n": -1.5e3}], "t": true}' % PARTIES
    )
    for end in range(len(whole)):
        assert read_error(whole[:end]).message.startswith("pacts/c-p.json:")
