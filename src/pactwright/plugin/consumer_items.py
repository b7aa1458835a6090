"""Consumer tests among pytest's items: their declarations, their stage and what is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pytest

from pactwright.plugin.consumer_unittest import find_unittest_problems

if TYPE_CHECKING:
    from pactwright.consumer.declaration import Declaration
    from pactwright.consumer.stage import Stage
    from pactwright.model.interaction import PactDocument

# Everything else is imported where it is used: sessions without consumer tests pay nothing.
ATTRIBUTE: Final = "__pactwright__"
KEPT: Final = "__pactwright_kept__"
VARIANT: Final = "pactwright variant"
"""The parameter that tells the variant an item is for."""


@dataclass(slots=True, kw_only=True)
class ConsumerTest:
    """One consumer test while it runs.

    `name` is its node id without parameters, `problems` what is wrong with its declarations,
    `note` what it did otherwise than declared, `torn` that only some of its variants run.
    """

    stage: Stage
    name: str
    problems: tuple[str, ...]
    note: str | None = None
    judged: bool = False
    torn: bool = False

    def lint(self, *, since: int) -> tuple[str, ...]:
        """Return what is wrong with its declarations; only sound ones are looked into.

        `since` is the time in nanoseconds before which the test modules were read.
        """
        if self.problems:
            return self.problems
        from pactwright.consumer.lint import lint_interaction, lint_mock
        from pactwright.plugin.consumer_repeat import find_changes

        found: list[str] = []
        for part in self.stage.parts:
            problems = tuple(
                dict.fromkeys(problem for one in part.all() for problem in lint_interaction(one))
            ) or find_changes(part, since=since)
            found += [f"{part.declaration.site}: {problem}" for problem in problems]
        shadows = lint_mock([part.served for part in self.stage.parts])
        return (*found, *map(str, shadows))


_TEST = pytest.StashKey[ConsumerTest]()
_PROBLEMS = pytest.StashKey[tuple[str, ...]]()
_TORN = pytest.StashKey[bool]()


def declarations_of(item: pytest.Item) -> tuple[Declaration, ...]:
    """Return what the test declares, in the order in which it is read."""
    function = getattr(item, "obj", None)
    found: tuple[Declaration, ...] = getattr(function, ATTRIBUTE, ())
    return found


def pairs_of(item: pytest.Item) -> tuple[tuple[str, str], ...]:
    """Return the consumers and providers that the test speaks of, sorted."""
    pairs = {(str(one.consumer), str(one.provider)) for one in declarations_of(item)}
    return tuple(sorted(pairs))


def base_name(item: pytest.Item) -> str:
    """Return the item's node id without its parameters: they share one declaration."""
    above = item.parent.nodeid if item.parent is not None else ""
    return f"{above}::{_plain_name(item)}"


def default_description(item: pytest.Item) -> str:
    """Return the test's name in words: `test_reads_a_widget` is "reads a widget"."""
    original = _plain_name(item)
    return original.removeprefix("test").replace("_", " ").strip() or original


def _plain_name(item: pytest.Item) -> str:
    name: str = getattr(item, "originalname", None) or item.name
    return name


def note_problems(item: pytest.Item, problems: tuple[str, ...]) -> None:
    """Note what is known to be wrong with the test before it runs."""
    item.stash[_PROBLEMS] = problems


def variant_of(item: pytest.Item) -> object:
    """Return the parameter that tells the item's variant, `None` where its test has one run."""
    callspec = getattr(item, "callspec", None)
    return None if callspec is None else callspec.params.get(VARIANT)


def note_torn(item: pytest.Item) -> None:
    """Note that other variants of the item's test do not run."""
    item.stash[_TORN] = True


def open_test(item: pytest.Item) -> ConsumerTest | None:
    """Return the state of a consumer test, made at the first call; `None` for other tests."""
    if _TEST in item.stash:
        return item.stash[_TEST]
    declarations = declarations_of(item)
    if not declarations:
        return None
    from pactwright.consumer.stage import Stage, plan_parts

    variant: int = getattr(variant_of(item), "index", 0)
    kept = getattr(item.obj, KEPT, ())  # type: ignore[attr-defined]
    name = default_description(item)
    parts = plan_parts(declarations, name=name, variant=variant, kept=kept)
    problems = tuple(
        f"{part.declaration.site}: {problem}" for part in parts for problem in part.problems
    )
    problems += (*find_unittest_problems(item, declarations), *item.stash.get(_PROBLEMS, ()))
    torn = item.stash.get(_TORN, False)
    test = ConsumerTest(stage=Stage(parts), name=base_name(item), problems=problems, torn=torn)
    item.stash[_TEST] = test
    return test


def stage_of(item: pytest.Item) -> Stage:
    """Return the stage of a test; one that declares nothing has an empty stage."""
    from pactwright.consumer.stage import Stage

    test = open_test(item)
    return Stage(()) if test is None else test.stage


def shards_of(test: ConsumerTest) -> tuple[PactDocument, ...]:
    """Return the test's part of each pact: nothing where variants of it are left out."""
    from pactwright.consumer.origin import with_origin
    from pactwright.model.interaction import PactDocument

    documents: dict[tuple[str, str], PactDocument] = {}
    for part in test.stage.parts:
        pair = (part.declaration.consumer, part.declaration.provider)
        earlier = documents[pair].interactions if pair in documents else ()
        documents[pair] = PactDocument(
            consumer=pair[0],
            provider=pair[1],
            interactions=(
                *earlier,
                *(() if test.torn else (with_origin(one, test.name) for one in part.written())),
            ),
            source=test.name,
        )
    return tuple(documents.values())
