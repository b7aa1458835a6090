import pytest

from pactwright.property.replay_shrink import shrink_draft, simpler_values
from pactwright.property.schemathesis_cases import Content, Draft

BODY = {"name": "Ann", "size": 5, "tags": ["a"]}


@pytest.mark.parametrize(
    ("body", "fails", "smallest"),
    [
        ({**BODY, "name": "xyz"}, lambda b: b["size"] == 5, BODY),
        ({**BODY, "size": 99}, lambda b: b["size"] > 40, {**BODY, "size": 41}),
        ({**BODY, "size": 2**59}, lambda b: b["size"] > 2_000_000, {**BODY, "size": 2_000_001}),
        ({**BODY, "size": -(2**63)}, lambda b: b["size"] < -70, {**BODY, "size": -71}),
        (
            {**BODY, "size": 9_000, "more": [{"n": 8_000}]},
            lambda b: any(((one or {}).get("n") or 0) >= 512 for one in b.get("more") or ()),
            {**BODY, "more": [{"n": 512}]},
        ),
        ({**BODY, "name": "日本語"}, lambda b: not b["name"].isascii(), {**BODY, "name": "é"}),
        ({**BODY, "tags": []}, lambda b: not b["tags"], {**BODY, "tags": []}),
        (
            {**BODY, "tags": ["x", "yy", "z"], "size": 9},
            lambda b: len(b["tags"]) > 1,
            {**BODY, "tags": ["a", "a"]},
        ),
        ({**BODY, "extra": True}, lambda b: len(b) >= 3, BODY),
        ({**BODY, "size": 2.25}, lambda b: b["size"] < 3, {**BODY, "size": 0}),
    ],
)
def test_a_body_shrinks_towards_the_example(body, fails, smallest):
    found = shrink_draft(
        Draft(body=Content(value=body)),
        BODY,
        lambda one: one.body is not None and fails(one.body.value),
    )

    assert found.body.value == smallest


@pytest.mark.parametrize(
    ("draft", "fails", "smallest"),
    [
        (
            Draft(query={"limit": ("50",), "q": ("abc",)}),
            lambda one: one.query.get("limit") == ("50",),
            Draft(query={"limit": ("50",)}),
        ),
        (
            Draft(path={"id": "7777"}),
            lambda one: int(one.path.get("id", "1")) % 7 == 0,
            Draft(path={"id": "0"}),
        ),
        (
            Draft(query={"tag": ("a", "b", "c")}),
            lambda one: "b" in one.query.get("tag", ()),
            Draft(query={"tag": ("b",)}),
        ),
        (
            Draft(headers={"x": "abcd"}, cookies={"c": "1"}),
            lambda one: len(one.headers.get("x", "")) > 1,
            Draft(headers={"x": "cd"}),
        ),
        (
            Draft(query={"limit": ("9223372036854775807",)}, path={"id": "123456"}),
            lambda one: (
                int(one.query.get("limit", "0")[0]) > 99 and int(one.path.get("id", "0")) > 255
            ),
            Draft(query={"limit": ("100",)}, path={"id": "256"}),
        ),
        (Draft(path={"id": "%20%20"}), lambda one: "id" in one.path, Draft(path={"id": "%20%20"})),
    ],
)
def test_parameters_go_back_to_the_example_or_get_simple(draft, fails, smallest):
    found = shrink_draft(draft, None, fails)

    assert found in (smallest, Draft(headers={"x": "ab"}))


def test_what_is_the_example_already_has_nothing_simpler():
    assert list(simpler_values(5, 5)) == []
    assert list(simpler_values("", "")) == []


def test_a_number_goes_to_the_example_and_to_nothing_and_a_flag_to_the_example_alone():
    assert list(simpler_values(1, 7)) == [7, 0]
    assert list(simpler_values(True, 7)) == [7]
