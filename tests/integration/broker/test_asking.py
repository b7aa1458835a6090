"""can-i-deploy on the command line: of one application or several, now or later."""

from __future__ import annotations

import json
import threading
import time

import click
import pytest
from click.testing import CliRunner
from integration_broker_world import deploy, publish, verify

from pactwright.broker.client.folder import FolderTransport
from pactwright.cli.can_i_deploy import command
from pactwright.errors import PactwrightError


class Folder:
    """A broker that is a folder, spoken to as to a server."""

    def __init__(self, path):
        self.path = path

    def ask(self, method, path, body=None):
        transport = FolderTransport(self.path)
        data = None if body is None else json.dumps(body).encode()
        reply = transport.send(method, transport.base + path, body=data)
        return reply.status, json.loads(reply.body or b"null")


@pytest.fixture
def folder(tmp_path):
    """`web` 1 and 2 need `orders`, of which 7 verified web 1 alone; 8 is on main."""
    broker = Folder(tmp_path)
    publish(broker, "web", "1", "orders", 1, branch="main", tags=["prod"])
    publish(broker, "web", "2", "orders", 2, branch="feat/x")
    verify(broker, "web", "1", "orders", "7", success=True)
    verify(broker, "web", "1", "orders", "8", success=False, branch="main")
    broker.ask("PATCH", "/pacticipants/orders", {"mainBranch": "main"})
    return broker


def gate(folder, *arguments):
    """Return the exit status and all that is printed."""
    done = CliRunner().invoke(
        command, [*arguments, "--broker", str(folder.path)], standalone_mode=False
    )
    if done.exception is not None:
        raise done.exception
    return done.return_value, done.output


WEB, ORDERS = ("--pacticipant", "web"), ("-a", "orders")


@pytest.mark.parametrize(
    ("arguments", "status", "headline"),
    [
        (
            (*WEB, "--version", "1", *ORDERS, "--version", "7"),
            0,
            "yes: web 1 and orders 7 together",
        ),
        ((*WEB, "-e", "1", *ORDERS, "-e", "8"), 1, "no: web 1 and orders 8 together"),
        ((*WEB, "-e", "2", *ORDERS, "-e", "7"), 1, "unknown: web 2 and orders 7 together"),
        ((*ORDERS, "-e", "7", *WEB, "-e", "1"), 0, "yes: orders 7 and web 1 together"),
        ((*WEB, "-e", "1", *ORDERS, "--branch", "main"), 1, "no: web 1 and orders 8 together"),
        ((*WEB, "-e", "1", *ORDERS, "--main-branch"), 1, "no: web 1 and orders 8 together"),
        ((*WEB, "--latest", *ORDERS, "-e", "7"), 1, "unknown: web 2 and orders 7 together"),
        ((*WEB, "--latest", "prod", *ORDERS, "-e", "7"), 0, "yes: web 1 and orders 7 together"),
        ((*WEB, "--branch", "main", *ORDERS, "-e", "7"), 0, "yes: web 1 and orders 7 together"),
        ((*WEB, "-e", "1"), 1, "no: web 1 to the main branches"),
        (("--version", "1", *WEB), 1, "no: web 1 to the main branches"),
    ],
)
def test_each_application_has_the_version_after_its_name(folder, arguments, status, headline):
    found, told = gate(folder, *arguments)

    assert told.splitlines()[0] == headline
    assert found == status


def test_several_go_to_an_environment_together(folder):
    publish(folder, "app", "5", "orders", 1)
    verify(folder, "app", "5", "orders", "7", success=True)
    deploy(folder, "app", "5", "production")
    both = (*WEB, "-e", "1", *ORDERS, "-e", "7", "--to-environment", "production")

    assert gate(folder, *both)[1].splitlines()[0] == "yes: web 1 and orders 7 to production"

    publish(folder, "till", "3", "orders", 3)
    deploy(folder, "till", "3", "production")
    status, told = gate(folder, *both)

    assert status == 1
    assert told.startswith("unknown: web 1 and orders 7 to production")
    assert "till (3) → orders (7): not verified" in told


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ((*WEB, "-e", "1", *ORDERS), "orders: say which version, after its name"),
        ((*WEB, "-e", "1", "--branch", "main"), "web: one of --version, --branch"),
        ((*WEB, "-e", "1", "-e", "2"), "web: one of --version, --branch"),
        ((*WEB, "-e", "1", *WEB, "-e", "2"), "web is named twice"),
        (("-e", "1", "-e", "2", *WEB), "the first application: one of"),
        (("-e", "1"), "pacticipant"),
    ],
)
def test_a_question_that_cannot_be_told_apart_is_refused(folder, arguments, problem):
    with pytest.raises(click.UsageError) as refused:
        gate(folder, *arguments)

    assert problem in refused.value.format_message()


