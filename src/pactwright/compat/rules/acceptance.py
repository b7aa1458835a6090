"""Entries of accepted.toml that no longer hold, and documents that come and go with a version."""

from __future__ import annotations

from pactwright.compat.rules.rule import BREAKS, TELLS, Rule
from pactwright.model.finding import Finding, Place

EXPIRED = Rule(
    id="acceptance-expired",
    kind="policy",
    change="neither",
    unmirrored="an acceptance that holds is no change",
    rulings={None: BREAKS},
    why="What was accepted until a day is accepted no longer after it.",
    meaning="An entry of accepted.toml has passed its `until`.",
    who="The team itself: it wanted to be reminded.",
    instead="mend the break, or renew the entry with a new reason and a new day",
)
UNUSED = Rule(
    id="acceptance-unused",
    kind="policy",
    change="neither",
    unmirrored="an acceptance that is used is no change",
    rulings={None: BREAKS},
    why="An entry that fits nothing hides the next break that happens to fit.",
    meaning="An entry of accepted.toml fits no finding.",
    who="The team itself: nobody knows any more what the entry is for.",
    instead="remove the entry, or correct its rule, place or fingerprint",
)
DOCUMENT_REMOVED = Rule(
    id="document-removed",
    kind="policy",
    change="narrowing",
    mirror="document-added",
    rulings={None: BREAKS},
    meaning="A document of the older version is not there in the newer one.",
    who="Everybody who relies on what it promised.",
    instead="keep the document, or accept its end in accepted.toml",
)
DOCUMENT_ADDED = Rule(
    id="document-added",
    kind="policy",
    change="widening",
    mirror="document-removed",
    rulings={None: TELLS},
    meaning="The newer version has a document that the older one had not.",
    who="Nobody.",
    instead="nothing to do",
)

RULES = (EXPIRED, UNUSED, DOCUMENT_REMOVED, DOCUMENT_ADDED)


def tell(
    rule: Rule, message: str, *, old: Place | None = None, new: Place | None = None
) -> Finding:
    """Return the finding of one of these rules, which need no walk to be seen."""
    verdict, level = rule.rule_on(None)
    return Finding(
        rule=rule.id,
        kind=rule.kind,
        verdict=verdict,
        level=level,
        message=message,
        hint=rule.instead,
        old=old,
        new=new,
    )
