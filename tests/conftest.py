"""Servers that tests share: a real Temporal server, and one that skips time."""

import os
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import hypothesis
import imageio_ffmpeg
import pytest
from temporalio.api.enums.v1.common_pb2 import INDEXED_VALUE_TYPE_KEYWORD
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.testing import WorkflowEnvironment
from xdist.remote import Producer
from xdist.scheduler.loadscope import LoadScopeScheduling

from core.settings import settings
from core.temporal import SEARCH_ATTRIBUTES
from deploy.local import time_skipping
from tests.temporal import server

# The same ffmpeg on every machine; set the variable to test with another one.
os.environ.setdefault("CLIPPED_FFMPEG", imageio_ffmpeg.get_ffmpeg_exe())

# A machine with much else to do is slow, and that is no fault. The same cases are tried each time,
# so that who changes something is not told of what others did; `searching` tries others, and more.
hypothesis.settings.register_profile("steady", deadline=None, derandomize=True)
hypothesis.settings.register_profile("searching", deadline=None, max_examples=1000)
hypothesis.settings.load_profile("steady")

_TESTS = Path(__file__).parent
_E2E = "tests/e2e/"


class _Together(LoadScopeScheduling):  # type: ignore[misc]  # it ships no types
    """Keeps together what shares a system that takes long to start.

    Elsewhere the tests of a file stay in one process.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.split("::", maxsplit=1)[0]
        return _E2E if file.startswith(_E2E) else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> _Together:
    """Give the processes whole groups of tests."""
    return _Together(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest."""
    longest = {"e2e": 0, "chaos": 1, "workflows": 2, "api": 3}
    items.sort(key=lambda item: longest.get(item.path.relative_to(_TESTS).parts[0], len(longest)))


@pytest.fixture(scope="session")
async def temporal() -> AsyncIterator[WorkflowEnvironment]:
    """A real Temporal server in memory."""
    async with await server() as env:
        yield env


@pytest.fixture(scope="session")
async def clock() -> AsyncIterator[WorkflowEnvironment]:
    """A Temporal server whose clock runs ahead while a workflow waits."""
    server = await time_skipping.find(settings(), print)
    if server.path is None:
        pytest.skip(server.reason)
    async with await WorkflowEnvironment.start_time_skipping(
        test_server_existing_path=str(server.path),
        test_server_startup_timeout=timedelta(seconds=60),
        data_converter=pydantic_data_converter,
    ) as env:
        await env.client.operator_service.add_search_attributes(
            AddSearchAttributesRequest(
                namespace=env.client.namespace,
                search_attributes={
                    key.name: INDEXED_VALUE_TYPE_KEYWORD for key in SEARCH_ATTRIBUTES
                },
            )
        )
        yield env
