"""Addresses for one file and a while, signed by us for a folder and by the bucket's key."""

import asyncio
from collections.abc import AsyncIterator
from email.message import Message
from urllib.parse import parse_qs, unquote, urlsplit, urlunsplit

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.crypto.rings import Key, KeyRing
from core.objects import (
    MIN_PART,
    FolderStore,
    LinkRefusedError,
    UploadRefusedError,
    UrlSigner,
    attachment,
)
from core.objects.s3 import S3Store

RING = KeyRing((Key("new", b"n" * 32), Key("old", b"o" * 32)))
NOW = 1_000_000.0
KEY = "ws/renders/clip.mp4"


def signer(ring: KeyRing = RING, now: float = NOW) -> UrlSigner:
    return UrlSigner(ring, "https://clips.test/objects/", lambda: now)


def verify(url: str, by: UrlSigner, **changed: str) -> None:
    """Verify an address as the API takes it apart."""
    parts = urlsplit(url)
    given = {name: values[0] for name, values in parse_qs(parts.query, True).items()}
    given["key"] = unquote(parts.path.removeprefix("/objects/"))
    given |= changed
    by.verify(
        given["key"],
        expires=int(given["expires"]),
        filename=given["filename"],
        signed_by=given["signed_by"],
        signature=given["signature"],
    )


@given(st.text(max_size=50))
def test_what_was_signed_is_known_again(filename: str) -> None:
    verify(signer().sign(KEY, 60, filename), signer())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("key", "ws/renders/other.mp4"),
        ("key", "other/renders/clip.mp4"),
        ("expires", "99999999999"),
        ("filename", "b.exe"),
        ("signed_by", "old"),
        ("signed_by", "nobody"),
        ("signature", ""),
        ("signature", "ä\ud800"),
        ("signature", "A" * 43),
    ],
)
def test_what_was_changed_is_refused(name: str, value: str) -> None:
    with pytest.raises(LinkRefusedError, match="not valid"):
        verify(signer().sign(KEY, 60, "a.mp4"), signer(), **{name: value})


def test_a_link_ends_with_its_time() -> None:
    url = signer().sign(KEY, 60)

    verify(url, signer(now=NOW + 59.9))
    with pytest.raises(LinkRefusedError, match="too old"):
        verify(url, signer(now=NOW + 60))


def test_links_of_the_key_before_are_good_until_it_goes() -> None:
    before, after = KeyRing(RING.keys[1:]), KeyRing(RING.keys[:1])
    url = signer(before).sign(KEY, 60)

    verify(url, signer())
    with pytest.raises(LinkRefusedError):
        verify(url, signer(after))


async def test_a_folder_of_this_machine_alone_gives_file_addresses(folder: FolderStore) -> None:
    url = await folder.signed_url(KEY, 60)

    assert url == folder.path(KEY).as_uri()


@given(st.text())
def test_a_file_name_can_neither_hide_nor_lead_elsewhere(name: str) -> None:
    header = attachment(name)
    assert header.isascii()
    assert header.isprintable()
    message = Message()
    message["Content-Disposition"] = header
    saved = message.get_filename() or ""
    assert message.get_content_disposition() == "attachment"
    assert saved
    assert not set(saved) & set('/\\"')
    assert not saved.startswith(".")


@pytest.mark.parametrize(
    ("name", "saved"),
    [
        ("Ein „Clip“, größer.mp4", "Ein „Clip“, größer.mp4"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ('a"; filename="b.exe', "a_; filename=_b.exe"),
        ("gpj.\u202e4pm", "gpj.4pm"),
        ("a\r\nSet-Cookie: x", "aSet-Cookie: x"),
        ("日本語.mp4", "日本語.mp4"),
        ("...", "file"),
    ],
)
def test_a_file_is_saved_under_its_name(name: str, saved: str) -> None:
    _, _, named = attachment(name).partition("filename*=UTF-8''")

    assert unquote(named) == saved


async def test_a_bucket_gives_a_file_under_its_name(s3_store: S3Store, workspace: str) -> None:
    await s3_store.put_bytes(f"{workspace}/clip", b"0123456789")
    url = await s3_store.signed_url(f"{workspace}/clip", 60, "größer.mp4")
    async with httpx.AsyncClient() as browser:
        answer = await browser.get(url)
        part = await browser.get(url, headers={"range": "bytes=2-4"})

    assert answer.content == b"0123456789"
    assert answer.headers["content-disposition"] == attachment("größer.mp4")
    assert (part.status_code, part.content) == (206, b"234")


async def test_a_bucket_refuses_what_was_not_signed(s3_store: S3Store, workspace: str) -> None:
    await s3_store.put_bytes(f"{workspace}/clip", b"mine")
    await s3_store.put_bytes(f"{workspace}/other", b"other")
    url = urlsplit(await s3_store.signed_url(f"{workspace}/clip", 60))
    other = urlunsplit(url._replace(path=url.path.replace("/clip", "/other")))
    longer = urlunsplit(url._replace(query=url.query.replace("Expires=60", "Expires=6000")))
    bare = urlunsplit(url._replace(query=""))
    async with httpx.AsyncClient() as browser:
        for forged in (other, longer, bare):
            assert (await browser.get(forged)).status_code == 403
        for change in (browser.put(urlunsplit(url), content=b"x"), browser.delete(urlunsplit(url))):
            assert (await change).status_code == 403
        assert (await browser.get(urlunsplit(url))).content == b"mine"


async def test_addresses_of_a_bucket_end_with_their_time(s3_store: S3Store, workspace: str) -> None:
    await s3_store.put_bytes(f"{workspace}/clip", b"mine")
    upload = await s3_store.begin_upload(f"{workspace}/new", 3)
    reading = await s3_store.signed_url(f"{workspace}/clip", 1)
    writing = await s3_store.part_url(upload, 1, 1)
    assert writing is not None
    await asyncio.sleep(2.1)
    async with httpx.AsyncClient() as browser:
        assert (await browser.get(reading)).status_code == 403
        assert (await browser.put(writing, content=b"abc")).status_code == 403


async def test_an_address_takes_its_part_and_nothing_else(
    s3_store: S3Store, workspace: str
) -> None:
    upload = await s3_store.begin_upload(f"{workspace}/new", MIN_PART + 3, MIN_PART)
    address = await s3_store.part_url(upload, 2, 60)
    assert address is not None
    url = urlsplit(address)
    first = urlunsplit(url._replace(query=url.query.replace("partNumber=2", "partNumber=1")))
    other = urlunsplit(url._replace(path=url.path.replace("/new", "/other")))
    async with httpx.AsyncClient() as browser:
        for wrong, content in ((address, b"longer"), (address, b"x"), (first, b"abc")):
            assert (await browser.put(wrong, content=content)).status_code == 403
        assert (await browser.put(other, content=b"abc")).status_code in {403, 404}
        assert await s3_store.parts(upload) == ()
        assert (await browser.put(address, content=b"abc")).status_code == 200

    assert [part.number for part in await s3_store.parts(upload)] == [2]
    with pytest.raises(UploadRefusedError):
        await s3_store.part_url(upload, 3, 60)


async def test_a_bucket_has_its_parts_sent_to_their_addresses(
    s3_store: S3Store, workspace: str
) -> None:
    upload = await s3_store.begin_upload(f"{workspace}/new", 3)

    async def content() -> AsyncIterator[bytes]:
        yield b"abc"

    with pytest.raises(UploadRefusedError, match="to its own address"):
        await s3_store.put_part(upload, 1, content())
