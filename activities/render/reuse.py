"""What a clip has in common with one that was built before: its sound, or its picture.

Everything that decides the bytes of a clip is in its spec. Here that is taken out of it which
cannot be heard, or cannot be seen; specs that are the same then have the same sound, or the
same picture.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from activities.render.delivery import AAC, CLIP, CONTAINER
from activities.render.spec import RenderSpec, render_spec
from core.domain.artifact import Artifact
from core.domain.base import Value
from core.domain.plan import AudioPlan, BrandPlan, ClipPlan, LayoutPlan, OutputPlan
from core.objects import ObjectStore, put_value, read_value

SOUND = "sound.aac"

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
    """Where the picture of an earlier clip is."""

    clip: str
    """The key of the clip."""


class Heard(Value):
    """What decides the bytes of a sound."""

    pipeline: int
    ffmpeg: str
    encoding: dict[str, str]
    plan: ClipPlan


class Earlier:
    """What earlier clips left in the store, and what this one leaves to later ones."""

    def __init__(self, store: ObjectStore, spec: RenderSpec, workspace: str) -> None:
        self._store = store
        self._prefix = spec.prefix(workspace)
        self._sound = f"{workspace}/renders/sounds/{heard(spec).fingerprint()}"
        self._picture = f"{workspace}/renders/pictures/{seen(spec).fingerprint()}.json"

    @property
    def sound_key(self) -> str:
        """Where the sound of this clip is stored."""
        return f"{self._sound}.aac"

    async def sound(self, local: Local) -> ReadySound | None:
        """Return the same sound, None when no earlier clip has it."""
        known = await self._store.find(f"{self._sound}.json")
        stored = await self._store.find(self.sound_key)
        if known is None or stored is None:
            return None
        levels = await read_value(self._store, known, ReadySound)
        return levels.model_copy(update={"path": await local(stored)})

    async def picture(self, local: Local) -> str | None:
        """Return the path of a clip with the same picture, None when there is none."""
        known = await self._store.find(self._picture)
        if known is None:
            return None
        key = (await read_value(self._store, known, ReadyPicture)).clip
        clip = await self._store.find(key)
        return None if clip is None else await local(clip)

    async def leave(self, *, loudness: float | None, true_peak: float | None) -> None:
        """Note that this clip is built; its sound is stored already."""
        levels = ReadySound(loudness=loudness, true_peak=true_peak)
        await put_value(self._store, f"{self._sound}.json", levels)
        await put_value(self._store, self._picture, ReadyPicture(clip=f"{self._prefix}/{CLIP}"))


def heard(spec: RenderSpec) -> Heard:
    """Return what of a spec can be heard."""
    plan = spec.plan
    brand = plan.brand and BrandPlan(outro=plan.brand.outro, outro_seconds=plan.brand.outro_seconds)
    silent: dict[str, Any] = {
        "layout": LayoutPlan(),
        "captions": None,
        "hook": None,
        "effects": (),
        "brand": brand,
        "output": OutputPlan(fps=plan.output.fps),
    }
    return Heard(
        pipeline=spec.pipeline,
        ffmpeg=spec.ffmpeg,
        encoding={name: spec.encoding[name] for name in AAC},
        plan=_named_for_nobody(plan).model_copy(update=silent),
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
    bare = {"audio": AudioPlan(), "captions": None, "hook": None}
    return render_spec(spec.plan.model_copy(update=bare))


def _named_for_nobody(plan: ClipPlan) -> ClipPlan:
    return plan.model_copy(update={"clip_id": "", "title": "", "markers": ()})


def packing(picture: str, sound: str, target: str) -> list[str]:
    """Return the arguments that put the picture of one file and the sound of another into a clip.

    Nothing is encoded. Whatever file a picture comes from, the clip is the same to the byte.
    """
    streams = ["-map", "0:v:0", "-map", "1:a:0", "-c", "copy"]
    packed = {name: value for name, value in CONTAINER.items() if not name.startswith("color")}
    options = [part for name, value in packed.items() for part in (f"-{name}", value)]
    return ["-i", str(picture), "-i", str(sound), *streams, *options, target]
