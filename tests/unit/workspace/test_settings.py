"""pyproject.toml is read strictly, and every mistake in it is told at once."""

from pathlib import Path

import pytest

from pactwright.errors import PactwrightError
from pactwright.workspace.settings import load_settings


def write(folder, text):
    (folder / "pyproject.toml").write_text(text)
    return folder


def test_without_a_table_the_defaults_apply(tmp_path):
    settings = load_settings(write(tmp_path, "[project]\nname = 'x'\n"))
    assert settings.pacts == tmp_path / "pacts"
    assert settings.consumers == tmp_path / "consumers"
    assert settings.providers_path == tmp_path / "providers"
    assert dict(settings.providers) == {}


def test_the_nearest_table_above_counts_and_paths_are_its_own(tmp_path):
    write(tmp_path, "[tool.pactwright]\npacts = 'contracts/pacts'\n")
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    write(below, "[project]\nname = 'no table here'\n")
    assert load_settings(below).pacts == tmp_path / "contracts" / "pacts"


FULL = """
[tool.pactwright.providers.orders]
app = "shop.app:create_app"
contract = "contracts/orders/1.0.0/openapi.yaml"
states = "shop.states"
timeout = 2

[tool.pactwright.environments.staging.providers.orders]
url = "https://staging.example/orders"
timeout = 20.5

[tool.pactwright.environments.staging.providers.other]
url = "https://staging.example/other"
"""


def test_a_provider_is_read_whole(tmp_path):
    orders = load_settings(write(tmp_path, FULL)).providers["orders"]
    assert orders.app == "shop.app:create_app"
    assert orders.contract == tmp_path / "contracts/orders/1.0.0/openapi.yaml"
    assert (orders.states, orders.timeout, orders.url) == ("shop.states", 2, None)


def test_an_environment_lies_over_the_rest(tmp_path):
    settings = load_settings(write(tmp_path, FULL), "staging")
    orders = settings.providers["orders"]
    assert (orders.app, orders.url) == (None, "https://staging.example/orders")
    assert (orders.states, orders.timeout) == ("shop.states", 20.5)
    assert settings.providers["other"].url == "https://staging.example/other"
    assert settings.overlay == {"orders", "other"}


@pytest.mark.parametrize(
    ("environment", "hint"),
    [("stagging", "did you mean 'staging'?"), ("x", "add [tool.pactwright.environments.x]")],
)
def test_an_unknown_environment_is_an_error_with_the_nearest_name(tmp_path, environment, hint):
    with pytest.raises(PactwrightError, match=r"is not known \(known: staging\)") as caught:
        load_settings(write(tmp_path, FULL), environment)
    assert caught.value.hint == hint


def test_an_environment_without_any_table_is_an_error(tmp_path):
    with pytest.raises(PactwrightError, match=r"no pyproject\.toml with"):
        load_settings(tmp_path, "staging")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[tool.pactwright]\npact = 'x'", "tool.pactwright.pact is not a known key; did you mean"),
        ("[tool.pactwright]\nqqq = 'x'", "tool.pactwright.qqq is not a known key; known keys: "),
        ("[tool.pactwright]\npacts = 7", "tool.pactwright.pacts must be a string, not 7"),
        ("[tool.pactwright.providers]\na = 7", "tool.pactwright.providers.a must be a table"),
        ("[tool.pactwright.providers.a]\ntimeout = true", "must be a number of seconds, not True"),
        ("[tool.pactwright.providers.a]\ntimeout = 0", "timeout must be above 0, not 0"),
        ("[tool.pactwright.providers.a]\ntimeout = nan", "timeout must be above 0, not nan"),
        ("[tool.pactwright.providers.a]\nisolated_states = 1", "must be true or false, not 1"),
        (
            "[tool.pactwright.providers.a]\nap = 'x:y'",
            "providers.a.ap is not a known key; did you mean 'app'?",
        ),
        (
            "[tool.pactwright.providers.a]\napp = 'x:y'\nurl = 'http://x'",
            "app and url are given; one of them is enough",
        ),
        ("[tool.pactwright.environments.e]\npacts = 'x'", "environments.e.pacts is not a known"),
        ("[tool]\npactwright = 7", "tool.pactwright must be a table"),
        ("[tool.pactwright\n", "not valid TOML"),
    ],
)
def test_each_mistake_is_told_with_file_and_place(tmp_path, text, said):
    with pytest.raises(PactwrightError) as caught:
        load_settings(write(tmp_path, text))
    assert said in caught.value.message
    assert caught.value.message.startswith(str(tmp_path / "pyproject.toml"))
    assert caught.value.hint


def test_all_mistakes_are_told_together(tmp_path):
    with pytest.raises(PactwrightError) as caught:
        load_settings(write(tmp_path, "[tool.pactwright]\npacts = 7\nconsumers = 8\n"))
    assert len(caught.value.message.splitlines()) == 2


def test_a_file_that_is_not_utf8_is_told(tmp_path):
    (tmp_path / "pyproject.toml").write_bytes(b"\xff\xfe[tool")
    with pytest.raises(PactwrightError, match="not valid TOML"):
        load_settings(tmp_path)


def test_a_tool_that_is_no_table_is_nobodys(tmp_path):
    assert load_settings(write(tmp_path, "tool = 7\n")).root == Path(tmp_path)
