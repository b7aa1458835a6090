"""What the plugin costs a session that has no use for it: next to nothing is loaded."""

import subprocess
import sys

SCRIPT = """
import sys
import pytest

status = pytest.main(["-q", "-p", "pactwright.plugin", "-p", "no:cacheprovider"])
heavy = ("pact_ffi", "hypothesis", "httpx", "msgspec", "jsonschema", "pactwright.model",
         "pactwright.consumer", "pactwright.provider", "pactwright.workspace")
print("LOADED", sorted(name for name in heavy if name in sys.modules))
raise SystemExit(status)
"""


def test_a_session_without_contracts_loads_nothing_that_is_heavy(tmp_path):
    (tmp_path / "test_other.py").write_text("def test_other():\n    pass\n")

    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=tmp_path,
        env={"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "LOADED []" in done.stdout
