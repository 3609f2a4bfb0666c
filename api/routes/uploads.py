"""Uploads in parts, which go on where they broke off.

The way of S3, which uppy's ``AwsS3`` speaks: begin, ask where each part goes, send the parts
in any order, confirm. With a bucket the bytes never pass through the API.
"""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import Field

from api import uploads
from api.bodies import Answer, Body, Line
from api.errors import GUARDED, ApiError, Code, may_say
from api.identity import Caller, Needs
from api.roles import Permission
from core.db.flags import Flag
from core.db.tables import UploadedFile
from core.errors import UnreadableMediaError
from core.objects import MAX_PARTS, MIN_PART, SentPart, StoredPart, video_format

router = APIRouter(prefix="/upload", tags=["upload"])

Writer = Annotated[Caller, Depends(Needs(Permission.JOBS_WRITE))]
Number = Annotated[int, Path(ge=1, le=MAX_PARTS)]

_URL_SECONDS = 3600


class NewUpload(Body):
    filename: Line
    size: Annotated[int, Field(ge=1)]
    """Bytes."""
    part_size: Annotated[int | None, Field(ge=MIN_PART)] = None
    """Bytes of every part but the last; None leaves it to us."""


class UploadAnswer(Answer):
    id: UUID
    filename: str
    size: int
    part_size: int
    parts: int
    state: str
    format: str
    """Once it is confirmed: what it is, by its content."""
    created_at: datetime


class PartAddress(Answer):
    url: str
    """Takes the part by PUT. One of another host takes it without a token, for an hour."""
    method: str = "PUT"


class PartAnswer(Answer):
    number: int
    size: int
    """Bytes that are here; a part that broke off goes on at this offset."""
    tag: str
    whole: bool


class SentTag(Body):
    number: Annotated[int, Field(ge=1, le=MAX_PARTS)]
    tag: Annotated[str, Field(max_length=200)]


class Confirmation(Body):
    upload: UUID
    parts: Annotated[tuple[SentTag, ...], Field(max_length=MAX_PARTS)] = ()
    """What you believe to have sent; empty when you do not say."""


@router.post(
    "/presign",
    status_code=201,
    responses=may_say(*GUARDED, Code.QUOTA_EXCEEDED, Code.FEATURE_OFF),
)
async def begin_upload(wanted: NewUpload, caller: Writer) -> UploadAnswer:
    """Begin to upload a recording."""
    await caller.services.flags.check(Flag.UPLOADS, caller.workspace)
    most = caller.services.settings.api.max_upload
    if wanted.size > most:
        raise ApiError(Code.TOO_LARGE, f"a file may have {most} bytes; this one has {wanted.size}")
    return _told(await uploads.begin(caller, wanted.filename, wanted.size, wanted.part_size))


@router.get("/{upload}", responses=may_say(*GUARDED))
async def get_upload(upload: UUID, caller: Writer) -> UploadAnswer:
    """Say how an upload stands."""
    return _told(await uploads.find(caller, upload))


@router.get("/{upload}/parts", responses=may_say(*GUARDED, Code.CONFLICT, Code.GONE))
async def list_parts(upload: UUID, caller: Writer) -> list[PartAnswer]:
    """List the parts that are here, whole or not."""
    row = await uploads.find_open(caller, upload)
    async with uploads.in_store(caller, row) as stored:
        return [_part(one) for one in await caller.services.store.parts(stored)]


@router.post("/{upload}/parts/{number}/sign", responses=may_say(*GUARDED, Code.CONFLICT, Code.GONE))
async def sign_part(upload: UUID, number: Number, caller: Writer) -> PartAddress:
    """Say where a part goes."""
    row = await uploads.find_open(caller, upload)
    async with uploads.in_store(caller, row) as stored:
        url = await caller.services.store.part_url(stored, number, _URL_SECONDS)
    own = f"{caller.services.origin}/api/upload/{upload}/parts/{number}"
    return PartAddress(url=url or own)


@router.put(
    "/{upload}/parts/{number}",
    responses=may_say(*GUARDED, Code.CONFLICT, Code.GONE),
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/octet-stream": {"schema": {"type": "string"}}},
        }
    },
)
async def send_part(
    upload: UUID,
    number: Number,
    request: Request,
    caller: Writer,
    offset: Annotated[int, Query(ge=0, description="Where the bytes begin in the part.")] = 0,
) -> PartAnswer:
    """Send a part, or the rest of one that broke off. Not for a bucket, which takes its own."""
    row = await uploads.find_open(caller, upload)
    store = caller.services.store
    async with uploads.in_store(caller, row) as stored:
        return _part(await store.put_part(stored, number, request.stream(), offset=offset))


@router.post("/confirm", responses=may_say(*GUARDED, Code.CONFLICT, Code.GONE, Code.UNSUPPORTED))
async def confirm_upload(given: Confirmation, caller: Writer) -> UploadAnswer:
    """Make one file of the parts, if what came is a video. To confirm again changes nothing."""
    row = await uploads.find(caller, given.upload)
    if row.state == "confirmed":
        return _told(row)
    uploads.check_open(row)
    store = caller.services.store
    sent = tuple(SentPart(number=one.number, tag=one.tag) for one in given.parts)
    async with uploads.in_store(caller, row) as stored:
        artifact = await store.complete_upload(stored, sent)
    try:
        found = await video_format(store, artifact)
    except UnreadableMediaError as error:
        await store.delete(artifact.key)
        await uploads.end(caller, row.id, "refused")
        raise ApiError(Code.UNSUPPORTED, str(error)) from error
    return _told(await uploads.confirm(caller, row, size=artifact.size, format=found))


@router.delete("/{upload}", status_code=204, responses=may_say(*GUARDED, Code.CONFLICT))
async def remove_upload(upload: UUID, caller: Writer) -> None:
    """Give an upload up, or delete the file that came of it. Clips that are made of it stay."""
    await uploads.remove(caller, upload)


def _told(row: UploadedFile) -> UploadAnswer:
    parts = -(-row.size // row.part_size)
    return UploadAnswer(**row.model_dump(), parts=parts)


def _part(stored: StoredPart) -> PartAnswer:
    return PartAnswer(number=stored.number, size=stored.size, tag=stored.tag, whole=stored.whole)
