"""What a tolerance run finds is stored, can be promoted, and may be accepted for a while."""

import pytest

from pactwright.cli.main import cli
from pactwright.workspace.property_files import read_cases

TESTS = """
@shop.interaction(
    request=shop.get("/a"),
    response=shop.ok({"tags": each_like("x", min=0), "n": integer(7)}),
)
@shop.tolerant(cases=15)
def test_tags(mock):
    body = ask(mock).json()
    first = body["tags"][0]

class TestMore:
    @pytest.mark.parametrize("times", [1, 2])
    @declare("/b")
    @shop.tolerant(cases=15)
    def test_n(self, mock, times):
        1 / ask(mock, "/b").json()["id"]

@declare("/c")
@shop.tolerant(cases=5)
def test_fine(mock):
    ask(mock, "/c")

@shop.message(contents={"count": integer(1)})
@shop.tolerant(cases=15)
def test_message(message):
    1 / message.contents["count"]
"""
FOUND = ".pactwright/findings/web-shop.consumer.cases.yaml"


@pytest.fixture
def shop(project, monkeypatch):
    project.write("test_shop.py", TESTS)
    monkeypatch.chdir(project.root)
    return project


def found(project):
    file = read_cases(project.root / FOUND)
    return {} if file is None else {one.test.partition("::")[2]: one for one in file.cases}


def promote(*arguments):
    return cli.main(args=["promote", *arguments], standalone_mode=False)


def test_findings_are_stored_by_the_controlling_process(shop):
    shop.run(status=1)
    cases = found(shop)
    assert set(cases) == {"test_tags", "TestMore::test_n", "test_message"}
    tags = cases["test_tags"]
    assert (tags.side, tags.check, tags.operation) == ("consumer", "tolerance", "GET /a")
    assert tags.message.startswith("IndexError: list index out of range   at consumers/test_shop")
    assert tags.steps[0].response.body in (b'{"tags":[],"n":7}', b'{"tags":[],"n":0}')
    assert tags.paste.startswith("@shop.variant({'tags': []")
    assert cases["test_message"].paste is None
    before = (shop.root / FOUND).read_bytes()
    (shop.root / FOUND).unlink()

    shop.run_apart("-n", "2", status=1)

    assert (shop.root / FOUND).read_bytes() == before


def test_a_run_of_some_tests_forgets_their_findings_only(shop):
    shop.run(status=1)
    text = TESTS.replace('first = body["tags"][0]', "first = body")
    shop.write("test_shop.py", text)
    shop.run("-k", "tags or fine")
    assert set(found(shop)) == {"TestMore::test_n", "test_message"}


def test_a_finding_has_one_name_wherever_its_lines_move(shop):
    shop.run(status=1)
    before = {name: one.fingerprint for name, one in found(shop).items()}
    shop.write("test_shop.py", "\n\n# a note\n" + TESTS)
    shop.run(status=1)
    assert {name: one.fingerprint for name, one in found(shop).items()} == before


def test_a_finding_becomes_a_variant_that_shows_the_weakness(shop):
    shop.run(status=1)
    promote(found(shop)["test_tags"].fingerprint)
    promote(found(shop)["TestMore::test_n"].fingerprint)
    with pytest.raises(Exception, match="its own declaration refuses"):
        promote(found(shop)["test_message"].fingerprint)
    result = shop.run("-k", "tags or test_n", "-p", "no:randomly", status=1)
    outcomes = [line.split(" - ")[0] for line in result.outlines if line.startswith("FAILED")]
    assert len([line for line in outcomes if "test_tags[" in line]) == 2
    assert any("test_n[" in line for line in outcomes)


def test_an_accepted_finding_does_not_fail_its_test_until_its_day_is_over(shop, capsys):
    shop.run(status=1)
    for case in found(shop).values():
        promote(case.fingerprint, "--accept", "--reason", "is mended in May")
    shop.run()
    kept = shop.root / "pacts/web-shop.cases.yaml"
    assert kept.exists()
    kept.write_text(
        kept.read_text().replace('"on"', '"until": "2020-01-01", "on"'), encoding="utf-8"
    )
    result = shop.run(status=1)
    result.stdout.fnmatch_lines(["*IndexError: list index out of range*"])
    assert result.parseoutcomes()["failed"] >= 3


def test_the_settings_switch_tolerance_on(shop):
    shop.pytester.makepyprojecttoml(
        "[tool.pactwright.property]\ntolerance = 30\nseed = 3\nunknown = true"
    )
    shop.write("test_shop.py", TESTS.replace("@shop.tolerant(cases=15)\ndef", "def"))
    result = shop.run("-k", "tags", status=1)
    result.stdout.fnmatch_lines(["*seed 3, shrunk)"])
    shop.run("-k", "tags", "--pact-tolerance", "0")


def test_settings_that_cannot_be_read_are_told_once(shop):
    shop.pytester.makepyprojecttoml('[tool.pactwright.property]\nseed = "x"')
    shop.write("test_shop.py", "@declare()\ndef test_a(mock):\n    ask(mock)\n")
    result = shop.run(status=4)
    assert result.parseoutcomes() == {"passed": 1}
    assert result.stdout.str().count("property.seed must be a whole number") == 1


def test_kept_cases_that_cannot_be_read_fail_the_test_and_store_nothing(shop):
    path = shop.root / "pacts/web-shop.cases.yaml"
    path.parent.mkdir()
    path.write_text("- no cases")
    result = shop.run("-k", "tags", status=1)
    result.stdout.fnmatch_lines(["*web-shop.cases.yaml:1:1: a cases file is one JSON object*"])
    assert "Traceback" not in result.stdout.str()
    assert path.read_text() == "- no cases"


def test_findings_that_cannot_be_stored_are_told(shop):
    (shop.root / ".pactwright").write_text("in the way")
    result = shop.run("-k", "tags", status=4)
    result.stdout.fnmatch_lines(["error: *.pactwright*"])
