"""Two documents and one pact between them, joined."""

import json

from pactwright import compare
from pactwright.compat.dialects.detect import read_document
from pactwright.model.finding import Comparison
from pactwright.pactfile.parse import parse_pact
from pactwright.usage.impact import Side
from pactwright.usage.join import join_impact


def join(old: dict, new: dict, *interactions: dict, **options: object) -> Comparison:
    """Compare two documents, and say whom each change hits of one consumer's interactions."""
    pact = {
        "consumer": {"name": "web"},
        "provider": {"name": "shop"},
        "interactions": [*interactions],
        "metadata": {"pactSpecification": {"version": "4.0"}},
    }
    pacts = [parse_pact(json.dumps(pact).encode(), source="web-shop.json")]
    sides = Side(read_document(old)), Side(read_document(new))
    return join_impact(compare(old, new), *sides, pacts, **options)


def effects(joined: Comparison) -> list[tuple[str, str]]:
    """Return each hit part and what happens to it, those of every finding first."""
    hits = [hit for finding in joined.findings for hit in finding.hits or ()]
    return [(hit.part, hit.effect) for hit in (*hits, *joined.hits)]
