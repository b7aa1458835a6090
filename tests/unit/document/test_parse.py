"""Documents are read by the rules of JSON and of YAML 1.2, and refused beyond the limits."""

import json
import sys
import tracemalloc

import pytest

from pactwright.document.limits import Limits
from pactwright.document.locate import locate_pointers
from pactwright.document.parse import parse_document
from pactwright.errors import PactwrightError


def value(text, name="a.yaml", **limits):
    return parse_document(text.encode(), source=name, limits=Limits(**limits)).root


WORDS = {
    "no": "no",
    "yes": "yes",
    "on": "on",
    "2024-01-01": "2024-01-01",
    "2024-01-01T10:00:00Z": "2024-01-01T10:00:00Z",
    "1:30": "1:30",
    "1_000": "1_000",
    "0o17": 15,
    "017": 17,
    "0x1F": 31,
    "1e3": 1000.0,
    "+12": 12,
    "-0.5": -0.5,
    "true": True,
    "False": False,
    "~": None,
    "null": None,
    "": None,
    "'1'": "1",
    '"true"': "true",
    "=": "=",
    "18446744073709551616": 18446744073709551616,
    "-9223372036854775809": -9223372036854775809,
}


@pytest.fixture(params=[(), ("ryaml",), ("ryaml", "yaml12")], ids=["fast", "careful", "fallback"])
def reader(request, monkeypatch):
    """Read YAML by the fast libraries, and by what is left where they are not installed."""
    for name in request.param:
        monkeypatch.setitem(sys.modules, name, None)
    return value


ODD = {
    "- 007\n- 010": [7, 10],
    "[1,007]": [1, 7],
    "[1,\n 2,007]": [1, 2, 7],
    "- 0b11": ["0b11"],
    "- !!str 1": ["1"],
    "- costs $1,000": ["costs $1,000"],
    "- at 07:00": ["at 07:00"],
    "- so! != this": ["so! != this"],
    "- a3e400": ["a3e400"],
    "200: a\n'007': b": {"200": "a", "007": "b"},
}


@pytest.mark.parametrize("text", ODD)
def test_odd_words_mean_what_yaml_1_2_says(text, reader):
    assert reader(text) == ODD[text]


@pytest.mark.parametrize("text", ["a: 1e400", "a: .inf", "!thing x", "- [1e+999]"])
def test_what_is_no_json_is_refused(text, reader):
    with pytest.raises(PactwrightError):
        reader(text)


@pytest.mark.parametrize("word", WORDS)
def test_words_mean_what_yaml_1_2_says(word, reader):
    assert reader(f"a: {word}\n") == {"a": WORDS[word]}
    assert type(reader(f"a: {word}\n")["a"]) is type(WORDS[word])


KEYS = {
    "200: a": {"200": "a"},
    "true: a": {"true": "a"},
    "no: a": {"no": "a"},
    "1.10: a": {"1.10": "a"},
    "007: a": {"007": "a"},
    "null: a": {"null": "a"},
    "0x1F: a": {"0x1F": "a"},
    "200: a\n'201': b": {"200": "a", "201": "b"},
    "1: a\ntrue: b": {"1": "a", "true": "b"},
}


@pytest.mark.parametrize("text", KEYS)
def test_keys_become_text_as_they_are_written(text, reader):
    assert reader(f"x:\n  {text}".replace("\n'", "\n  '").replace("\nt", "\n  t")) == {
        "x": KEYS[text]
    }


def test_merge_keys_lay_mappings_under_the_own_keys(reader):
    text = "a: &a {x: 1, y: 2}\nb: &b {y: 3, z: 4}\nc:\n  <<: [*a, *b]\n  z: 5\n"
    assert reader(text)["c"] == {"x": 1, "y": 2, "z": 5}


def test_merging_what_is_no_mapping_is_refused(reader):
    with pytest.raises(PactwrightError, match="<< must name a mapping"):
        reader("a: &a [1]\nb:\n  <<: *a\n")


def test_aliases_stand_for_what_they_name(reader):
    assert reader("a: &a [1, 2]\nb: *a\n") == {"a": [1, 2], "b": [1, 2]}


def test_a_star_or_ampersand_in_prose_is_no_alias(reader):
    text = "a: |\n  *bold* & *more\n  &more\nb: '*more'\n"
    assert reader(text) == {"a": "*bold* & *more\n&more\n", "b": "*more"}


