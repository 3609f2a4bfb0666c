"""A real Temporal server in memory, for the time of a test."""

from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.testing import WorkflowEnvironment

from core.settings import settings
from core.temporal import SEARCH_ATTRIBUTES
from deploy.local import temporal_server


async def server() -> WorkflowEnvironment:
    """Return a server that runs; it is stopped when it is left as a context."""
    return await WorkflowEnvironment.start_local(
        dev_server_existing_path=str(await temporal_server.find(settings(), print)),
        search_attributes=SEARCH_ATTRIBUTES,
        data_converter=pydantic_data_converter,
    )
