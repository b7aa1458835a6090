"""Comparisons read well in every format, and nothing in a document can break out of one."""

import json
from dataclasses import replace
from xml.etree import ElementTree as ET

import jsonschema
import pytest

from pactwright.model.finding import Comparison, Finding, Hit, Place, Witness
from pactwright.report.comparison import text
from pactwright.report.comparison.formats import FORMAT_NAMES, find_format

BREAK = Finding(
    rule="request-body-became-required",
    kind="schema",
    verdict="breaking",
    level="error",
    message="the request body became required",
    hint="keep it optional",
    direction="request",
    operations=("POST /a", "POST /b", "POST /c", "POST /d"),
    old=Place(pointer="/paths/~1a/post", file="old.yaml", line=3, column=5),
    new=Place(pointer="/paths/~1a/post/requestBody", file="new.yaml", line=4, column=7),
    witness=Witness(part="request", value={"method": "POST"}, request="POST /a  (no body)"),
    fingerprint="0123456789abcdef",
)
UNKNOWN = replace(
    BREAK,
    rule="pattern-narrowed",
    verdict="unknown",
    message="not decided: the keyword $dynamicRef",
    witness=None,
    operations=(),
    direction=None,
    fingerprint="1123456789abcdef",
)
WARNING = replace(
    BREAK,
    rule="optional-property-removed",
    verdict="compatible",
    level="warning",
    witness=Witness(part="body", value={"a": 1}, reason="a is gone"),
    new=None,
    fingerprint="2123456789abcdef",
)
INFO = replace(WARNING, rule="operation-added", level="info", witness=None, fingerprint="3")
WHOLE = Comparison(
    verdict="breaking",
    findings=(BREAK, UNKNOWN, WARNING, INFO),
    accepted=(replace(BREAK, rule="operation-removed", fingerprint="4"),),
    old="old.yaml",
    new="new.yaml",
    notes=("2 left out by the policy",),
)
SILENT = Comparison(verdict="compatible", old="a", new="b", reader="strict")

TEXT = """\
✗ breaking  request-body-became-required (request)  POST /a, POST /b, POST /c and 1 more
  the request body became required
  old    old.yaml:3:5  /paths/~1a/post
  new    new.yaml:4:7  /paths/~1a/post/requestBody
  proof  POST /a  (no body)   accepted by old, refused by new
  hint   keep it optional
  mark   0123456789abcdef
"""


def render(name, *comparisons, width=100):
    return find_format(name).render(comparisons, width=width)


def test_text_tells_what_where_the_proof_and_the_deed():
    whole = render("text", WHOLE, width=200)
    assert whole.startswith(TEXT)
    assert "? unknown  pattern-narrowed\n" in whole
    assert "! warning  optional-property-removed" in whole
    assert "operation-added" not in whole
    assert "✓ accepted  operation-removed" in whole
    assert "note: 2 left out by the policy" in whole
    assert whole.endswith(
        "breaking: 1 breaking, 1 unknown, 1 warning, 1 compatible, 1 accepted   (reader: open)\n"
    )


def test_text_wraps_at_the_width_of_the_terminal():
    long = replace(BREAK, message="word " * 60, hint="deed " * 60)
    lines = render("text", replace(WHOLE, findings=(long,)), width=80).splitlines()
    assert max(len(line) for line in lines if line.startswith("  ")) <= 80


def test_text_has_colours_for_those_who_want_them():
    lines = text.describe([WHOLE], width=100)
    assert lines[0][0] == ("✗ breaking", "bold red")


def test_a_silent_comparison_says_so():
    assert render("text", SILENT) == "compatible: no change that matters   (reader: strict)\n"


def test_a_break_that_the_policy_tells_as_a_warning_is_marked():
    lowered = replace(WHOLE, findings=(replace(BREAK, level="warning"),))
    assert "! breaking (a warning by policy)" in render("text", lowered)


def test_several_comparisons_have_headings_and_one_verdict():
    whole = render("text", SILENT, WHOLE)
    assert whole.startswith("a → b  compatible\nold.yaml → new.yaml  breaking\n")
    assert "breaking: 2 comparisons, 1 breaking" in whole


SCHEMA = "docs/compat.schema.json"


@pytest.fixture(scope="module")
def schema(request):
    """Return the documented schema of the JSON format."""
    return json.loads((request.config.rootpath / SCHEMA).read_text())


@pytest.mark.parametrize("comparisons", [(WHOLE,), (SILENT,), (WHOLE, SILENT), ()])
def test_json_keeps_to_its_documented_schema(schema, comparisons):
    jsonschema.Draft202012Validator(schema).validate(json.loads(render("json", *comparisons)))


