"""The states of one interaction: order, values, teardown, and every way to fail."""

from __future__ import annotations

import pytest

from pactwright.model.interaction import ProviderState
from pactwright.provider.arguments import NoFixtures
from pactwright.provider.declaration import Provider
from pactwright.provider.failure import StepError
from pactwright.provider.lifecycle import StateStack

orders = "orders"


def _states(*names: str) -> list[ProviderState]:
    return [ProviderState(name=name) for name in names]


@pytest.fixture
def provider():
    return Provider(orders)


@pytest.fixture
def make_stack(provider, caller):
    def make(changes=None, surroundings=None):
        return StateStack(
            handlers=provider.states,
            changes=changes,
            caller=caller,
            surroundings=surroundings or NoFixtures(),
            provider=provider.name,
        )

    return make


def _logging(provider, log, *names):
    for name in names:

        def state(name=name):
            log.append(f"up {name}")
            yield {name: name}
            log.append(f"down {name}")

        provider.state(name)(state)


def test_states_end_in_reverse_order_and_give_values(provider, make_stack):
    log = []
    _logging(provider, log, "a", "b")
    stack = make_stack()
    stack.set_up(_states("a", "b"))
    assert dict(stack.values) == {"a": "a", "b": "b"}
    assert stack.tear_down() == ()
    assert stack.tear_down() == ()
    assert log == ["up a", "up b", "down b", "down a"]


def test_the_states_before_a_failing_one_end(provider, make_stack):
    log = []
    _logging(provider, log, "a")

    @provider.state("broken")
    def broken():
        raise ValueError("no database")

    stack = make_stack()
    with pytest.raises(StepError, match="state 'broken' raised ValueError: no database"):
        stack.set_up(_states("a", "broken"))
    stack.tear_down()
    assert log == ["up a", "down a"]


def test_every_teardown_runs_though_one_fails(provider, make_stack):
    log = []
    _logging(provider, log, "a")

    @provider.state("b")
    async def b():
        yield
        raise ValueError("still in use")

    _logging(provider, log, "c")
    stack = make_stack()
    stack.set_up(_states("a", "b", "c"))
    (failure,) = stack.tear_down()
    assert failure.message == "teardown of state 'b' raised ValueError: still in use"
    assert failure.mismatch().kind == "state"
    assert "in b" in failure.lines()[0]
    assert log == ["up a", "up c", "down c", "down a"]


def test_ctrl_c_in_a_teardown_still_ends_the_others(provider, make_stack):
    log = []
    _logging(provider, log, "a")

    @provider.state("b")
    def b():
        yield
        raise KeyboardInterrupt

    stack = make_stack()
    stack.set_up(_states("a", "b"))
    with pytest.raises(KeyboardInterrupt):
        stack.tear_down()
    assert log == ["up a", "down a"]


def test_equal_values_of_two_states_are_one(provider, make_stack):
    provider.state("a")(lambda: {"id": 7, "list": [1]})
    provider.state("b")(lambda: {"id": 7, "list": [1]})
    stack = make_stack()
    stack.set_up(_states("a", "b"))
    assert stack.values == {"id": 7, "list": [1]}


@pytest.mark.parametrize(("one", "other"), [(7, 8), (7, "7"), (True, 1), ({"a": 1}, {"a": 2})])
def test_different_values_of_one_name_are_an_error(provider, make_stack, one, other):
    provider.state("a")(lambda: {"id": one})
    provider.state("b")(lambda: {"id": other})
    with pytest.raises(StepError, match="states 'a' and 'b' give 'id' different values"):
        make_stack().set_up(_states("a", "b"))


@pytest.mark.parametrize("made", [7, "text", [1], ("a", {})])
def test_a_state_gives_a_dict_or_nothing(provider, make_stack, made):
    provider.state("a")(lambda: made)
    with pytest.raises(StepError, match=rf"gave a {type(made).__name__}") as caught:
        make_stack().set_up(_states("a"))
    assert "return or yield a dict" in caught.value.hint


def test_a_bad_parameter_names_the_state(provider, make_stack):
    @provider.state("order {key} exists")
    def order_exists(key: int):
        raise AssertionError

    with pytest.raises(StepError, match=r"state 'order x exists': parameter 'key' of .* is int"):
        make_stack().set_up(_states("order x exists"))


def test_an_unknown_state_comes_with_near_names_and_a_skeleton(provider, make_stack):
    provider.state("order {id} exists")(print)
    with pytest.raises(StepError, match="does not know the state 'order 7 is there'") as caught:
        make_stack().set_up([ProviderState(name="order 7 is there", params={"id": 7})])
    near, skeleton, _ = caught.value.lines()
    assert near == "nearest: 'order {id} exists'"
    assert '@orders.state("order {id} is there")\ndef order_is_there(id: int):' in skeleton


def test_an_unknown_state_without_any_near_it_has_only_the_skeleton(make_stack):
    with pytest.raises(StepError) as caught:
        make_stack().set_up(_states("anything"))
    assert len(caught.value.details) == 1


