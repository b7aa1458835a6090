"""One edit planted in a document: what the oracle says of it, and what the checker says."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from random import Random

from planted_edits import KINDS, NEW, kinds_at, planted
from planted_oracle import Plain, Question, find_break
from planted_places import METHODS, Place, at, below, roots

from pactwright import compare
from pactwright.model.finding import Comparison

TRIES = 150
SHARE_OF_STRUCTURES = 0.05
STRUCTURES = {
    "endpoint added": False,
    "endpoint removed": True,
    "response header added": False,
    "security added": True,
    "unused schema removed": False,
}
"""Edits of no schema, and whether one breaks who sends what was right so far."""


@dataclass(frozen=True)
class Trial:
    """An edit with both answers; `shown` is the value of the oracle's, in a list, if any."""

    kind: str
    place: tuple
    breaks: bool
    shown: list | None
    verdict: str
    witnessed: bool


class Ground:
    """A document, a second one to plant in, and what was made of the first."""

    def __init__(self, document: dict, reader: str) -> None:
        self.old = document
        self.reader = reader
        self.new = copy.deepcopy(document)
        self.roots = roots(document)
        self.plain = {
            (direction, sends): Plain(document, direction, sends=sends)
            for direction in KINDS
            for sends in (True, False)
        }
        self.below: dict[tuple, list[Place]] = {}

    def compare(self, old: dict, new: dict) -> Comparison:
        return compare(old, new, reader=self.reader)

    def places(self, root) -> list[Place]:
        if root.place not in self.below:
            self.below[root.place] = list(below(self.old, root))
        return self.below[root.place]


def plant_some(ground: Ground, random: Random) -> Trial | None:
    """Plant one edit, of a kind chosen first; None where it cannot be planted."""
    if random.random() < SHARE_OF_STRUCTURES:
        return plant_structure(ground, random.choice(sorted(STRUCTURES)), random)
    side = random.choice(sorted(KINDS))
    kind = random.choice(sorted(KINDS[side]))
    root = random.choice([root for root in ground.roots if root.direction == side])
    plants = [(place, kinds_at(place).get(kind)) for place in ground.places(root)]
    plants = [(place, plant) for place, plant in plants if plant is not None]
    random.shuffle(plants)
    for place, plant in plants:
        edited = plant(at(ground.old, place.place), random)
        if edited:
            return try_edit(ground, kind, place, edited, random.randrange(2**32))
    return None


def try_edit(ground: Ground, kind: str, place: Place, edited: dict, seed: int) -> Trial:
    """Plant the edit and ask both."""
    direction = place.root.direction
    with planted(ground.new, place.place, edited):
        sent = {side: _plain(ground, side, place, direction) for side in ("old", "new")}
        sender, receiver = ("old", "new") if direction == "request" else ("new", "old")
        document = ground.old if sender == "old" else ground.new
        asked = Question(
            place=place,
            seed=seed,
            names=sorted({NEW, *at(ground.old, place.place).get("properties", ())}),
            declared=ground.reader == "open",
            tries=TRIES,
        )
        shown = find_break((document, sent[sender][0]), sent[receiver][1], asked)
        comparison = ground.compare(ground.old, ground.new)
    witnessed = any(f.verdict == "breaking" and f.witness for f in comparison.findings)
    return Trial(
        f"{direction}: {kind}",
        place.place,
        shown is not None,
        shown,
        comparison.verdict,
        witnessed,
    )


def _plain(ground: Ground, side: str, place: Place, direction: str) -> tuple[dict, dict]:
    """Return the schema of a side's root as who sends and as who reads has it."""
    found = []
    for sends in (True, False):
        known = ground.plain[direction, sends]
        if side == "new":
            plain = Plain(ground.new, direction, sends=sends)
            plain.made = dict(known.made)
            plain.forget(place.place)
        else:
            plain = known
        found.append(plain.whole(place.root.place))
    return found[0], found[1]


def plant_structure(ground: Ground, kind: str, random: Random) -> Trial | None:
    """Plant an edit of no schema; what it breaks is known by its kind."""
    new = {**ground.new}
    path = random.choice(sorted(new["paths"]))
    item = new["paths"][path]
    method = next((name for name in METHODS if name in item), None)
    if method is None:
        return None
    breaks = STRUCTURES[kind]
    match kind:
        case "endpoint added":
            new["paths"] = {**new["paths"], f"/{NEW}": item}
        case "endpoint removed":
            new["paths"] = {name: one for name, one in new["paths"].items() if name != path}
        case "response header added":
            held = copy.deepcopy(item)
            for answer in held[method]["responses"].values():
                answer.setdefault("headers", {})["X-Planted"] = {"schema": {"type": "string"}}
            new["paths"] = {**new["paths"], path: held}
        case "security added":
            if item[method].get("security") or new.get("security"):
                return None
            held = {**item, method: {**item[method], "security": [{NEW: []}]}}
            new["paths"] = {**new["paths"], path: held}
            schemes = {
                **new.get("components", {}).get("securitySchemes", {}),
                NEW: {"type": "apiKey", "in": "header", "name": "X-Planted"},
            }
            new["components"] = {**new.get("components", {}), "securitySchemes": schemes}
        case _:
            schemas = {**new["components"]["schemas"], NEW: {"type": "object"}}
            old = {**ground.old, "components": {**ground.old["components"], "schemas": schemas}}
            return _structure(kind, (), breaks, ground.compare(old, ground.new))
    return _structure(kind, (path, method), breaks, ground.compare(ground.old, new))


def _structure(kind: str, place: tuple, breaks: bool, comparison) -> Trial:
    shown = any(
        f.verdict == "breaking" and (f.witness or f.kind == "policy") for f in comparison.findings
    )
    return Trial(kind, place, breaks, None, comparison.verdict, shown)
