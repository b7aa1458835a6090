"""`pactwright.compare` takes paths or parsed documents and gives a value."""

import gc
import json

import pytest

import pactwright
from pactwright.errors import PactwrightError

TEXT, NUMBER = {"type": "string"}, {"type": "integer"}


def test_parsed_documents_are_compared():
    found = pactwright.compare(TEXT, NUMBER)
    assert (found.verdict, found.old, found.new) == ("breaking", "old", "new")
    assert pactwright.compare(TEXT, TEXT).findings == ()
    assert pactwright.compare(True, TEXT).verdict == "breaking"


def test_paths_give_lines(tmp_path):
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    old.write_text(json.dumps(TEXT, indent=1))
    new.write_text(json.dumps(NUMBER, indent=1))
    (finding,) = [f for f in pactwright.compare(old, str(new)).findings if f.level == "error"]
    assert (finding.old.file, finding.old.line, finding.old.column) == (str(old), 2, 2)
    assert finding.new.file == str(new)


def test_a_path_and_a_parsed_document_may_meet(tmp_path):
    file = tmp_path / "old.json"
    file.write_text(json.dumps(TEXT))
    found = pactwright.compare(file, NUMBER)
    (finding,) = [f for f in found.findings if f.level == "error"]
    assert (finding.old.line, finding.new.line) == (1, None)


def test_a_wrong_shape_is_told_by_file_and_line(tmp_path):
    file = tmp_path / "old.json"
    file.write_text('{"openapi": "3.0.0",\n "paths": []}')
    with pytest.raises(PactwrightError, match=r"old.json:2:2: /paths: expected an object"):
        pactwright.compare(file, file)
    with pytest.raises(PactwrightError, match="/paths: expected an object"):
        pactwright.compare({"openapi": "3.0.0", "paths": []}, file)


def test_the_collector_is_left_as_it_was(tmp_path):
    file = tmp_path / "a.json"
    file.write_text("{}")
    gc.disable()
    pactwright.compare(file, file)
    assert not gc.isenabled()
    gc.enable()
    pactwright.compare(file, file)
    assert gc.isenabled()


def test_kind_decides_what_a_document_is():
    anything = {"whatever": 1}
    with pytest.raises(PactwrightError):
        pactwright.compare(anything, anything)
    assert pactwright.compare(anything, anything, kind="json-schema").verdict == "compatible"
