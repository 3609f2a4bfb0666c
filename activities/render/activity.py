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
from activities.render.delivery import CAPTIONS, CLIP, SPEC, THUMBNAIL
from activities.render.reuse import SOUND, Earlier, framed
from activities.render.spec import RenderSpec, ThumbnailSpec, named_files, render_spec
from activities.render.tasks import LettersTask, Rendered, RenderTask, Thumbnail, ThumbnailTask
from core.bench import Bench, Made
from core.domain.artifact import Artifact
from core.domain.plan import ClipPlan, read_plan
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
        spec, lost = await self._spec(request.plan)
        prefix = spec.prefix(request.workspace)
        made, kept = await self._rendered(spec, request.workspace)
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
        """Make the picture that stands for a clip, unless it is stored already.

        Raises:
            InvalidPlanError: the plan contradicts itself or its source.
            SourceNotFoundError: the source is not stored any more.
        """
        whole, _ = await self._spec(request.plan)
        still = await asyncio.to_thread(framed, whole)
        spec = ThumbnailSpec(render=still, faces=request.faces.key)
        prefix = spec.prefix(request.workspace)
        made = await self._thumbnail(spec, prefix, request.faces)
        return ThumbnailResult(
            thumbnail=await self._stored(f"{prefix}/{THUMBNAIL}"),
            ran=made.ran(f"ffmpeg {spec.render.ffmpeg}"),
        )

    async def _rendered(self, spec: RenderSpec, workspace: str) -> tuple[Made[Rendered], str]:
        """Return the clip, and what of an earlier one was kept."""
        prefix = spec.prefix(workspace)
        key = f"{prefix}/render.json"
        await self._forget_if_lost(key, f"{prefix}/{CLIP}")
        if (found := await self._bench.find(key, Rendered)) is not None:
            return found, ""
        earlier = Earlier(self._bench.store, spec, workspace)
        files = {name: f"{prefix}/{name}" for name in (CLIP, CAPTIONS, SPEC)}
        async with self._bench.files() as local:
            task = RenderTask(
                source=await local(spec.plan.source),
                spec=spec,
                files={file.key: await local(file) for file in named_files(spec.plan)},
                sound=await earlier.sound(local),
                picture=await earlier.picture(local),
            )
            if task.sound is None:
                files[SOUND] = earlier.sound_key
            made = await self._bench.make(
                key, "activities.render.work:render", task, Rendered, files=files
            )
        await earlier.leave(loudness=made.value.loudness, true_peak=made.value.true_peak)
        return made, _kept(task)

    async def _thumbnail(
        self, spec: ThumbnailSpec, prefix: str, faces: Artifact
    ) -> Made[Thumbnail]:
        key = f"{prefix}/thumbnail.json"
        await self._forget_if_lost(key, f"{prefix}/{THUMBNAIL}")
        if (found := await self._bench.find(key, Thumbnail)) is not None:
            return found
        async with self._bench.files() as local:
            source = await local(spec.render.plan.source)
            task = ThumbnailTask(source=source, faces=await local(faces), spec=spec)
            return await self._bench.make(
                key,
                "activities.render.work:make_thumbnail",
                task,
                Thumbnail,
                files={THUMBNAIL: f"{prefix}/{THUMBNAIL}"},
            )

    async def _spec(self, plan: Artifact) -> tuple[RenderSpec, str]:
        """Return the spec of a stored plan, and what of it cannot be drawn here."""
        async with self._bench.store.local(plan) as path:
            read = read_plan(await asyncio.to_thread(path.read_bytes))
        note = await self._fetched_letters(read)
        return await asyncio.to_thread(render_spec, read), note

    async def _fetched_letters(self, plan: ClipPlan) -> str:
        """Fetch what the plan needs and return what of it cannot be drawn all the same."""
        reason = ""
        if await asyncio.to_thread(typesetting.wants_fetching, plan):
            try:
                with self._bench.scratch.folder() as folder:
                    work = "activities.render.work:fetch_letters"
                    await supervised(work, LettersTask(), LettersTask, scratch=folder)
            except EngineUnavailableError as error:
                reason = str(error)
        return await asyncio.to_thread(typesetting.note, plan, reason)

    async def _forget_if_lost(self, key: str, file_key: str) -> None:
        """Forget a result whose file was deleted, so that it is made again."""
        if await self._bench.store.find(file_key) is None:
            await self._bench.store.delete(key)

    async def _stored(self, key: str) -> Artifact:
        artifact = await self._bench.store.find(key)
        if artifact is None:
            raise ProcessFailedError(f"the file {key} was deleted while it was made; try again")
        return artifact


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
