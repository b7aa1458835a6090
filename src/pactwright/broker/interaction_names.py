"""Names for results that call their interaction by its digest alone, as some verifiers do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any


def name_interactions(results: Any, read_content: Callable[[], Any]) -> Any:  # noqa: ANN401 - JSON of any shape
    """Return the results with the interaction's description where only its `_id` is told.

    The pact's content is read where a name lacks; results of another shape stay as they are.
    """
    if not isinstance(results, list) or not any(map(_lacks_name, results)):
        return results
    names = dict(_find_names(read_content()))
    return [
        {**one, "interactionDescription": names[one["interactionId"]]}
        if _lacks_name(one) and one["interactionId"] in names
        else one
        for one in results
    ]


def _lacks_name(result: Any) -> bool:  # noqa: ANN401 - JSON of any shape
    return (
        isinstance(result, Mapping)
        and isinstance(result.get("interactionId"), str)
        and not result.get("interactionDescription")
    )


def _find_names(content: Any) -> Iterable[tuple[str, str]]:  # noqa: ANN401 - JSON of any shape
    if not isinstance(content, Mapping):
        return
    for kind in ("interactions", "messages"):
        listed = content.get(kind)
        for one in listed if isinstance(listed, list) else ():
            if isinstance(one, Mapping) and isinstance(one.get("description"), str):
                yield str(one.get("_id")), one["description"]
