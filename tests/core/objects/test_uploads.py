"""Uploads in parts, to a folder and to a real bucket alike."""

import asyncio
import os
from collections.abc import AsyncIterator, Coroutine
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.artifact import Artifact
from core.objects import (
    MAX_PARTS,
    MIN_PART,
    ObjectStore,
    SentPart,
    StoredPart,
    Upload,
    UploadGoneError,
    UploadIncompleteError,
    UploadRefusedError,
    part_size_for,
)

CONTENT = os.urandom(MIN_PART) * 2 + b"the end"


class BrokenLineError(Exception):
    """What a server sees when a sender is gone."""


async def stream(content: bytes) -> AsyncIterator[bytes]:
    for at in range(0, len(content), 64 << 10):
        yield content[at : at + (64 << 10)]


def of(upload: Upload, number: int) -> bytes:
    """Return the bytes of a part."""
    start = upload.start(number)
    return CONTENT[start : start + upload.length(number)]


async def send(
    store: ObjectStore, upload: Upload, number: int, content: bytes | None = None
) -> SentPart:
    """Send a part as a browser does: to its address, or to the API where it has none."""
    body = of(upload, number) if content is None else content
    url = await store.part_url(upload, number, 60)
    if url is None:
        part = await store.put_part(upload, number, stream(body))
        return SentPart(number=number, tag=part.tag)
    async with httpx.AsyncClient() as browser:
        answer = await browser.put(url, content=body)
    if answer.status_code == 404:
        raise UploadGoneError
    answer.raise_for_status()
    return SentPart(number=number, tag=answer.headers["etag"])


async def begun(store: ObjectStore, workspace: str) -> Upload:
    return await store.begin_upload(f"{workspace}/uploads/talk", len(CONTENT), MIN_PART)


async def content_of(store: ObjectStore, artifact: Artifact) -> bytes:
    return b"".join([chunk async for chunk in store.read(artifact.key)])


async def test_parts_that_come_in_any_order_become_one_file(
    store: ObjectStore, workspace: str
) -> None:
    upload = await begun(store, workspace)
    assert upload.count == 3
    assert await store.parts(upload) == ()

    tags = {number: (await send(store, upload, number)).tag for number in (3, 1, 2)}
    assert await store.find(upload.key) is None
    assert await store.parts(upload) == tuple(
        StoredPart(number=number, size=size, tag=tags[number], whole=True)
        for number, size in ((1, MIN_PART), (2, MIN_PART), (3, 7))
    )
    artifact = await store.complete_upload(upload)

    assert artifact == Artifact(key=upload.key, size=len(CONTENT)) == await store.find(upload.key)
    assert await content_of(store, artifact) == CONTENT
    assert [one async for one in store.under(workspace)] == [artifact]


async def test_parts_may_come_at_the_same_time(store: ObjectStore, workspace: str) -> None:
    upload = await begun(store, workspace)

    await asyncio.gather(*(send(store, upload, number) for number in (1, 2, 3)))

    assert await content_of(store, await store.complete_upload(upload)) == CONTENT


async def test_a_part_that_comes_again_replaces_the_earlier_one(
    store: ObjectStore, workspace: str
) -> None:
    upload = await begun(store, workspace)
    first = await send(store, upload, 2, b"\0" * MIN_PART)
    for number in (1, 2, 3):
        await send(store, upload, number)

    assert next(p.tag for p in await store.parts(upload) if p.number == 2) != first.tag
    assert await content_of(store, await store.complete_upload(upload)) == CONTENT


async def test_a_missing_part_is_named(store: ObjectStore, workspace: str) -> None:
    upload = await begun(store, workspace)
    await send(store, upload, 2)

    with pytest.raises(UploadIncompleteError, match="lacks part 1, 3;") as refused:
        await store.complete_upload(upload)

    assert refused.value.missing == (1, 3)
    assert await store.find(upload.key) is None
    assert [part.number for part in await store.parts(upload)] == [2]


async def test_what_the_sender_believes_to_have_sent_is_compared(
    store: ObjectStore, workspace: str
) -> None:
    upload = await begun(store, workspace)
    one, two, three = [
        SentPart(number=number, tag=(await send(store, upload, number)).tag) for number in (1, 2, 3)
    ]
    for wrong in ([two, one, three], [one, two, two, three], [one, two]):
        with pytest.raises(UploadRefusedError, match="in the order 1 to 3"):
            await store.complete_upload(upload, wrong)
    with pytest.raises(UploadRefusedError, match="part 3 is not the one that was sent"):
        await store.complete_upload(upload, [one, two, SentPart(number=3, tag='"another"')])

    # As the S3 plug-ins of web pages send them, with or without quotes.
    bare = SentPart(number=1, tag=one.tag.strip('"'))
    assert await content_of(store, await store.complete_upload(upload, [bare, two, three]))


