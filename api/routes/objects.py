"""Stored files, for whoever has a signed address of one. A bucket serves its own."""

import re
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query
from fastapi.responses import StreamingResponse

from api.errors import ApiError, Code, may_say
from api.services import Services, provide
from core.objects import LinkRefusedError, attachment

router = APIRouter(prefix="/objects", tags=["objects"])

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
_TYPES = {
    "mp4": "video/mp4",
    "jpg": "image/jpeg",
    "png": "image/png",
    "json": "application/json",
    "srt": "text/plain; charset=utf-8",
    "vtt": "text/vtt; charset=utf-8",
}


@router.get(
    "/{key:path}",
    response_class=StreamingResponse,
    responses={
        206: {"description": "The range that was asked for."},
        416: {"description": "The file ends before the range begins."},
        **may_say(Code.FORBIDDEN, Code.NOT_FOUND),
    },
)
async def read_object(
    key: str,
    services: Annotated[Services, Depends(provide)],
    expires: Annotated[int, Query(ge=0, le=1 << 40)],
    signed_by: Annotated[str, Query(max_length=40)],
    signature: Annotated[str, Query(max_length=100)],
    filename: Annotated[str, Query(max_length=400)] = "",
    wanted: Annotated[str | None, Header(alias="Range", max_length=100)] = None,
) -> StreamingResponse:
    """Give a stored file, or a range of it."""
    try:
        services.signer.verify(
            key, expires=expires, filename=filename, signed_by=signed_by, signature=signature
        )
    except LinkRefusedError as error:
        raise ApiError(Code.FORBIDDEN, str(error)) from error
    found = await services.store.find(key)
    if found is None:
        raise ApiError(Code.NOT_FOUND)
    span = _span(wanted, found.size)
    if span is not None and span[0] >= span[1]:
        return StreamingResponse(iter(()), 416, headers={"Content-Range": f"bytes */{found.size}"})
    start, end = span or (0, found.size)
    headers = {"Accept-Ranges": "bytes", "Content-Length": str(end - start)}
    if span is not None:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{found.size}"
    if filename:
        headers["Content-Disposition"] = attachment(filename)
    return StreamingResponse(
        services.store.read(key, start, end),
        206 if span else 200,
        headers=headers,
        media_type=_TYPES.get(key.rsplit(".", 1)[-1], "application/octet-stream"),
    )


def _span(wanted: str | None, size: int) -> tuple[int, int] | None:
    """Return which bytes a range names (RFC 9110, 14.1.2); None for all of them."""
    match = _RANGE.fullmatch(wanted or "")
    if match is None or match[1] == match[2] == "":
        return None
    if match[1] == "":
        return max(0, size - int(match[2])), size
    if match[2] and int(match[2]) < int(match[1]):
        return None
    return int(match[1]), min(size, int(match[2] or size) + 1)
