"""The activities of this room: fetch, compute in a process, store."""

import asyncio

from pydantic import ValidationError
from temporalio import activity

from activities.render.contract import (
    RenderRequest,
    RenderResult,
    ThumbnailRequest,
    ThumbnailResult,
)
from activities.render.delivery import CAPTIONS, CLIP, SPEC, THUMBNAIL
from activities.render.spec import RenderSpec, ThumbnailSpec, render_spec
from activities.render.tasks import Rendered, RenderTask, Thumbnail, ThumbnailTask
from core.bench import Bench, Made
from core.domain.artifact import Artifact
from core.domain.plan import ClipPlan
from core.errors import InvalidPlanError, ProcessFailedError
from core.objects import read_value


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
        spec = await self._spec(request.plan)
        prefix = spec.prefix(request.workspace)
        made = await self._rendered(spec, prefix)
        rendered = made.value
        return RenderResult(
            clip=await self._stored(f"{prefix}/{CLIP}"),
            captions=await self._stored(f"{prefix}/{CAPTIONS}") if rendered.cards else None,
            spec=await self._stored(f"{prefix}/{SPEC}"),
            duration=rendered.duration,
            loudness=rendered.loudness,
            ran=made.ran(f"{spec.plan.output.encoder}, ffmpeg {spec.ffmpeg}"),
        )

    @activity.defn
    async def thumbnail(self, request: ThumbnailRequest) -> ThumbnailResult:
        """Make the picture that stands for a clip, unless it is stored already.

        Raises:
            InvalidPlanError: the plan contradicts itself or its source.
            SourceNotFoundError: the source is not stored any more.
        """
        spec = ThumbnailSpec(render=await self._spec(request.plan), faces=request.faces.key)
        prefix = spec.prefix(request.workspace)
        made = await self._thumbnail(spec, prefix, request.faces)
        return ThumbnailResult(
            thumbnail=await self._stored(f"{prefix}/{THUMBNAIL}"),
            ran=made.ran(f"ffmpeg {spec.render.ffmpeg}"),
        )

    async def _rendered(self, spec: RenderSpec, prefix: str) -> Made[Rendered]:
        key = f"{prefix}/render.json"
        await self._forget_if_lost(key, f"{prefix}/{CLIP}")
        if (found := await self._bench.find(key, Rendered)) is not None:
            return found
        async with self._bench.store.local(spec.plan.source) as source:
            return await self._bench.make(
                key,
                "activities.render.work:render",
                RenderTask(source=str(source.resolve()), spec=spec),
                Rendered,
                files={name: f"{prefix}/{name}" for name in (CLIP, CAPTIONS, SPEC)},
            )

    async def _thumbnail(
        self, spec: ThumbnailSpec, prefix: str, faces: Artifact
    ) -> Made[Thumbnail]:
        key = f"{prefix}/thumbnail.json"
        await self._forget_if_lost(key, f"{prefix}/{THUMBNAIL}")
        if (found := await self._bench.find(key, Thumbnail)) is not None:
            return found
        store = self._bench.store
        async with store.local(spec.render.plan.source) as source, store.local(faces) as tracks:
            task = ThumbnailTask(
                source=str(source.resolve()), faces=str(tracks.resolve()), spec=spec
            )
            return await self._bench.make(
                key,
                "activities.render.work:make_thumbnail",
                task,
                Thumbnail,
                files={THUMBNAIL: f"{prefix}/{THUMBNAIL}"},
            )

    async def _spec(self, plan: Artifact) -> RenderSpec:
        try:
            read = await read_value(self._bench.store, plan, ClipPlan)
        except ValidationError as error:
            wrong = error.errors()[0]
            where = ".".join(map(str, wrong["loc"]))
            raise InvalidPlanError(
                f"the clip plan {plan.key} is not valid: {where}: {wrong['msg']}"
            ) from error
        return await asyncio.to_thread(render_spec, read)

    async def _forget_if_lost(self, key: str, file_key: str) -> None:
        """Forget a result whose file was deleted, so that it is made again."""
        if await self._bench.store.find(file_key) is None:
            await self._bench.store.delete(key)

    async def _stored(self, key: str) -> Artifact:
        artifact = await self._bench.store.find(key)
        if artifact is None:
            raise ProcessFailedError(f"the file {key} was deleted while it was made; try again")
        return artifact
