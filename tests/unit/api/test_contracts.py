"""Documents are compared by name: pairs, folders, versions of every API, and what is accepted."""

import json
from datetime import date

import pytest

from pactwright.api.contract_step import compare_contracts
from pactwright.api.contracts import Comparing, compare_named, compare_pairs, follow_settings
from pactwright.api.pairs import Pair
from pactwright.errors import PactwrightError
from pactwright.workspace.settings import load_settings

TODAY = date(2026, 11, 20)
WIDE = {
    "openapi": "3.0.3",
    "info": {"title": "t", "version": "1.0.0"},
    "paths": {"/a": {"get": {"responses": {}}}},
}
NARROW = WIDE | {"paths": {}}
SCHEMA = {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "string"}
COMPARING = Comparing(today=TODAY)


def write(folder, files):
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content if isinstance(content, str) else json.dumps(content))
    return folder


def verdicts(comparisons, folder):
    return [
        (each.old.removeprefix(f"{folder}/"), each.new.removeprefix(f"{folder}/"), each.verdict)
        for each in comparisons
    ]


def accepted(**entry):
    values = {
        "rule": "operation-removed",
        "place": "GET /a",
        "reason": "r",
        "until": "2030-01-01",
    } | entry
    return "[[accepted]]\n" + "".join(f'{key} = "{value}"\n' for key, value in values.items())


@pytest.fixture
def contracts(tmp_path):
    """Return a folder with two APIs of several versions, one of which breaks."""
    return write(
        tmp_path / "contracts",
        {
            "a/1.0.0/openapi.json": NARROW,
            "a/1.9.0/openapi.json": NARROW,
            "a/1.10.0/openapi.json": WIDE,
            "b/1.0.0/openapi.json": WIDE,
            "b/2.0.0-rc.1/openapi.yaml": NARROW,
            "once/1.0.0/openapi.json": WIDE,
        },
    )


def test_the_last_two_versions_of_every_api_are_compared(contracts):
    found = compare_named(str(contracts), None, COMPARING)
    assert verdicts(found, contracts) == [
        ("a/1.9.0/openapi.json", "a/1.10.0/openapi.json", "compatible"),
        ("b/1.0.0/openapi.json", "b/2.0.0-rc.1/openapi.yaml", "breaking"),
    ]


def test_a_folder_with_one_version_of_each_api_has_nothing_to_compare(tmp_path):
    write(tmp_path, {"a/1.0.0/openapi.json": WIDE})
    assert compare_named(str(tmp_path), None, COMPARING) == ()


def test_two_folders_are_compared_file_by_file(tmp_path):
    files = {"x.json": WIDE, "deep/y.json": SCHEMA, "parts.json": {"a": {}}, "readme.md": "#"}
    old = write(tmp_path / "old", files | {"gone.json": WIDE})
    new = write(tmp_path / "new", files | {"x.json": NARROW, "more.json": WIDE})
    found = compare_named(str(old), str(new), COMPARING)
    assert [(each.verdict, [finding.rule for finding in each.findings][:1]) for each in found] == [
        ("compatible", []),
        ("breaking", ["operation-removed"]),
        ("breaking", ["document-removed"]),
        ("compatible", ["document-added"]),
    ]


def test_files_that_say_not_what_they_are_are_left_out_aloud(tmp_path):
    late = {"components": {"schemas": {str(n): {"type": "string"} for n in range(500)}}} | WIDE
    part = {"x": {"type": "string"}}
    using = WIDE | {"components": {"schemas": {"X": {"$ref": "part.json#/x"}}}}
    files = {"late.json": late, "part.json": part, "using.json": using, "example.json": {"a": 1}}
    old, new = write(tmp_path / "old", files), write(tmp_path / "new", files)
    found = compare_named(str(old), str(new), COMPARING)
    assert [each.old.rpartition("/")[2] for each in found] == ["late.json", "using.json"]
    assert "left out" in found[0].notes[0]
    assert found[0].notes[0].endswith(": example.json")


def test_several_old_documents_are_reported_one_by_one(tmp_path):
    write(tmp_path, {"1.json": NARROW, "2.json": WIDE, "new.json": NARROW})
    names = [str(tmp_path / name) for name in ("1.json", "2.json", "new.json")]
    found = compare_named(names[0], names[2], COMPARING, against=[names[1]])
    assert [each.verdict for each in found] == ["compatible", "breaking"]
    assert [each.old for each in found] == names[:2]
    assert found == compare_named(names[2], None, COMPARING, against=names[:2])
    with pytest.raises(PactwrightError, match="a folder goes with another folder"):
        compare_named(str(tmp_path), None, COMPARING, against=names[:1])


def test_one_document_alone_cannot_be_compared(tmp_path):
    file = write(tmp_path, {"a.json": WIDE}) / "a.json"
    with pytest.raises(PactwrightError, match="one document alone"):
        compare_named(str(file), None, COMPARING)


def test_nothing_to_compare_is_an_error(tmp_path):
    for name in ("old", "new"):
        write(tmp_path / name, {"readme.md": "#", "a.json": "{}", "b.json": "{}"})
    with pytest.raises(PactwrightError, match="nothing to compare"):
        compare_named(str(tmp_path / "old"), str(tmp_path / "new"), COMPARING)


def test_what_is_accepted_does_not_count(contracts):
    write(contracts, {"b/accepted.toml": accepted()})
    found = compare_named(str(contracts), None, COMPARING)
    assert [each.verdict for each in found] == ["compatible", "compatible"]
    assert [finding.rule for finding in found[1].accepted] == ["operation-removed"]


