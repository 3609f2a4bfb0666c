import json
from pathlib import Path

import pytest

from activities.plan.editing.schema import operations_schema, plan_schema

DOCS = Path(__file__).parents[4] / "deploy" / "docs"


@pytest.mark.parametrize(
    ("file", "schema"),
    [("plan.schema.json", plan_schema()), ("plan-operations.schema.json", operations_schema())],
)
def test_the_published_schema_is_that_of_the_code(file: str, schema: object) -> None:
    """``clippedai plan schema`` writes it; with ``--operations`` the other one."""
    assert json.loads((DOCS / file).read_text()) == schema


def test_fields_say_what_they_mean_and_which_values_they_take() -> None:
    definitions = plan_schema()["$defs"]

    loudness = definitions["AudioPlan"]["properties"]["loudness"]
    assert loudness["description"] == "Integrated, LUFS (EBU R128)."
    assert (loudness["minimum"], loudness["maximum"]) == (-40, -5)
    assert "emphasis" in definitions["CaptionWord"]["properties"]
    spoken = definitions["CaptionWord"]["properties"]["confidence"]
    assert spoken["description"] == "0..1, as the engine believes."


def test_operations_are_told_apart_by_their_name() -> None:
    schema = operations_schema()

    assert set(schema["items"]["discriminator"]["mapping"]) == {
        "set",
        "delete_words",
        "replace_words",
        "add_effect",
        "remove_effect",
        "cold_open",
        "tighten",
        "add_sounds",
        "censor",
        "cut_on_beat",
    }
