"""Content that the next run would change fails its test, with the place and a hint."""

import pytest

HEAD = """
import datetime, random, time, uuid
from datetime import date, datetime as Moment
from time import time as now
import httpx
import pytest
from pactwright import Pact, like

shop = Pact(consumer="web", provider="shop")

def check(body, path="/a"):
    return shop.interaction(request=shop.get(path), response=shop.ok(body), given=__name__)

def ask(mock, path="/a"):
    with httpx.Client(transport=mock.transport) as client:
        client.get("http://p" + path)
"""

CHANGING = [
    "@check({'a': Moment.now().isoformat()})",
    "@check({'a': Moment.utcnow().year})",
    "@check({'a': Moment.today().isoformat()})",
    "@check({'a': date.today().isoformat()})",
    "@check({'a': datetime.date.today().year})",
    "@check({'a': datetime.datetime.now(datetime.UTC).isoformat()})",
    "@check({'a': int(time.time())})",
    "@check({'a': time.time_ns()})",
    "@check({'a': time.strftime('%Y')})",
    "@check({'a': time.gmtime().tm_year})",
    "@check({'a': time.localtime().tm_year})",
    "@check({'a': time.ctime()})",
    "@check({'a': int(now())})",
    "@check({'a': str(uuid.uuid4())})",
    "@check({'a': random.choice([1, 2])})",
    "@check({str(uuid.uuid4()): 'a'})",
    "TODAY = date.today().isoformat()\n@check({'a': TODAY})",
    "TODAY = date.today()\nTEXT = TODAY.isoformat()\n@check({'a': like(TEXT)})",
    "AT = like(date.today().isoformat())\n@check({'a': AT})",
    "@check({'a': [hash(object())]})",
    "def body():\n    return {'a': date.today().isoformat()}\n@check(body())",
    "@shop.interaction(request=shop.get(f'/{uuid.uuid4()}'), response=shop.ok())",
    "@shop.interaction(request=shop.get('/a'), given=f'at {now()}', response=shop.ok())",
    "@shop.message(contents={'a': str(uuid.uuid4())})",
]
STEADY = [
    "@check({'a': Moment(2024, 7, 20).isoformat()})",
    "@check({'a': datetime.date.fromisoformat('2024-07-20').isoformat()})",
    "@check({'a': random.Random(7).random()})",
    "@check({'a': time.strftime('%Y', time.gmtime(0))})",
    "PEOPLE = ['a', 'b']\nPEOPLE.append('c')\n@check({'a': PEOPLE[-1:]})",
    "COUNT = []\ndef once():\n    COUNT.append(1)\n    return len(COUNT)\n@check({'a': once()})",
    "if True:\n    SETTING = 'x'\n@check({'a': SETTING})",
    "import itertools\nNUMBERS = itertools.count()\nnext(NUMBERS)\n@check({'a': next(NUMBERS)})",
    "import itertools\nN = itertools.count()\nFIRST = next(N)\n@check(next(N))",
    "N = 1\n@check(N, '/b')\ndef test_b(mock): ask(mock, '/b')\nN = 2\n@check(N)",
    "for N in [1]:\n    @check(N, '/b')\n    def test_b(mock): ask(mock, '/b')\n@check(3)",
]


def test_content_that_changes_fails_its_test(project):
    for index, declaration in enumerate(CHANGING):
        fixture = "message" if "message" in declaration else "mock"
        use = "message.contents" if "message" in declaration else "ask(mock)"
        test = f"def test_changes({fixture}):\n    {use}\n"
        project.write(f"test_{index:02}.py", f"{declaration}\n{test}", head=HEAD)

    result = project.run("-W", "ignore", status=1)

    result.assert_outcomes(failed=len(CHANGING))
    result.stdout.fnmatch_lines(
        [
            line
            for index in range(len(CHANGING))
            for line in (
                f"consumers/test_{index:02}.py:*: the next run would change the pact: *, then *",
                "hint: write a fixed example; a matcher or generator= tells what may vary",
            )
        ]
    )


def test_content_that_stays_passes(project):
    for index, declaration in enumerate(STEADY):
        test = "def test_stays(mock):\n    ask(mock)\n"
        project.write(f"test_{index}.py", f"{declaration}\n{test}", head=HEAD)

    result = project.run("-W", "ignore")

    assert "failed" not in result.parseoutcomes()


def test_methods_of_a_class_are_looked_at_too(project):
    project.write(
        "test_shop.py",
        """
        class TestShop:
            KEY = "a"

            @check({KEY: date.today().isoformat()})
            def test_changes(self, mock):
                ask(mock)

            @check({KEY: 1})
            def test_stays(self, mock):
                ask(mock)
        """,
        head=HEAD,
    )

    project.run(status=1).assert_outcomes(failed=1, passed=1)


def test_chance_goes_on_as_if_nobody_had_looked(project):
    project.write(
        "test_shop.py",
        """
        random.seed(7)
        WANTED = random.Random(7).random()

        @check({"a": 1})
        def test_stays(mock):
            ask(mock)
            assert random.random() == WANTED
        """,
        head=HEAD,
    )

    project.run().assert_outcomes(passed=1)


@pytest.mark.parametrize(
    "text",
    [
        # Declared inside a function: its surroundings are gone.
        (
            "def make():\n    @check({'a': now()})\n    def test(mock):\n        ask(mock)\n"
            "    return test\ntest_made = make()\n"
        ),
        # Applied by hand, not as a decorator.
        "def plain(mock):\n    ask(mock)\ntest_made = check({'a': now()})(plain)\n",
    ],
)
def test_what_cannot_be_seen_passes(project, text):
    project.write("test_shop.py", text, head=HEAD)

    project.run().assert_outcomes(passed=1)
