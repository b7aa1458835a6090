"""Values that stand in the source of an application in process, found by Schemathesis."""

from __future__ import annotations

from pactwright.property.replay_probe import Constants


def read_constants(application: object) -> Constants:
    """Return the constants of the modules that the application's endpoints live in.

    Empty for a service elsewhere, and where nothing can be found: it is a help, no need.
    """
    if application is None:
        return Constants()
    from schemathesis.python._constants.adapters import default_adapters
    from schemathesis.python._constants.orchestrator import extract_all
    from schemathesis.python._constants.registry import SourceRegistry

    def source() -> object:
        return application

    try:
        pool = extract_all(
            registry=SourceRegistry(), adapters=default_adapters(), extra_sources=[source]
        )
    except Exception:  # noqa: BLE001 - it reads code of any kind
        return Constants()
    texts = [entry.value for entry in pool.entries_for("string")]
    numbers = [entry.value for kind in ("integer", "float") for entry in pool.entries_for(kind)]
    return Constants(
        texts=tuple(sorted(one for one in texts if isinstance(one, str))),
        numbers=tuple(sorted(one for one in numbers if isinstance(one, int | float))),
    )