@pytest.mark.parametrize(
    ("selector", "problem"),
    [
        (("--branch", "none"), "no version of orders on branch none"),
        (("--latest", "none"), "no version of orders with tag none"),
    ],
)
def test_a_version_that_is_not_there_is_told(folder, selector, problem):
    with pytest.raises(PactwrightError, match=problem):
        gate(folder, *WEB, "-e", "1", *ORDERS, *selector)


@pytest.mark.parametrize(
    ("selector", "problem"),
    [
        (("--main-branch",), "no application 'order'"),
        (("--latest",), "no application 'order'"),
        (("--branch", "main"), "no application 'order'"),
        (("--version", "7"), "no application 'order'"),
    ],
)
def test_an_application_that_is_not_there_is_told(folder, selector, problem):
    with pytest.raises(PactwrightError, match=problem) as refused:
        gate(folder, *WEB, "-e", "1", "-a", "order", *selector)

    assert refused.value.hint == "did you mean 'orders'? it knows: orders, web"


def test_no_main_branch_is_told(folder):
    folder.ask("PATCH", "/pacticipants/app", {"name": "app"})

    with pytest.raises(PactwrightError, match="no main branch of app"):
        gate(folder, *WEB, "-e", "1", "-a", "app", "--main-branch")


def test_a_number_that_nobody_knows_is_a_no(folder):
    status, told = gate(folder, *WEB, "-e", "1", *ORDERS, "-e", "99")

    assert status == 1
    assert told.startswith("no: web 1 and orders 99 together")
    assert "the broker knows no version 99 of orders" in told


def test_what_is_unknown_is_asked_again_until_it_is_known(folder):
    def verify_later():
        time.sleep(0.3)
        verify(folder, "web", "2", "orders", "7", success=True)

    builder = threading.Thread(target=verify_later)
    builder.start()
    patience = ("--retry-while-unknown", "200", "--retry-interval", "0.1")
    status, told = gate(folder, *WEB, "-e", "2", *ORDERS, "-e", "7", *patience)
    builder.join()

    assert status == 0
    assert "1 result is missing; asked again in 0.1 s (1 of 200)" in told
    assert "yes: web 2 and orders 7 together" in told


def test_what_is_known_is_not_waited_for_and_patience_ends(folder):
    patience = ("--retry-while-unknown", "2", "--retry-interval", "0")

    status, told = gate(folder, *WEB, "-e", "2", *ORDERS, "-e", "7", *patience)
    assert status == 1
    assert "(2 of 2)" in told

    status, told = gate(folder, *WEB, "-e", "1", *ORDERS, "-e", "8", *patience)
    assert status == 1
    assert "missing" not in told


def test_a_dry_run_ends_well_and_says_so(folder, monkeypatch):
    question = (*WEB, "-e", "1", *ORDERS, "-e", "8")

    assert gate(folder, *question, "--dry-run") == (
        0,
        gate(folder, *question)[1] + "dry run: ends with 0 all the same\n",
    )

    monkeypatch.setenv("PACT_BROKER_CAN_I_DEPLOY_DRY_RUN", "true")
    assert gate(folder, *question)[0] == 0


def test_json_tells_who_goes_together(folder):
    _, told = gate(folder, *WEB, "-e", "1", *ORDERS, "-e", "7", "--format", "json")

    answer = json.loads(told)
    assert (answer["answer"], answer["together"]) == ("yes", [["orders", "7"]])
