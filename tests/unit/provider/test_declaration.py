"""What a `Provider` takes, and what it refuses."""

from __future__ import annotations

import types

import pytest

from pactwright.errors import PactwrightError
from pactwright.provider.declaration import Provider
from pactwright.provider.functions import declare_functions
from pactwright.provider.target import Target
from pactwright.provider.verification import check_target


def state():
    raise AssertionError


@pytest.fixture
def orders():
    return Provider("orders")


def test_decorating_leaves_the_function_as_it_is(orders):
    assert orders.state("a")(state) is state
    assert orders.message("b")(state) is state
    assert orders.request_hook(state) is state
    assert repr(orders) == "Provider('orders')"


@pytest.mark.parametrize("others", [{"url": "http://x"}, {"command": "x"}])
def test_an_app_excludes_other_targets(others):
    with pytest.raises(PactwrightError, match=r"app and (url|command) are given"):
        Provider("orders", app=state, **others)


@pytest.mark.parametrize("timeout", [0, -1, float("nan")])
def test_a_timeout_is_above_zero(timeout):
    with pytest.raises(PactwrightError, match="timeout is"):
        Provider("orders", timeout=timeout)


def test_one_hook_is_enough(orders):
    orders.request_hook(state)
    with pytest.raises(PactwrightError, match="two request hooks"):
        orders.request_hook(state)


def test_a_state_without_its_name_is_told(orders):
    with pytest.raises(PactwrightError, match="a name is text, not a function"):
        orders.state(state)


def test_only_functions_and_fixtures_make_states(orders):
    with pytest.raises(PactwrightError, match="'a' is registered with a int"):
        orders.state("a")(7)


def test_a_fixture_by_name_decorates_nothing(orders):
    with pytest.raises(PactwrightError, match="decorates nothing"):
        orders.state("a", fixture="b")(state)


def _registered(provider):
    return (
        [handler.pattern for handler in provider.states],
        [handler.pattern for handler in provider.messages],
        provider.hook,
    )


def test_functions_come_from_mappings():
    provider = declare_functions("orders", {"a": state}, {"m": state}, state)
    assert _registered(provider) == (["a"], ["m"], state)


def test_functions_come_from_the_provider_of_a_module(orders):
    orders.state("a")(state)
    orders.message("m")(state)
    module = types.ModuleType("states")
    module.other = Provider("users")
    module.orders = orders
    provider = declare_functions("orders", module, {"n": state})
    assert _registered(provider) == (["a"], ["m", "n"], None)
    assert _registered(orders) == (["a"], ["m"], None)


def test_functions_come_from_the_mappings_of_a_module():
    module = types.ModuleType("states")
    module.states = {"a": state}
    module.request_hook = state
    assert _registered(declare_functions("orders", module)) == (["a"], [], state)


def test_a_module_without_states_is_told():
    module = types.ModuleType("states")
    module.users = Provider("users")
    with pytest.raises(PactwrightError, match=r"holds no states for provider 'orders'.*'users'"):
        declare_functions("orders", module)


def test_a_target_is_one_place(orders):
    with pytest.raises(PactwrightError, match="has an app and a url"):
        check_target(orders, Target(app=state, url="http://x"))
    with pytest.raises(PactwrightError, match="nothing says where provider 'orders' is"):
        check_target(orders, Target())
    check_target(orders, Target(command="x", url="http://localhost:{port}"))
    orders.message("m")(state)
    check_target(orders, Target())


@pytest.mark.parametrize("timeout", [0, -1.0, float("nan")])
def test_a_timeout_is_above_0(timeout):
    with pytest.raises(PactwrightError, match="timeout is"):
        check_target(Provider("orders"), Target(app=print, timeout=timeout))
