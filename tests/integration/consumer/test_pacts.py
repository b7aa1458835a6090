"""A pact is replaced by a whole run that passed, added to by a part, and else left alone."""

import json
import os
import stat

import pytest

A = "@declare('/a')\ndef test_a(mock):\n    ask(mock, '/a')\n"
B = "@declare('/b')\ndef test_b(mock):\n    ask(mock, '/b')\n"
C = "@declare('/c')\ndef test_c(mock):\n    ask(mock, '/c')\n"
FAILS = "@declare('/z')\ndef test_z(mock):\n    assert False\n"


def test_a_whole_run_drops_what_no_test_declares_any_more(project, summary):
    project.write("test_shop.py", A + B)
    project.run()
    project.write("test_shop.py", A)

    result = project.run()

    assert project.descriptions() == ["a"]
    assert summary(result) == ["web → shop  1 interaction  pacts/web-shop.json written"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["consumers"],
        ["consumers", "-k", "test"],
        ["."],
        ["--ff"],
        ["--nf"],
        ["consumers", "-p", "no:cacheprovider"],
    ],
)
def test_these_are_whole_runs(project, arguments):
    project.write("test_shop.py", A + B)
    project.run()
    project.write("test_shop.py", A)

    project.run(*arguments)

    assert project.descriptions() == ["a"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["-k", "a"],
        ["-k", "not test_c"],
        ["-m", "slow"],
        ["--deselect", "consumers/test_shop.py::test_c"],
        ["consumers/test_shop.py"],
        ["consumers/test_shop.py::test_a"],
        ["consumers/part"],
        ["consumers/test_shop.py", "consumers/part"],
        ["--ignore", "consumers/part"],
        ["--ignore-glob", "*/part/*"],
    ],
)
def test_a_narrower_run_only_adds_and_updates(project, summary, arguments):
    project.write("test_shop.py", "@pytest.mark.slow\n" + A + B + C)
    project.write("part/test_part.py", "@declare('/p')\ndef test_p(mock):\n    ask(mock, '/p')\n")
    options = ["-o", "markers=slow"]
    project.run(*options)
    assert project.descriptions() == ["a", "b", "c", "p"]
    gone = "@declare('/new')\ndef test_new(mock):\n    ask(mock, '/new')\n"
    if "part" not in " ".join(arguments):
        project.write("test_shop.py", "@pytest.mark.slow\n" + A.replace("'/a'", "'/a2'") + C + gone)

    result = project.run(*options, *arguments)

    assert {"a", "b", "c", "p"} <= set(project.descriptions())
    assert "kept" not in "".join(summary(result))


def test_a_narrower_run_updates_what_it_ran(project, summary):
    project.write("test_shop.py", A + B)
    project.run()
    project.write("test_shop.py", A.replace("'/a'", "'/a2'") + C)

    result = project.run("consumers/test_shop.py")

    paths = {one["description"]: one["request"]["path"] for one in project.pact()["interactions"]}
    assert paths == {"a": "/a2", "b": "/b", "c": "/c"}
    assert summary(result) == [
        (
            "web → shop  3 interactions  pacts/web-shop.json added "
            "(partial run: only some files were asked for)"
        )
    ]


def test_only_last_failed_is_a_narrower_run(project):
    project.write("test_shop.py", A + B)
    project.run()
    project.write("test_shop.py", A + B + FAILS)
    project.run(status=1)
    project.write("test_shop.py", A + FAILS.replace("assert False", "ask(mock, '/z')"))

    project.run("--lf")

    assert project.descriptions() == ["a", "b", "z"]


def test_without_a_folder_of_consumers_a_test_file_that_was_not_looked_at_keeps_its_part(project):
    (project.root / "consumers").rmdir()
    for name, text in (("one/test_one.py", A), ("two/test_two.py", B)):
        project.write(f"/tests/{name}", text)
    project.run("tests")
    assert project.descriptions() == ["a", "b"]

    project.run("tests/one")
    assert project.descriptions() == ["a", "b"]

    (project.root / "tests/two/test_two.py").unlink()
    project.run("tests/one")
    assert project.descriptions() == ["a"]


