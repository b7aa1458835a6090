"""`[tool.pactwright.property]` is read whole, with everything that is wrong told at once."""

import pytest

from pactwright.errors import PactwrightError
from pactwright.property.profile import CI, THOROUGH, Profile
from pactwright.workspace.settings import load_settings


def read(tmp_path, table=""):
    (tmp_path / "pyproject.toml").write_text(f"[tool.pactwright]\n{table}")
    return load_settings(tmp_path).properties


def test_without_a_table_the_defaults_hold(tmp_path):
    found = read(tmp_path)
    assert (found.choose(), found.choose("thorough")) == (CI, THOROUGH)
    assert (found.seed, found.tolerance) == (0, 0)
    assert (found.all_operations, found.remote, found.unknown) == (False, False, False)
    assert load_settings(tmp_path / "elsewhere").properties == found


def test_a_table_says_otherwise(tmp_path):
    found = read(
        tmp_path,
        """
        [tool.pactwright.property]
        profile = "nightly"
        seed = 3
        tolerance = 20
        all_operations = true
        remote = true
        unknown = true
        [tool.pactwright.property.profiles.ci]
        examples = 5
        [tool.pactwright.property.profiles.nightly]
        examples = 1000
        coverage = false
        stateful = true
        """,
    )
    assert found.choose() == Profile(name="nightly", examples=1000, coverage=False, stateful=True)
    assert found.choose("ci") == Profile(name="ci", examples=5)
    assert found.choose("thorough") == THOROUGH
    assert (found.seed, found.tolerance) == (3, 20)
    assert found.all_operations
    assert found.remote
    assert found.unknown


def test_property_tests_are_switched_off_by_a_name(tmp_path):
    assert read(tmp_path, "property.profile = 'none'").choose() is None
    assert read(tmp_path).choose("none") is None


def test_a_profile_that_is_not_known_is_told(tmp_path):
    with pytest.raises(PactwrightError) as error:
        read(tmp_path).choose("fast")
    assert error.value.message == "no profile is called 'fast' (known: ci, none, thorough)"


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ("property = 3", "tool.pactwright.property must be a table, not 3"),
        (
            "property.profile = 'fast'",
            "property.profile must be one of ci, none, thorough, not 'fast'",
        ),
        ("property.seeds = 1", "property.seeds is not a known key; did you mean 'seed'?"),
        ("property.seed = -1", "property.seed must be a whole number from 0 on, not -1"),
        ("property.tolerance = true", "property.tolerance must be a whole number"),
        ("property.remote = 1", "property.remote must be true or false, not 1"),
        ("property.profiles.none.examples = 1", "profiles.none: that name stands for no"),
        ("property.profiles = []", "property.profiles must be a table, not []"),
        ("property.profiles.a = 1", "property.profiles.a must be a table, not 1"),
        ("property.profiles.a.examples = 'x'", "profiles.a.examples must be a whole number"),
        ("property.profiles.a.steps = 1", "profiles.a.steps is not a known key; known keys"),
        (
            "property.profiles.a = {examples = 0, coverage = false}",
            "profiles.a tries nothing; give examples, or coverage = true",
        ),
    ],
)
def test_what_is_wrong_is_told(tmp_path, table, told):
    with pytest.raises(PactwrightError) as error:
        read(tmp_path, table)
    assert told in error.value.message
    assert error.value.hint == "mend [tool.pactwright] in pyproject.toml"
