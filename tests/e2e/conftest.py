"""The helpers that stand beside these tests; they are no package."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

_HERE = Path(__file__).parent


def _load(name):
    spec = importlib.util.spec_from_file_location(f"e2e_{name}", _HERE / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[f"e2e_{name}"] = module
    spec.loader.exec_module(module)


for _name in ("broker_server", "broker_company"):
    _load(_name)