def test_json_holds_everything():
    found = json.loads(render("json", WHOLE))
    assert (found["verdict"], found["reader"]) == ("breaking", "open")
    assert found["summary"] == {
        "findings": 4, "breaking": 1, "unknown": 1, "warnings": 1, "infos": 1, "accepted": 1,
    }  # fmt: skip
    first = found["findings"][0]
    assert first["class"] == "schema"
    assert first["old"] == {
        "pointer": "/paths/~1a/post",
        "file": "old.yaml",
        "line": 3,
        "column": 5,
    }
    assert first["witness"]["request"] == "POST /a  (no body)"
    assert found["findings"][1]["witness"] is None
    assert json.loads(render("json", WHOLE, SILENT))["comparisons"][0] == found


def test_json_writes_numbers_of_any_size():
    huge = replace(BREAK, witness=Witness(part="body", value=2**80))
    assert json.loads(render("json", replace(WHOLE, findings=(huge,))))["findings"]


def test_markdown_folds_the_compatible_away():
    whole = render("markdown", WHOLE)
    assert whole.startswith("## ✗ breaking\n")
    assert "- **`request-body-became-required` `POST /a, POST /b, POST /c and 1 more`**" in whole
    assert "<details><summary>1 compatible change</summary>" in whole
    assert "#### Not decided" in whole


def test_junit_has_a_failure_for_each_break_and_an_error_for_the_undecided():
    root = ET.fromstring(render("junit", WHOLE, SILENT))
    first, second = root.findall("testsuite")
    assert first.attrib["tests"] == "4"
    assert (first.attrib["failures"], first.attrib["errors"]) == ("1", "1")
    assert [case.attrib["name"] for case in second] == ["no change that matters"]


def test_github_annotates_the_lines_of_the_new_document():
    lines = render("github", WHOLE).splitlines()
    assert lines[0].startswith(
        "::error file=new.yaml,line=4,col=7,title=breaking%3A request-body-became-required::"
        "the request body became required%0APOST /a"
    )
    assert lines[2].startswith("::warning file=old.yaml,line=3")
    assert len(lines) == 4


def test_github_manages_without_a_place():
    bare = replace(BREAK, old=None, new=None)
    line = render("github", replace(WHOLE, findings=(bare,))).splitlines()[0]
    assert line.startswith("::error title=breaking")


def test_gitlab_gives_every_issue_a_fingerprint_of_its_own():
    issues = json.loads(render("gitlab", WHOLE, replace(WHOLE, old="older.yaml")))
    assert len({issue["fingerprint"] for issue in issues}) == len(issues) == 8
    assert issues[0]["location"] == {"path": "new.yaml", "lines": {"begin": 4}}
    assert [issue["severity"] for issue in issues[:4]] == ["critical", "major", "minor", "info"]


def test_sarif_tells_places_and_what_is_accepted():
    (run,) = json.loads(render("sarif", WHOLE))["runs"]
    assert run["results"][0]["relatedLocations"][0]["physicalLocation"]["region"]["startLine"] == 3
    assert [len(each.get("suppressions", [])) for each in run["results"]] == [0, 0, 0, 0, 1]


def test_sarif_names_a_place_once_and_leaves_addresses_whole():
    place = Place(pointer="/a b", file="https://a.example/b%20c.yaml?x=1", line=2)
    hit = Hit(
        consumer="web", interaction="reads", effect="breaks", part="$", reason="-", place=place
    )
    hits = (hit, replace(hit, interaction="lists"))
    finding = replace(BREAK, new=replace(place, file="a b\\c.yaml"), hits=hits)
    (run,) = json.loads(render("sarif", replace(WHOLE, findings=(finding,))))["runs"]
    places = [run["results"][0]["locations"][0], *run["results"][0]["relatedLocations"]]
    addresses = [each["physicalLocation"]["artifactLocation"]["uri"] for each in places]
    assert addresses == ["a%20b/c.yaml", "old.yaml", "https://a.example/b%20c.yaml?x=1"]


EVIL = "x\x1b[31m\n::error::boo\r<script>`*|@all"


@pytest.mark.parametrize("name", FORMAT_NAMES)
def test_hostile_names_stay_words(name):
    hostile = replace(
        BREAK,
        message=EVIL,
        hint=EVIL,
        operations=(EVIL,),
        old=Place(pointer=EVIL, file=EVIL, line=1, column=1),
        witness=Witness(part=EVIL, value=EVIL, reason=EVIL),
    )
    shown = render(name, replace(WHOLE, findings=(hostile,), old=EVIL, notes=(EVIL,)))
    assert "\x1b" not in shown
    assert "\r" not in shown
    assert not any(line.startswith("::error::") for line in shown.splitlines())
    if name == "junit":
        ET.fromstring(shown)
    if name in {"json", "gitlab", "sarif"}:
        json.loads(shown)


@pytest.mark.parametrize("name", FORMAT_NAMES)
def test_the_same_comparisons_give_the_same_bytes(name):
    assert render(name, WHOLE, SILENT) == render(name, WHOLE, SILENT)
    assert render(name, WHOLE).endswith("\n")


def test_an_unknown_format_is_a_key_error():
    with pytest.raises(KeyError):
        find_format("html")
