"""What compiling one part of a declaration writes down: rules, generators and problems."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from pactwright.model.path import Step, format_path
from pactwright.model.rule import Category, Generator, RuleSet

Side = Literal["request", "response"]


@dataclass(slots=True, kw_only=True)
class Sheet:
    """The rules and generators found so far in one request, response or message.

    `side` tells whose words they are: a consumer's own (a request) or the provider's.
    """

    part: str
    side: Side
    rules: dict[Category, dict[str, RuleSet]] = field(default_factory=dict)
    generators: dict[Category, dict[str, Generator]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def report(self, place: str, problem: str) -> None:
        """Note what is wrong at a place of this part."""
        where = " ".join(filter(None, (self.part, place)))
        line = f"{where}: {problem}"
        if line not in self.problems:
            self.problems.append(line)

    def add_rules(self, category: Category, place: str, rules: RuleSet) -> None:
        """Note the rules of a place; two templates there must ask for the same."""
        earlier = self.rules.setdefault(category, {}).setdefault(place, rules)
        if earlier != rules:
            self.report(f"{category} {place}", "two declarations ask for different rules here")

    def add_generator(self, category: Category, place: str, generator: Generator) -> None:
        """Note the generator of a place."""
        self.generators.setdefault(category, {})[place] = generator


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place inside one category: how rules name it, and how a message does."""

    category: Category
    steps: tuple[Step, ...] = ()
    name: str | None = None

    def child(self, step: Step) -> Spot:
        """Return the spot one step further in."""
        return Spot(category=self.category, steps=(*self.steps, step), name=self.name)

    @property
    def place(self) -> str:
        """The place as rules write it: a name has one rule for all of its values."""
        return format_path(self.steps) if self.name is None else self.name

    def why_no_rules(self) -> str | None:
        """Return why no rule can speak of this spot, `None` when one can."""
        if self.name is not None and len(self.steps) > int(self.category in ("query", "header")):
            return "stands too deep; a rule speaks of the whole value"
        # The Rust core knows no way to write these two in a path expression.
        if any(isinstance(step, str) and (not step or "'" in step) for step in self.steps):
            return "stands below a name that is empty or holds a quote, which no rule can tell"
        return None

    def __str__(self) -> str:
        inner = "" if self.name is None else format_path(self.steps).removeprefix("$")
        return f"{self.category} {self.place}{inner}".rstrip()
