"""Files are read with clear errors, and written whole or not at all."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from pactwright.errors import PactwrightError
from pactwright.workspace.files import (
    list_files,
    read_bytes,
    read_pact,
    read_pacts,
    write_file,
)

PACT = b'{"consumer": {"name": "web"}, "provider": {"name": "orders"}, "interactions": []}'


def names_in(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_folder_gives_every_pact_below_it_by_name(tmp_path):
    (tmp_path / "b").mkdir()
    for name in ("z.json", "b/a.json"):
        (tmp_path / name).write_bytes(PACT)
    (tmp_path / "notes.txt").write_text("not a pact")
    sources = [pact.source for pact in read_pacts(tmp_path)]
    assert sources == [str(tmp_path / "b/a.json"), str(tmp_path / "z.json")]


def test_a_file_gives_its_pact(tmp_path):
    path = tmp_path / "web-orders.json"
    path.write_bytes(PACT)
    assert read_pact(path).consumer == "web"
    assert len(read_pacts(path)) == 1


def test_a_folder_without_pacts_is_an_error(tmp_path):
    with pytest.raises(PactwrightError, match="no pact file"):
        read_pacts(tmp_path)


def test_files_are_listed_by_path_and_links_to_folders_left_alone(tmp_path):
    (tmp_path / "b").mkdir()
    (tmp_path / "c").symlink_to(tmp_path / "b")
    for name in ("z.json", "b/a.json", "b/note.txt"):
        (tmp_path / name).write_text("")

    assert list_files(tmp_path, ".json") == [tmp_path / "b/a.json", tmp_path / "z.json"]


def test_a_folder_that_cannot_be_listed_is_not_taken_for_an_empty_one(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for _ in range(20):  # deeper than a path can tell
        Path("d" * 250).mkdir()
        os.chdir("d" * 250)
    os.chdir(tmp_path)

    with pytest.raises(PactwrightError, match="cannot be listed: File name too long"):
        list_files(tmp_path)


def test_a_missing_file_is_an_error_with_its_path(tmp_path):
    with pytest.raises(PactwrightError, match="no such file"):
        read_bytes(tmp_path / "nowhere.json")


def test_a_folder_where_a_file_belongs_is_an_error(tmp_path):
    with pytest.raises(PactwrightError, match="cannot be read"):
        read_bytes(tmp_path)


def test_writing_makes_the_folder_and_leaves_nothing_else(tmp_path):
    write_file(tmp_path / "new" / "a.json", b"1\n")
    assert (tmp_path / "new" / "a.json").read_bytes() == b"1\n"
    assert names_in(tmp_path / "new") == ["a.json"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_writing_keeps_the_files_mode(tmp_path):
    path = tmp_path / "a.json"
    path.write_bytes(b"old")
    path.chmod(0o640)
    write_file(path, b"new")
    assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) == (b"new", 0o640)


@pytest.mark.skipif(os.name == "nt", reason="Windows has neither pipes nor devices with names")
def test_what_is_no_file_gets_the_bytes_and_stays(tmp_path):
    null, pipe = tmp_path / "null", tmp_path / "pipe"
    null.symlink_to("/dev/null")
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write_file(null, b"new")
    write_file(pipe, b"new")
    assert os.read(reader, 9) == b"new"
    os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert stat.S_ISCHR(null.stat().st_mode)
    assert names_in(tmp_path) == ["null", "pipe"]


@pytest.mark.skipif(os.name == "nt", reason="links need a right on Windows")
def test_a_link_stays_one(tmp_path):
    link = tmp_path / "a.json"
    (tmp_path / "real").mkdir()
    link.symlink_to("real/b.json")
    for content in (b"first", b"second"):
        write_file(link, content)
        assert (tmp_path / "real/b.json").read_bytes() == content
    assert link.is_symlink()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names of streams")
@pytest.mark.parametrize("name", ["/dev/stdout", "/dev/fd/1"])
def test_standard_output_by_name_is_where_it_goes(name):
    text = (
        "from pathlib import Path; from pactwright.workspace import files; "
        f"files.write_file(Path({name!r}), b'new')"
    )
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, check=True)
    assert done.stdout == b"new"


def test_a_failed_write_leaves_the_old_file_and_no_other(tmp_path):
    (tmp_path / "a.json").mkdir()
    with pytest.raises(PactwrightError, match="cannot be written"):
        write_file(tmp_path / "a.json", b"new")
    assert names_in(tmp_path) == ["a.json"]


def test_a_file_in_place_of_the_folder_is_an_error(tmp_path):
    (tmp_path / "pacts").write_text("a file")
    with pytest.raises(PactwrightError, match="cannot be written"):
        write_file(tmp_path / "pacts" / "a.json", b"new")
