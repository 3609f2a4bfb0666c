"""No library phones home: whom a whole job tries to reach, from the first packet to the last."""

import asyncio
import json
import os
import subprocess
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

import pytest

from core.models import ModelStore
from core.settings import settings
from deploy.local import temporal_server
from tests import contacts
from tests.media import video
from tests.system import CLIPPEDAI, Done

pytestmark = [pytest.mark.server, pytest.mark.media]

HUB, PACKAGES = "hub.example", "packages.example"

# A web service by its name, one by each kind of address, and one that only listens.
TALKATIVE = """
import contextlib, socket
for host in ("collector.example", "198.51.100.7", "2001:db8:7::7"):
    with contextlib.suppress(OSError):
        socket.create_connection((host, 443), timeout=0.2)
socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"1", ("198.51.100.8", 8125))
with socket.create_server(("127.0.0.1", 0)) as server:
    socket.create_connection(server.getsockname())
"""


@pytest.fixture(scope="module", autouse=True)
def _namespaces() -> None:
    """Skip where this user may not take a machine's network away from a command."""
    try:
        subprocess.run(["unshare", "--net", "--mount", "true"], check=True, capture_output=True)
        os.close(os.open(contacts.TUN, os.O_RDWR))
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"needs root, unshare of util-linux and /dev/net/tun: {error}")


async def watched(
    folder: Path, *command: str | Path, environment: dict[str, str]
) -> tuple[Done, set[str]]:
    """Run a command that reaches nobody; return how it ended, and whom it tried to reach."""
    found = folder / "contacts.json"
    process = await asyncio.create_subprocess_exec(
        *("unshare", "--net", "--mount", sys.executable, contacts.__file__, found, *command),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=PIPE,
        stderr=PIPE,
        cwd=folder,
        env={name: os.environ[name] for name in ("HOME", "PATH")} | environment,
    )
    output, errors = (text.decode() for text in await process.communicate())
    assert found.exists(), errors
    return Done(process.returncode or 0, output, errors), set(json.loads(found.read_text()))


async def clipped(folder: Path, **more: str) -> set[str]:
    """Clip a short recording on a fresh machine; return whom that tried to reach."""
    (folder / "cache" / "models").mkdir(parents=True)
    if (faces := ModelStore(settings()).path("centerface")) is not None:
        (folder / "cache" / "models" / "centerface").symlink_to(faces.parents[1])
    done, reached = await watched(
        folder,
        *(CLIPPEDAI, "clip", video(folder / "bars.mp4", seconds=3, size="320x180"), "--json"),
        environment={
            "CLIPPED_DATA_DIR": str(folder / "data"),
            "CLIPPED_CACHE_DIR": str(folder / "cache"),
            "CLIPPED_TEMPORAL_CLI": str(await temporal_server.find(settings(), print)),
            "HF_ENDPOINT": f"https://{HUB}",
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_INDEX_URL": f"https://{PACKAGES}/simple",
            **more,
        },
    )
    assert done.code == 0, done.errors
    assert done.json()["state"] == "completed"
    return reached


async def test_whoever_a_command_tries_to_reach_is_seen(tmp_path: Path) -> None:
    done, reached = await watched(tmp_path, sys.executable, "-c", TALKATIVE, environment={})

    assert done.code == 0, done.errors
    by_address = {"tcp 198.51.100.7 443", "tcp 2001:db8:7::7 443", "udp 198.51.100.8 8125"}
    assert reached == {"collector.example", *by_address}


async def test_an_offline_job_reaches_nobody_and_completes(tmp_path: Path) -> None:
    assert await clipped(tmp_path, OFFLINE="1") == set()


async def test_a_job_reaches_nobody_but_those_who_have_the_models(tmp_path: Path) -> None:
    reached = await clipped(tmp_path)

    assert HUB in reached
    assert reached <= {HUB, PACKAGES}
