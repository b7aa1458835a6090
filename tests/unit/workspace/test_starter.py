import pytest

from pactwright.errors import PactwrightError
from pactwright.workspace.starter import Starter, write_starter

STARTER = Starter(
    example={"consumers/a.py": b"a\n", "providers/b.py": b"b\n"},
    extras={".github/ci.yml": b"ci\n"},
    settings="[tool.pactwright]\n",
    example_settings="[tool.pactwright.environments.x]\n",
)
ALL = [".github/ci.yml", "consumers/a.py", "providers/b.py", "pyproject.toml"]


def files(root):
    return {p.relative_to(root).as_posix(): p.read_text() for p in root.rglob("*") if p.is_file()}


def test_an_empty_folder_gets_everything(tmp_path):
    outcomes = write_starter(tmp_path / "new", STARTER)
    assert [(one.path, one.written) for one in outcomes] == [(path, True) for path in ALL]
    assert files(tmp_path / "new") == {
        ".github/ci.yml": "ci\n",
        "consumers/a.py": "a\n",
        "providers/b.py": "b\n",
        "pyproject.toml": "[tool.pactwright]\n[tool.pactwright.environments.x]\n",
    }


def test_a_second_time_changes_nothing(tmp_path):
    write_starter(tmp_path, STARTER)
    before = files(tmp_path)
    outcomes = write_starter(tmp_path, STARTER)
    assert [one.path for one in outcomes if one.written] == []
    assert files(tmp_path) == before


def test_what_is_missing_of_the_example_is_filled_in(tmp_path):
    write_starter(tmp_path, STARTER)
    (tmp_path / "providers/b.py").unlink()
    outcomes = write_starter(tmp_path, STARTER)
    assert [one.path for one in outcomes if one.written] == ["providers/b.py"]


@pytest.mark.parametrize("path", ["consumers/mine.py", "consumers/a.py", "consumers/x/y.txt"])
def test_the_example_is_left_out_where_the_project_has_files_of_its_own(tmp_path, path):
    mine = tmp_path / path
    mine.parent.mkdir(parents=True)
    mine.write_text("mine\n")
    outcomes = write_starter(tmp_path, STARTER)
    assert [one.path for one in outcomes if not one.written] == ["consumers/"]
    assert files(tmp_path) == {
        path: "mine\n",
        ".github/ci.yml": "ci\n",
        "pyproject.toml": "[tool.pactwright]\n",
    }


def test_a_file_that_exists_is_left_alone_and_named(tmp_path):
    (tmp_path / ".github").mkdir()
    (tmp_path / ".github/ci.yml").write_text("mine\n")
    outcomes = {one.path: one for one in write_starter(tmp_path, STARTER)}
    assert outcomes[".github/ci.yml"].reason == "it exists"
    assert (tmp_path / ".github/ci.yml").read_text() == "mine\n"


@pytest.mark.parametrize("text", [b"tool = 7\n", b"\xff\xfe", b"[tool.pactwright]\n"])
def test_a_project_file_that_cannot_be_added_to_stays_and_the_rest_is_written(tmp_path, text):
    (tmp_path / "pyproject.toml").write_bytes(text)
    outcomes = {one.path: one for one in write_starter(tmp_path, STARTER)}
    assert (tmp_path / "pyproject.toml").read_bytes() == text
    assert not outcomes["pyproject.toml"].written
    assert outcomes["consumers/a.py"].written


def test_a_project_file_that_is_a_link_stays_one(tmp_path):
    (tmp_path / "real.toml").write_text("")
    (tmp_path / "pyproject.toml").symlink_to("real.toml")
    write_starter(tmp_path, STARTER)
    assert (tmp_path / "pyproject.toml").is_symlink()
    assert (tmp_path / "real.toml").read_text().startswith("[tool.pactwright]")


@pytest.mark.parametrize("blocked", ["", ".github"])
def test_a_file_where_a_folder_must_be_stops_it_before_anything_is_written(tmp_path, blocked):
    root = tmp_path / "project"
    (root if not blocked else root / blocked).parent.mkdir(parents=True, exist_ok=True)
    (root if not blocked else root / blocked).write_text("a file")
    with pytest.raises(PactwrightError, match="a file stands where a folder must be"):
        write_starter(root, STARTER)
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [blocked or "project"]


def test_a_write_that_fails_leaves_nothing_behind(tmp_path):
    (tmp_path / "providers").symlink_to("nowhere")
    with pytest.raises(PactwrightError, match="cannot be written"):
        write_starter(tmp_path, STARTER)
    assert files(tmp_path) == {}
