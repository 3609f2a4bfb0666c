"""The chain that finds or makes a Temporal server. Programs stand in for the real ones."""

import asyncio
import shutil
import sys
import time
from pathlib import Path

import pytest

from core.errors import ConfigurationError, ProcessFailedError
from core.settings import Settings
from deploy.local import temporal_server

SERVER = '#!/bin/sh\necho "temporal version 9.9.9 (Server 1, UI 1)"\n'


def program(path: Path, text: str = SERVER) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    return path


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A machine that has nothing, and whose way to the download is closed."""
    for name in ("CLIPPED_TEMPORAL_CLI", "TEMPORAL_CLI_PATH"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/bin:/usr/bin")
    monkeypatch.setattr(temporal_server, "_download", closed)
    return Settings(cache_dir=tmp_path / "cache", offline=False)


async def closed(*_: object) -> Path:
    raise ProcessFailedError("the way is closed")


def go(tmp_path: Path, *, code: int = 0) -> None:
    made = f"printf '%s' '{SERVER}' > \"$GOBIN/temporal\"; chmod +x \"$GOBIN/temporal\""
    text = f'#!/bin/sh\necho "$@" >> "{tmp_path}/asked"\n{made}\nexit {code}\n'
    program(tmp_path / "bin" / "go", text)


async def test_a_named_server_comes_first(
    bare: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = program(tmp_path / "named" / "temporal")
    program(tmp_path / "bin" / "temporal")
    monkeypatch.setenv("CLIPPED_TEMPORAL_CLI", str(named))
    assert await temporal_server.find(bare, print) == named


async def test_a_server_on_the_path_comes_before_the_cache(bare: Settings, tmp_path: Path) -> None:
    program(temporal_server.cached(bare))
    on_path = program(tmp_path / "bin" / "temporal")
    assert await temporal_server.find(bare, print) == on_path


async def test_a_server_is_built_once(bare: Settings, tmp_path: Path) -> None:
    go(tmp_path)
    found = await asyncio.gather(*(temporal_server.find(bare, print) for _ in range(3)))
    assert set(found) == {temporal_server.cached(bare)}
    asked = (tmp_path / "asked").read_text().splitlines()
    assert len(asked) == 1
    assert asked[0].endswith(f"cmd/temporal@{temporal_server.VERSION}")


async def test_a_failed_build_leaves_nothing_that_looks_like_a_server(
    bare: Settings, tmp_path: Path
) -> None:
    go(tmp_path, code=1)
    with pytest.raises(ConfigurationError) as refused:
        await temporal_server.find(bare, print)
    assert "the way is closed; go failed" in str(refused.value)
    assert "CLIPPED_TEMPORAL_CLI" in str(refused.value)
    assert temporal_server.locate(bare) is None
    assert [path.name for path in (bare.cache_dir / "temporal").rglob("*") if path.is_file()] == [
        "lock"
    ]


async def test_offline_fetches_nothing(bare: Settings, tmp_path: Path) -> None:
    go(tmp_path)
    offline = bare.model_copy(update={"offline": True})
    with pytest.raises(ConfigurationError, match="OFFLINE forbids"):
        await temporal_server.find(offline, print)
    assert not (tmp_path / "asked").exists()


async def test_another_program_of_that_name_is_not_taken_for_a_server(
    bare: Settings, tmp_path: Path
) -> None:
    program(tmp_path / "bin" / "temporal", "#!/bin/sh\necho 'a clock from the future'\n")
    with pytest.raises(ConfigurationError, match="is not a Temporal server that runs here"):
        await temporal_server.find(bare, print)


async def test_a_download_that_hangs_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hanging = program(tmp_path / "python", "#!/bin/sh\nexec sleep 60\n")
    monkeypatch.setattr(sys, "executable", str(hanging))
    monkeypatch.setattr(temporal_server, "_PATIENCE", 0.5)
    started = time.monotonic()
    with pytest.raises(ProcessFailedError, match="nothing came"):
        await temporal_server.download("server", tmp_path, print, release="v1")
    assert time.monotonic() - started < 10


async def test_a_download_that_brings_bytes_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = 'for n in 1 2 3 4; do echo bytes >> "$4/temporal.downloading"; sleep 0.4; done'
    finish = 'mv "$4/temporal.downloading" "$4/temporal"'
    fetching = program(tmp_path / "python", f"#!/bin/sh\n{slow}\n{finish}\n")
    monkeypatch.setattr(sys, "executable", str(fetching))
    monkeypatch.setattr(temporal_server, "_PATIENCE", 1.2)
    folder = tmp_path / "into"
    folder.mkdir()
    found = await temporal_server.download("server", folder, print, release="v1")
    assert found == folder / "temporal"


@pytest.mark.server
async def test_the_server_of_this_machine_says_its_version() -> None:
    found = await temporal_server.find(Settings(), print)
    assert shutil.which(found)
    assert await temporal_server.version(found)
