"""No library phones home: whom a whole job tries to reach, from the first packet to the last."""

import json
import os
import sys
from pathlib import Path

import pytest

from core.models import ModelStore
from core.settings import settings
from deploy.local import temporal_server
from tests.contacts import contacts, obstacle
from tests.media import video
from tests.system import CLIPPEDAI

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
def _cut_off() -> None:
    if (reason := obstacle()) is not None:
        pytest.skip(reason)


async def clipped(folder: Path, **more: str) -> set[str]:
    """Clip a short recording on a fresh machine; return whom that tried to reach."""
    (folder / "cache" / "models").mkdir(parents=True)
    if (faces := ModelStore(settings()).path("centerface")) is not None:
        (folder / "cache" / "models" / "centerface").symlink_to(faces.parents[1])
    recording = video(folder / "bars.mp4", seconds=3, size="320x180")
    code, output, reached = await contacts(
        [CLIPPEDAI, "clip", recording, "--json"],
        folder=folder,
        environment={
            "HOME": os.environ["HOME"],
            "PATH": os.environ["PATH"],
            "CLIPPED_DATA_DIR": str(folder / "data"),
            "CLIPPED_CACHE_DIR": str(folder / "cache"),
            "CLIPPED_TEMPORAL_CLI": str(await temporal_server.find(settings(), print)),
            "HF_ENDPOINT": f"https://{HUB}",
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_INDEX_URL": f"https://{PACKAGES}/simple",
            **more,
        },
    )
    assert code == 0
    assert json.loads(output)["state"] == "completed"
    return reached


async def test_whoever_a_command_tries_to_reach_is_seen(tmp_path: Path) -> None:
    talk = [sys.executable, "-c", TALKATIVE]
    code, _, reached = await contacts(talk, folder=tmp_path, environment=dict(os.environ))

    assert code == 0
    by_address = {"tcp 198.51.100.7 443", "tcp 2001:db8:7::7 443", "udp 198.51.100.8 8125"}
    assert reached == {"collector.example", *by_address}


async def test_an_offline_job_reaches_nobody_and_completes(tmp_path: Path) -> None:
    assert await clipped(tmp_path, OFFLINE="1") == set()


async def test_a_job_reaches_nobody_but_those_who_have_the_models(tmp_path: Path) -> None:
    reached = await clipped(tmp_path)

    assert HUB in reached
    assert reached <= {HUB, PACKAGES}
