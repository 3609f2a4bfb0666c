"""Uploads as rows: how they begin, how they end, and what they count for meanwhile."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import func
from sqlmodel import col, select

from api.audit import note
from api.errors import ApiError, Code
from api.identity import Caller
from api.mine import mine
from core.db import ledger
from core.db.ledger import Account
from core.db.tables import Job, UploadedFile
from core.db.usage import quota_of
from core.domain.job import FINAL
from core.domain.quota import Kind
from core.objects import Upload, UploadGoneError

_LIFE = timedelta(days=7)
"""An upload that is not confirmed by then has been given up."""


async def begin(caller: Caller, filename: str, size: int, part_size: int | None) -> UploadedFile:
    """Begin an upload that counts for the workspace from now on.

    Raises:
        QuotaExceededError: the workspace has no room for it, or began too many today.
        UploadRefusedError: the sizes are not possible.
    """
    await _end_old(caller)
    place, upload = caller.workspace, uuid4()
    key = f"{place}/uploads/{upload}/source"
    async with caller.rows() as rows:
        quota = await quota_of(rows, place)
        for kind, amount, limit in (
            (Kind.STORAGE, size, quota.storage),
            (Kind.UPLOADS, 1, quota.uploads),
        ):
            counted = Account(place, kind)
            await ledger.reserve(rows, counted, subject=str(upload), amount=amount, limit=limit)
        # Within the transaction, so that nothing is counted that was not begun.
        begun = await caller.services.store.begin_upload(key, size, part_size)
        row = UploadedFile(
            id=upload,
            workspace_id=place,
            user_id=caller.user,
            filename=filename,
            size=size,
            key=key,
            store_upload=begun.id,
            part_size=begun.part_size,
        )
        rows.add(row)
        after = {"filename": filename, "size": size}
        note(rows, caller, "uploads.begin", subject=upload, after=after)
        await rows.flush()
        await rows.refresh(row)
        return row


async def find(caller: Caller, upload: UUID) -> UploadedFile:
    """Return an upload of the workspace.

    Raises:
        ApiError: there is none of that id.
    """
    async with caller.rows() as rows:
        return await mine(rows, caller, UploadedFile, upload)


async def find_open(caller: Caller, upload: UUID) -> UploadedFile:
    """Return an upload that goes on.

    Raises:
        ApiError: there is none of that id, or it is over.
    """
    row = await find(caller, upload)
    check_open(row)
    return row


async def find_confirmed(caller: Caller, upload: UUID) -> UploadedFile:
    """Return an upload that a job can be made of.

    Raises:
        ApiError: there is none of that id, or it is not confirmed.
    """
    row = await find(caller, upload)
    if row.state != "confirmed":
        raise ApiError(Code.CONFLICT, f"the upload is {row.state}; it must be confirmed")
    return row


def check_open(row: UploadedFile) -> None:
    """Raise ApiError when an upload is over."""
    if row.state != "open":
        raise ApiError(Code.CONFLICT, f"the upload is {row.state}; begin another one")


@asynccontextmanager
async def in_store(caller: Caller, row: UploadedFile) -> AsyncIterator[Upload]:
    """Give an upload as the store knows it. One that the store has given up is over."""
    try:
        yield _stored(row)
    except UploadGoneError:
        await end(caller, row.id, "expired")
        raise


async def confirm(caller: Caller, row: UploadedFile, *, size: int, format: str) -> UploadedFile:
    """End an upload that has become a file of ``size`` bytes."""
    return await end(caller, row.id, "confirmed", size=size, format=format)


async def remove(caller: Caller, upload: UUID) -> None:
    """Give an upload up, or delete the file that came of it.

    Raises:
        ApiError: there is none of that id, it is over, or a job needs the file.
    """
    row = await find(caller, upload)
    if row.state != "confirmed":
        check_open(row)
        await caller.services.store.abort_upload(_stored(row))
        await end(caller, upload, "aborted")
        return
    needed = select(Job.id).where(
        Job.workspace_id == caller.workspace,
        Job.source == row.key,
        col(Job.state).not_in(FINAL),
        col(Job.deleted_at).is_(None),
    )
    async with caller.rows() as rows:
        if (job := await rows.scalar(needed.limit(1))) is not None:
            raise ApiError(Code.CONFLICT, f"the job {job} needs it")
    await caller.services.store.delete(row.key)
    await end(caller, upload, "deleted")


async def end(
    caller: Caller, upload: UUID, state: str, *, size: int = 0, format: str = ""
) -> UploadedFile:
    """Write down how an upload ended, and let it count with ``size`` bytes from now on.

    What has ended already stays so; only a confirmed one can still be deleted.
    """
    account = Account(caller.workspace, Kind.STORAGE)
    async with caller.rows() as rows:
        row = await rows.get_one(UploadedFile, upload, with_for_update=True)
        if row.state != ("confirmed" if state == "deleted" else "open"):
            return row
        row.state, row.ended_at = state, await rows.scalar(select(func.now()))
        row.format = format or row.format
        if state == "confirmed":
            await ledger.commit(rows, account, str(upload), size)
        else:
            await ledger.refund(rows, account, (str(upload),))
        note(rows, caller, f"uploads.{state}", subject=upload)
        return row


async def _end_old(caller: Caller) -> None:
    """Give up what nobody has gone on with, so that it counts no more."""
    old = select(UploadedFile).where(
        UploadedFile.workspace_id == caller.workspace,
        UploadedFile.state == "open",
        col(UploadedFile.created_at) < func.now() - _LIFE,
    )
    async with caller.rows() as rows:
        found = list(await rows.scalars(old))
    for row in found:
        await caller.services.store.abort_upload(_stored(row))
        await end(caller, row.id, "expired")


def _stored(row: UploadedFile) -> Upload:
    return Upload(key=row.key, id=row.store_upload, size=row.size, part_size=row.part_size)
