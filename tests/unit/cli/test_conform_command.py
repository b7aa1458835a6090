# ruff: noqa: E501 - whole lines of output
"""`pactwright conform`, as it is typed."""

import io
import json
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner

from pactwright.cli.conform import command
from pactwright.cli.main import cli
from pactwright.errors import PactwrightError

DOCUMENT = """\
openapi: 3.1.0
info: {title: orders, version: "1"}
paths:
  /orders/{id}:
    get:
      parameters:
        - {name: id, in: path, required: true, schema: {type: integer}}
      responses:
        "200":
          description: ok
          content:
            application/json:
              schema:
                type: object
                properties:
                  id: {type: integer}
                  when: {type: string, format: date-time}
"""
ASYNC = {
    "asyncapi": "3.0.0",
    "channels": {"c": {"messages": {"m": {"payload": {"properties": {"id": {"type": "integer"}}}}}}},
    "operations": {"made": {"action": "send", "channel": {"$ref": "#/channels/c"}}},
}  # fmt: skip
LIKE = {"matchers": [{"match": "type"}]}
MOMENT = {"matchers": [{"match": "datetime", "format": "yyyy-MM-dd'T'HH:mm:ssXXX"}]}


def reads(body, rules, description="reads an order"):
    return {
        "type": "Synchronous/HTTP",
        "description": description,
        "providerStates": [{"name": "an order"}],
        "request": {"method": "GET", "path": "/orders/7"},
        "response": {
            "status": 200,
            "body": {"content": body, "contentType": "application/json", "encoded": False},
            "matchingRules": {"body": rules},
        },
    }


FITS = reads({}, {"$": LIKE})
RISK = reads({"id": 7}, {"$.id": LIKE})
WRONG = reads({"id": "7", "sum": 1}, {"$.id": LIKE}, description="reads @all|*of* it")
LATE = reads({"when": "2020-01-01T10:00:00Z"}, {"$.when": MOMENT})
TOLD = {
    "type": "Asynchronous/Messages",
    "description": "hears of an order",
    "contents": {"content": {"id": "7"}, "contentType": "application/json", "encoded": False},
    "comments": {"references": {"AsyncAPI": {"operationId": "made"}}},
}


