"""Whether a lowered schema admits a value of any kind."""

from __future__ import annotations

from pactwright.model.json import Json
from pactwright.schema.admit import NotScalar, admits
from pactwright.schema.judge import Judge
from pactwright.schema.node import Node
from pactwright.schema.view import View


def is_member(view: View, node: Node, value: Json) -> bool | None:
    """Tell whether a schema of the view admits the value; None where that cannot be told.

    It cannot where a keyword has a say that nobody here knows.
    """
    if not isinstance(value, dict | list):
        try:
            return admits(view, node, value)
        except NotScalar:
            return None
    judge = view.kept.get(is_member)
    if judge is None:
        judge = view.kept[is_member] = Judge(view, None)
    try:
        if judge.accepts(node, value):
            return None if judge.met else True
        return False if judge.refuses(node, value) else None
    except ValueError:  # what the validator cannot read
        return None