@pytest.mark.parametrize(
    ("entry", "rule"),
    [
        ({"until": "2026-11-19"}, "acceptance-expired"),
        ({"place": "GET /other"}, "acceptance-unused"),
    ],
)
def test_an_acceptance_that_does_not_hold_is_a_finding(contracts, entry, rule):
    write(contracts, {"b/accepted.toml": accepted(**entry)})
    found = compare_named(str(contracts), None, COMPARING)[1]
    assert found.verdict == "breaking"
    assert [finding.rule for finding in found.findings][:2] == [rule, "operation-removed"]
    assert found.findings[0].new.file.endswith("b/accepted.toml")
    assert found.findings[0].new.line == 1
    assert found.findings[0].fingerprint


def test_an_acceptance_counts_for_all_documents_of_its_api(tmp_path):
    old = {"one.json": NARROW, "two.json": WIDE}
    files = {f"a/1.0.0/{name}": content for name, content in old.items()}
    files |= {f"a/2.0.0/{name}": NARROW for name in old}
    write(tmp_path, files | {"a/accepted.toml": accepted()})
    found = compare_named(str(tmp_path), None, COMPARING)
    assert [each.verdict for each in found] == ["compatible", "compatible"]


def test_acceptances_are_found_beside_a_single_document(contracts):
    write(contracts, {"b/accepted.toml": accepted()})
    old, new = contracts / "b/1.0.0/openapi.json", contracts / "b/2.0.0-rc.1/openapi.yaml"
    (found,) = compare_named(str(old), str(new), COMPARING)
    assert (found.verdict, len(found.accepted)) == ("compatible", 1)


def test_progress_is_told_pair_by_pair(contracts):
    seen = []
    compare_named(str(contracts), None, COMPARING, on_progress=lambda *each: seen.append(each))
    assert seen == [(1, 2), (2, 2)]


def test_processes_give_the_same_as_one(tmp_path):
    for number in range(7):
        write(
            tmp_path, {f"old/{number}.json": WIDE, f"new/{number}.json": (WIDE, NARROW)[number % 2]}
        )
    names = (str(tmp_path / "old"), str(tmp_path / "new"))
    alone = compare_named(*names, COMPARING)
    assert compare_named(*names, Comparing(today=TODAY, jobs=3)) == alone


def test_a_broken_document_is_told_from_other_processes_too(tmp_path):
    for number in range(3):
        write(tmp_path, {f"old/{number}.json": WIDE, f"new/{number}.json": WIDE})
    write(tmp_path, {"new/1.json": "{"})
    names = (str(tmp_path / "old"), str(tmp_path / "new"))
    with pytest.raises(PactwrightError, match=r"1.json:1:2: the JSON ends too early"):
        compare_named(*names, Comparing(jobs=2))


def test_the_settings_of_the_project_count(tmp_path):
    text = '[tool.pactwright.compat]\nreader = "closed"\nseverity = {operation-removed = "info"}\n'
    write(tmp_path, {"pyproject.toml": text, "old.json": WIDE, "new.json": NARROW})
    comparing = follow_settings(COMPARING, load_settings(tmp_path))
    pair = Pair(old=str(tmp_path / "old.json"), new=str(tmp_path / "new.json"))
    (found,) = compare_pairs([pair], [], comparing)
    assert (found.verdict, found.reader, found.findings[0].level) == (
        "compatible",
        "closed",
        "info",
    )
    assert follow_settings(Comparing(reader="strict"), load_settings(tmp_path)).reader == "strict"
    assert follow_settings(COMPARING, load_settings(tmp_path / "..")) is COMPARING


def step(folder, monkeypatch):
    monkeypatch.chdir(folder)
    return compare_contracts(load_settings(folder), on_event=print)


def test_the_step_of_a_run_tells_of_each_contract(contracts, monkeypatch):
    outcome = step(contracts.parent, monkeypatch)
    assert outcome.status == 1
    assert outcome.output.startswith("contracts/a/1.9.0/openapi.json → ")
    assert outcome.notes[1].endswith("contracts/b/2.0.0-rc.1/openapi.yaml: breaking")


def test_the_step_of_a_run_is_content_with_what_is_accepted(contracts, monkeypatch):
    write(contracts, {"b/accepted.toml": accepted()})
    outcome = step(contracts.parent, monkeypatch)
    assert (outcome.status, outcome.output) == (0, "")
    assert outcome.notes[1].endswith("compatible, 1 accepted")


def test_the_step_of_a_run_follows_the_settings(contracts, monkeypatch):
    text = '[tool.pactwright.compat]\nfail_on = "never"\ncontracts = "contracts"\n'
    write(contracts.parent, {"pyproject.toml": text})
    assert step(contracts.parent, monkeypatch).status == 0


def test_a_project_without_contracts_has_nothing_to_compare(tmp_path, monkeypatch):
    assert "no contracts here" in step(tmp_path, monkeypatch).notes[0]
    write(tmp_path, {"contracts/a/1.0.0/openapi.json": WIDE})
    assert "one version only" in step(tmp_path, monkeypatch).notes[0]


def test_acceptances_are_about_the_last_version_only(contracts):
    write(contracts / "b", {"accepted.toml": accepted()})
    old, new = contracts / "b/1.0.0/openapi.json", contracts / "b/2.0.0-rc.1/openapi.yaml"
    (same,) = compare_named(str(old), str(old), COMPARING)
    assert (same.verdict, same.findings) == ("compatible", ())
    (changed,) = compare_named(str(old), str(new), COMPARING)
    assert changed.verdict == "compatible"
    assert [finding.rule for finding in changed.accepted] == ["operation-removed"]
