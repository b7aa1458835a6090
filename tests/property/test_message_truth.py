"""What impact says of an edited AsyncAPI document, beside really verifying the pact's messages."""

import json
import os
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from pactwright import compare, verify
from pactwright.compat.dialects.detect import read_document
from pactwright.model.interaction import AsyncMessage, PactDocument, SyncMessage
from pactwright.usage.join import join_impact
from pactwright.usage.message_impact import MessageSide

sys.path.insert(0, str(Path(__file__).parent))
from document_samples import valid_samples, validator
from message_documents import DOCUMENT, message_edits, read_messages

MUTANTS = int(os.environ.get("PACTWRIGHT_MUTANTS", "60"))
_OF = {"why it was cancelled": ("orders", "cancelled"), "asks for a price": ("answers", "priced")}
_Seen = tuple[set[tuple[str, ...]], int, int]


def _sent(document: dict, message: AsyncMessage | SyncMessage) -> Iterator[tuple[Any, dict]]:
    """Yield what the document's owner may send for a message: payload and metadata."""
    name = "orderEvents" if isinstance(message, AsyncMessage) else "priceAsked"
    channel, key = _OF.get(message.description, ("orders", "created"))
    operation = document["operations"].get(name, {})
    if name == "priceAsked" and not _takes(document, operation, message):
        return
    found = document["channels"][channel]["messages"].get(key) if operation else None
    if found is None:
        return
    kind = {"contentType": found["contentType"]} if "contentType" in found else {}
    samples = valid_samples(found.get("headers", {"const": {}}), document)
    # Headers are objects (AsyncAPI 3.0, Message Object); where they can be none, none are sent.
    headers = [kind | one for one in samples if isinstance(one, dict)] or [kind]
    payloads = valid_samples(found.get("payload", {}), document)
    for body in payloads[:1]:
        yield from ((body, one) for one in headers)
    for one in headers[:1]:
        yield from ((body, one) for body in payloads[1:])


def _takes(document: dict, operation: dict, message: SyncMessage) -> bool:
    """Tell whether the owner takes the question and answers."""
    asked = document["channels"]["questions"]["messages"].get("asked")
    if "reply" not in operation or asked is None or "contentType" in asked:
        return False
    question = json.loads(message.request.body.content)
    return validator(asked.get("payload", {}), document).is_valid(question)


def _run(document: dict, pact: PactDocument) -> list[_Seen]:
    """Return, for each message, what went wrong, how many came, and how many were fine."""
    found: list[_Seen] = []
    for message in pact.interactions:
        sent = list(_sent(document, message))
        turns = {f"turn {number}": one for number, one in enumerate(sent)}
        plain = [replace(message, description=name) for name in turns]
        if not sent:
            found.append((set(), 0, 0))
            continue
        made = {name: partial(_make, *one) for name, one in turns.items()}
        results = verify([replace(pact, interactions=tuple(plain))], messages=made).results
        wrong = {_name(one) for result in results for one in result.mismatches}
        found.append((wrong, len(results), sum(not result.mismatches for result in results)))
    return found


def _make(payload: Any, metadata: dict) -> tuple[str, dict]:
    return json.dumps(payload), metadata


def _name(mismatch: Any) -> tuple[str, ...]:
    path = re.sub(r"\[\d+\]", "[*]", mismatch.path)
    words = re.sub(r"'[^']*'|\"[^\"]*\"|`[^`]*`|-?\d[\d.]*", "…", mismatch.message)
    return mismatch.kind, path, re.sub(r"… \(\w+\)", "…", words)


def _lost(before: _Seen, after: _Seen) -> list[tuple[str, ...]]:
    if not before[2]:
        return []
    if not after[1]:
        return [("nothing comes any more",)]
    return sorted(after[0] - before[0] or (() if after[2] else after[0]))


def _hit(changed: dict, pact: PactDocument) -> set[str]:
    sides = (MessageSide(read_document(each)) for each in (DOCUMENT, changed))
    joined = join_impact(compare(DOCUMENT, changed), *sides, [pact])
    hits = [hit for finding in joined.findings for hit in finding.hits or ()]
    return {hit.interaction for hit in (*hits, *joined.hits)}


def judge(seed: int, most: int) -> tuple[Counter, list, list]:
    """Return counts, the breaks that impact called safe, and its false alarms."""
    pact = read_messages()
    before = _run(DOCUMENT, pact)
    assert all(passed for _, _, passed in before)
    every = list(message_edits())
    counts: Counter = Counter(of=len(every))
    unsafe, alarms = [], []
    for edit in Random(seed).sample(every, min(most, len(every))):
        after, said = _run(edit.document, pact), _hit(edit.document, pact)
        for message, old, new in zip(pact.interactions, before, after, strict=True):
            lost, warned = _lost(old, new), message.description in said
            counts["broken" if lost else "whole"] += 1
            if bool(lost) != warned:
                told = (edit.kind, edit.place, message.description, lost)
                (unsafe if lost else alarms).append(told)
    return counts, unsafe, alarms


def test_nothing_that_breaks_a_reader_of_messages_is_called_safe() -> None:
    counts, unsafe, alarms = judge(seed=7, most=MUTANTS)
    assert counts["broken"]
    assert not unsafe
    assert len(alarms) * 10 < counts["whole"]
