"""Uploads over the API."""

import os
import random
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import pytest

from tests.api.people import Service, Who

MIB = 1 << 20
PART = 5 * MIB
# What an MP4 file begins with: a box of 24 bytes that names its brand (ISO/IEC 14496-12, 4.3).
VIDEO = b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isommp41\x00\x00\x00\x08moov\x00\x00\x00\x08mdat"
PROGRAM = b"\x7fELF\x02\x01\x01" + bytes(100)


def content(size: int, head: bytes = VIDEO) -> bytes:
    return head + random.Random(size).randbytes(size - len(head))


async def begun(who: Who, size: int, filename: str = "A talk.mp4") -> dict[str, Any]:
    wanted = {"filename": filename, "size": size, "part_size": PART}
    answer = await who.ask("POST", "/upload/presign", json=wanted)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def send(
    who: Who, upload: object, number: int, data: bytes, offset: int = 0
) -> httpx.Response:
    return await who.client.put(
        f"/api/upload/{upload}/parts/{number}?offset={offset}",
        content=data,
        headers=who.headers(),
    )


async def confirm(who: Who, upload: object) -> httpx.Response:
    return await who.ask("POST", "/upload/confirm", json={"upload": str(upload)})


async def sent(who: Who, data: bytes, filename: str = "A talk.mp4") -> dict[str, Any]:
    """Upload a file in one go, and return what confirming it says."""
    upload = await begun(who, len(data), filename)
    for number, start in enumerate(range(0, len(data), PART), start=1):
        assert (await send(who, upload["id"], number, data[start : start + PART])).is_success
    answer = await confirm(who, upload["id"])
    assert answer.is_success, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def test_parts_in_any_order_become_a_file(service: Service) -> None:
    who, data = await service.person(), content(2 * PART + 1000)
    upload = await begun(who, len(data))

    for number in (3, 1, 2):
        await send(who, upload["id"], number, data[(number - 1) * PART : number * PART])
    done = (await confirm(who, upload["id"])).json()
    again = (await confirm(who, upload["id"])).json()

    assert (upload["parts"], done["state"], done["format"]) == (3, "confirmed", "mp4")
    assert again == done
    key = f"{who.workspace}/uploads/{upload['id']}/source"
    stored = b"".join([one async for one in service.app.state.services.store.read(key)])
    assert stored == data


async def test_a_part_that_broke_off_goes_on_where_it_was(service: Service) -> None:
    who, data = await service.person(), content(PART)
    upload = await begun(who, len(data))

    async def broken() -> AsyncIterator[bytes]:
        yield data[: 2 * MIB]
        raise httpx.ReadError("the line broke")

    with pytest.raises(httpx.ReadError):
        await who.client.put(
            f"/api/upload/{upload['id']}/parts/1", content=broken(), headers=who.headers()
        )
    wrong = await send(who, upload["id"], 1, data[MIB:], offset=MIB // 2)
    (part,) = (await who.ask("GET", f"/upload/{upload['id']}/parts")).json()
    await send(who, upload["id"], 1, data[part["size"] :], offset=part["size"])

    assert wrong.status_code == 409
    assert (part["size"], part["whole"]) == (2 * MIB, False)
    assert (await confirm(who, upload["id"])).status_code == 200


async def test_a_file_with_missing_parts_is_not_confirmed(service: Service) -> None:
    who = await service.person()
    upload = await begun(who, 2 * PART)
    await send(who, upload["id"], 2, content(PART))

    answer = await confirm(who, upload["id"])

    assert answer.status_code == 409
    assert "part 1" in answer.json()["error"]["message"]


async def test_a_program_that_is_called_a_video_is_refused_and_gone(service: Service) -> None:
    who = await service.person()
    data = content(1000, PROGRAM)
    upload = await begun(who, len(data), "holiday.mp4")
    await send(who, upload["id"], 1, data)

    answer = await confirm(who, upload["id"])

    assert answer.status_code == 415
    key = f"{who.workspace}/uploads/{upload['id']}/source"
    assert await service.app.state.services.store.find(key) is None
    job = await who.ask("POST", "/jobs", json={"upload": upload["id"]})
    assert job.status_code == 409


async def test_a_job_is_made_of_an_upload_and_named_as_its_file(service: Service) -> None:
    who = await service.person()
    upload = await sent(who, content(2000), "Board meeting; May.mp4")

    job = (await who.ask("POST", "/jobs", json={"upload": upload["id"]})).json()

    assert (job["source_kind"], job["title"]) == ("upload", "Board meeting; May")


@pytest.mark.parametrize("body", [{}, {"source": "https://youtu.be/1", "upload": str(uuid4())}])
async def test_a_job_has_one_source(service: Service, body: dict[str, str]) -> None:
    who = await service.person()

    assert (await who.ask("POST", "/jobs", json=body)).status_code == 422


async def test_a_file_that_is_too_large_is_refused_before_it_is_sent(service: Service) -> None:
    who = await service.person()
    wanted = {"filename": "long.mp4", "size": service.options.api.max_upload + 1}

    assert (await who.ask("POST", "/upload/presign", json=wanted)).status_code == 413


async def test_what_was_given_up_takes_nothing_more(service: Service) -> None:
    who = await service.person()
    upload = await begun(who, PART)

    gone = await who.ask("DELETE", f"/upload/{upload['id']}")
    after = await send(who, upload["id"], 1, content(PART))

    assert (gone.status_code, after.status_code) == (204, 409)


async def test_a_signed_address_gives_its_file_and_ranges_of_it(service: Service) -> None:
    who, data = await service.person(), content(3000)
    upload = await sent(who, data)
    key = f"{who.workspace}/uploads/{upload['id']}/source"
    url = await service.app.state.services.store.signed_url(key, 60, "Ünï\n.mp4")
    path = f"{urlsplit(url).path}?{urlsplit(url).query}"

    async def get(wanted: str = "", at: str = path) -> httpx.Response:
        return await service.client.get(at, headers={"Range": wanted} if wanted else {})

    whole, middle, end = await get(), await get("bytes=10-19"), await get("bytes=-5")
    behind, forged = await get("bytes=9999-"), await get(at=path.replace("source", "other"))

    assert (whole.status_code, whole.content) == (200, data)
    assert (middle.status_code, middle.content) == (206, data[10:20])
    assert middle.headers["Content-Range"] == "bytes 10-19/3000"
    assert end.content == data[-5:]
    assert (behind.status_code, forged.status_code) == (416, 403)
    assert os.linesep not in whole.headers["Content-Disposition"]
