"""The sound of a clip, from its plan to the stream that is packed beside the picture.

Cut, cleaned, censored, joined, mixed, levelled: each step works on samples in a file and is
left out where the plan does not ask for it.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import cast

import ffmpeg as library

from activities import catalog
from activities.render import entries, timing
from activities.render.audio import (
    censoring,
    ducking,
    joins,
    levelling,
    loudness,
    mixing,
    music,
    pcm,
    room_tone,
    takes,
)
from activities.render.audio.loudness import Loudness
from activities.render.audio.pcm import RATE, Floats
from activities.render.delivery import AAC
from core import ffmpeg
from core.domain.plan import ClipPlan, MusicPlan
from core.errors import InvalidPlanError

# What the codec adds to peaks is known only afterwards.
_ENCODINGS = 4
# The room is made good around a join: nobody hears 60 ms as a pause.
_AROUND_JOIN = RATE * 30 // 1000

_JOINED, _MUSIC, _LEVELLED = Path("joined.f32"), Path("music.f32"), Path("levelled.f32")


def make(plan: ClipPlan, source: Path, files: Mapping[str, str], target: str) -> Loudness | None:
    """Leave the clip's sound as AAC and return how loud it is; None when it is silent.

    ``files`` are the paths of the stored files that the plan names. Other files that are
    needed on the way are left in the working directory for no longer than they are needed.

    Raises:
        InvalidPlanError: the music of the plan is no sound.
        EngineUnavailableError: the plan's denoiser cannot run here.
        ProcessFailedError: ffmpeg failed.
    """
    audio = plan.audio
    if plan.media.audio_codec is None and not audio.music and not audio.sounds:
        ffmpeg.run(_silence(plan, target))
        return None
    _write_joined(plan, source)
    _add(plan, files)
    heard = _level(plan, target)
    _JOINED.unlink()
    return heard if heard.audible else None


def _write_joined(plan: ClipPlan, source: Path) -> None:
    """Leave the spans of the plan in a row; silence where the source has no sound."""
    joined = pcm.created(_JOINED, takes.samples(plan))
    if plan.media.audio_codec is None:
        return
    readings = timing.readings(timing.pieces(plan))
    files = _recorded(plan, readings, source)
    recorded = [pcm.opened(file, writing=True) for file in files]
    cuts = takes.cuts(plan, readings)
    seams = joins.seams(cuts)
    silenced = _censor(plan, readings, cuts, recorded)
    joins.join(cuts, recorded, joined, crossfade=round(plan.audio.crossfade * RATE))
    places = [*silenced, *((seam - _AROUND_JOIN, seam + _AROUND_JOIN) for seam in seams)]
    if places and (tone := room_tone.room_tone(recorded)) is not None:
        for start, end in places:
            room_tone.fill(joined, start, end, tone)
    for file in files:
        file.unlink()


def _recorded(plan: ClipPlan, readings: Sequence[timing.Reading], source: Path) -> list[Path]:
    """Leave a file with the sound of each reading, cleaned when the plan wants it."""
    wanted = [(reading.seek, reading.seek) for reading in readings]
    found = entries.before(source, wanted, "audio")
    files = []
    for number, (reading, entry) in enumerate(zip(readings, found, strict=True)):
        raw = Path(f"take-{number}.f32")
        ffmpeg.run(takes.arguments(reading, source, raw, entry=entry))
        files.append(_clean(raw, plan.audio.denoise, number))
    return files


def _clean(raw: Path, denoiser: str | None, number: int) -> Path:
    """Return a file with the sound of another, without its noise when that is wanted."""
    if denoiser is None:
        return raw
    clean = raw.with_name(f"clean-{number}.f32")
    catalog.DENOISERS.load(denoiser)().clean(raw, clean)
    raw.unlink()
    return clean


def _censor(
    plan: ClipPlan,
    readings: Sequence[timing.Reading],
    cuts: Sequence[takes.Cut],
    recorded: Sequence[Floats],
) -> list[tuple[int, int]]:
    """Censor the recordings, and return the stretches of the clip that are silent by it."""
    wanted, silenced = plan.audio.censoring, []
    for number, (reading, samples) in enumerate(zip(readings, recorded, strict=True)):
        speech = censoring.heard_level(samples) if wanted.spans else 0.0
        for span in wanted.spans:
            start, end = (round((at - reading.seek) * RATE) for at in (span.start, span.end))
            censoring.censor(samples, start, end, way=wanted.way, speech=speech)
            if wanted.way == "silence":
                silenced += [c.shown(start, end) for c in cuts if c.take == number]
    return silenced


def _add(plan: ClipPlan, files: Mapping[str, str]) -> None:
    """Add what the plan adds to the sound of its source."""
    audio = plan.audio
    if audio.music is None and not audio.sounds:
        return
    joined = pcm.opened(_JOINED, writing=True)
    speech = levelling.integrated(_JOINED)
    # Without any speech, what is added is all that will be brought to the plan's loudness.
    reference = speech if speech > loudness.SILENT_LUFS else audio.loudness
    if audio.music is not None:
        _add_music(joined, audio.music, Path(files[audio.music.file.key]), speech=reference)
    for mark in audio.sounds:
        if (at := plan.clip_time(mark.at)) is not None:
            made = catalog.SOUNDS.load(mark.name)().samples()
            # The clip's own gain comes later, and is the same for all of it.
            gain = pcm.amplitude(mark.level + reference - audio.loudness)
            mixing.add_sound(joined, made, at=round(at * RATE), gain=gain)


def _add_music(joined: Floats, wanted: MusicPlan, file: Path, *, speech: float) -> None:
    kind = music.kind(wanted, file)
    ffmpeg.run(music.arguments(file, _MUSIC, kind=kind, seconds=len(joined) / RATE))
    played = levelling.integrated(_MUSIC)
    if played <= loudness.SILENT_LUFS:
        raise InvalidPlanError(
            f"audio.music.file: nothing can be heard in {wanted.file.key}; choose another file"
        )
    gain = pcm.amplitude(speech + wanted.level - played)
    envelope = ducking.envelope(ducking.spoken(joined), wanted.duck)
    mixing.add_music(joined, pcm.opened(_MUSIC), gain=gain, envelope=envelope)
    _MUSIC.unlink()


def _level(plan: ClipPlan, target: str) -> Loudness:
    """Leave the clip's sound as AAC, as loud as planned, and return what a meter says of it."""
    done = levelling.levelled(_JOINED, _LEVELLED, plan.audio)
    for _ in range(_ENCODINGS):
        ffmpeg.run(_encoded(target))
        heard = loudness.read_meter(ffmpeg.run(loudness.meter(target)))
        better = loudness.corrected(done.mastering, heard, done.measured, plan.audio)
        if better is None:
            break
        done = levelling.mastered(_JOINED, _LEVELLED, better, measured=done.measured)
    _LEVELLED.unlink()
    return heard


def _encoded(target: str) -> list[str]:
    """Return the arguments that encode the sound, in step with a picture that starts at 0."""
    heard = library.input(str(_LEVELLED), **pcm.FORMAT).audio
    kept = heard.filter("atrim", start_sample=takes.PACKET)
    return cast("list[str]", library.get_args(library.output(kept, target, **AAC)))


def _silence(plan: ClipPlan, target: str) -> list[str]:
    """Return the arguments that write a silent track: some platforms refuse a clip without one."""
    nothing = library.input(f"anullsrc=r={RATE}:cl=stereo", f="lavfi").audio
    kept = nothing.filter("atrim", end_sample=takes.samples(plan) - takes.PACKET)
    return cast("list[str]", library.get_args(library.output(kept, target, **AAC)))
