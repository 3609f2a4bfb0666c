"""The one way to Temporal: how to connect, what payloads look like, which attributes exist."""

from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.common import SearchAttributeKey
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.envconfig import ClientConfig
from temporalio.runtime import (
    LoggingConfig,
    PrometheusConfig,
    Runtime,
    TelemetryConfig,
    TelemetryFilter,
)
from temporalio.service import PayloadLimitsConfig, RPCError, RPCStatusCode

WORKSPACE = SearchAttributeKey.for_keyword("WorkspaceId")
JOB = SearchAttributeKey.for_keyword("JobId")
STAGE = SearchAttributeKey.for_keyword("JobStage")
KIND = SearchAttributeKey.for_keyword("JobKind")
PLATFORM = SearchAttributeKey.for_keyword("Platform")

SEARCH_ATTRIBUTES = (WORKSPACE, JOB, STAGE, KIND, PLATFORM)

MAX_PAYLOAD = 16_000
"""Bytes. Workflows carry references; whatever is larger belongs in the object store."""


async def connect(runtime: Runtime | None = None, *, lazy: bool = False) -> Client:
    """Connect by ``temporal.toml`` and ``TEMPORAL_*``, as Temporal's own command line does.

    A ``lazy`` client connects when it is first asked for something; no worker can use it.
    """
    profile = ClientConfig.load_client_connect_config()
    profile.setdefault("target_host", "localhost:7233")
    return await Client.connect(
        **profile,
        runtime=runtime,
        lazy=lazy,
        data_converter=pydantic_data_converter,
        payload_limits=PayloadLimitsConfig(payloads_warn_size=MAX_PAYLOAD),
    )


async def runs(client: Client, workflow: str) -> bool:
    """Say whether a workflow goes on; one that is not known does not.

    Raises:
        RPCError: Temporal does not answer.
    """
    try:
        found = await client.get_workflow_handle(workflow).describe()
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return False
        raise
    return found.status is WorkflowExecutionStatus.RUNNING


def make_runtime(metrics_address: str | None) -> Runtime:
    """Return a runtime that is quiet, and serves Prometheus metrics when given ``host:port``."""
    logs = LoggingConfig(filter=TelemetryFilter(core_level="WARN", other_level="ERROR"))
    metrics = (
        PrometheusConfig(bind_address=metrics_address, durations_as_seconds=True)
        if metrics_address
        else None
    )
    return Runtime(telemetry=TelemetryConfig(logging=logs, metrics=metrics))
