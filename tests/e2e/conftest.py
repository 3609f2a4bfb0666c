"""One running system, and one recording that went the whole way through it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from core.errors import EngineUnavailableError
from core.settings import settings
from deploy.local import sample
from tests.system import System, system

SECONDS = 75
CLIP = ("-n", "3", "--min", "8", "--max", "25")


@dataclass
class Clipped:
    """A recording, what was said and shown in it, and what became of it."""

    recording: Path
    truth: sample.Truth
    answer: dict[str, Any]
    output: str


@dataclass
class Analyzed:
    """A recording, what was said and shown in it, and what was told about it."""

    recording: Path
    truth: sample.Truth
    answer: dict[str, Any]
    output: str


@pytest.fixture(scope="session")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[System]:
    async with system(tmp_path_factory.mktemp("system") / "data") as one:
        yield one


@pytest.fixture(scope="session")
def recording() -> Path:
    try:
        return sample.ensure(settings(), lambda _: None, seconds=SECONDS)
    except EngineUnavailableError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
async def analyzed(
    running: System, recording: Path, tmp_path_factory: pytest.TempPathFactory
) -> Analyzed:
    folder = tmp_path_factory.mktemp("analyzed")
    done = await running.command("analyze", str(recording), "--json", cwd=folder)
    assert done.code == 0, done.errors
    assert not list(folder.iterdir())
    return Analyzed(recording, sample.truth(recording), done.json(), done.output)


@pytest.fixture(scope="session")
async def clipped(
    running: System, analyzed: Analyzed, tmp_path_factory: pytest.TempPathFactory
) -> Clipped:
    recording = analyzed.recording
    done = await running.command(
        *("clip", str(recording), "--json", *CLIP), cwd=tmp_path_factory.mktemp("out")
    )
    assert done.code == 0, done.errors
    return Clipped(recording, analyzed.truth, done.json(), done.output)
