"""SARIF logs keep to the rules of the format (SARIF 2.1.0, sections 3.13 to 3.35)."""

import json
from dataclasses import replace
from itertools import product

import jsonschema
import jsonschema_rs
import pytest

from pactwright.compat.rules.catalogue import all_rules
from pactwright.model.finding import Comparison, Finding, Hit, Place, Witness
from pactwright.report.comparison.formats import find_format


def closed(required=(), **properties):
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


def several(item, least=0):
    return {"type": "array", "items": item, "minItems": least, "uniqueItems": True}


TEXT = {"type": "string"}
COUNT = {"type": "integer", "minimum": 1}
MESSAGE = closed(["text"], text={"type": "string", "minLength": 1})
BAG = {"type": "object"}
LOCATION = closed(
    physicalLocation=closed(
        ["artifactLocation"],
        artifactLocation=closed(["uri"], uri={"type": "string", "format": "uri-reference"}),
        region=closed(["startLine"], startLine=COUNT, startColumn=COUNT),
    ),
    logicalLocations=several(closed(["fullyQualifiedName"], fullyQualifiedName=TEXT), 1),
)
RULE = closed(
    ["id"], id=TEXT, shortDescription=MESSAGE, fullDescription=MESSAGE, help=MESSAGE, properties=BAG
)
RESULT = closed(
    ["ruleId", "message"],
    ruleId=TEXT,
    ruleIndex={"type": "integer", "minimum": -1},
    level={"enum": ["none", "note", "warning", "error"]},
    message=MESSAGE,
    locations={"type": "array", "items": LOCATION, "minItems": 1},
    relatedLocations=several(LOCATION, 1),
    partialFingerprints={"type": "object", "additionalProperties": TEXT},
    suppressions=several(
        closed(
            ["kind"],
            kind={"enum": ["inSource", "external"]},
            status={"enum": ["accepted", "underReview", "rejected"]},
        ),
        1,
    ),
    properties=BAG,
)
RUN = closed(
    ["tool", "results"],
    tool=closed(["driver"], driver=closed(["name"], name=TEXT, rules=several(RULE))),
    columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
    results={"type": "array", "items": RESULT},
)
LOG = closed(
    ["$schema", "version", "runs"],
    **{"$schema": {"type": "string", "format": "uri"}},
    version={"const": "2.1.0"},
    runs={"type": "array", "items": RUN, "minItems": 1},
)

OLD = Place(pointer="/paths/~1a b/post", file="old file.yaml", line=3, column=5)
PLACES = [
    None,
    OLD,
    Place(pointer=""),
    Place(pointer="/a", file="https://a.example/b c.yaml"),
    Place(pointer="/ä", file="dir\\ö.yaml", line=1),
]
HIT = Hit(consumer="web", interaction="reads", effect="breaks", part="$", reason="-", place=OLD)
WITNESS = Witness(part="body", value={"a": [1, None, "x"]}, reason="a is gone")


def render(*comparisons):
    return json.loads(find_format("sarif").render(comparisons))


def held(log):
    """Return the only run, after both validators found the log in order."""
    jsonschema.Draft202012Validator(LOG, format_checker=jsonschema.FormatChecker()).validate(log)
    jsonschema_rs.Draft202012Validator(LOG, validate_formats=True).validate(log)
    (run,) = log["runs"]
    return run


def finding(rule, old, new, hits, witness):
    return Finding(
        rule=rule,
        kind="schema",
        verdict="breaking",
        level="error",
        message=f"{rule} changed",
        hint="keep it",
        operations=("POST /a",),
        old=old,
        new=new,
        witness=witness,
        hits=hits,
        fingerprint="0123456789abcdef",
    )


@pytest.mark.parametrize("hits", [None, (), (HIT, HIT, replace(HIT, place=None))])
@pytest.mark.parametrize("witness", [None, WITNESS])
def test_findings_with_and_without_each_part_keep_to_the_format(hits, witness):
    names = [rule.id for rule in all_rules()]
    findings = [
        finding(names[number], old, new, hits, witness)
        for number, (old, new) in enumerate(product(PLACES, PLACES))
    ]
    whole = Comparison(
        verdict="breaking",
        findings=tuple(findings),
        accepted=(findings[-1],),
        old="old.yaml",
        new="new.yaml",
    )
    run = held(render(whole))
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert len(set(rules)) == len(rules)
    assert [rules[result["ruleIndex"]] for result in run["results"]] == [
        result["ruleId"] for result in run["results"]
    ]
    assert [len(each.get("suppressions", [])) for each in run["results"]] == [0] * 25 + [1]


def test_every_rule_can_be_described():
    findings = tuple(finding(rule.id, OLD, None, None, None) for rule in all_rules())
    run = held(render(Comparison(verdict="breaking", findings=findings, old="a", new="b")))
    assert len(run["tool"]["driver"]["rules"]) == len(all_rules())


def test_nothing_found_is_a_run_without_results():
    run = held(render(Comparison(verdict="compatible", old="a", new="b")))
    assert run["results"] == run["tool"]["driver"]["rules"] == []


@pytest.mark.parametrize(
    ("break_it", "words"),
    [
        (lambda run: run["results"][0].pop("message"), "message"),
        (lambda run: run["results"][0].update(level="info"), "info"),
        (lambda run: run["results"][0].update(colour="red"), "colour"),
        (lambda run: run["tool"].pop("driver"), "driver"),
    ],
)
def test_the_rules_of_the_format_have_teeth(break_it, words):
    findings = (finding("type-widened", OLD, OLD, None, None),)
    log = render(Comparison(verdict="breaking", findings=findings, old="a", new="b"))
    break_it(log["runs"][0])
    with pytest.raises(jsonschema.ValidationError, match=words):
        held(log)
