"""The activities of this room: fetch, compute in a process, store."""

import asyncio
from collections.abc import Iterator

from temporalio import activity

from activities.render import encoding, platforms, typesetting
from activities.render.contract import (
    RenderRequest,
    RenderResult,
    ThumbnailRequest,
    ThumbnailResult,
)
from activities.render.delivery import CAPTIONS, CLIP, SPEC, THUMBNAILS
from activities.render.reuse import SOUND, Earlier, beside_name, framed, go_together
from activities.render.spec import (
    RenderSpec,
    ThumbnailSpec,
    named_files,
    render_spec,
    thumbnail_spec,
)
from activities.render.tasks import LettersTask, Rendered, RenderTask, Thumbnails, ThumbnailTask
from core.bench import Bench, Made
from core.domain.artifact import Artifact
from core.domain.plan import ClipPlan, read_plan
from core.domain.report import Thumbnail
from core.errors import EngineUnavailableError, ProcessFailedError
from core.progress import supervised


class RenderActivities:
    """Clips and thumbnails from plans."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    @activity.defn
    async def render(self, request: RenderRequest) -> RenderResult:
        """Build the clip of a plan, unless the same clip is stored already.

        Raises:
            InvalidPlanError: the plan contradicts itself or its source.
            SourceNotFoundError: the source is not stored any more.
        """
        plan = await self._plan(request.plan)
        lost = await self._fetched_letters(typesetting.text(plan))
        spec = await asyncio.to_thread(render_spec, plan)
        prefix = spec.prefix(request.workspace)
        made, kept = await self._rendered(spec, request)
        rendered = made.value
        other = await asyncio.to_thread(encoding.chosen, spec.plan.output.encoder)
        note = "; ".join(filter(None, (lost, kept, other.note, *_told(rendered, spec))))
        return RenderResult(
            clip=await self._stored(f"{prefix}/{CLIP}"),
            captions=await self._stored(f"{prefix}/{CAPTIONS}") if rendered.cards else None,
            spec=await self._stored(f"{prefix}/{SPEC}"),
            duration=rendered.duration,
            loudness=rendered.loudness,
            ran=made.ran(f"{spec.encoder}, ffmpeg {spec.ffmpeg}", note),
        )

    @activity.defn
    async def thumbnail(self, request: ThumbnailRequest) -> ThumbnailResult:
        """Make the picture that stands for a clip, and those that could, unless they are stored.

        Raises:
            InvalidPlanError: the plan contradicts itself or its source.
            SourceNotFoundError: the source is not stored any more.
        """
        plan = await self._plan(request.plan)
        lost = await self._fetched_letters(plan.title)
        still = framed(await asyncio.to_thread(render_spec, plan))
        spec = await asyncio.to_thread(thumbnail_spec, still, request.faces.key)
        made = await self._thumbnails(spec, request)
        offered = _offered(spec, request.workspace, made.value)
        chosen = next((one.key for one in offered if one.at == plan.thumbnail.at), offered[0].key)
        if plan.thumbnail.at not in (None, *made.value.at):
            spec = spec.model_copy(update={"at": plan.thumbnail.at})
            made = await self._thumbnails(spec, request)
            chosen = _offered(spec, request.workspace, made.value)[0].key
        return ThumbnailResult(
            thumbnail=await self._stored(chosen),
            thumbnails=offered,
            ran=made.ran(f"ffmpeg {spec.render.ffmpeg}", lost),
        )

    async def _siblings(
        self, spec: RenderSpec, request: RenderRequest
    ) -> list[tuple[RenderSpec, Earlier]]:
        """Return those of the other plans whose pictures can be built with that of this one."""
        found = []
        for stored in request.beside:
            plan = await self._plan(stored)
            await self._fetched_letters(typesetting.text(plan))
            other = await asyncio.to_thread(render_spec, plan)
            earlier = Earlier(self._bench.store, other, request.workspace)
            if go_together(spec, other) and not await earlier.is_pictured():
                found.append((other, earlier))
        return found

    async def _rendered(
        self, spec: RenderSpec, request: RenderRequest
    ) -> tuple[Made[Rendered], str]:
        """Return the clip, and what of an earlier one was kept."""
        workspace = request.workspace
        prefix = spec.prefix(workspace)
        key = f"{prefix}/render.json"
        await self._forget_if_lost(key, f"{prefix}/{CLIP}")
        if (found := await self._bench.find(key, Rendered)) is not None:
            return found, ""
        earlier = Earlier(self._bench.store, spec, workspace)
        beside = await self._siblings(spec, request)
        files = {name: f"{prefix}/{name}" for name in (CLIP, CAPTIONS, SPEC)}
        async with self._bench.files() as local:
            task = RenderTask(
                source=await local(spec.plan.source),
                spec=spec,
                files={file.key: await local(file) for file in named_files(spec.plan)},
                sound=await earlier.sound(local),
                picture=await earlier.picture(local),
                films=await earlier.films(local),
                beside=tuple(other for other, _ in beside),
            )
            later = {beside_name(n): one.picture_key for n, (_, one) in enumerate(beside)}
            files |= later
            if task.sound is None:
                files[SOUND] = earlier.sound_key
            new = earlier.film_keys.keys() - task.films.keys()
            files |= {name: earlier.film_keys[name] for name in new}
            made = await self._bench.make(
                key, "activities.render.work:render", task, Rendered, files=files
            )
        await earlier.leave(loudness=made.value.loudness, true_peak=made.value.true_peak)
        for _, other in beside:
            await other.leave_picture()
        return made, _kept(task)

    async def _thumbnails(self, spec: ThumbnailSpec, request: ThumbnailRequest) -> Made[Thumbnails]:
        prefix = spec.prefix(request.workspace)
        key = f"{prefix}/thumbnail.json"
        if (found := await self._bench.find(key, Thumbnails)) is not None:
            offered = _offered(spec, request.workspace, found.value)
            if all([await self._bench.store.find(one.key) for one in offered]):
                return found
            await self._bench.store.delete(key)
        async with self._bench.files() as local:
            task = ThumbnailTask(
                source=await local(spec.render.plan.source),
                faces=await local(request.faces),
                spec=spec,
            )
            return await self._bench.make(
                key,
                "activities.render.work:make_thumbnails",
                task,
                Thumbnails,
                files={name: f"{prefix}/{name}" for name in THUMBNAILS},
            )

    async def _plan(self, stored: Artifact) -> ClipPlan:
        async with self._bench.store.local(stored) as path:
            return read_plan(await asyncio.to_thread(path.read_bytes))

    async def _fetched_letters(self, written: str) -> str:
        """Fetch what a text needs and return what of it cannot be drawn all the same."""
        reason = ""
        if await asyncio.to_thread(typesetting.wants_fetching, written):
            try:
                with self._bench.scratch.folder() as folder:
                    work = "activities.render.work:fetch_letters"
                    await supervised(work, LettersTask(), LettersTask, scratch=folder)
            except EngineUnavailableError as error:
                reason = str(error)
        return await asyncio.to_thread(typesetting.note, written, reason)

    async def _forget_if_lost(self, key: str, file_key: str) -> None:
        """Forget a result whose file was deleted, so that it is made again."""
        if await self._bench.store.find(file_key) is None:
            await self._bench.store.delete(key)

    async def _stored(self, key: str) -> Artifact:
        artifact = await self._bench.store.find(key)
        if artifact is None:
            raise ProcessFailedError(f"the file {key} was deleted while it was made; try again")
        return artifact


def _offered(spec: ThumbnailSpec, workspace: str, made: Thumbnails) -> tuple[Thumbnail, ...]:
    """Return the pictures that were made, the best one first."""
    prefix = spec.prefix(workspace)
    return tuple(
        Thumbnail(key=f"{prefix}/{name}", at=at)
        for name, at in zip(THUMBNAILS, made.at, strict=False)
    )


def _kept(task: RenderTask) -> str:
    """Return what of an earlier clip is in this one, for people."""
    parts = {"sound": task.sound, "picture": task.picture}
    kept = " and ".join(name for name, earlier in parts.items() if earlier is not None)
    return f"{kept} kept from an earlier version" if kept else ""


def _told(rendered: Rendered, spec: RenderSpec) -> Iterator[str]:
    """Yield what people should know of a clip that was built."""
    if rendered.copied:
        yield f"{rendered.copied:.0%} of the picture copied from the source"
    if spec.plan.output.platform is not None:
        platform = platforms.named(spec.plan.output.platform)
        yield from (f"{platform.title}: {finding.told()}" for finding in rendered.findings)
