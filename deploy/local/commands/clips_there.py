"""The clips of a workspace of an API elsewhere."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid4

from activities.plan.editing import Change, Operation
from activities.plan.editing.operations import OPERATIONS
from core.domain.artifact import Artifact
from core.domain.job import ClipState, JobState
from core.domain.plan import ClipPlan, read_plan
from core.domain.report import ClipReport, JobReport
from deploy.client import models
from deploy.client.calls import Calls
from deploy.client.fetching import fetch, reachable, read
from deploy.client.following import following
from deploy.client.line import LineError, RefusedError
from deploy.local.commands.clips import Edited, History, Version, check_renders
from deploy.local.commands.finding import beginning, only
from deploy.local.commands.output import Files
from deploy.local.commands.refusal import CommandError, only_there
from deploy.local.commands.remote_report import running_of, step_of
from deploy.local.commands.watch import View

# How far a step is, is no event.
_LOOK_SECONDS = 5.0
_PAGE = 100
_OVER = {ClipState.READY, ClipState.APPROVED, ClipState.FAILED, ClipState.CANCELLED}
_RENDERED = {ClipState.READY, ClipState.APPROVED, ClipState.REJECTED}


@dataclass(frozen=True)
class ClipsThere:
    """The clips that a token of an API leads to."""

    calls: Calls

    async def history(self, text: str) -> History:
        clip = await self._clip(text)
        found = await self.calls.list_versions(clip.id)
        return History(str(clip.id), str(clip.job_id), clip.title, [_version(one) for one in found])

    async def plan(self, past: History, version: Version) -> ClipPlan:
        found = await self.calls.get_plan(UUID(past.clip), version=version.version)
        return read_plan(found.plan.model_dump_json().encode())

    async def files(self, past: History, version: Version) -> Files:
        kinds = {"plan": "plan"}
        if version.state in _RENDERED:
            kinds |= {"path": "clip", "thumbnail": "thumbnail", "captions": "captions"}
            offered = range(1, len(version.pictures) + 1)
            kinds |= {f"thumbnail {number}": f"thumbnail_{number}" for number in offered}
        urls = await asyncio.gather(*(self._url(past, version, file) for file in kinds.values()))
        return {kind: url for kind, url in zip(kinds, urls, strict=True) if url}

    async def edit(
        self,
        past: History,
        *,
        base: int | None,
        dry_run: bool,
        operations: Sequence[Operation] = (),
    ) -> Edited:
        wanted = models.Edit.model_validate(
            {
                "base": past.newest.version,
                "version": past.version(base).version,
                "operations": OPERATIONS.dump_python(tuple(operations), mode="json"),
                "dry_run": dry_run,
            }
        )
        key = uuid4().hex
        done = await self.calls.edit_clip(UUID(past.clip), wanted, idempotency_key=key)
        return await self._edited(done)

    async def take_in(
        self, past: History, content: bytes, *, media: str, base: int | None, dry_run: bool
    ) -> Edited:
        async def sent() -> AsyncIterator[bytes]:
            yield content

        done = await self.calls.import_clip(
            UUID(past.clip),
            sent(),
            base=past.newest.version,
            version=past.version(base).version,
            media=media or None,
            dry_run=dry_run,
        )
        return await self._edited(done)

    async def give_film(self, path: Path, *, seconds: float) -> Artifact:  # noqa: ARG002
        raise self._only_there()

    async def give_picture(self, path: Path) -> Artifact:  # noqa: ARG002
        raise self._only_there()

    async def write_cut(
        self, past: History, version: Version, *, format: str, media: str, target: Path
    ) -> str:
        made = await self.calls.export_clip(
            UUID(past.clip), format=format, version=version.version, media=media or None
        )
        await fetch(self.calls, made.url, target)
        return made.media

    async def render(self, past: History, version: Version) -> AsyncIterator[View]:
        clip = await self.calls.get_clip(UUID(past.clip))
        job = await self.calls.get_job(clip.job_id)
        state, file = ClipState(clip.state.value), clip.size > 0
        check_renders(past.job, JobState(job.state.value), state, has_file=file)
        row, done = await asyncio.gather(self._row(clip.id, version), self._rounds(clip))
        since = row.updated_at
        wanted = models.Rendering(version=version.version)
        async with following(self.calls, clip.job_id) as changes:
            await self.calls.rerender_clip(clip.id, wanted, idempotency_key=uuid4().hex)
            while True:
                try:
                    view, over = await self._look(clip, version, since=since, after=done)
                except LineError:  # who watches stays while the API is starting again
                    await asyncio.sleep(_LOOK_SECONDS)
                    continue
                yield view
                if over:
                    return
                await changes.wait(_LOOK_SECONDS)

    async def copy(self, past: History, version: Version, target: Path) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        await fetch(self.calls, await self._url(past, version, "clip"), target)

    def _only_there(self) -> CommandError:
        """Return why a clip is given no file: an API takes recordings only."""
        return only_there(self.calls.address)

    async def _clip(self, text: str) -> models.ClipAnswer:
        """Return the clip that a person means.

        Raises:
            CommandError: no clip, or more than one, fits.
        """

        prefix = beginning(text, "clip")
        return only((await self.calls.list_clips(begins=prefix, limit=_PAGE)).data, "clip", text)

    async def _url(self, past: History, version: Version, file: str) -> str:
        """Return the address of a file of a version, empty when there is none."""
        try:
            found = await self.calls.download_clip(
                UUID(past.clip),
                file=file,  # type: ignore[arg-type]
                version=version.version,
            )
        except RefusedError as error:
            if error.code == "conflict":
                return ""
            raise
        return reachable(self.calls, found.url)

    async def _edited(self, done: models.EditAnswer) -> Edited:
        plan = read_plan(await read(self.calls, done.plan))
        changes = tuple(Change.model_validate(one.model_dump()) for one in done.changes)
        return Edited(done.version, plan, changes)

    async def _row(self, clip: UUID, version: Version) -> models.VersionAnswer:
        rows = await self.calls.list_versions(clip)
        return next(one for one in rows if one.version == version.version)

    async def _rounds(self, clip: models.ClipAnswer) -> int:
        """Return how often the clip was rendered, without a time that goes on."""
        steps = await self._steps(clip)
        going_on = [one.round for one in steps if one.state is models.StepState.RUNNING]
        return min(going_on) - 1 if going_on else max((one.round for one in steps), default=0)

    async def _steps(self, clip: models.ClipAnswer) -> list[models.StepAnswer]:
        steps = await self.calls.list_steps(clip.job_id)
        return [one for one in steps if one.clip_id == clip.id]

    async def _look(
        self, clip: models.ClipAnswer, version: Version, *, since: datetime, after: int
    ) -> tuple[View, bool]:
        """Return how far a rendering is, and whether it is over."""
        row, steps = await asyncio.gather(self._row(clip.id, version), self._steps(clip))
        now = [one for one in steps if one.round > after]
        state = ClipState(row.state.value)
        over = state in _OVER and row.updated_at > since
        errors = [one.error for one in now if one.error]
        told = ClipReport(
            clip_id=str(clip.id),
            version=version.version,
            state=state if over else ClipState.RENDERING,
            title=clip.title,
            start=clip.start,
            end=clip.end,
            score=clip.score,
            plan_key="",
            loudness=row.loudness,
            error=errors[-1] if errors and state is ClipState.FAILED else "",
        )
        report = JobReport(
            workspace="",
            job=str(clip.job_id),
            workflow_id="",
            state=JobState.RENDERING,
            steps=tuple(map(step_of, now)),
            clips=(told,),
        )
        return View(report=report, running=running_of(now)), over


def _version(row: models.VersionAnswer) -> Version:
    return Version(
        version=row.version,
        base=row.base,
        state=ClipState(row.state.value),
        created_at=row.created_at,
        operations=row.operations,
        pictures=tuple(one.at for one in row.thumbnails),
        loudness=row.loudness,
    )
