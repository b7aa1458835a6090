import pytest

from pactwright.errors import PactwrightError
from pactwright.matching.response import compare_response
from pactwright.model.interaction import Body, Response
from pactwright.model.wire import WireResponse

JSON = "application/json"
MULTIPART = "multipart/form-data; boundary=B"


def part(content, head='Content-Disposition: form-data; name="a"', **more):
    lines = [head, *(f"{name.replace('_', '-')}: {value}" for name, value in more.items())]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + content


def multipart(*parts):
    return b"".join(b"--B\r\n" + each + b"\r\n" for each in parts) + b"--B--\r\n"


def json_file(content, kind="application/json"):
    return multipart(part(content, FILE, Content_Type=kind))


def field(content, **headers):
    return multipart(part(content, **headers))


OTHER = part(b"x", 'Content-Disposition: form-data; name="b"')
FILE = 'Content-Disposition: form-data; name="a"; filename="f"'
FIELD = multipart(part(b"1"))
JSON_FILE = json_file(b'{"n": 1}')


@pytest.fixture
def compare(body, rules):
    def compare_bodies(kind, expected, actual, rule=None, *, came_kind=None):
        own = {path: rules(*each) for path, each in (rule or {}).items()}
        response = Response(body=body(expected, kind), rules={"body": own})
        headers = (("Content-Type", came_kind or kind),)
        found = compare_response(response, WireResponse(status=200, headers=headers, body=actual))
        return [f"{each.path}: {each.message}" for each in found]

    return compare_bodies


@pytest.mark.parametrize(
    ("kind", "pair", "rule", "messages"),
    [
        ("text/plain", ("hi", b"hi"), None, []),
        ("text/plain", ("hi", b"ho"), None, ["$: the text differs"]),
        ("text/plain", ("hi", b"ho"), {"$": ["type"]}, []),
        ("text/plain", ("hi", b"\xff"), {"$": ["type"]}, ["$: the text cannot be decoded"]),
        ("text/plain;charset=iso-8859-1", ("é", "é".encode("latin-1")), None, []),
        ("text/plain;charset=iso-8859-1", ("é", b"\xe8"), None, ["$: the text differs"]),
        ("text/plain;charset=unheard-of", ("é", "é".encode()), {"$": ["type"]}, []),
        ("text/csv", ("a", b"\x89PNG"), {"$": [("contentType", {"value": "text/plain"})]}, ["$: "]),
        ("text/plain", ("a", b"b"), {"$": [("include", {"value": "c"})]}, ["$: Expected 'b'"]),
        ("image/png", (b"\x89\0a", b"\x89\0a"), None, []),
        ("image/png", (b"\x89\0a", b"\x89\0b"), None, ["$: the bytes differ"]),
        ("image/png", (b"1", b"GIF89a\1\0"), {"$": [("contentType", {"value": "image/gif"})]}, []),
        ("image/png", (b"1", b"GIF89a\1\0"), {"$": ["equality"]}, ["$: "]),
        ("application/octet-stream", (b"1", b"12"), {"$": []}, ["$: "]),
        ("application/x-www-form-urlencoded", ("a=1&b=2", b"b=2&a=1"), None, []),
        ("application/x-www-form-urlencoded", ("a=1", b"a=1&c=1"), None, ["$.c: "]),
        ("application/x-www-form-urlencoded", ("a=1", b"a=1\0"), None, ["$.a: "]),
        ("application/x-www-form-urlencoded", ("a[]=1", b"a[]=2"), None, ["$['a[]']: "]),
        ("application/xml", ("<a>1</a>", b"<a>2</a>"), None, ["$.a['#text']: Expected '2'"]),
        ("application/xml", ("<a>1</a>", b"<a>2</a>"), {"$.a.#text": ["integer"]}, []),
        ("application/xml", ("<a/>", b"<a"), None, ["$: Failed to parse the actual body"]),
        ("application/xml", ("<a/>", b"<a/>\0"), None, ["$: the body is not XML: it holds a NUL"]),
        ("application/xml", ("<a/>", b"<a>\xff</a>"), None, ["$: the body cannot be decoded"]),
        ("application/xml;charset=iso-8859-1", ("<a>é</a>", b"<a>\xe9</a>"), None, []),
    ],
)
def test_a_body_is_compared_in_the_manner_of_its_type(kind, pair, rule, messages, compare):
    found = compare(kind, *pair, rule)
    assert len(found) == len(messages)
    assert all(text.startswith(start) for text, start in zip(found, messages, strict=True)), found


def test_one_rule_for_bytes_is_enough_with_or(body, rules):
    kinds = [("contentType", {"value": f"image/{name}"}) for name in ("gif", "png")]
    either = rules(*kinds, combine="OR")
    expected = Response(body=body(b"1", "image/png"), rules={"body": {"$": either}})
    headers = (("Content-Type", "image/png"),)
    gif, text = (
        WireResponse(status=200, headers=headers, body=data) for data in (b"GIF89a\1", b"text")
    )
    assert compare_response(expected, gif) == ()
    found = compare_response(expected, text)
    assert found[0].rule == "contentType image/gif or contentType image/png"


