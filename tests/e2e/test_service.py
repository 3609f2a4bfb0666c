"""The service as the README shows it, typed by somebody who follows it."""

import asyncio
import json
import re
import shutil
from pathlib import Path

import av
import httpx
import pytest
from mcp import Client, StdioServerParameters
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from tests.system import CLIPPEDAI, System

pytestmark = [pytest.mark.server, pytest.mark.media]

_README = Path(__file__).parents[2] / "README.md"


def address(running: System) -> str:
    """Return where the API of a system is."""
    record = json.loads((running.folder / "run" / "stack.json").read_text())
    found: str = record["endpoints"]["api"]
    return found


def script(running: System) -> str:
    """Return the commands of the README, for the address of a system."""
    (block,) = re.findall(r"```sh\n(API=.*?)```", _README.read_text(), re.DOTALL)
    return re.sub(r"API=\S+", f"API={address(running)}/api", f"set -eo pipefail\n{block}")


async def test_the_commands_of_the_readme_give_a_clip(
    running: System, recording: Path, tmp_path: Path
) -> None:
    shutil.copy(recording, tmp_path / "talk.mp4")

    process = await asyncio.create_subprocess_exec(
        *("bash", "-c", script(running)),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        cwd=tmp_path,
    )
    said = (await process.communicate())[0].decode()

    assert process.returncode == 0, said[-3000:]
    assert '"kind": "step"' in said
    with av.open(tmp_path / "clip.mp4") as clip:
        assert (clip.streams.video[0].width, clip.streams.video[0].height) == (1080, 1920)


async def test_a_workspace_is_told_what_it_used_and_gets_another_tier(
    running: System, recording: Path
) -> None:
    """After the commands of the README: one recording, one job, one clip."""
    async with httpx.AsyncClient(base_url=f"{address(running)}/api") as client:
        given = {"email": "ann@example.com", "password": "seven green trains at noon"}
        token = (await client.post("/auth/login", json=given)).json()["access_token"]
        client.headers["Authorization"] = f"Bearer {token}"
        (place,) = (await client.get("/users/me")).json()["workspaces"]
        (job,) = (await client.get("/jobs")).json()["data"]
        (clip,) = (await client.get("/clips")).json()["data"]
        took = (await client.get(f"/jobs/{job['id']}/usage")).json()

        told = (await running.command("usage", "--workspace", place["workspace"], "--json")).json()
        changed = await running.command("account", "tier", place["workspace"], "free")
        usage = (await client.get("/usage")).json()

    used = {use["kind"]: use["used"] for use in told["uses"]}
    with av.open(recording) as source:
        assert source.duration is not None
        minutes = source.duration / av.time_base / 60
    assert (told["tier"], used["uploads"], used["jobs"]) == ("unlimited", 1, 0)
    assert used["minutes"] == pytest.approx(minutes, abs=0.01)
    assert used["storage"] == recording.stat().st_size + clip["size"]
    assert took["bytes"] == clip["size"] > 100_000
    assert used["processor_seconds"] + used["gpu_seconds"] == pytest.approx(
        took["processor_seconds"] + took["gpu_seconds"], abs=0.01
    )
    assert {step["name"] for step in took["steps"]} >= {"transcribe", "render", "plan"}
    assert changed.code == 0, changed.errors
    assert usage["tier"] == "free"


async def test_an_agent_of_this_machine_needs_no_login(running: System) -> None:
    program = StdioServerParameters(command=str(CLIPPEDAI), args=["mcp"], env=running.environment())

    async with Client(program) as client:
        me = await client.call_tool("who_am_i", {})
        listed = await client.call_tool("list_jobs", {"limit": 1})

    assert me.structured_content["email"] == "owner@clippedai.local"
    assert not listed.is_error


async def test_the_page_of_a_job_is_live_over_a_websocket(running: System) -> None:
    api = address(running)
    async with httpx.AsyncClient(base_url=f"{api}/api") as client:
        given = {"email": "bob@example.com", "password": "nine quiet rivers at dawn"}
        await client.post("/auth/register", json=given)
        token = (await client.post("/auth/login", json=given)).json()["access_token"]
        source = {"source": "https://youtube.com/watch?v=none"}
        bearer = {"Authorization": f"Bearer {token}"}
        job = (await client.post("/jobs", json=source, headers=bearer)).json()["id"]

        async with connect(
            f"{api.replace('http', 'ws')}/api/ws/jobs/{job}?after=0",
            subprotocols=[Subprotocol("clippedai"), Subprotocol(token)],
        ) as socket:
            states: list[str] = []
            async with asyncio.timeout(120):
                while "ingesting" not in states:
                    event = json.loads(await socket.recv())
                    states += [event["body"]["state"]] if event["kind"] == "job" else []
        ended = await client.delete(f"/jobs/{job}", headers=bearer)

    assert states[0] == "created"
    assert ended.status_code == 202
