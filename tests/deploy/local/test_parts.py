"""What the parts are told."""

import tomllib
from pathlib import Path

import pytest
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.service import ConnectConfig, ServiceClient

from core.settings import Settings
from core.temporal import SEARCH_ATTRIBUTES
from deploy.local import parts
from deploy.local.endpoints import Endpoints, Record, load, save, temporal_environment
from tests.temporal import product_server

ENDPOINTS = Endpoints(
    temporal="127.0.0.1:7001",
    namespace="default",
    web="http://127.0.0.1:7002",
    database="postgresql://clippedai:secret@127.0.0.1:7003/clippedai",
    profile=Path("/data/run/temporal.toml"),
)


def test_the_server_knows_every_search_attribute_that_workflows_set() -> None:
    config = parts.server_config()
    assert config.search_attributes == {key.name: "Keyword" for key in SEARCH_ATTRIBUTES}


def test_the_server_is_fair_quiet_and_only_for_this_machine(options: Settings) -> None:
    part = parts.temporal(options, Path("/bin/temporal"), port=1, web_port=2)
    line = " ".join(part.command)
    assert "--ip 127.0.0.1 --port 1 --ui-port 2" in line
    assert "matching.enableFairness=true" in line
    assert "matching.useNewMatcher=true" in line
    assert "frontend.enableServerVersionCheck=false" in line


def test_servers_inherit_no_secret(options: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLIPPED_SELECT__LANGUAGE_MODELS", "[]")
    part = parts.temporal(options, Path("/bin/temporal"), port=1, web_port=2)
    assert not [name for name in part.environment if name.startswith("CLIPPED_")]


def test_the_worker_is_pointed_at_this_system_alone(
    options: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEMPORAL_ADDRESS", "cloud.example:7233")
    monkeypatch.setenv("TEMPORAL_API_KEY", "for the cloud")
    part = parts.worker(options, ENDPOINTS, parts.WORKER)
    told = {k: v for k, v in part.environment.items() if k.startswith("TEMPORAL_")}
    assert told == temporal_environment(ENDPOINTS)
    assert part.environment["CLIPPED_DATABASE__URL"] == ENDPOINTS.database
    assert part.environment["CLIPPED_DATA_DIR"] == str(options.data_dir)
    assert part.command[-2:] == ("--ready-file", str(parts.ready_file(options)))


@pytest.mark.server
async def test_histories_are_kept_for_as_long_as_the_configuration_says(tmp_path: Path) -> None:
    async with product_server(tmp_path) as address:
        server = await ServiceClient.connect(ConnectConfig(target_host=address))
        asked = DescribeNamespaceRequest(namespace=parts.server_config().namespace)
        before = (await server.workflow_service.describe_namespace(asked)).config
        await parts.keep_histories(address)
        after = (await server.workflow_service.describe_namespace(asked)).config

    days = after.workflow_execution_retention_ttl.ToTimedelta().days
    assert days == parts.server_config().retention_days
    assert after.custom_search_attribute_aliases == before.custom_search_attribute_aliases


async def test_a_worker_that_was_killed_is_not_taken_for_ready(options: Settings) -> None:
    part = parts.worker(options, ENDPOINTS, parts.WORKER)
    parts.ready_file(options).touch()
    assert await part.is_well()
    part.clear()
    assert not await part.is_well()


def test_the_record_is_read_back_and_a_torn_one_is_not(options: Settings) -> None:
    record = Record(pid=1, endpoints=ENDPOINTS, temporal_port=7001, web_port=7002)
    save(options, record)
    assert load(options) == record
    profile = tomllib.loads((options.data_dir / "run" / "temporal.toml").read_text())
    assert profile["profile"]["default"] == {"address": "127.0.0.1:7001", "namespace": "default"}
    path = options.data_dir / "run" / "stack.json"
    path.write_text(path.read_text()[:40])
    assert load(options) is None
