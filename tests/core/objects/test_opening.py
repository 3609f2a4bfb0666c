"""Which store an installation has, what it says when it cannot be reached, whose a key is."""

from pathlib import Path
from uuid import UUID

import pytest
from pydantic import HttpUrl, SecretStr

from core.errors import ConfigurationError, UpstreamBusyError
from core.objects import FolderStore, ForeignKeyError, open_store, owned
from core.objects.s3 import S3Store
from core.settings import ObjectSettings, Settings
from deploy.local import ports

WORKSPACE = UUID(int=7)


def settings(folder: Path, objects: ObjectSettings) -> Settings:
    return Settings(data_dir=folder, objects=objects)


async def test_without_a_setting_it_is_the_folder_of_the_data(tmp_path: Path) -> None:
    store = open_store(settings(tmp_path, ObjectSettings()))
    assert isinstance(store, FolderStore)
    await store.put_bytes("ws/a", b"x")

    assert store.where("ws/a") == str(tmp_path / "objects" / "ws" / "a")


async def test_a_bucket_is_opened_by_its_settings(
    bucket: ObjectSettings, tmp_path: Path, workspace: str
) -> None:
    store = open_store(settings(tmp_path, bucket))
    assert isinstance(store, S3Store)
    artifact = await store.put_bytes(f"{workspace}/a", b"x")
    async with store.local(artifact) as path:
        assert path == tmp_path / "objects-cache" / workspace / "a"
    await store.close()

    assert store.where(artifact.key) == f"s3://{bucket.bucket}/{workspace}/a"
    assert await store.find(artifact.key) == artifact, "a closed store opens again"
    await store.close()


async def test_browsers_get_the_public_address(
    bucket: ObjectSettings, tmp_path: Path, workspace: str
) -> None:
    public = bucket.model_copy(update={"public_endpoint": HttpUrl("https://files.example.com")})
    store = open_store(settings(tmp_path, public))
    upload = await store.begin_upload(f"{workspace}/a", 3)

    address = f"https://files.example.com/{bucket.bucket}/{workspace}/a?"
    assert (await store.signed_url(f"{workspace}/a", 60)).startswith(address)
    assert str(await store.part_url(upload, 1, 60)).startswith(address)
    await store.close()


def test_a_bucket_without_a_name_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="CLIPPED_OBJECTS__BUCKET"):
        open_store(settings(tmp_path, ObjectSettings(kind="s3")))


async def test_a_bucket_that_refuses_us_is_said_so(bucket: ObjectSettings, tmp_path: Path) -> None:
    for wrong in ({"secret_key": SecretStr("another")}, {"bucket": "there-is-none"}):
        store = open_store(settings(tmp_path, bucket.model_copy(update=wrong)))
        with pytest.raises(ConfigurationError, match="the bucket refuses"):
            await store.put_bytes("ws/a", b"x")
        await store.close()


async def test_a_bucket_that_does_not_answer_is_asked_again_later(
    bucket: ObjectSettings, tmp_path: Path
) -> None:
    nobody = HttpUrl(f"http://{ports.HOST}:{ports.choose()}")
    store = open_store(settings(tmp_path, bucket.model_copy(update={"endpoint": nobody})))
    with pytest.raises(UpstreamBusyError, match="did not answer"):
        await store.find("ws/a")
    await store.close()


def test_a_key_belongs_to_its_workspace() -> None:
    assert owned(f"{WORKSPACE}/a/b", WORKSPACE) == f"{WORKSPACE}/a/b"
    for foreign in (f"{UUID(int=8)}/a/b", f"{WORKSPACE}x/a", "ws/a"):
        with pytest.raises(ForeignKeyError):
            owned(foreign, WORKSPACE)
    with pytest.raises(ValueError, match="not a storage key"):
        owned(f"{WORKSPACE}/../{UUID(int=8)}/a", WORKSPACE)
