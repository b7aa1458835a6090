import datetime as dt
import random

import pytest

import pactwright
from pactwright import Pact, integer
from pactwright.plugin.consumer_steady import is_steady

PACT = Pact(consumer="web", provider="orders")
NAMES = {
    "pact": PACT,
    "integer": integer,
    "pactwright": pactwright,
    "dt": dt,
    "random": random,
    "NUMBER": 7,
    "stamp": lambda: 0,
}


def steady(argument):
    lines = [
        f"@pact.interaction(request=pact.get('/a', body={argument}))\n",
        "def test_a(mock): ...\n",
    ]
    return is_steady(lines, 1, NAMES)


@pytest.mark.parametrize(
    "argument",
    [
        "1",
        "'it' \"it's\" 'dt.now()'",
        "r'[A-Z]+'",
        "{'dt': integer(1)}  # dt",
        '"""dt"""',
        "f'{1}'",
        "'a\\'dt'",
        "pactwright.like(1)",
        "len(sorted([1]))",
    ],
)
def test_literals_and_matchers_are_steady(argument):
    assert steady(argument)


@pytest.mark.parametrize(
    "argument",
    [
        "dt.datetime.now()",
        "f'{dt.date.today()}'",
        "rf'{random.random()}'",
        "'a\\'' + str(random.random()) + '\\''",
        '"""a""" + str(stamp())',
        "'' + str(dt.date.today())",
        "'#' + str(stamp())",
        "b'' + bytes(NUMBER)",
        "list({'a', 'b'} | set())",
        "1 if stamp()else'a'",
    ],
)
def test_whatever_else_is_named_asks_for_a_closer_look(argument):
    assert not steady(argument)