def test_tabs_inside_block_scalars_pass(reader):
    assert reader("a: |\n  x\n  \ty\n \nb: 1\n") == {"a": "x\n\ty\n", "b": 1}


def test_integers_beyond_64_bits_keep_their_digits():
    big = 2**70
    assert value(json.dumps({"a": big, "b": -big, "c": 1.5}), "a.json")["a"] == big
    assert value(f"a: {big}\n")["a"] == big


def test_json_is_read_under_a_name_of_yaml_and_without_any():
    assert value('{"a": 1}', "a.yaml") == value('{"a": 1}', "-") == {"a": 1}
    assert value("{a: 1}", "a.yaml") == {"a": 1}


def test_a_comment_and_a_start_mark_are_no_second_document(reader):
    assert reader("# hello\n---\na: 1\n") == {"a": 1}
    assert reader("%YAML 1.2\n---\na: 1\n...\n") == {"a": 1}


@pytest.mark.parametrize(
    "text",
    [
        '{"a": "\\":", "b": {"c\\\\": 1}}',
        '{"a" : 1, "b"\n: 2, "c"\t:3}',
        '{"a": "x \\" : y", "b": [{"a": 1}, {"a": 1}]}',
    ],
)
def test_quotes_and_blanks_are_no_duplicate_keys(text):
    assert value(text, "a.json") == json.loads(text)


DUPLICATES = [
    "a: 1\nb: 2\na: 3\n",
    "a:\n  b: 1\n  c: |\n    b: 1\n  b: 2\n",
    "a: {b: 1, b: 2}\n",
    "a: [{b: 1}, {c: 1, c: 2}]\n",
    "a: {b: 1,\n  c: 2,\n  b: 3}\n",
    "a:\n  - {b: 1}\n  - - c: 1\n      c: 2\n",
    "'a': 1\n\"a\": 2\n",
    "? a\n: 1\na: 2\n",
    "- a: 1\n- b: 1\n  c: 2\n  b: 3\n",
    "a: &x\n  b: 1\n  b: 2\n",
]


@pytest.mark.parametrize("text", DUPLICATES)
def test_duplicate_keys_are_found_wherever_they_hide(text, reader):
    with pytest.raises(PactwrightError, match="twice"):
        reader(text)


UNIQUE = [
    "a: 'x\n  b: 1\n  b: 2'\nb: 1\n",
    "a: >\n  b: 1\n  b: 2\nb: 1\n",
    "a:\n- b: 1\n  c: 2\n- b: 1\n  c: 2\n",
    "a:\n  - {b: 1}\n  - {b: 1, c: {b: 1}}\nb: {}\nc: []\n",
    "http://x: 1\nhttp://y: 2\n",
    "a: plain text\n  that: goes on\nb: more\n  that: goes on\n",
    "- |\n  a: 1\n  a: 2\n- >-\n  a: 1\n  a: 2\n",
    "a: {b: '}', c: \"{b: 1}\"}\n",
]


@pytest.mark.parametrize("text", UNIQUE)
def test_what_only_looks_like_a_duplicate_passes(text, reader):
    try:
        reader(text)
    except PactwrightError as error:
        assert "twice" not in error.message  # noqa: PT017 - some are no YAML for another reason


def test_many_wrapped_braces_cost_no_more_than_a_parser():
    text = "".join(f"k{n}: {{a: 1,\n  b: 2}}\n" for n in range(60))
    assert len(value(text)) == 60
    with pytest.raises(PactwrightError, match="twice"):
        value(text + "k1: {}\n")


LIMITED = {
    "json_bytes": ('{"a": 1}' + " " * 100, "a.json", {"json_bytes": 50}, "the document has"),
    "yaml_bytes": ("a: 1\n" * 30, "a.yaml", {"yaml_bytes": 50}, "the document has"),
    "values": ("[" + "[1]," * 50 + "1]", "a.json", {"values": 20}, "more than 20 values"),
    "values in yaml": ("- [1]\n" * 50, "a.yaml", {"values": 20}, "more than 20 values"),
    "references": (
        json.dumps([{"$ref": "#"}] * 9 + [[[1]]]),
        "a.json",
        {"references": 5},
        "5 references",
    ),
    "depth": ("[[[[1]]]]", "a.json", {"depth": 3}, "a.json:1:4: nested deeper"),
    "depth in yaml": ("a:\n  b:\n    c: {d: 1}\n", "a.yaml", {"depth": 3}, "a.yaml:3:8: nested"),
    "depth beyond the reader": ("[" * 300, "a.yaml", {}, "nested deeper|not valid"),
}


