"""A consumer test fails at once where its provider's API document says otherwise."""

import pytest

DOCUMENT = """\
openapi: 3.1.0
info: {title: shop, version: "1"}
paths:
  /a:
    get:
      responses:
        "200":
          description: ok
          content:
            application/json:
              schema:
                type: object
                properties:
                  id: {type: %s}
"""
TEST = """
    @declare()
    def test_reads(mock):
        assert ask(mock).json() == {"id": 7}
"""


def add_document(project, kind, place="/contracts/shop/1.0.0/openapi.yaml"):
    project.write(place, DOCUMENT % kind, head="")


def test_what_the_document_says_passes(project):
    add_document(project, "integer")
    project.write("test_shop.py", TEST)

    project.run().assert_outcomes(passed=1)


def test_what_it_does_not_say_fails_with_its_place_and_writes_no_pact(project):
    add_document(project, "string")
    project.write("test_shop.py", TEST)

    result = project.run(status=1)

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            'consumers/test_shop.py:*: 7 is not of type "string"  ?response.body.incompatible?',
            "  at: response/body/content/id",
            "  document: contracts/shop/1.0.0/openapi.yaml:14:24  /paths/*/id/type",
            "  hint: correct the consumer's test*",
        ]
    )
    assert project.descriptions() == []


def test_the_check_can_be_left_out(project):
    add_document(project, "string")
    project.write("test_shop.py", TEST)

    project.run("--pact-no-conformance").assert_outcomes(passed=1)


def test_a_document_of_another_provider_says_nothing(project):
    add_document(project, "string", place="/contracts/bank/1.0.0/openapi.yaml")
    project.write("test_shop.py", TEST)

    project.run().assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("paths: [", "*contracts/shop/1.0.0/openapi.yaml:*"),
        ("openapi: 3.1.0\npaths:\n  /a:\n    get: {parameters: 3}\n", "*expected a list, got 3*"),
    ],
)
def test_a_document_that_cannot_be_read_is_told(project, text, told):
    project.write("/contracts/shop/1.0.0/openapi.yaml", text, head="")
    project.write("test_shop.py", TEST)

    result = project.run(status=1)

    result.stdout.fnmatch_lines(["*the contract of the provider cannot be read: *"])
    result.stdout.fnmatch_lines([told])