# Tests of an inner project: what they end with must keep its pact from being replaced.
SHORT = [
    ("@declare('/z')\ndef test_z(mock):\n    assert False\n", "failed"),
    ("@declare('/z')\ndef test_z(mock):\n    pytest.skip('no')\n", "skipped"),
    *(
        (f"@pytest.mark.{mark}\n@declare('/z')\ndef test_z(mock):\n    assert 0\n", word)
        for mark, word in (("skip", "skipped"), ("xfail", "xfailed"))
    ),
    ("@declare('/z')\ndef test_z(mock, missing):\n    pass\n", "failed"),
    (
        (
            "@pytest.fixture\ndef late():\n    yield\n    assert 0\n"
            "@declare('/z')\ndef test_z(late, mock):\n    ask(mock, '/z')\n"
        ),
        "failed",
    ),
]


@pytest.mark.parametrize(("text", "word"), SHORT)
def test_a_test_that_did_not_pass_leaves_the_pact_as_it_was(project, summary, text, word):
    project.write("test_shop.py", A)
    project.run()
    before = (project.root / "pacts/web-shop.json").read_bytes()
    project.write("test_shop.py", B + text)
    project.write("test_bank.py", "@declare(pact=bank)\ndef test_bank(mock):\n    ask(mock)\n")

    result = project.run(status=int(word == "failed"))

    assert (project.root / "pacts/web-shop.json").read_bytes() == before
    assert summary(result) == [
        "web → bank  1 interaction  pacts/web-bank.json written",
        (
            f"web → shop  pacts/web-shop.json kept as it was: tests 1 of 2 {word} "
            "(first: consumers/test_shop.py::test_z)"
        ),
    ]


@pytest.mark.parametrize("option", ["-x", "--maxfail=1"])
def test_tests_that_were_cut_off_leave_the_pact_as_it_was(project, summary, option):
    project.write("test_a.py", "def test_first():\n    assert False\n")
    project.write("test_shop.py", A + B)

    result = project.run(option, status=1)

    assert project.descriptions() == []
    assert summary(result) == [
        (
            "web → shop  pacts/web-shop.json not written: tests 2 of 2 did not run to the end "
            "(first: consumers/test_shop.py::test_a)"
        )
    ]


def test_a_file_that_cannot_be_collected_makes_the_run_a_part(project, summary):
    project.write("test_shop.py", A + B)
    project.run()
    project.write("test_shop.py", A)
    project.write("test_broken.py", "raise KeyError\n")

    result = project.run("--continue-on-collection-errors", status=1)

    assert project.descriptions() == ["a", "b"]
    assert "consumers/test_broken.py could not be collected" in summary(result)[0]


def test_an_interaction_of_a_foreign_tool_goes_with_a_whole_run_only(project):
    project.write("test_shop.py", A)
    foreign = {
        "consumer": {"name": "web"},
        "provider": {"name": "shop"},
        "interactions": [{"description": "f", "request": {}, "response": {}}],
    }
    (project.root / "pacts").mkdir()
    (project.root / "pacts/web-shop.json").write_text(json.dumps(foreign))

    project.run("consumers/test_shop.py")
    assert project.descriptions() == ["a", "f"]

    project.run()
    assert project.descriptions() == ["a"]


def test_an_interaction_of_a_test_that_is_not_looked_at_is_not_taken_from_it(project, summary):
    project.write("test_one.py", A)
    project.run()
    project.write(
        "test_two.py", "@declare('/x', description='a')\ndef test_x(mock): ask(mock, '/x')"
    )

    result = project.run("consumers/test_two.py", status=4)

    assert [one["request"]["path"] for one in project.pact()["interactions"]] == ["/a"]
    assert "two tests declare 'a' differently" in summary(result)[0]
    assert "consumers/test_one.py::test_a and consumers/test_two.py::test_x" in summary(result)[0]


def test_a_broken_pact_file_is_made_anew_by_a_whole_run_only(project, summary):
    project.write("test_shop.py", A)
    project.run()
    path = project.root / "pacts/web-shop.json"
    path.write_text("<<<<<<< HEAD\n")

    result = project.run("consumers/test_shop.py", status=4)
    assert path.read_text() == "<<<<<<< HEAD\n"
    assert "web-shop.json" in summary(result)[-2]

    project.run()
    assert project.descriptions() == ["a"]