@pytest.mark.parametrize("name", LIMITED)
def test_each_limit_refuses_in_time(name):
    text, file, limits, message = LIMITED[name]
    with pytest.raises(PactwrightError, match=message):
        value(text, file, **limits)


def test_a_control_character_far_down_is_told_by_line():
    with pytest.raises(PactwrightError, match=r"a.yaml:301:2: byte 0x07"):
        value("# words\n" * 300 + "#\x07\n")


def test_what_only_the_lenient_parser_reads_still_has_a_line():
    document = parse_document(b"a: [x y: 1]\n? b\n: {c: 1}\n", source="a.yaml")
    assert locate_pointers(document, ["/b/c"])["/b/c"][0] >= 1


JSON_TEXTS = {
    "tidy": ('{\n  "$ref": "#/a",\n  "b": []\n}\n', ("#/a",), True),
    "one line": ('{"$ref":"#/a","b":{"$ref":"#/a"}}', ("#/a",), False),
    "blanks everywhere": ('{ "b" :\t[\r\n{ "$ref" : "#/a b" } ] }', ("#/a b",), False),
    "an escape": ('{"b": "\\u00e9", "$ref": "#/a"}', ("#/a",), False),
    "an escape in a reference": ('{\n  "$ref": "#/a\\\\b"\n}', ("#/a\\b",), False),
    "a number as nobody writes it": ('{"b": 1.50, "$ref": "#/a"}', ("#/a",), False),
    "a reference in prose": ('{"b": "\\"$ref\\": \\"#/c\\""}', (), False),
    "a reference that is none": ('{"$ref": {"$ref": 1}}', (), False),
}


@pytest.mark.parametrize(("text", "references", "indented"), JSON_TEXTS.values(), ids=JSON_TEXTS)
def test_the_references_of_json_are_known_however_it_is_laid_out(text, references, indented):
    parsed = parse_document(text.encode(), source="a.json")
    assert parsed.root == json.loads(text)
    assert (parsed.references, parsed.indented) == (references, indented)


NESTED = {"deep enough": ("[" * 3 + "]" * 3, True), "too deep": ("[" * 4 + "]" * 4, False)}


@pytest.mark.parametrize(("text", "passes"), NESTED.values(), ids=NESTED)
@pytest.mark.parametrize("layout", ["{}", '{{"a":{}, "b": 1}}', "[1, {}]"])
def test_depth_is_bounded_by_levels_not_by_layout(text, passes, layout):
    text = layout.format(text)
    levels = 3 if layout == "{}" else 4
    if passes:
        assert value(text, "a.json", depth=levels) == json.loads(text)
    else:
        with pytest.raises(PactwrightError, match="nested deeper than"):
            value(text, "a.json", depth=levels)


@pytest.mark.parametrize("letters", ["ab ", "\\n", '\\"'])
def test_a_long_text_is_skipped_without_remembering_its_letters(letters):
    text = '{"a": "' + letters * 300_000 + '", "b": 1, "b": 2}'
    tracemalloc.start()
    with pytest.raises(PactwrightError, match="is there twice"):
        value(text, "a.json")
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 20 * len(text)


@pytest.mark.parametrize("stair", ["- ", "? ", "- ? ", "- !!seq "])
def test_stairs_on_one_line_crash_no_reader(stair, reader):
    with pytest.raises(PactwrightError):
        reader(stair * 50_000 + "x\n")


@pytest.mark.parametrize("spelt", ["k7", "'k7'", '"k7"'])
def test_a_duplicate_far_down_a_long_text_is_told_by_line(spelt, reader):
    lines = [f"k{number}: a value of some length" for number in range(40_000)]
    with pytest.raises(PactwrightError, match=r"a.yaml:40001:1: the key 'k7' is there twice"):
        reader("\n".join([*lines, f"{spelt}: x", "last: y\n"]))
