"""Answers of language models, as the tests make them."""

import json
from typing import Any

from tests.doubles.language_model import says
from tests.doubles.scripted import Reply


def judged(id: int, **fields: Any) -> dict[str, Any]:
    """One moment as a model judges it."""
    numbers = {"hook": 80, "flow": 70, "value": 60, "trend": 50, "virality": 75, "coherence": 90}
    why = dict.fromkeys(("hook", "flow", "value", "trend", "coherence"), "It was heard.")
    # No number, for nobody says one.
    letter = chr(ord("a") + id % 26) * (1 + id // 26)
    words = {"title": f"Nineteen restaurants, part {letter}", "description": "", "tags": ["rent"]}
    return {"id": id, **numbers, "fit": 100, "reasons": why, "warnings": [], **words, **fields}


def answer(*moments: dict[str, Any]) -> Reply:
    return says(json.dumps({"moments": list(moments)}))


def shown(request: dict[str, Any]) -> dict[str, Any]:
    """Return the data as the model sees it."""
    lines = request["messages"][1]["content"].split("\n")
    data: dict[str, Any] = json.loads("\n".join(lines[1:-1]))
    return data
