"""Answers that are no JSON break weak consumers too, and are kept as what they are."""

import pytest

TESTS = {
    "bytes": (
        """
        @shop.interaction(
            request=shop.get("/a"),
            response=shop.ok(like(b"\\x00\\x01"), content_type="application/octet-stream"),
        )
        @shop.tolerant(cases=60)
        def test_weak(mock):
            if len(ask(mock).content) < 2:
                raise ValueError("too short")
        """,
        "answer   1 bytes: b'\\x00'",
        "@shop.variant(b'\\x00')",
    ),
    "a text": (
        """
        @shop.interaction(
            request=shop.get("/a"),
            response=shop.ok(regex("[ab]+", example="ab"), content_type="text/plain"),
        )
        @shop.tolerant(cases=60)
        def test_weak(mock):
            if "b" not in ask(mock).text:
                raise ValueError("no b")
        """,
        "answer   a ",
        "@shop.variant('a')",
    ),
    "a part": (
        """
        from pactwright import multipart

        @shop.interaction(
            request=shop.get("/a"), response=shop.ok(multipart({"n": regex("[0-9x]", example="7")}))
        )
        @shop.tolerant(cases=60)
        def test_weak(mock):
            if b"x" in ask(mock).content.split(b"\\r\\n")[4]:
                raise ValueError("no number")
        """,
        "answer   --pactwright-",
        "@shop.variant('--pactwright-",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", TESTS)
def test_an_answer_of_another_kind_is_shown_and_kept(project, kind):
    text, answer, keep = TESTS[kind]
    page = project.write("test_it.py", text)
    lines = project.run(status=1).outlines
    # In CI pytest says all of it once more in its summary.
    (paste,) = {line.strip() for line in lines if "@shop.variant(" in line}

    assert any(line.strip().startswith(answer) for line in lines)
    assert paste.startswith(keep)
    kept = page.read_text().replace("@shop.tolerant(cases=60)", paste)
    page.write_text(kept)
    project.run(status=1).assert_outcomes(passed=1, failed=1)


def test_a_kept_answer_must_be_one_that_the_declaration_allows(project):
    text, _, _ = TESTS["a text"]
    project.write("test_it.py", text.replace("tolerant(cases=60)", "variant(b'\\xff')"))

    assert "the declaration does not allow it" in project.run(status=1).stdout.str()
