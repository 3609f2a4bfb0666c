"""What a clip has in common with one that was built before: its sound, or its picture.

Everything that decides the bytes of a clip is in its spec. Here that is taken out of it which
cannot be heard, or cannot be seen; specs that are the same then have the same sound, or the
same picture.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from activities.render.delivery import AAC, CLIP, CONTAINER
from activities.render.spec import RenderSpec, named_files, render_spec
from core.domain.artifact import Artifact
from core.domain.base import Value
from core.domain.plan import AudioPlan, BrandPlan, ClipPlan, LayoutPlan, OutputPlan
from core.objects import ObjectStore, put_value, read_value

SOUND = "sound.aac"

# What decides the frames of a clip before anything is done to them.
_LAID_OUT = ("source", "media", "spans", "layout", "transitions")

Local = Callable[[Artifact], Awaitable[str]]
"""Gives the path of a stored file, for as long as it is needed."""


class ReadySound(Value):
    """The sound of an earlier clip. Levels are None when nothing is heard."""

    path: str = ""
    """Absolute, while it is used."""
    loudness: float | None
    """Integrated, LUFS."""
    true_peak: float | None
    """dBTP."""


class ReadyPicture(Value):
    """Where a picture is."""

    clip: str
    """The key of an earlier clip, or of a film without sound."""


class Heard(Value):
    """What decides the bytes of a sound."""

    pipeline: int
    ffmpeg: str
    encoding: dict[str, str]
    plan: ClipPlan


class Looked(Value):
    """What decides what an engine sees of the people in a clip."""

    pipeline: int
    ffmpeg: str
    engine: str
    plan: ClipPlan


class Earlier:
    """What earlier clips left in the store, and what this one leaves to later ones."""

    def __init__(self, store: ObjectStore, spec: RenderSpec, workspace: str) -> None:
        self._store = store
        self._prefix = spec.prefix(workspace)
        self._sound = f"{workspace}/renders/sounds/{heard(spec).fingerprint()}"
        self.film_keys = {
            name: f"{workspace}/renders/films/{looked(spec, name).fingerprint()}-{name}"
            for name in spec.looking
        }
        self._picture = f"{workspace}/renders/pictures/{seen(spec).fingerprint()}"

    @property
    def sound_key(self) -> str:
        """Where the sound of this clip is stored."""
        return f"{self._sound}.aac"

    @property
    def picture_key(self) -> str:
        """Where the picture of this clip is stored when it is built before the clip."""
        return f"{self._picture}.mp4"

    async def films(self, local: Local) -> dict[str, str]:
        """Return the paths of the films of people that an earlier clip has, by their names."""
        stored = {name: await self._store.find(key) for name, key in self.film_keys.items()}
        return {name: await local(file) for name, file in stored.items() if file is not None}

    async def sound(self, local: Local) -> ReadySound | None:
        """Return the same sound, None when no earlier clip has it."""
        known = await self._store.find(f"{self._sound}.json")
        stored = await self._store.find(self.sound_key)
        if known is None or stored is None:
            return None
        levels = await read_value(self._store, known, ReadySound)
        return levels.model_copy(update={"path": await local(stored)})

    async def is_pictured(self) -> bool:
        """Return whether the same picture was built before."""
        return await self._store.find(f"{self._picture}.json") is not None

    async def picture(self, local: Local) -> str | None:
        """Return the path of a clip with the same picture, None when there is none."""
        known = await self._store.find(f"{self._picture}.json")
        if known is None:
            return None
        key = (await read_value(self._store, known, ReadyPicture)).clip
        clip = await self._store.find(key)
        return None if clip is None else await local(clip)

    async def leave(self, *, loudness: float | None, true_peak: float | None) -> None:
        """Note that this clip is built; its sound is stored already."""
        levels = ReadySound(loudness=loudness, true_peak=true_peak)
        await put_value(self._store, f"{self._sound}.json", levels)
        await self._leave_picture(f"{self._prefix}/{CLIP}")
        await self._store.delete(self.picture_key)

    async def leave_picture(self) -> None:
        """Note that the picture of this clip is there before the clip, if it is."""
        if await self._store.find(self.picture_key) is not None:
            await self._leave_picture(self.picture_key)

    async def _leave_picture(self, key: str) -> None:
        await put_value(self._store, f"{self._picture}.json", ReadyPicture(clip=key))


def heard(spec: RenderSpec) -> Heard:
    """Return what of a spec can be heard."""
    plan = spec.plan
    brand = plan.brand and BrandPlan(outro=plan.brand.outro, outro_seconds=plan.brand.outro_seconds)
    silent: dict[str, Any] = {
        "layout": LayoutPlan(),
        "captions": None,
        "hook": None,
        "effects": (),
        "eye_contact": None,
        "green_screen": None,
        "broll": (),
        "stickers": (),
        "brand": brand,
        "output": OutputPlan(fps=plan.output.fps),
    }
    return Heard(
        pipeline=spec.pipeline,
        ffmpeg=spec.ffmpeg,
        encoding={name: spec.encoding[name] for name in AAC},
        plan=_named_for_nobody(plan).model_copy(update=silent),
    )


def looked(spec: RenderSpec, film: str) -> Looked:
    """Return what of a spec decides one of its films of people."""
    plan, output = spec.plan, spec.plan.output
    shown = OutputPlan(
        width=output.width, height=output.height, fps=output.fps, profile=output.profile
    )
    bare: dict[str, Any] = {name: getattr(plan, name) for name in _LAID_OUT}
    return Looked(
        pipeline=spec.pipeline,
        ffmpeg=spec.ffmpeg,
        engine=spec.looking[film],
        plan=ClipPlan(clip_id="", title="", captions=None, output=shown, **bare),
    )


def seen(spec: RenderSpec) -> RenderSpec:
    """Return a spec without what cannot be seen."""
    audio = spec.plan.audio
    # Words are masked where they are censored, and effects may follow the beat of the music.
    shown = AudioPlan(censoring=audio.censoring)
    if audio.music is not None:
        music = audio.music.model_copy(update={"level": -60.0, "duck": 0.0})
        shown = shown.model_copy(update={"music": music})
    plan = _named_for_nobody(spec.plan).model_copy(update={"audio": shown})
    return spec.model_copy(update={"plan": plan})


def framed(spec: RenderSpec) -> RenderSpec:
    """Return the spec of a still picture of the clip: without its words and its sound."""
    drawn = {"eye_contact": None, "green_screen": None, "broll": (), "stickers": ()}
    bare = {"audio": AudioPlan(), "captions": None, "hook": None, **drawn}
    return render_spec(spec.plan.model_copy(update=bare))


def _named_for_nobody(plan: ClipPlan) -> ClipPlan:
    return plan.model_copy(update={"clip_id": "", "title": "", "markers": ()})


def go_together(one: RenderSpec, other: RenderSpec) -> bool:
    """Return whether the picture of another clip costs less in the run that builds the first one.

    They go through the same source in step, and the other is one of which every frame is
    encoded, with nothing on it that must be there before.
    """
    plan, beside = one.plan, other.plan
    in_step = (plan.source, plan.spans, plan.transitions, plan.output.fps) == (
        beside.source,
        beside.spans,
        beside.transitions,
        beside.output.fps,
    )
    worded = beside.captions is not None and bool(beside.captions.words)
    return in_step and worded and not other.looking and not named_files(beside)


def beside_name(number: int) -> str:
    """Return the file of a picture that is built with another one, counted from 0."""
    return f"beside-{number}.mp4"


def packing(picture: str, sound: str, target: str) -> list[str]:
    """Return the arguments that put the picture of one file and the sound of another into a clip.

    Nothing is encoded. Whatever file a picture comes from, the clip is the same to the byte.
    """
    streams = ["-map", "0:v:0", "-map", "1:a:0", "-c", "copy"]
    packed = {name: value for name, value in CONTAINER.items() if not name.startswith("color")}
    options = [part for name, value in packed.items() for part in (f"-{name}", value)]
    return ["-i", str(picture), "-i", str(sound), *streams, *options, target]
