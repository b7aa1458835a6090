"""The codes: those of the free comparator by name, all of them in the docs."""

from pathlib import Path

import pytest

from pactwright.cli.main import cli
from pactwright.conformance.catalogue import CODES
from pactwright.errors import PactwrightError

DOCS = Path(__file__).parents[3] / "docs" / "conform.md"
ERRORS = [
    "message.headers.incompatible",
    "message.no.match",
    "message.operation.unknown",
    "message.payload.incompatible",
    "message.references.missing",
    "message.reply.missing",
    "message.spec.missing",
    "request.accept.incompatible",
    "request.authorization.missing",
    "request.body.incompatible",
    "request.content-type.incompatible",
    "request.header.incompatible",
    "request.path-or-method.unknown",
    "request.query.incompatible",
    "request.spec.missing",
    "response.body.incompatible",
    "response.body.unknown",
    "response.content-type.incompatible",
    "response.header.incompatible",
    "response.header.unknown",
    "response.status.unknown",
]
WARNINGS = [
    "message.payload.unknown",
    "message.payload.unvalidatable",
    "message.response.missing",
    "pact-broker.no-pacts-found",
    "request.accept.unknown",
    "request.body.unknown",
    "request.body.unvalidatable",
    "request.content-type.missing",
    "request.content-type.unknown",
    "request.header.unknown",
    "request.query.unknown",
    "response.body.unvalidatable",
    "response.content-type.unknown",
    "response.header.undefined",
    "response.status.default",
]


def test_the_comparators_codes_come_first_at_its_levels():
    known = [(code.id, code.level) for code in CODES[:37]]

    assert known == [
        *((code, "error") for code in ERRORS),
        *((code, "warning") for code in WARNINGS),
        ("message.matched", "info"),
    ]


@pytest.mark.parametrize("code", CODES, ids=lambda code: code.id)
def test_every_code_is_in_the_docs_as_it_is(code):
    level = "risk" if code.risk else code.level

    assert f"| `{code.id}` | {level} | {code.meaning} |" in DOCS.read_text()
    assert code.hint


def test_only_warnings_are_risks():
    assert {code.level for code in CODES if code.risk} == {"warning"}


def test_a_code_is_explained(capsys):
    assert cli.main(args=["explain", "response.body.not-covered"], standalone_mode=False) == 0

    assert capsys.readouterr().out.splitlines()[0] == (
        "response.body.not-covered (warning, an error with --strict)"
    )


@pytest.mark.parametrize(
    ("name", "hint"),
    [("response.body.unknwon", "did you mean response.body.unknown"), ("x.y.z", "docs/conform.md")],
)
def test_an_unknown_code_is_told_with_what_is_near(name, hint):
    with pytest.raises(PactwrightError) as caught:
        cli.main(args=["explain", name], standalone_mode=False)

    assert caught.value.hint.startswith(hint)