def test_long_and_binary_bodies_are_shown_short(body):
    expected = Response(body=body(b"a" * 1000, "application/octet-stream"))
    headers = (("Content-Type", "application/octet-stream"),)
    found = compare_response(expected, WireResponse(status=200, headers=headers, body=b"\xff" * 40))
    assert len(found[0].expected) == 200
    assert found[0].actual == f"40 bytes: {'ff ' * 31}ff…"


@pytest.mark.parametrize(
    ("expected", "actual", "rule", "messages"),
    [
        (FIELD, multipart(part(b"1"), OTHER), None, []),
        (FIELD, multipart(part(b"2")), None, ["$.a: the field differs"]),
        (FIELD, multipart(part(b"2")), {"$.a": ["integer"]}, []),
        (FIELD, multipart(part(b"x")), {"$.a": ["integer"]}, ["$.a: Expected 'x'"]),
        (FIELD, multipart(), None, ["$.a: the part is missing"]),
        (FIELD, JSON_FILE, None, ["$.a: expected a field, got a file"]),
        (FIELD, field(b"MQ==", Content_Transfer_Encoding="base64"), None, []),
        (FIELD, field(b"!", Content_Transfer_Encoding="base64"), None, ["$.a: the field"]),
        (FIELD, b"junk", None, ["$: the multipart body cannot be split: the boundary 'B'"]),
        (FIELD, FIELD[:-4], None, ["$: the multipart body cannot be split: the closing boundary"]),
        (FIELD, b"--B\r\nX\r\n--B--", None, ["$: the multipart body cannot be split: part 1"]),
        (FIELD, b"--B\r\n\r\n1\r\n--B--", None, ["$.a: expected a field, got a file"]),
        (field(b"1", X_H="v"), FIELD, None, ["$.a['x-h']: the part's header is missing"]),
        (field(b"1", X_H="v"), field(b"1", X_H="w"), None, ["$.a['x-h']: "]),
        (field(b"1", X_H="v"), field(b"1", X_H="w"), {"$.a.X-H": ["type"]}, []),
        (field(b"1", X_H="v"), field(b"1", X_H="w"), {"$.a.X-H": ["integer"]}, ["$.a"]),
        (multipart(part(b"1", Content_Type="a/b")), FIELD, None, []),
        (JSON_FILE, json_file(b'{"n": 2, "m": 3}'), {"$.a.n": ["integer"]}, []),
        (JSON_FILE, json_file(b'{"n": 2}'), None, ["$.a.n: "]),
        (JSON_FILE, json_file(b"n", "text/plain"), None, ["$.a", "$.a['content-type']"]),
    ],
)  # fmt: skip
def test_multipart_bodies_are_compared_part_by_part(expected, actual, rule, messages, compare):
    found = compare(MULTIPART, expected, actual, rule)
    assert len(found) == len(messages)
    assert all(text.startswith(start) for text, start in zip(found, messages, strict=True)), found


def test_a_multipart_type_without_boundary_is_told(compare):
    found = compare("multipart/form-data", FIELD, FIELD)
    assert found == ["$: the multipart body cannot be split: its content type names no boundary"]


def test_a_path_that_cannot_be_read_is_an_error(compare):
    with pytest.raises(PactwrightError, match="cannot be read"):
        compare("text/plain", "a", b"b", {"$.[": ["type"]})


@pytest.mark.parametrize(
    ("came", "reason"),
    [
        (b"oops", "expecting value at line 1, column 1"),
        (b'{"id": 7', "expecting ',' delimiter at line 1, column 9"),
        (b'{"id": NaN}', "it holds NaN"),
        pytest.param(b"[" * 100_000, "nested too deep", id="deep"),
        (b'\xef\xbb\xbf{"id": 7}', "a byte order mark before it"),
        ('{"id": "é"}'.encode("latin-1"), "no UTF-8 text"),
    ],
)
def test_a_body_that_is_not_json_is_called_so(compare_response_body, body, came, reason):
    (found,) = compare_response_body(body({"id": 7}, JSON), came)
    assert found.message == f"the body is not JSON: {reason}"
    assert found.actual.endswith(f"(not JSON: {reason})")


def test_a_body_without_a_content_type_is_told_as_what_it_looks_like(body):
    response = Response(body=body({"id": 7}, JSON))
    (found,) = compare_response(response, WireResponse(status=200, body=b"oops"))
    assert (found.kind, found.expected) == ("content-type", "application/json")
    assert found.actual == "none, and it looks like text/plain"


def test_a_pact_whose_own_body_is_not_json_is_to_blame(compare_response_body):
    broken = Body(content=b"{id: 7}", content_type=JSON, encoding="text")
    (found,) = compare_response_body(broken, b'{"id": 7}')
    assert found.message.startswith("the pact's own body is not JSON: expecting property name")


@pytest.fixture
def compare_response_body():
    def compare_json_bodies(expected, came):
        headers = (("Content-Type", JSON),)
        answer = WireResponse(status=200, headers=headers, body=came)
        return compare_response(Response(body=expected), answer)

    return compare_json_bodies
