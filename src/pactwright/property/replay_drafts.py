"""The drafts that a run makes of one interaction, the same ones for the same seed."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from itertools import islice
from typing import Final

from pactwright.errors import PactwrightError
from pactwright.property.replay_probe import probe_drafts
from pactwright.property.replay_request import Source
from pactwright.property.replay_values import Setting
from pactwright.property.schemathesis_cases import CaseMaker, Draft

_MOST_PROBES: Final = 4
"""How many probes there are for each generated example, at most."""

_LEAST_PROBES: Final = 60
_STRAY: Final = 4
"""Every fourth generated request speaks of an id that no provider state has made."""


def make_drafts(
    source: Source, setting: Setting, *, examples: int, notes: list[str]
) -> Iterator[Draft]:
    """Yield the example, boundary values, probes and generated cases, in this order.

    They may break the rules or the document; `Source.allows` tells. What cannot be generated
    goes to `notes`, in words.
    """
    yield Draft()
    if not source.varies:
        return
    generated: list[Draft] = []
    try:
        maker = CaseMaker(source.narrowed)
        if setting.profile.coverage:
            yield from maker.boundaries()
            most = max(_LEAST_PROBES, _MOST_PROBES * examples)
            allowed = filter(source.allows, probe_drafts(source, setting.constants))
            yield from islice(allowed, most)
        generated = maker.generate(examples=examples, seed=_seed(source, setting))
    except PactwrightError:
        raise
    except Exception as error:  # noqa: BLE001 - a generator may refuse a schema in many ways
        notes.append(_refused(source, error))
    for index, draft in enumerate(generated):
        yield draft if index % _STRAY == 0 else _at_home(draft)


def _seed(source: Source, setting: Setting) -> int:
    text = f"{setting.seed} {source.operation.name} {source.interaction.description}"
    return zlib.crc32(text.encode("utf-8", "surrogatepass"))


def _at_home(draft: Draft) -> Draft:
    """Return the draft about what the provider states have made."""
    return Draft(query=draft.query, headers=draft.headers, cookies=draft.cookies, body=draft.body)


def _refused(source: Source, error: Exception) -> str:
    first = str(error).strip().partition("\n")[0]
    return (
        f"{source.interaction.description!r}: only its example was sent; what the pact and the "
        f"document allow together cannot be generated: {type(error).__name__}: {first}"
    )
