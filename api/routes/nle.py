"""Clips on their way to editing programs and back."""

import re
from pathlib import PurePath
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Query, Request
from pydantic import AfterValidator

from activities import catalog
from activities.render import WriteCutRequest
from activities.render.nle.base import MAX_BYTES
from api import editing, stored
from api.bodies import MAX_INTEGER
from api.errors import ApiError, Code, may_say
from api.identity import Caller, Needs
from api.roles import Permission
from api.routes.clips import Download
from api.routes.editing import CHANGED, EditAnswer, Version, edited
from workflows import asking

router = APIRouter(prefix="/clips", tags=["clips"])

Reader = Annotated[Caller, Depends(Needs(Permission.CLIPS_READ))]
Writer = Annotated[Caller, Depends(Needs(Permission.CLIPS_WRITE))]


# Of Unix or of Windows, without what no name of a file has.
_PATH = re.compile(r"(/|[A-Za-z]:[\\/])[^\x00-\x1f\x7f-\x9f]*[^/\\\x00-\x1f\x7f-\x9f]")


class CutFile(Download):
    media: str
    """Where the file says that the recording lies."""


def _absolute(path: str) -> str:
    if path and not _PATH.fullmatch(path):
        raise ValueError("give the whole path of the recording, from / or a drive letter on")
    return path


Media = Annotated[
    str,
    Query(
        max_length=1000,
        description="Where the recording lies where the clip is edited.",
        examples=["/Users/ann/talk.mp4"],
    ),
    AfterValidator(_absolute),
]


@router.get(
    "/{clip}/nle",
    responses=may_say(
        *(Code.UNAUTHENTICATED, Code.FORBIDDEN, Code.NOT_FOUND, Code.CONFLICT, Code.GONE),
        *(Code.INVALID, Code.UNAVAILABLE),
    ),
)
async def export_clip(
    clip: UUID,
    caller: Reader,
    format: Annotated[
        str, Query(max_length=40, description=f"One of {', '.join(catalog.EDIT_FORMATS.every())}.")
    ] = "fcpxml",
    version: Version = None,
    media: Media = "",
) -> CutFile:
    """Say where a file can be had, for an hour, that editing programs open: cut, crop, captions."""
    catalog.EDIT_FORMATS.check(format)
    past = await editing.history(caller, clip)
    chosen = past.version(version)
    plan = await editing.plan_of(caller, chosen)
    lies = media or _beside(plan.source.key)
    request = WriteCutRequest(
        workspace=str(caller.workspace),
        job=str(past.job.id),
        plan=await editing.kept(caller, chosen),
        format=format,
        media=lies,
    )
    done = await asking.export(editing.asker(caller), request, str(clip))
    key = done.file.key
    name = f"{plan.title}{PurePath(key).suffix}"
    url = await stored.address(caller.services, caller.workspace, key, name)
    return CutFile(url=url, filename=name, media=lies)


@router.post(
    "/{clip}/nle",
    responses={**CHANGED, **may_say(Code.TOO_LARGE)},
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/octet-stream": {"schema": {"type": "string"}}},
        }
    },
)
async def import_clip(
    clip: UUID,
    request: Request,
    caller: Writer,
    base: Annotated[
        int, Query(ge=1, le=MAX_INTEGER, description="The newest version that you know.")
    ],
    version: Annotated[
        int | None,
        Query(ge=1, le=MAX_INTEGER, description="The version that was edited; else the newest."),
    ] = None,
    media: Media = "",
    dry_run: bool = False,
) -> EditAnswer:
    """Make a clip's next version of what an editing program made of its cut and its markers."""
    past = await editing.history(caller, clip)
    if base != past.newest.version:
        raise ApiError(Code.CONFLICT, f"the clip has version {past.newest.version} by now")
    change = await editing.change_of(caller, past, base=base, version=version, dry_run=dry_run)
    plan = await editing.plan_at(caller, change.plan)
    given = change.model_copy(update={"media": media or _beside(plan.source.key)})
    content = await _content(request)
    doing = asking.edit(editing.asker(caller), given, name=str(uuid4()), file=content)
    return await edited(caller, past, doing, "clips.import")


async def _content(request: Request) -> bytes:
    """Return what was sent.

    Raises:
        ApiError: it is far more than any cut.
    """
    content = bytearray()
    async for part in request.stream():
        content += part
        if len(content) > MAX_BYTES:
            raise ApiError(
                Code.TOO_LARGE, f"the file has more than {MAX_BYTES // 10**6} MB; no cut has"
            )
    return bytes(content)


def _beside(key: str) -> str:
    """Return where a recording lies for who does not say: its name, in a folder of its content."""
    return "/" + "/".join(key.split("/")[-2:])
