"""The curl command: it repeats the request in a real shell, and shows no credential."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from pactwright.model.wire import WireRequest
from pactwright.provider.curl import curl_command

BASE = "http://127.0.0.1:8000"


def _curl(method="GET", path="/orders", **fields):
    return curl_command(WireRequest(method=method, path=path, **fields), base_url=BASE)


@pytest.mark.parametrize(
    ("request_", "command"),
    [
        ({}, "curl -s http://127.0.0.1:8000/orders"),
        ({"method": "head"}, "curl -s -I http://127.0.0.1:8000/orders"),
        ({"method": "DELETE"}, "curl -s -X DELETE http://127.0.0.1:8000/orders"),
        (
            {"query": (("status", ("open", "a b")), ("flag", (None,)))},
            "curl -s 'http://127.0.0.1:8000/orders?status=open&status=a%20b&flag'",
        ),
        (
            {"method": "POST", "headers": (("Content-Type", "text/plain"),), "body": b"it's"},
            (
                "curl -s -X POST http://127.0.0.1:8000/orders -H 'Content-Type: text/plain' "
                "--data-raw 'it'\"'\"'s'"
            ),
        ),
        ({"body": b"x"}, "curl -s -X GET http://127.0.0.1:8000/orders --data-raw x"),
        ({"headers": (("X-Empty", ""),)}, "curl -s http://127.0.0.1:8000/orders -H 'X-Empty;'"),
        (
            {"method": "PUT", "body": b"\xff\x00"},
            (
                "printf /wA= | base64 -d | "
                "curl -s -X PUT http://127.0.0.1:8000/orders --data-binary @-"
            ),
        ),
        ({"body": b"|"}, "curl -s -X GET http://127.0.0.1:8000/orders --data-raw '|'"),
        (
            {
                "method": "PUT",
                "headers": (("Content-Type", "multipart/form-data; boundary=b"),),
                "body": b'--b\r\nContent-Disposition: form-data; name="password"\r\n\r\nx\r\n--b--',
            },
            (
                "curl -s -X PUT http://127.0.0.1:8000/orders "
                "-H 'Content-Type: multipart/form-data; boundary=b' --data-binary @body"
                "  # the body of 64 bytes is not shown"
            ),
        ),
        (
            {"method": "PUT", "body": b"a" * 5000},
            (
                "curl -s -X PUT http://127.0.0.1:8000/orders --data-binary @body"
                "  # the body of 5000 bytes is not shown"
            ),
        ),
    ],
)
def test_a_request_is_one_command(request_, command):
    assert _curl(**request_) == command


@pytest.mark.parametrize(
    "fields",
    [
        {"headers": (("Authorization", "Bearer SECRET"),)},
        {"headers": (("authorization", "SECRET"),)},
        {"headers": (("Authorization", "Basic SECRET with more"),)},
        {"headers": (("Cookie", "session=SECRET; a=SECRET"),)},
        {"headers": (("X-Api-Key", "SECRET"),)},
        {"headers": (("X-Auth-Token", "SECRET"),)},
        {"headers": (("Proxy-Authorization", "Basic SECRET"),)},
        {"query": (("access_token", ("SECRET",)), ("api-key", ("SECRET",)))},
        {"query": (("client_secret", ("SECRET", None)),)},
        {
            "headers": (("Content-Type", "application/x-www-form-urlencoded"),),
            "body": b"grant_type=password&password=SECRET&refresh_token=SECRET&code=SECRET",
        },
        {
            "headers": (("Content-Type", "application/json"),),
            "body": b'{"user": {"password": "SECRET", "pin": 1}, "list": [{"apiKey": "SECRET"}]}',
        },
        {"body": b'{"token": "SECRET"}'},
        {"path": "/x", "query": (("q", ("a",)),), "headers": (("X-Session-Id", "SECRET"),)},
    ],
)
def test_no_credential_is_shown(fields):
    command = _curl(**fields)
    assert "SECRET" not in command
    assert "***" in command


def test_credentials_of_the_address_are_not_shown():
    request = WireRequest(method="GET", path="/")
    assert curl_command(request, base_url="http://me:SECRET@host/api/") == (
        "curl -s 'http://***@host/api/'"
    )


def test_what_is_no_credential_stays():
    body = b'{"token_type": "bearer", "note": "x"}'
    assert body.decode() in _curl(method="POST", body=body)
    assert "a=1&b=2" in _curl(
        method="POST",
        headers=(("Content-Type", "application/x-www-form-urlencoded"),),
        body=b"a=1&b=2",
    )
    assert "{broken" in _curl(method="POST", body=b"{broken")


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
@pytest.mark.parametrize(
    "body",
    ["$(touch x) `id` \\ ' \" ! \n\t", "esc \x1b[31m bell \x07", "non-breaking \x85 \u2028", "%0a"],
)
def test_bash_reads_the_body_as_it_was(body):
    command = _curl(method="POST", body=body.encode())
    assert "\x1b" not in command
    words = command.removeprefix("curl ")
    run = subprocess.run(
        ["bash", "-c", f"printf '%s\\0' {words}"],
        capture_output=True,
        check=True,
        env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"},
    )
    assert run.stdout.split(b"\0")[-2].decode() == body
