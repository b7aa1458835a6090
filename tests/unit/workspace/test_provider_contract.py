"""Which API document of a project speaks for a provider."""

from pathlib import Path

import pytest

from pactwright.errors import PactwrightError
from pactwright.workspace.provider_contract import provider_contract
from pactwright.workspace.settings import load_settings


def _write(root: Path, *names: str) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("openapi: 3.1.0\n")


@pytest.mark.parametrize(
    ("files", "found"),
    [
        (["contracts/orders/1.9.0/openapi.yaml", "contracts/orders/1.10.0/openapi.yaml"], 1),
        (["contracts/Orders/1.0.0/api.json"], 0),
        (["contracts/orders/1.0.0.yaml"], 0),
        (["contracts/orders/1.0.0/openapi.yaml", "contracts/orders/1.0.0/parts.yaml"], 0),
    ],
)
def test_takes_the_newest_document_of_its_folder(
    tmp_path: Path, files: list[str], found: int
) -> None:
    _write(tmp_path, *files)
    assert provider_contract(load_settings(tmp_path), "orders") == tmp_path / files[found]


@pytest.mark.parametrize(
    "files",
    [
        [],
        ["contracts/readme/x.txt"],
        ["contracts/readme/x.txt", "contracts/bills/1.0.0/a.yaml"],
    ],
)
def test_finds_nothing_where_nothing_is(tmp_path: Path, files: list[str]) -> None:
    _write(tmp_path, *files)
    assert provider_contract(load_settings(tmp_path), "orders") is None


def test_the_settings_have_the_say(tmp_path: Path) -> None:
    _write(tmp_path, "contracts/orders/1.0.0/openapi.yaml", "own.yaml")
    table = '[tool.pactwright.providers.orders]\ncontract = "own.yaml"\n'
    (tmp_path / "pyproject.toml").write_text(table)
    assert provider_contract(load_settings(tmp_path), "orders") == tmp_path / "own.yaml"


def test_asks_which_of_several_documents_is_meant(tmp_path: Path) -> None:
    _write(tmp_path, "contracts/orders/1.0.0/a.yaml", "contracts/orders/1.0.0/b.yaml")
    with pytest.raises(PactwrightError, match="which of its 2 documents") as caught:
        provider_contract(load_settings(tmp_path), "orders")
    assert "[tool.pactwright.providers.orders]" in (caught.value.hint or "")
