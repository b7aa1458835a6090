"""`pytest consumers` writes a property file beside each pact whose API document is known."""

import json

import pytest

from pactwright.property.read import parse_property_file

DOCUMENT = """\
openapi: 3.1.0
info: {title: Shop, version: 1.0.0}
paths:
  /a: {get: {operationId: readA, responses: {"200": {description: one}}}}
  /{name}/b: {get: {operationId: readB, responses: {"200": {description: one}}}}
"""
TESTS = """
@declare()
def test_a(mock):
    ask(mock)

@declare("/x/b")
def test_b(mock):
    ask(mock, "/x/b")

@declare("/elsewhere")
def test_c(mock):
    ask(mock, "/elsewhere")
"""


# The documents here say little of the answers that the tests declare.
SETTINGS = '[tool.pytest.ini_options]\naddopts = "--pact-no-conformance"\n'


@pytest.fixture
def shop(project):
    project.pytester.makepyprojecttoml(f"{SETTINGS}[tool.pactwright]\n")
    project.write("/contracts/shop/1.0.0/openapi.yaml", DOCUMENT, head="")
    project.write("test_shop.py", TESTS)
    return project


def read(project, name="web-shop"):
    path = project.root / "pacts" / f"{name}.properties.yaml"
    return parse_property_file(path.read_bytes(), source=str(path))


def operations(project):
    return [(one.name, len(one.uses)) for one in read(project).operations]


def names(project):
    return sorted(path.name for path in (project.root / "pacts").iterdir())


def test_a_run_writes_it_beside_the_pact_and_says_so(shop, summary):
    lines = summary(shop.run())
    assert lines == [
        "web → shop  3 interactions  pacts/web-shop.json written",
        (
            "web → shop  2 operations of contracts/shop/1.0.0/openapi.yaml  "
            "pacts/web-shop.properties.yaml written; 1 of its interactions stand outside it"
        ),
    ]
    assert operations(shop) == [("GET /a", 1), ("GET /{name}/b", 1)]
    assert [one.path for one in read(shop).outside] == ["/elsewhere"]


def test_it_is_told_again_only_when_it_changes(shop, summary):
    shop.run()
    before = read(shop)
    assert len(summary(shop.run())) == 1
    newer = DOCUMENT.replace("readA", "getA").replace("1.0.0", "1.1.0")
    shop.write("/contracts/shop/1.1.0/openapi.yaml", newer, head="")
    assert "1.1.0/openapi.yaml  pacts/web-shop.properties.yaml written" in summary(shop.run())[1]
    after = read(shop)
    assert after.operations[0].operation_id == "getA"
    assert after.document.digest != before.document.digest


def test_the_settings_say_where_the_document_is(project):
    project.pytester.makepyprojecttoml(
        f'{SETTINGS}[tool.pactwright.providers.shop]\ncontract = "docs/shop.yaml"'
    )
    project.write("/docs/shop.yaml", DOCUMENT, head="")
    project.write("test_shop.py", TESTS)
    project.run()
    assert read(project).document.path == "docs/shop.yaml"


def test_a_test_that_fails_leaves_it_as_it_was(shop):
    shop.run()
    before = read(shop)
    shop.write("test_more.py", "@declare('/y/b')\ndef test_z(mock):\n    assert False\n")
    shop.run(status=1)
    assert read(shop) == before


def test_a_narrower_run_only_adds(shop):
    shop.run()
    shop.write("test_more.py", "@declare('/y/b')\ndef test_y(mock):\n    ask(mock, '/y/b')\n")
    shop.run("consumers/test_more.py")
    assert operations(shop) == [("GET /a", 1), ("GET /{name}/b", 2)]


def test_it_follows_the_pact_when_tests_go(shop, summary):
    shop.run()
    shop.write("test_shop.py", TESTS.partition("@declare('/x")[0].partition('@declare("/x')[0])
    shop.run()
    assert operations(shop) == [("GET /a", 1)]
    shop.write("test_shop.py", TESTS.rpartition("\n@declare")[2].join(["\n@declare", ""]))
    lines = summary(shop.run())
    assert lines[1] == (
        "pacts/web-shop.properties.yaml removed: nothing of its pact belongs to an API document "
        "any more"
    )
    assert names(shop) == ["web-shop.json"]


@pytest.mark.parametrize(
    "arguments", [["-n", "0"], ["-n", "4"], ["-n", "0", "-p", "pytest_randomly"]]
)
def test_the_same_bytes_come_from_any_number_of_processes(shop, arguments):
    shop.run()
    path = shop.root / "pacts/web-shop.properties.yaml"
    before = path.read_bytes()
    path.unlink()
    shop.run_apart(*arguments)
    assert path.read_bytes() == before


def test_a_document_that_cannot_be_read_fails_the_run_and_leaves_the_file(shop, summary):
    shop.run()
    before = read(shop)
    shop.write("/contracts/shop/2.0.0/openapi.yaml", "paths: [", head="")
    lines = summary(shop.run(status=4))
    assert lines[0].endswith("pacts/web-shop.json unchanged")
    assert "2.0.0/openapi.yaml:2:1: not valid YAML" in lines[1]
    assert read(shop) == before


def test_what_stands_beside_a_pact_moves_with_it(shop):
    one, other = "Pact(consumer='a-b', provider='shop')", "Pact(consumer='a', provider='b-shop')"
    test = "@declare(pact={})\ndef test_{}(mock):\n    ask(mock)\n"
    shop.write("test_shop.py", test.format(one, "one"))
    shop.run()
    kept = shop.root / "pacts/a-b-shop.cases.yaml"
    kept.write_text("kept")
    assert names(shop) == ["a-b-shop.cases.yaml", "a-b-shop.json", "a-b-shop.properties.yaml"]
    shop.write("test_two.py", test.format(other, "two"))

    shop.run()

    first, *rest = (name for name in names(shop) if not name.endswith(".json"))
    stem = first.removesuffix(".cases.yaml")
    assert rest == [f"{stem}.properties.yaml"]
    assert f"{stem}.json" in names(shop)
    assert (shop.root / "pacts" / first).read_text() == "kept"


def test_it_goes_when_its_pact_is_gone_and_kept_cases_stay(shop, summary):
    shop.run()
    folder = shop.root / "pacts"
    (folder / "old-shop.properties.yaml").write_bytes(
        (folder / "web-shop.properties.yaml").read_bytes()
    )
    (folder / "old-shop.cases.yaml").write_text("kept")
    assert "pacts/old-shop.properties.yaml removed" in summary(shop.run())[1]
    assert names(shop) == ["old-shop.cases.yaml", "web-shop.json", "web-shop.properties.yaml"]


def test_without_a_document_there_is_none(project):
    project.write("test_shop.py", TESTS)
    project.run()
    assert names(project) == ["web-shop.json"]
    assert json.loads((project.root / "pacts/web-shop.json").read_bytes())["interactions"]
