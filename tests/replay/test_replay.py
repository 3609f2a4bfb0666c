"""Recorded jobs must still replay: a failure here would wedge jobs that are under way.

``python -m tests.replay.record`` records them again, from a real server.
"""

import asyncio
import json
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from temporalio.client import WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import Replayer

from core.temporal import MAX_PAYLOAD
from workers.wiring import RUNNER, WORKFLOWS

HISTORIES = sorted((Path(__file__).parent / "histories").glob("*.json"))
HAPPENED = {
    *("completed", "retried", "paused", "cancelled", "reviewed", "edited"),
    *("clip", "rendered-again", "told", "webhook"),
    *("waited", "over-quota", "gate"),
    *("brought-back", "on-the-beat", "exported", "printed", "retention"),
    *("mail", "outbox"),
}


def _payloads(node: Any) -> Iterator[bytes]:
    if isinstance(node, dict):
        if set(node) >= {"metadata", "data"} and isinstance(node["data"], str):
            yield b64decode(node["data"])
        for child in node.values():
            yield from _payloads(child)
    elif isinstance(node, list):
        for child in node:
            yield from _payloads(child)


def test_every_way_that_a_job_can_go_is_recorded() -> None:
    assert {path.stem for path in HISTORIES} == HAPPENED


@pytest.mark.parametrize("path", HISTORIES, ids=lambda path: path.stem)
async def test_a_recorded_job_still_replays(path: Path) -> None:
    history = WorkflowHistory.from_json(path.stem, await asyncio.to_thread(path.read_text))
    replayer = Replayer(
        workflows=WORKFLOWS, data_converter=pydantic_data_converter, workflow_runner=RUNNER
    )

    await replayer.replay_workflow(history)


@pytest.mark.parametrize("path", HISTORIES, ids=lambda path: path.stem)
def test_no_payload_is_larger_than_a_reference_may_be(path: Path) -> None:
    sizes = [len(data) for data in _payloads(json.loads(path.read_text()))]

    assert sizes
    assert max(sizes) < MAX_PAYLOAD
