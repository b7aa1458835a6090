"""Lines and columns are those of a parser, found at a fraction of its cost."""

import json
import random

import pytest
import yaml

from pactwright.document import locate_indented, locate_json, locate_yaml
from pactwright.document.json_text import written_again
from pactwright.document.locate import locate_pointers
from pactwright.document.parse import parse_document
from pactwright.document.pointer import follow_pointer, join_pointer, split_pointer

NAMES = ["a", "b c", "200", "x-y", "/orders/{id}", "~t", "$ref", "application/json", "é", "a:b"]


def grown(chance, depth=0):
    """Return a random JSON value, the same for the same seed."""
    kind = chance.random()
    if depth > 4 or kind < 0.3:
        return chance.choice([1, "text", "two\nlines\n", "", None, True, "k: v", "- x", "#"])
    if kind < 0.6:
        return [grown(chance, depth + 1) for _ in range(chance.randint(0, 3))]
    names = chance.sample(NAMES, chance.randint(0, 4))
    return {name: grown(chance, depth + 1) for name in names}


def pointers_of(node, steps=()):
    yield join_pointer(steps)
    pairs = (
        node.items()
        if isinstance(node, dict)
        else enumerate(node)
        if isinstance(node, list)
        else ()
    )
    for key, child in pairs:
        yield from pointers_of(child, (*steps, key))


def by_parser(text, pointers):
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    return {each: locate_yaml._offset_of(root, split_pointer(each), 0) for each in pointers}


STYLES = [
    {"default_flow_style": False},
    {"default_flow_style": None},
    {"default_flow_style": False, "indent": 4},
    {"default_flow_style": False, "default_style": '"'},
    {"default_flow_style": False, "explicit_start": True},
]


@pytest.mark.parametrize("seed", range(60))
def test_yaml_places_are_those_of_the_parser(seed):
    chance = random.Random(seed)
    root = {"top": grown(chance), "next": {"inner": grown(chance)}, "list": [grown(chance)]}
    text = yaml.safe_dump(root, allow_unicode=True, sort_keys=False, **chance.choice(STYLES))
    wanted = list(pointers_of(root))
    expected = by_parser(text, wanted)
    # Where the whole begins is a matter of taste: the first line, whatever stands there.
    found = locate_yaml.find_offsets(text, wanted) | {"": expected[""]}
    assert found == expected


@pytest.mark.parametrize("seed", range(60))
def test_places_found_by_the_layout_are_those_found_by_reading(seed):
    chance = random.Random(seed)
    root = {"top": grown(chance), "{": [[], {}, [[1]], "\n  {"], "": grown(chance), 'a"': [{}]}
    data = written_again(root)
    wanted = [*pointers_of(root), "/nowhere", "/{/7", "/{/00", "/{/x"]
    chance.shuffle(wanted)
    some = sorted(wanted[: chance.randint(1, len(wanted))])
    read = locate_json.find_offsets(data.decode("latin-1"), some)
    assert locate_indented.find_offsets(data, root, some) == read


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("indent", [None, 1, 2, 4])
def test_json_places_lead_to_the_key(seed, indent):
    root = {"top": grown(random.Random(seed)), "last": 1}
    text = json.dumps(root, indent=indent)
    document = parse_document(text.encode(), source="a.json")
    lines = text.split("\n")
    for pointer, (line, column) in locate_pointers(document, pointers_of(root)).items():
        rest = lines[line - 1][column - 1 :]
        steps = split_pointer(pointer)
        parent = follow_pointer(root, join_pointer(steps[:-1])) if steps else None
        if isinstance(parent, dict):
            assert rest.startswith(json.dumps(steps[-1]))
        else:
            assert rest[0] not in " ,:"


@pytest.mark.parametrize(
    ("text", "pointer", "place"),
    [
        ("a:\n  b: 1\n", "/a/missing/deeper", (1, 1)),
        ("a:\n  b: 1\n", "/a/b/c", (2, 3)),
        ("a: {b: {c: 1}}\n", "/a/b/c", (1, 9)),
        ("a: [1, {b: 2}]\n", "/a/1/b", (1, 9)),
        ("a:\n- x: 1\n- x: 2\nb: 1\n", "/a/1/x", (3, 3)),
        ("a:\n  - x\n  - y\n", "/a/1", (3, 5)),
        ("# hello\n---\na: 1\n", "/a", (3, 1)),
        ("a: &x {b: 1}\nc: *x\n", "/c/b", (1, 8)),
        ("? a\n: {b: 1}\n", "/a/b", (2, 4)),
        ('{"a": {"b": [1, 2]}}', "/a/b/1", (1, 17)),
        ('{"a": 1}', "/a/b", (1, 2)),
        ('{"a": 1}', "/zzz", (1, 1)),
    ],
)
def test_a_place_that_is_not_there_is_told_by_its_parent(text, pointer, place):
    document = parse_document(text.encode(), source="a")
    assert locate_pointers(document, [pointer]) == {pointer: place}


@pytest.mark.parametrize("key", ["é", "日本", "\U0001f600", "a"])
@pytest.mark.parametrize("escaped", [True, False])
def test_columns_count_characters_whatever_they_are(key, escaped):
    text = json.dumps({"😀😀": {key: [1, 2]}}, ensure_ascii=escaped)
    document = parse_document(text.encode(), source="a.json")
    ((line, column),) = locate_pointers(document, [f"/😀😀/{key}/1"]).values()
    assert (line, text[column - 1]) == (1, "2")
