"""What is said of the messages in pacts where only HTTP is looked at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pactwright.model.interaction import AsyncMessage, PactDocument, SyncMessage
from pactwright.report.safe import safe_line
from pactwright.report.words import count


def tell_messages(pacts: Sequence[PactDocument], *, looked_at: str) -> tuple[str, ...]:
    """Return a note for each provider whose consumers have messages, by its name.

    `looked_at` is what is done to HTTP interactions, and to messages not: `counted`, `judged`.
    """
    found: dict[str, Counter[str]] = {}
    for pact in pacts:
        messages = sum(isinstance(one, AsyncMessage | SyncMessage) for one in pact.interactions)
        if messages:
            found.setdefault(pact.provider, Counter())[pact.consumer] += messages
    return tuple(
        safe_line(
            f"{provider}: {count(consumers.total(), 'message')} of "
            f"{', '.join(sorted(consumers))} not {looked_at}, as messages are no HTTP; "
            "`pactwright conform` holds them to an AsyncAPI document"
        )
        for provider, consumers in sorted(found.items())
    )