@pytest.fixture
def project(tmp_path, monkeypatch):
    """Make a folder with a document and a way to write pacts; it is where commands run."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    folder = tmp_path / "contracts" / "orders" / "1.0.0"
    folder.mkdir(parents=True)
    (folder / "openapi.yaml").write_text(DOCUMENT)
    (tmp_path / "pacts").mkdir()

    def write(*interactions, provider="orders"):
        pact = {
            "consumer": {"name": "web"},
            "provider": {"name": provider},
            "interactions": list(interactions),
            "metadata": {"pactSpecification": {"version": "4.0"}},
        }
        (tmp_path / "pacts" / f"web-{provider}.json").write_text(json.dumps(pact))
        return tmp_path

    return write


def run(*arguments):
    # The real entry returns what the command returns.
    result = CliRunner().invoke(command, [*arguments], standalone_mode=False)
    if result.exception is not None:
        raise result.exception
    return result.return_value, result.output


def codes(output):
    return [one["code"] for pact in json.loads(output)["pacts"] for one in pact["results"]]


@pytest.mark.parametrize(
    ("interaction", "arguments", "status", "expected"),
    [
        (FITS, [], 0, []),
        (RISK, [], 0, ["response.body.not-covered"]),
        (RISK, ["--strict"], 1, ["response.body.not-covered"]),
        (RISK, ["--examples-only"], 0, []),
        (WRONG, ["--examples-only"], 1, ["response.body.incompatible"] * 2),
        (LATE, [], 0, ["response.body.not-covered"]),
    ],
)
def test_the_exit_status_tells_of_errors(project, interaction, arguments, status, expected):
    project(interaction)

    found, output = run("--format", "json", *arguments)

    assert (found, codes(output)) == (status, expected)


def test_variants_that_cannot_be_read_are_refused_with_their_place(project):
    project({**FITS, "comments": {"pactwright": {"variants": 5}}})

    with pytest.raises(PactwrightError, match=r"/interactions/0/comments/pactwright/variants: exp"):
        run()


def test_what_no_schema_can_say_is_told_with_its_line(project):
    folder = project(RISK)
    odd = DOCUMENT.replace("type: object", "type: object\n                required: id")
    (folder / "odd.yaml").write_text(odd)

    output = run("--to", "odd.yaml")[1]

    line = odd.splitlines().index("                required: id") + 1
    (note,) = [each for each in output.splitlines() if "odd.yaml:" in each and "note" in each]
    assert note.startswith(f"note: odd.yaml:{line}:17: /paths/")
    assert note.endswith("expected a list, got 'id'; nothing is held to it")


def test_the_document_is_found_by_the_provider_s_name_or_named(project):
    folder = project(RISK)
    (folder / "elsewhere.yaml").write_text(DOCUMENT.replace("/orders/{id}", "/bills/{id}"))

    assert codes(run("--format", "json")[1]) == ["response.body.not-covered"]
    assert codes(run("--format", "json", "--to", "elsewhere.yaml")[1]) == [
        "request.path-or-method.unknown"
    ]
    assert json.loads(run("pacts/web-orders.json", "--format", "json")[1])["pacts"][0][
        "document"
    ] == str(folder / "contracts/orders/1.0.0/openapi.yaml").removeprefix(f"{folder}/")


def test_messages_are_held_against_the_asyncapi_document_beside(project):
    folder = project(FITS, TOLD)
    document = folder / "contracts/orders/1.0.0/asyncapi.json"
    document.write_text(json.dumps(ASYNC))

    status, output = run("--format", "json")

    (result,) = json.loads(output)["pacts"][0]["results"]
    assert (status, result["code"]) == (1, "message.no.match")
    assert result["specDetails"]["file"].endswith("asyncapi.json")
    assert result["causes"][0]["specDetails"]["line"] == 1


def test_providers_without_a_document_are_told(project):
    project(FITS)
    project(FITS, provider="bills")

    status, output = run()

    assert status == 0
    assert "note: bills: no API document, left out" in output
    assert "conforms: 1 pact, 1 interaction, 0 errors, 0 warnings" in output


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--provider", "nobody"], "no pact is with nobody"),
        (["--provider", "bills"], "none of the providers has an API document"),
        (["nowhere.json"], "nowhere.json: no such file or folder"),
        (["--to", "nowhere.yaml"], "nowhere.yaml: no such file or folder"),
        (["--to", "bad.yaml"], "bad.yaml:2:1: /openapi: openapi '9' is not known"),
        (["--to", "shape.yaml"], "shape.yaml:5:7: /paths/~1orders~1{id}/get/parameters: expected"),
        (["--to", "list.yaml"], "list.yaml:1:1: the document: this is no API document"),
    ],
)
def test_bad_input_is_told_with_its_place(project, arguments, message):
    project(FITS, provider="bills")
    folder = project(FITS)
    (folder / "bad.yaml").write_text("info: {}\nopenapi: '9'\n")
    (folder / "list.yaml").write_text("- a\n")
    (folder / "shape.yaml").write_text(
        "openapi: 3.1.0\npaths:\n  /orders/{id}:\n    get:\n      parameters: 3\n"
    )

    with pytest.raises(PactwrightError) as caught:
        run(*arguments)

    assert message in caught.value.message
    assert caught.value.hint


def test_the_text_names_places_proof_and_a_deed_of_an_error(project):
    project(RISK)

    assert run("--strict")[1] == (
        "web → orders  pacts/web-orders.json beside contracts/orders/1.0.0/openapi.yaml\n"
        "\n"
        "✗ error  response.body.not-covered  GET /orders/{id}\n"
        "  the document allows a body that the consumer refuses: {}: $.id: the key is missing\n"
        "  pact      reads an order  [state: an order]\n"
        "            /interactions/0/response/body/content\n"
        "  document  contracts/orders/1.0.0/openapi.yaml:16:19  /paths/~1orders~1{id}/get/responses"
        "/200/content/application~1json/schema/properties/id\n"
        "  proof     {}   allowed by the document, refused by the consumer: $.id: the key is missing\n"
        "  hint      let the consumer take it, or let the document promise more\n"
        "\n"
        "does not conform: 1 pact, 1 interaction, 1 error, 0 warnings\n"
    )


def test_the_text_tells_warnings_in_short_and_what_to_do_once(project):
    project(RISK)

    assert run()[1] == (
        "web → orders  pacts/web-orders.json beside contracts/orders/1.0.0/openapi.yaml\n"
        "\n"
        "! warning  response.body.not-covered  GET /orders/{id}\n"
        "  reads an order  [state: an order]\n"
        "  $.id: the key is missing\n"
        "  the document allows {}\n"
        "  contracts/orders/1.0.0/openapi.yaml:16:19  /paths/~1orders~1{id}/get/responses"
        "/200/content/application~1json/schema/properties/id\n"
        "\n"
        "what to do about the warnings\n"
        "  response.body.not-covered: let the consumer take it, or let the document promise more\n"
        "\n"
        "conforms: 1 pact, 1 interaction, 0 errors, 1 warning\n"
    )


def test_json_has_the_comparators_fields_and_our_places(project):
    project(WRONG)

    pact = json.loads(run("--format", "json", "--examples-only")[1])["pacts"][0]

    assert pact["results"][0] == {
        "code": "response.body.incompatible",
        "type": "error",
        "message": '"7" is not of type "integer"',
        "hint": "correct the consumer's test, or the document if it is behind its provider",
        "mockDetails": {
            "interactionDescription": "reads @all|*of* it",
            "interactionState": "an order",
            "location": "[root].interactions[0].response.body.id",
            "pointer": "/interactions/0/response/body/content/id",
            "value": "7",
        },
        "specDetails": {
            "location": "[root].paths./orders/{id}.get.responses.200.content.application/json"
            ".schema.properties.id.type",
            "pathMethod": "get",
            "pathName": "/orders/{id}",
            "pointer": "/paths/~1orders~1{id}/get/responses/200/content/application~1json"
            "/schema/properties/id/type",
            "file": "contracts/orders/1.0.0/openapi.yaml",
            "line": 16,
            "column": 24,
            "value": "integer",
        },
        "proof": None,
        "sampled": 0,
        "causes": [],
    }


def test_github_gets_annotations_on_the_document_s_lines(project):
    project(WRONG, RISK)

    lines = run("--format", "github")[1].splitlines()

    assert lines[0].startswith(
        "::error file=contracts/orders/1.0.0/openapi.yaml,line=16,col=24,"
        "title=response.body.incompatible::web → orders: reads @all|*of* it"
    )
    assert any(line.startswith("::warning ") and "proof: {}" in line for line in lines)
    assert lines[-1].startswith("does not conform: ")


def test_markdown_escapes_what_pacts_say(project):
    project(WRONG, RISK)

    output = run("--format", "markdown")[1]

    assert output.startswith("## ✗ does not conform: ")
    assert "reads @\u200ball\\|\\*of\\* it" in output
    assert "#### Warnings" in output
    assert "  - proof: `{}   allowed by the document" in output


def test_markdown_folds_what_is_for_information(project):
    folder = project(TOLD)
    fine = {**ASYNC, "channels": {"c": {"messages": {"m": {}}}}}
    (folder / "contracts/orders/1.0.0/asyncapi.json").write_text(json.dumps(fine))

    output = run("--format", "markdown")[1]

    assert "<details><summary>1 for information</summary>" in output
    assert "`message.matched`" in output


def test_junit_counts_errors_as_failures(project):
    project(WRONG, RISK)
    project(FITS, provider="bills")

    suites = ET.fromstring(
        run("--format", "junit", "--to", "contracts/orders/1.0.0/openapi.yaml")[1].encode()
    )

    assert [suite.get("failures") for suite in suites] == ["0", "2"]
    assert suites[0][0].get("name") == "every interaction conforms"
    assert len(suites.findall(".//system-out")) == 1


def test_sarif_points_into_the_document_and_the_pact(project):
    project(WRONG, RISK)

    log = json.loads(run("--format", "sarif")[1])

    run_ = log["runs"][0]
    first = run_["results"][0]
    rules = [rule["id"] for rule in run_["tool"]["driver"]["rules"]]
    assert rules[first["ruleIndex"]] == first["ruleId"] == "response.body.incompatible"
    assert first["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "contracts/orders/1.0.0/openapi.yaml"},
        "region": {"startLine": 16, "startColumn": 24},
    }
    assert first["relatedLocations"][0]["physicalLocation"]["artifactLocation"]["uri"] == (
        "pacts/web-orders.json"
    )
    prints = [one["partialFingerprints"]["pactwright/v1"] for one in run_["results"]]
    assert len(set(prints)) == len(prints)


def test_what_is_not_decided_is_counted(project):
    folder = project(LATE)
    path = folder / "contracts/orders/1.0.0/openapi.yaml"
    path.write_text(
        DOCUMENT.replace("type: object", "type: object\n                required: [when]")
    )

    assert "1 not decided (" in run()[1]


def test_the_report_goes_to_a_file(project):
    folder = project(FITS)

    status, output = run("--format", "json", "--output", "out/report.json")

    assert (status, output) == (0, "")
    assert json.loads((folder / "out/report.json").read_text())["conforms"] is True


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self):
        return True


def test_a_terminal_gets_colours(project, monkeypatch):
    project(WRONG, RISK)
    stream = Terminal()
    monkeypatch.setattr("sys.stdout", stream)
    monkeypatch.setenv("TERM", "xterm-256color")

    assert cli.main(args=["conform"], standalone_mode=False) == 1
    assert "\x1b[1;31m✗ error" in stream.getvalue()
