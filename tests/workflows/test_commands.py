"""The commands that a workflow gives may not change without being noticed.

A job under way replays its history against today's code; a command that was
added, removed or moved wedges it. When this fails and the change is meant:
put the new path behind ``workflow.patched("…")`` if jobs of the old kind may
be under way, record the histories again (``python -m tests.replay.record``),
and write the new list with ``python -m tests.workflows.test_commands``.
"""

import ast
import json
from pathlib import Path

ROOT = Path(__file__).parents[2]
RECORDED = Path(__file__).with_name("commands.json")
COMMANDS = {
    "execute_activity_method",
    "start_child_workflow",
    "wait_condition",
    "sleep",
    "signal",
    "upsert_search_attributes",
    "continue_as_new",
    "gather",
    "patched",
}


def commands() -> dict[str, list[str]]:
    """Return, for every function of a workflow, its commands in order."""
    found = {}
    for file in sorted((ROOT / "workflows").glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                calls = [name for call in ast.walk(node) if (name := _command(call))]
                if calls:
                    found[f"{file.stem}.{node.name}"] = calls
    return found


def _command(node: ast.AST) -> str | None:
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return None
    is_decorator = node.keywords and node.keywords[0].arg == "description"
    return node.func.attr if node.func.attr in COMMANDS and not is_decorator else None


def test_the_commands_of_the_workflows_are_those_that_were_recorded() -> None:
    assert commands() == json.loads(RECORDED.read_text()), __doc__


if __name__ == "__main__":
    RECORDED.write_text(json.dumps(commands(), indent=2) + "\n")
