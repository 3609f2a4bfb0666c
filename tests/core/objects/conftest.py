"""A folder and a real bucket, to which the same contract applies."""

import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from core.errors import ConfigurationError
from core.objects import FolderStore, ObjectStore
from core.objects.cache import FileCache
from core.objects.s3 import S3Store
from core.settings import ObjectSettings, settings
from tests import s3_server


@pytest.fixture(scope="session")
async def bucket(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ObjectSettings]:
    """A bucket of a real S3 server."""
    try:
        program = await s3_server.PROGRAM.find(settings(), print)
    except ConfigurationError as error:
        pytest.skip(str(error))
    async with s3_server.s3(program, tmp_path_factory.mktemp("s3")) as options:
        yield options


@pytest.fixture(scope="session")
async def s3_store(
    bucket: ObjectSettings, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[S3Store]:
    """The bucket as a store; what a test keeps there is under a workspace of its own."""
    store = S3Store(bucket, FileCache(tmp_path_factory.mktemp("cache"), limit=1 << 30))
    yield store
    await store.close()


@pytest.fixture
def folder(tmp_path: Path) -> FolderStore:
    """A folder that signs nothing."""
    return FolderStore(tmp_path / "objects")


@pytest.fixture(params=["folder", "s3"])
def store(request: pytest.FixtureRequest) -> ObjectStore:
    found: ObjectStore = request.getfixturevalue(
        "folder" if request.param == "folder" else "s3_store"
    )
    return found


@pytest.fixture
def workspace() -> str:
    """A workspace in which there is nothing yet."""
    return str(uuid.uuid4())
