"""What stands word for word in a text read before is read once, and means what it says."""

import string
from random import Random

import pytest

from pactwright.document import yaml_text
from pactwright.document.parse import parse_document
from pactwright.document.yaml_shared import parse_shared
from pactwright.document.yaml_strict import NotPlain, parse_plain
from pactwright.errors import PactwrightError

TEXT = """\
# an API
openapi: 3.0.3
info:
  title: shop
  description: |
    paths:
      /not: a path
tags:
- name: a
  description: b
paths:
  /orders:
    get:
      tags:
      - a
      responses: {"200": {description: "ok: yes"}}
    post: {}
  '/orders/{id}:cancel':
    # nothing to send
    post:
      summary: "two
        lines"
components:
  schemas:
    Order:
      type: object
    "Item":
      type: string
      description: |+
        text

    Size:
      enum: [1, 2.5, true, ~, '2024-01-01', 2024-01-01]
"""
SMALLER = TEXT.replace("type: object", "type: array")


def read_beside(text, before=TEXT):
    return parse_shared(text, before.encode(), parse_plain(before))


def test_what_stood_before_is_the_same_value_and_the_rest_is_read():
    before = parse_plain(TEXT)
    value = parse_shared(SMALLER, TEXT.encode(), before)
    assert value == parse_plain(SMALLER)
    assert list(value["components"]["schemas"]) == ["Order", "Item", "Size"]
    schemas = value["components"]["schemas"]
    assert schemas["Item"] is before["components"]["schemas"]["Item"]
    assert schemas["Order"] == {"type": "array"}
    assert value["paths"]["/orders"]["get"] is before["paths"]["/orders"]["get"]


# Texts in which lines look like keys that are none, or keys stand where no line shows them.
LONG = f"long:\n  long:\n    long: {'x' * 3000}\n"
SCALAR = 'info: "\npaths:\n  a:\n    b: 1\n"\n'
DECOYS = {
    "a quoted text over the keys": SCALAR + "paths:\n  a:\n    b: {c: 2}\n",
    "keys inside a quoted text": 'paths: "x\n  a:\n    b: 1"\n',
    "a quoted text deeper than its lines": 'p:\n  a:\n      b: "\n    b:\n    "\n',
    "a block of text": "p: |\n  a:\n    b: 1\n",
    "braces": "p: {a: {b: 1}}\n",
    "braces on the next line": "p:\n  {a:\n    {b: 1}}\n",
    "an explicit key": "p:\n  a:\n    ? b\n    : 1\n",
    "a blank before the colon": "p:\n  a:\n    b : 1\n",
    "a key that is no text": "p:\n  a:\n    true: 1\n    b: 2\n",
    "deeper than two blanks": "p:\n   a:\n      b: 1\n",
    "items": "p:\n  a:\n  - b: 1\n    c: 2\n",
    "a text over two lines": "p:\n  a:\n    b: x\n      y\n    c: 2\n",
    "carriage returns": "p:\r\n  a:\r\n    b: 1\r\n",
    "nothing": "",
    "a list": "- a:\n    b: 1\n",
    "a second document": "a:\n  b:\n    c: 1\n---\na:\n  b:\n    c: 2\n",
    "one key twice": "p:\n  a:\n    b: 1\n    b: 2\n",
    "a tab": "p:\n  a:\n\tb: 1\n",
    "comments between": "p:\n  # x\n\n  a:\n    # y\n    b: 1\n  # z\n",
    "the beginning of a document": "---\n# x\np:\n  a:\n    b: 1\n",
    "an odd number": "p:\n  a:\n    b: 007\n",
    "the end of a text": "p:\n  a:\n    b: |\n      t",
    "the end of a line": "p:\n  a:\n    b: |\n      t\n    c: 1",
    "blanks only": "p:\n  a:\n    b: 1\n    \n    c: 2\n",
}


def plainly(text):
    try:
        return parse_plain(text)
    except NotPlain:
        return NotPlain


@pytest.mark.parametrize("old", DECOYS.values(), ids=DECOYS)
def test_lines_that_only_look_like_keys_change_no_value(old):
    for new in (*DECOYS.values(), old.replace("1", "3"), old.replace("p:", "p:\n  n:\n    m: 0")):
        check(LONG + old, LONG + new)
        check(LONG + old, new + LONG)


def check(old, new):
    """Compare the two ways to read a text; tell whether something was shared."""
    before = plainly(old)
    if before is NotPlain:
        return False  # nothing is shared with a text that was read with care
    try:
        found = parse_shared(new, old.encode(), before)
    except NotPlain:
        return False
    assert found == plainly(new), (old, new)
    return True


VALUES = ["", " 1", " {k: 1}", " |", " >+"]
NOISE = """\
      k: 1
      k: 2
      m: "
    "
      - 1
    # c

        t
   n: 1
     o: 2
  'r': 1
      "s": '
      x
""".splitlines()


def random_text(random):
    """Return a text of few lines, each of which may be cut off, quoted or moved."""
    lines = []
    for outer in "pq":
        lines.append(f"{outer}:")
        for inner in "ab":
            lines.append(f"  {inner}:")
            for name in random.sample("xyz", 3):
                lines.append(f"    {name}:{random.choice(VALUES)}")
                lines += random.choices(NOISE, k=random.choice([0, 0, 0, 0, 1]))
    return "\n".join(lines) + random.choice(["", "\n"])


def edited(text, random):
    lines = text.split("\n")
    for _ in range(random.randrange(1, 3)):
        at = random.randrange(len(lines))
        lines[at : at + random.randrange(2)] = random.choice(
            [[], [lines[at]], ["    x:"], ['"'], [random.choice(string.ascii_letters) + ": 1"]]
        )
    return "\n".join(lines)


def test_random_texts_mean_the_same_beside_others_and_alone():
    shared = 0
    for seed in range(4000):
        random = Random(seed)
        old = random_text(random)
        shared += check(LONG + old, LONG + edited(old, random))
    assert shared > 250


def large(text):
    return text + "".join(f"    S{number}:\n      type: string\n" for number in range(5000))


def test_a_large_document_is_read_beside_the_one_before():
    before = parse_document(large(TEXT).encode(), source="a.yaml")
    after = parse_document(large(SMALLER).encode(), source="b.yaml", like=before)
    assert after.root == parse_document(large(SMALLER).encode(), source="b.yaml").root
    assert after.root["components"]["schemas"]["S7"] is before.root["components"]["schemas"]["S7"]
    assert after.plain


def test_what_is_wrong_in_a_large_document_is_told_with_its_line():
    before = parse_document(large(TEXT).encode(), source="a.yaml")
    twice = large(SMALLER) + "    S1: {}\n"
    with pytest.raises(PactwrightError, match=r"b.yaml:10034:5.*'S1' is there twice"):
        parse_document(twice.encode(), source="b.yaml", like=before)


def test_a_small_document_is_read_alone(monkeypatch):
    before = parse_document(TEXT.encode(), source="a.yaml")
    assert len(TEXT) < yaml_text._LARGE
    after = parse_document(TEXT.encode(), source="b.yaml", like=before)
    assert after.root["paths"] is not before.root["paths"]
