"""Variants are pytest items of their own, and a pact is written when all of them passed."""

ORDER = """
    from pactwright import optional, one_of, nullable

    @shop.interaction(
        given="order 7 exists",
        request=shop.get("/a"),
        response=shop.ok({
            "status": one_of("open", "paid"),
            "note": optional(like("at the door"), given="order 7 has a note"),
        }),
    )
    def test_order(mock):
        body = ask(mock).json()
        assert body["status"] in {"open", "paid"}
"""


def test_each_variant_is_an_item(project, summary):
    project.write("test_shop.py", ORDER)

    result = project.run("-v")

    result.stdout.fnmatch_lines_random(
        [
            "*test_order[[]as declared[]] PASSED*",
            "*test_order[[]status paid, note absent[]] PASSED*",
        ]
    )
    assert summary(result) == ["web → shop  2 interactions  pacts/web-shop.json written"]
    assert project.descriptions() == ["order", "order [note present]"]


def test_the_same_tests_write_the_same_bytes(project):
    project.write("test_shop.py", ORDER)
    project.run()
    before = (project.root / "pacts/web-shop.json").read_bytes()

    result = project.run()

    result.stdout.fnmatch_lines(["*pacts/web-shop.json unchanged"])
    assert (project.root / "pacts/web-shop.json").read_bytes() == before


def test_a_consumer_that_cannot_cope_with_a_variant_keeps_the_pact_from_being_written(project):
    project.write("test_shop.py", ORDER + "        body['note']\n")

    result = project.run("-v", status=1)

    result.stdout.fnmatch_lines_random(
        [
            "*test_order[[]as declared[]] PASSED*",
            "*test_order[[]status paid, note absent[]] FAILED*",
            "*KeyError: 'note'*",
            "*web-shop.json not written: tests 1 of 2 failed*",
        ]
    )
    assert project.descriptions() == []


def test_some_variants_prove_nothing(project):
    project.write("test_shop.py", ORDER)

    for arguments in (("-k", "absent"), ("consumers/test_shop.py::test_order[as declared]",)):
        result = project.run(*arguments)
        result.stdout.fnmatch_lines(["*not written: only some variants*"])
    assert project.descriptions() == []


def test_some_variants_leave_what_the_pact_says_of_the_others(project):
    project.write("test_shop.py", ORDER)
    project.run()
    before = project.pact()
    project.write("test_shop.py", ORDER.replace('"open", "paid"', '"open", "paid", "lost"'))

    project.run("-k", "lost")
    project.run("-k", "absent")

    assert project.pact() == before


def test_parameters_of_the_test_are_no_variants_of_it(project):
    project.write(
        "test_shop.py",
        ORDER.replace(
            "    @shop.interaction",
            "    @pytest.mark.parametrize('n', [1, 2])\n    @shop.interaction",
            1,
        ).replace("test_order(mock)", "test_order(mock, n)"),
    )

    result = project.run("-k", "declared-2 or absent-2")

    result.assert_outcomes(passed=2, deselected=2)
    assert project.descriptions() == ["order", "order [note present]"]


def test_what_is_wrong_with_variants_is_told_once_by_a_failing_test(project):
    project.write("test_shop.py", ORDER.replace('"open", "paid"', '{"a": 1}, [1]'))

    result = project.run(status=1)

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*test_shop.py:*: response body status: the alternatives have*"])


def test_an_alternative_that_breaks_its_own_rule_is_told(project):
    project.write(
        "test_shop.py", ORDER.replace('like("at the door")', 'regex("^[0-9]+$", example="x")')
    )

    project.run(status=1).stdout.fnmatch_lines(["*Expected 'x' to match '^[[]0-9[]]+$'*"])


def test_workers_run_variants_apart(project):
    project.write("test_shop.py", ORDER)

    result = project.run_apart("-n", "2")

    result.assert_outcomes(passed=2)
    assert project.descriptions() == ["order", "order [note present]"]
