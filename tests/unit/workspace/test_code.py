"""`module:attribute` finds the user's code, or says what hinders it."""

import pytest

from pactwright.errors import PactwrightError
from pactwright.workspace.code import import_object


@pytest.fixture
def project(tmp_path, monkeypatch, request):
    monkeypatch.syspath_prepend(str(tmp_path))
    package = tmp_path / f"shop_{abs(hash(request.node.nodeid))}"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "app.py").write_text("class Api:\n    def make(self): return 7\napi = Api()\n")
    (package / "broken.py").write_text("x = 1\nraise ValueError('no database')\n")
    (package / "lost.py").write_text("import nowhere_to_be_found\n")
    return tmp_path, package.name


def test_an_attribute_is_found_also_below_another(project):
    root, name = project
    assert import_object(f"{name}.app:api.make", root=root)() == 7


@pytest.mark.parametrize(
    ("spec", "said", "hint"),
    [
        ("{}.app", "does not name an object", "write it as module:attribute"),
        (":x", "does not name an object", "write it as module:attribute"),
        ("{}.app:apii", "has no 'apii'", "did you mean 'api'?"),
        ("{}.app:zzzzz", "has no 'zzzzz'", "check the name after the colon"),
        ("{}.nothing:app", "no module named", "check the name, and start pactwright"),
        ("{}.broken:app", "ValueError: no database", "see the whole story with: python -c"),
        ("{}.lost:app", "nowhere_to_be_found", "see the whole story with: python -c"),
    ],
)
def test_what_hinders_it_is_told(project, spec, said, hint):
    root, name = project
    with pytest.raises(PactwrightError) as caught:
        import_object(spec.format(name), root=root)
    assert said in caught.value.message
    assert caught.value.hint.startswith(hint)


def test_a_broken_import_is_told_with_its_line(project):
    root, name = project
    with pytest.raises(PactwrightError, match=r"broken\.py:2\)"):
        import_object(f"{name}.broken:app", root=root)