class Changes:
    def __init__(self):
        self.asked = []

    def change(self, state, action, *, timeout):
        self.asked.append((state.name, action, timeout))
        if state.name == "bad":
            raise StepError("refused", kind="state", path="bad")
        return {"id": 1}


def test_a_state_that_no_function_makes_goes_to_the_state_change_url(provider, make_stack):
    provider.state("local")(lambda: {"local": True})
    changes = Changes()
    stack = make_stack(changes)
    stack.set_up(_states("remote", "local"))
    assert stack.values == {"id": 1, "local": True}
    assert stack.tear_down() == ()
    assert changes.asked == [("remote", "setup", 5.0), ("remote", "teardown", 5.0)]


def test_a_failed_change_is_torn_down_too(make_stack):
    changes = Changes()
    stack = make_stack(changes)
    with pytest.raises(StepError, match="refused"):
        stack.set_up(_states("bad"))
    assert [failure.message for failure in stack.tear_down()] == ["refused"]
    assert [action for _, action, _ in changes.asked] == ["setup", "teardown"]


class Surroundings:
    """Fixtures by name; what is to finish later waits until `finish`."""

    def __init__(self, **values):
        self.values = values
        self.later = []
        self.made = []

    def has(self, name):
        return name in self.values

    def value(self, name):
        self.made.append(name)
        return self.values[name]

    def finish_later(self, teardown):
        self.later.append(teardown)


@pytest.mark.parametrize(("value", "values"), [({"id": 3}, {"id": 3}), (object(), {}), (None, {})])
def test_a_fixture_may_be_a_state(provider, make_stack, value, values):
    provider.state("two orders exist", fixture="two_orders")
    stack = make_stack(surroundings=Surroundings(two_orders=value))
    stack.set_up(_states("two orders exist"))
    assert stack.values == values


def test_what_was_set_up_before_a_fixture_outlives_it(provider, make_stack):
    log = []
    _logging(provider, log, "a", "c")
    provider.state("b", fixture="b")
    surroundings = Surroundings(b=None)
    stack = make_stack(surroundings=surroundings)
    stack.set_up(_states("a", "b", "c"))
    stack.tear_down()
    assert log == ["up a", "up c", "down c"]
    for teardown in reversed(surroundings.later):
        teardown()
    assert log[-1] == "down a"


def test_a_teardown_that_fails_later_says_which_state_it_was(provider, make_stack):
    @provider.state("a")
    def a():
        yield
        raise ValueError("in use")

    provider.state("b", fixture="b")
    surroundings = Surroundings(b=None)
    make_stack(surroundings=surroundings).set_up(_states("a", "b"))
    with pytest.raises(StepError, match="teardown of state 'a' raised ValueError: in use"):
        surroundings.later[0]()


@pytest.mark.parametrize("scope", ["function", "session"])
def test_a_decorated_fixture_is_made_by_pytest(provider, make_stack, scope):
    @provider.state("two orders exist")
    @pytest.fixture(scope=scope)
    def two_orders(database):
        raise AssertionError

    surroundings = Surroundings(two_orders={"id": 4}, database=1)
    stack = make_stack(surroundings=surroundings)
    stack.set_up(_states("two orders exist"))
    assert surroundings.made == ["two_orders"]
    assert stack.values == {"id": 4}


def test_a_decorated_fixture_with_the_states_parameters_is_called(provider, make_stack):
    @provider.state("order {key} exists")
    @pytest.fixture
    def order(key: int, database):
        return {"id": key + database}

    surroundings = Surroundings(order=None, database=1)
    stack = make_stack(surroundings=surroundings)
    stack.set_up(_states("order 7 exists"))
    assert stack.values == {"id": 8}
    assert surroundings.made == ["database"]


def test_an_async_fixture_is_called_on_our_loop(provider, make_stack):
    ended = []

    @provider.state("an order")
    @pytest.fixture
    async def order():
        yield {"id": 1}
        ended.append("order")

    stack = make_stack(surroundings=Surroundings(order=None))
    stack.set_up(_states("an order"))
    assert stack.values == {"id": 1}
    assert stack.tear_down() == ()
    assert ended == ["order"]


def test_a_fixture_outside_pytest_is_called_when_it_needs_none(provider, make_stack):
    @provider.state("an order")
    @pytest.fixture
    def order():
        return {"id": 1}

    stack = make_stack()
    stack.set_up(_states("an order"))
    assert stack.values == {"id": 1}


def test_a_fixture_by_name_needs_pytest(provider, make_stack):
    provider.state("an order", fixture="order")
    with pytest.raises(StepError, match="'order' is a pytest fixture"):
        make_stack().set_up(_states("an order"))


def test_a_skip_inside_a_state_is_a_failure(provider, make_stack):
    provider.state("a")(lambda: pytest.skip("no database here"))
    with pytest.raises(StepError, match="state 'a' raised Skipped: no database here"):
        make_stack().set_up(_states("a"))
