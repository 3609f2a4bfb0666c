import importlib.util
from pathlib import Path

import pytest

from core.settings import DatabaseSettings, Settings, WorkerSettings
from deploy.local.supervisor import Recipe


@pytest.fixture
def options(tmp_path: Path) -> Settings:
    """Settings of a system of its own, with the tools that this machine has."""
    return Settings(
        data_dir=tmp_path / "data",
        database=DatabaseSettings(),
        worker=WorkerSettings(grace_seconds=2),
    )


@pytest.fixture
def recipe() -> Recipe:
    """The servers with a worker that does nothing."""
    path = Path(__file__).with_name("serving.py")
    spec = importlib.util.spec_from_file_location("serving", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found: Recipe = module.RECIPE
    return found
