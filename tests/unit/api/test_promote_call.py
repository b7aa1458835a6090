"""The call of a promoted test is that of the consumer's own, where that can be told."""

import json

import pytest

from pactwright.api.promote_call import borrow_call
from pactwright.model.interaction import Body, Request

HEAD = """
import json as codec
import httpx
from .client import Shop as TheShop
from pactwright import Pact

shop = Pact(consumer="web", provider="shop")
LIMIT = 2

@shop.interaction(request=shop.get("/x"), response=shop.ok())
"""


def _request(path="/x", query=(), body=None, headers=(), method="GET"):
    content = None if body is None else Body(content=json.dumps(body).encode())
    return Request(method=method, path=path, query=query, headers=headers, body=content)


def _limit(text):
    return _request(query=(("limit", (text,)),))


def _borrow(body, before, after, *, head=HEAD):
    return borrow_call(f"{head}{body}", "test_x", before, after)


@pytest.mark.parametrize(
    ("body", "before", "after", "lines"),
    [
        (
            'def test_x(mock):\n    """It works."""\n    TheShop(mock.url).list(2)\n',
            _limit("2"), _limit("100"), ["TheShop(mock.url).list(100)"],
        ),
        (
            "def test_x(mock):\n    TheShop(mock.url).list('é', 2)\n",
            _limit("2"), _limit("é'"), ["TheShop(mock.url).list('é', \"é'\")"],
        ),
        (
            'def test_x(mock):\n    httpx.get(mock.url + "/x?limit=2&a=2")\n',
            _limit("2"), _limit("3"), ['httpx.get(mock.url + "/x?limit=3&a=2")'],
        ),
        (
            'def test_x(mock):\n    httpx.get(f"{mock.url}/x/7")\n',
            _request("/x/7"), _request("/x/8"), ['httpx.get(f"{mock.url}/x/8")'],
        ),
        (
            "def test_x(mock):\n    TheShop(mock.url).read(7)\n",
            _request("/x/7"), _request("/x/8"), ["TheShop(mock.url).read(8)"],
        ),
        (
            'def test_x(mock):\n    with TheShop(mock) as c:\n        c.add(["a",\n"b"], -1)\n',
            _request(body={"tags": ["a", "b"], "n": -1}), _request(body={"tags": [], "n": 5}),
            ["with TheShop(mock) as c:", "    c.add([], 5)"],
        ),
        (
            "def test_x(mock):\n    TheShop(mock.url).place([TheShop('A1', n=2)])\n",
            _request(body={"lines": [{"sku": "A1", "quantity": 2}]}),
            _request(body={"lines": [{"sku": "A1", "quantity": 90}]}),
            ["TheShop(mock.url).place([TheShop('A1', n=90)])"],
        ),
        (
            "def test_x(mock):\n    TheShop(mock.url).list(2)\n",
            _limit("2"), _limit("2"), ["TheShop(mock.url).list(2)"],
        ),
    ],
)  # fmt: skip
def test_values_of_the_finding_stand_where_the_examples_stood(body, before, after, lines):
    found = _borrow(body, before, after)

    assert [line for line in found.lines if line] == lines
    assert found.head == "def {name}(mock):"


def test_the_imports_that_it_needs_come_along_and_async_stays():
    found = _borrow(
        "async def test_x(mock, tmp_path):\n"
        "    told = codec.dumps(await TheShop(mock.url).list(2))\n    assert told, len(told)\n",
        _limit("2"), _limit("3"),
    )  # fmt: skip

    assert found.head == "async def {name}(mock, tmp_path):"
    assert found.imports == ("from .client import Shop as TheShop", "import json as codec")


@pytest.mark.parametrize(
    ("body", "before", "after"),
    [
        ("def test_x(mock):\n    TheShop(mock.url).list(2, 2)\n", _limit("2"), _limit("3")),
        ("def test_x(mock):\n    TheShop(mock.url).list()\n", _limit("2"), _limit("3")),
        ("def test_x(mock):\n    TheShop(mock.url).list(LIMIT)\n", _limit("2"), _limit("3")),
        ("def test_x(mock):\n    helper(mock)\n", _limit("2"), _limit("2")),
        ("def test_y(mock):\n    pass\n", _limit("2"), _limit("2")),
        ("class A:\n    def test_x(self, mock):\n        pass\n", _limit("2"), _limit("2")),
        ("@pytest.mark.x\ndef test_x(mock):\n    pass\n", _limit("2"), _limit("2")),
        (
            '@shop.interaction(request=shop.get("/y"))\ndef test_x(mock):\n    pass\n',
            _limit("2"), _limit("2"),
        ),
        ("def mine(): ...\ndef test_x(mine):\n    pass\n", _limit("2"), _limit("2")),
        (
            "def test_x(mock):\n    TheShop(mock.url).place('A1', 2)\n",
            _request(body=[["A1", 2]]), _request(body=[["A1", 2], ["A1", 3]]),
        ),
        ("def test_x(mock):\n    pass\n", _limit("2"), _request()),
        ("def test_x(mock):\n    pass\n", _limit("2"), _request(method="POST")),
        ("def test_x(mock):\n    pass\n", _request(headers=(("A", ("b",)),)), _request()),
        ("def test_x(mock:\n", _limit("2"), _limit("2")),
    ],
)  # fmt: skip
def test_what_cannot_be_told_is_not_guessed(body, before, after):
    assert _borrow(body, before, after) is None