def test_the_pact_of_another_pair_is_never_overwritten(project, summary):
    project.write("test_shop.py", A)
    project.run()
    path = project.root / "pacts/web-shop.json"
    other = path.read_bytes().replace(b'"web"', b'"app"')
    path.write_bytes(other)

    result = project.run(status=4)

    assert path.read_bytes() == other
    assert "holds the pact of 'app' and 'shop', not of 'web' and 'shop'" in summary(result)[0]


def test_a_pact_moves_when_another_pair_comes_to_share_its_name(project):
    one, other = "Pact(consumer='a-b', provider='c')", "Pact(consumer='a', provider='b-c')"
    test = "@declare(pact={})\ndef test_{}(mock):\n    ask(mock)\n"
    project.write("test_one.py", test.format(one, "one"))
    project.run()
    assert [path.name for path in (project.root / "pacts").iterdir()] == ["a-b-c.json"]
    project.write("test_two.py", test.format(other, "two"))

    project.run()

    names = sorted(path.name for path in (project.root / "pacts").iterdir())
    assert len(names) == 2
    assert all(name.startswith("a-b-c-") for name in names)


@pytest.mark.skipif(os.name == "nt", reason="rights work otherwise there")
def test_a_folder_that_cannot_be_written_fails_the_run(project, summary):
    project.write("test_shop.py", A)
    (project.root / "pacts").write_text("a file")

    result = project.run(status=4)

    assert "cannot be written" in summary(result)[0]
    assert stat.S_ISREG((project.root / "pacts").stat().st_mode)


BANK = "@declare(pact=bank)\ndef test_bank(mock):\n    ask(mock)\n"
UNCLAIMED = (
    "web → bank  pacts/web-bank.json left as it is: no test declares its interactions any more; "
    "delete the file, unless another project writes it"
)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [(("consumers",), True), (("-k", "a"), True), (("consumers/test_shop.py",), False)],
)
def test_a_whole_run_tells_of_a_pact_whose_last_test_is_gone(project, summary, arguments, told):
    project.write("test_shop.py", A)
    bank = project.write("test_bank.py", BANK)
    project.run()
    before = (project.root / "pacts/web-bank.json").read_bytes()
    bank.unlink()

    result = project.run(*arguments)

    unchanged = "web → shop  1 interaction  pacts/web-shop.json unchanged"
    assert summary(result) == [unchanged, *([UNCLAIMED] if told else [])]
    assert (project.root / "pacts/web-bank.json").read_bytes() == before


def test_a_pact_of_another_tool_or_of_a_file_that_was_not_looked_at_is_claimed(project, summary):
    project.write("test_shop.py", A)
    bank = project.write("/elsewhere/test_bank.py", BANK)
    project.run("consumers", "elsewhere")
    foreign = {"consumer": {"name": "x"}, "provider": {"name": "y"}, "interactions": []}
    (project.root / "pacts/x-y.json").write_text(json.dumps(foreign))

    result = project.run("consumers")

    assert bank.exists()
    assert len(summary(result)) == 1


def test_no_temporary_file_stays(project):
    project.write("test_shop.py", A)

    project.run()

    assert [path.name for path in (project.root / "pacts").iterdir()] == ["web-shop.json"]


def test_names_of_tests_begin_at_the_root_of_the_project_wherever_pytest_starts(
    project, monkeypatch
):
    project.write("web/test_one.py", A)
    project.write("app/test_two.py", B)
    project.run()
    before = project.pact()
    (project.root / "consumers/web/pytest.ini").touch()
    monkeypatch.chdir(project.root / "consumers/web")

    project.run()

    assert project.pact() == before


def test_without_any_configuration_pacts_stand_where_pytest_starts(project):
    (project.root / "pyproject.toml").unlink()
    (project.root / "consumers").rmdir()
    project.write("/checks/one/test_one.py", A)
    project.write("/checks/two/test_two.py", B)

    for arguments in (["checks"], ["checks/one"], ["checks/two"]):
        project.run(*arguments)
        assert project.descriptions() == ["a", "b"]
    names = [one["comments"]["testname"] for one in project.pact()["interactions"]]
    assert names == ["checks/one/test_one.py::test_a", "checks/two/test_two.py::test_b"]
