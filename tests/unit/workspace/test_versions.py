"""Versions are found in folders and ordered as Semantic Versioning has it."""

import pytest

from pactwright.errors import PactwrightError
from pactwright.workspace.versions import find_apis, list_documents, read_version

IN_ORDER = [
    "0.9.0", "v1", "1.0.1-alpha", "1.0.1-alpha.1", "1.0.1-alpha.beta", "1.0.1-beta", "1.0.1-beta.2",
    "1.0.1-beta.11", "1.0.1-rc.1", "1.0.1", "1.2", "1.10.0", "2.0.0-0", "2.0.0",
]  # fmt: skip


def test_versions_are_ordered_by_semantic_versioning():
    shuffled = sorted(IN_ORDER)
    assert [v.text for v in sorted(map(read_version, shuffled))] == IN_ORDER


@pytest.mark.parametrize("name", ["latest", "01.0.0", "1.0.0-", "1.0.0.0", "", "v", "draft-1"])
def test_other_names_are_no_versions(name):
    assert read_version(name) is None


def write(folder, *names):
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}")


def test_apis_and_their_versions_are_found_in_a_folder(tmp_path):
    write(tmp_path, "b/1.10.0/openapi.yaml", "b/1.9.0/openapi.yaml", "b/notes/x.md")
    write(tmp_path, "a/1.0.0.yaml", "a/1.1.0-rc.1.json", "a/accepted.toml", "c/readme.md")
    found = find_apis(tmp_path)
    assert [api.name for api in found] == ["a", "b"]
    assert [v.text for v, _ in found[0].versions] == ["1.0.0", "1.1.0-rc.1"]
    assert [path.name for _, path in found[1].versions] == ["1.9.0", "1.10.0"]


def test_the_folder_of_one_api_is_taken_too(tmp_path):
    write(tmp_path, "orders/1.0.0/a.yaml", "orders/2.0.0/a.yaml")
    (api,) = find_apis(tmp_path / "orders")
    assert (api.name, len(api.versions)) == ("orders", 2)


def test_a_folder_without_versions_is_refused(tmp_path):
    write(tmp_path, "a/readme.md")
    with pytest.raises(PactwrightError, match="no versions of an API"):
        find_apis(tmp_path)


def test_documents_are_listed_by_their_path_in_the_version(tmp_path):
    write(tmp_path, "openapi.yaml", "events/a.json", "readme.md")
    assert list(list_documents(tmp_path)) == ["events/a.json", "openapi.yaml"]
    assert list(list_documents(tmp_path / "openapi.yaml")) == [""]
