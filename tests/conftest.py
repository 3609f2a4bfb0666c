"""Servers that tests share: a real Temporal server, and one that skips time."""

import os
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import imageio_ffmpeg
import pytest
from temporalio.api.enums.v1.common_pb2 import INDEXED_VALUE_TYPE_KEYWORD
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.testing import WorkflowEnvironment

from core.settings import settings
from core.temporal import SEARCH_ATTRIBUTES
from deploy.local import temporal_server, time_skipping

# The same ffmpeg on every machine; set the variable to test with another one.
os.environ.setdefault("CLIPPED_FFMPEG", imageio_ffmpeg.get_ffmpeg_exe())

_TESTS = Path(__file__).parent


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep together what shares a system that takes long to start; begin with what takes longest.

    Elsewhere the tests of a file stay in one process.
    """
    for item in items:
        place = item.path.relative_to(_TESTS)
        group = "e2e" if place.parts[0] == "e2e" else str(place)
        item.add_marker(pytest.mark.xdist_group(group))
    longest = {"e2e": 0, "chaos": 1}
    items.sort(key=lambda item: longest.get(item.path.relative_to(_TESTS).parts[0], 2))


@pytest.fixture(scope="session")
async def temporal() -> AsyncIterator[WorkflowEnvironment]:
    """A real Temporal server in memory."""
    async with await WorkflowEnvironment.start_local(
        dev_server_existing_path=str(await temporal_server.find(settings(), print)),
        search_attributes=SEARCH_ATTRIBUTES,
        data_converter=pydantic_data_converter,
    ) as env:
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
