"""An API elsewhere, as the commands talk to it."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from uuid import UUID, uuid4

from core.db.usage import Use
from core.domain.job import ClipState, JobOptions, JobState, SourceKind, SourceRef
from core.domain.report import ClipReport, JobReport
from deploy.client import models
from deploy.client.calls import Calls
from deploy.client.fetching import fetch, reachable, read
from deploy.client.following import following
from deploy.client.line import LineError, RefusedError
from deploy.client.sending import begin, send
from deploy.local import login
from deploy.local.commands import output
from deploy.local.commands.clips_there import ClipsThere
from deploy.local.commands.finding import beginning, only
from deploy.local.commands.findings import KINDS, Findings
from deploy.local.commands.output import Files
from deploy.local.commands.refusal import CommandError, Exit
from deploy.local.commands.remote_report import report_of, running_of
from deploy.local.commands.service import Act, Usage, Verdict
from deploy.local.commands.session import console
from deploy.local.commands.watch import Bars, View, settled
from deploy.local.login import Login

# How far a step is, is no event.
_LOOK_SECONDS = 5.0
# Several changes at once are looked at once.
_PAUSE_SECONDS = 1.0
# HTTP statuses: too many requests; and from here on it is the API that failed.
_BUSY, _THEIRS = {429}, 500
_PAGE = 100
_OFFERED = {f"thumbnail_{number}": number for number in (1, 2, 3)}
_FILES = {"path": "clip", "thumbnail": "thumbnail", "captions": "captions", "plan": "plan"}


class Remote:
    """The jobs of a workspace of an API elsewhere."""

    def __init__(self, known: Login) -> None:
        self._login = known
        self._calls = Calls(known.address, known.token.get_secret_value())

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._calls.http.aclose()

    @property
    def clips(self) -> ClipsThere:
        return ClipsThere(self._calls)

    async def start(self, source: SourceRef, options: JobOptions) -> UUID:
        wanted = models.NewJob(
            options=models.JobOptions.model_validate(options.model_dump(mode="json"))
        )
        if source.kind is SourceKind.FILE:
            wanted.upload = await self._upload(Path(source.location))
        else:
            wanted.source = source.location
        return (await self._calls.create_job(wanted, idempotency_key=uuid4().hex)).id

    async def find(self, text: str) -> UUID:
        prefix = beginning(text, "job")
        with suppress(ValueError):
            return UUID(prefix)
        found = await self._calls.list_jobs(begins=prefix, limit=_PAGE)
        return only(found.data, "job", text).id

    async def jobs(self, state: str | None, limit: int) -> list[dict[str, Any]]:
        wanted = models.JobState(state) if state else None
        return [
            output.job_row(one)
            for one in (await self._calls.list_jobs(state=wanted, limit=limit)).data
        ]

    async def report(self, job: UUID) -> JobReport:
        return (await self._look(job)).report

    async def follow(self, job: UUID, *, auto: bool) -> AsyncIterator[View]:
        view: View | None = None
        async with following(self._calls, job) as changes:
            while True:
                try:
                    view = await self._look(job)
                except (LineError, RefusedError) as error:
                    # Who watches stays while the API is starting again.
                    if view is None or not _passes(error):
                        raise
                    await asyncio.sleep(_LOOK_SECONDS)
                    continue
                yield view
                passing = auto and view.report.state is JobState.CLIPS_GENERATED
                if settled(view.report) and not passing:
                    return
                await asyncio.sleep(_PAUSE_SECONDS)
                await changes.wait(_LOOK_SECONDS)

    async def steer(self, job: UUID, act: Act, why: str = "") -> None:
        match act:
            case "pause":
                await self._calls.pause_job(job, models.Reason(why=why))
            case "resume":
                await self._calls.resume_job(job)
            case "retry":
                await self._calls.retry_job(job)
            case "cancel":
                await self._calls.cancel_job(job)
                await self._cancelled(job)

    async def decide(
        self, job: UUID, verdict: Verdict, *, clips: tuple[str, ...], why: str
    ) -> None:
        call = {"approve": self._calls.approve_clips, "reject": self._calls.reject_clips}[verdict]
        await call(job, models.Verdict(clips=[UUID(clip) for clip in clips], why=why))

    async def findings(self, report: JobReport) -> Findings:
        found = {}
        for one in await self._calls.list_findings(UUID(report.job)):
            if one.name in KINDS:
                with suppress(RefusedError):  # it is not kept any more
                    content = await read(self._calls, one.url)
                    found[one.name] = KINDS[one.name].model_validate_json(content)
        return Findings(**found)  # type: ignore[arg-type]

    async def files(self, report: JobReport) -> Mapping[str, Files]:
        done = output.done(report)
        urls = await asyncio.gather(*(self._url(clip, "clip") for clip in done))
        return {clip.clip_id: {"path": url} for clip, url in zip(done, urls, strict=True) if url}

    async def export(self, report: JobReport, folder: Path) -> Mapping[str, Files]:
        return {
            clip.clip_id: await self._fetch(clip, stem)
            for clip, stem in output.stems(report, folder)
        }

    async def usage(self, workspace: UUID | None) -> Usage:
        if workspace is not None:
            self._calls.http.headers["X-Workspace"] = str(workspace)
        found = await self._calls.get_usage()
        uses = [Use(**one.model_dump()) for one in found.uses]
        return Usage(found.workspace, found.tier, uses)

    async def page(self, report: JobReport) -> str:
        raise CommandError(
            f"Temporal's page is on the machine of the system; `clippedai open {report.job[:8]}"
            " --clip 1` plays a clip",
            Exit.USAGE,
        )

    async def player(self, report: JobReport, clip: int) -> str:
        found = await self._calls.download_clip(UUID(output.finished(report, clip).clip_id))
        return reachable(self._calls, found.url)

    async def _look(self, job: UUID) -> View:
        told, steps, clips = await asyncio.gather(
            self._calls.get_job(job),
            self._calls.list_steps(job),
            self._calls.list_clips(job=job, limit=_PAGE),
        )
        return View(report=report_of(told, steps, clips.data), running=running_of(steps))

    async def _cancelled(self, job: UUID) -> None:
        async with following(self._calls, job) as changes:
            for _ in range(6):
                if (await self._calls.get_job(job)).state is models.JobState.CANCELLED:
                    return
                await changes.wait(_LOOK_SECONDS)

    async def _upload(self, file: Path) -> UUID:
        """Send a file, or what was not yet sent of it, and return the upload."""
        upload = await self._begun(file)
        if upload is None:
            upload = await begin(self._calls, file)
            login.remember_upload(self._login, file, upload.id)
        if upload.state == "confirmed":
            return upload.id
        with Bars.plain(f"send {file.name}") as progress:
            return await send(self._calls, upload, file, sent=progress)

    async def _begun(self, file: Path) -> models.UploadAnswer | None:
        known = login.begun_upload(self._login, file)
        if known is None:
            return None
        try:
            upload = await self._calls.get_upload(known)
            if upload.state == "open":
                await self._calls.list_parts(known)
        except RefusedError:
            return None
        if upload.state not in {"open", "confirmed"}:
            return None
        console.print(f"going on with the upload of {file.name}", style="dim", markup=False)
        return upload

    async def _fetch(self, clip: ClipReport, stem: Path) -> Files:
        paths: Files = {}
        stem.parent.mkdir(parents=True, exist_ok=True)
        for kind, file in _FILES.items():
            if url := await self._url(clip, file):
                paths[kind] = str(stem.with_name(stem.name + output.SUFFIXES[kind]))
                await fetch(self._calls, url, Path(paths[kind]))
        chosen = await self._url(clip, "thumbnail")
        for file, number in _OFFERED.items():
            if url := await self._url(clip, file):
                same = url.partition("?")[0] == chosen.partition("?")[0]
                ending = ".jpg" if same else f"-{number}.jpg"
                paths[f"thumbnail {number}"] = str(stem.with_name(stem.name + ending))
                if not same:
                    await fetch(self._calls, url, Path(paths[f"thumbnail {number}"]))
        return paths

    async def _url(self, clip: ClipReport, file: Any) -> str:
        """Return the address of a file of a clip, empty when there is none."""
        if clip.state not in {ClipState.READY, ClipState.APPROVED}:
            return ""
        try:
            found = await self._calls.download_clip(UUID(clip.clip_id), file=file)
        except RefusedError as error:
            if error.code == "conflict":
                return ""
            raise
        return reachable(self._calls, found.url)


def _passes(error: LineError | RefusedError) -> bool:
    """Say whether it is no more than the API being away or busy for a while."""
    return isinstance(error, LineError) or error.status in _BUSY or error.status >= _THEIRS
