"""On a terminal the report has colours and folders have a bar; elsewhere neither is there."""

import io
import json

import pytest

from pactwright.cli.counting import CountingBar
from pactwright.cli.main import cli


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self):
        return True


@pytest.fixture
def pair(tmp_path, monkeypatch):
    """Return the names of two schemas of which the newer one breaks, in the current folder."""
    (tmp_path / "old.json").write_text(json.dumps({"type": "string"}))
    (tmp_path / "new.json").write_text(json.dumps({"type": "integer"}))
    monkeypatch.chdir(tmp_path)
    return ["old.json", "new.json"]


def run(*arguments):
    return cli.main(args=["compat", *arguments], standalone_mode=False)


@pytest.mark.parametrize("width", [80, 200])
def test_a_terminal_gets_colours_at_its_width(pair, monkeypatch, width):
    stream = Terminal()
    monkeypatch.setattr("sys.stdout", stream)
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setenv("TERM", "xterm-256color")
    assert run(*pair) == 1
    shown = stream.getvalue()
    assert "\x1b[1;31m✗ breaking" in shown
    assert shown.count("\n") > 5


def test_a_pipe_gets_plain_text(pair, monkeypatch):
    stream = io.StringIO()
    monkeypatch.setattr("sys.stdout", stream)
    assert run(*pair) == 1
    assert "\x1b" not in stream.getvalue()


def test_a_bar_counts_on_a_terminal_only(monkeypatch):
    for stream, counts in ((Terminal(), True), (io.StringIO(), False)):
        monkeypatch.setattr("sys.stderr", stream)
        with CountingBar() as bar:
            for done in range(1, 6):
                bar.show(done, 5)
        assert ("comparing" in stream.getvalue()) is counts


def test_a_few_comparisons_need_no_bar(monkeypatch):
    stream = Terminal()
    monkeypatch.setattr("sys.stderr", stream)
    with CountingBar() as bar:
        bar.show(1, 2)
    assert stream.getvalue() == ""