async def test_completing_again_changes_nothing(store: ObjectStore, workspace: str) -> None:
    upload = await begun(store, workspace)
    for number in (1, 2, 3):
        await send(store, upload, number)

    first = await store.complete_upload(upload)

    assert await store.complete_upload(upload) == first
    with pytest.raises(UploadGoneError):
        await store.parts(upload)
    with pytest.raises(UploadGoneError):
        await send(store, upload, 3)


async def test_an_upload_that_was_given_up_leaves_nothing(
    store: ObjectStore, workspace: str
) -> None:
    upload = await begun(store, workspace)
    await send(store, upload, 1)

    await store.abort_upload(upload)
    await store.abort_upload(upload)

    with pytest.raises(UploadGoneError, match="start it again"):
        await store.parts(upload)
    with pytest.raises(UploadGoneError, match="start it again"):
        await send(store, upload, 3)
    with pytest.raises(UploadGoneError, match="start it again"):
        await store.complete_upload(upload)
    assert await store.find(upload.key) is None
    assert await store.size_under(workspace) == 0


async def test_deleting_a_workspace_gives_up_its_uploads(
    store: ObjectStore, workspace: str
) -> None:
    upload = await begun(store, workspace)
    await send(store, upload, 1)

    assert await store.delete_under(workspace) == 0

    with pytest.raises(UploadGoneError):
        await store.parts(upload)


async def test_an_upload_is_reached_under_its_own_key_only(
    store: ObjectStore, workspace: str
) -> None:
    upload = await begun(store, workspace)
    stolen = upload.model_copy(update={"key": f"{workspace}/uploads/other"})
    for forged in (stolen, upload.model_copy(update={"id": "../../x"})):
        with pytest.raises(UploadGoneError):
            await store.parts(forged)
        with pytest.raises(UploadGoneError):
            await send(store, forged, 3)
        await store.abort_upload(forged)

    assert await store.parts(upload) == ()


async def test_a_part_that_broke_off_can_be_sent_again(store: ObjectStore, workspace: str) -> None:
    upload = await begun(store, workspace)

    async def broken() -> AsyncIterator[bytes]:
        yield of(upload, 1)[: 3 << 20]
        raise BrokenLineError

    url = await store.part_url(upload, 1, 60)
    async with httpx.AsyncClient() as browser:
        if url is None:
            sending: Coroutine[Any, Any, object] = store.put_part(upload, 1, broken())
        else:
            length = {"content-length": str(upload.length(1))}
            sending = browser.put(url, content=broken(), headers=length)
        with pytest.raises(BrokenLineError):
            await sending
    await asyncio.sleep(0.2)  # a server notices a moment later

    for number in (1, 2, 3):
        await send(store, upload, number)
    assert await content_of(store, await store.complete_upload(upload)) == CONTENT


@pytest.mark.parametrize("number", [0, -1, 4, 10**9])
async def test_there_are_no_other_parts(store: ObjectStore, workspace: str, number: int) -> None:
    upload = await begun(store, workspace)
    with pytest.raises(UploadRefusedError, match="the parts are 1 to 3"):
        await store.part_url(upload, number, 60)


@pytest.mark.parametrize(
    ("size", "part_size"),
    [(0, None), (-1, None), (10, 1), (10, MIN_PART - 1), (10, 6 << 30), (1 << 40, MIN_PART)],
)
async def test_sizes_that_no_bucket_takes_are_refused(
    store: ObjectStore, workspace: str, size: int, part_size: int | None
) -> None:
    with pytest.raises(UploadRefusedError):
        await store.begin_upload(f"{workspace}/uploads/x", size, part_size)


@given(st.integers(min_value=1, max_value=5 << 40))
def test_the_usual_parts_suit_every_size(size: int) -> None:
    upload = Upload(key="w/u", id="", size=size, part_size=part_size_for(size))

    assert upload.count <= MAX_PARTS
    assert upload.part_size >= MIN_PART
    last = upload.count
    assert upload.start(last) + upload.length(last) == size
