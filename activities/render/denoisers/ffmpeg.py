"""ffmpeg's own filter, which runs everywhere."""

from pathlib import Path
from typing import cast

import ffmpeg as library

from activities.render.audio.pcm import FORMAT, RATE, opened
from activities.render.audio.room_tone import RoomTone, room_tone
from activities.render.base import Stream
from core import ffmpeg

# How much of the room is played to the filter, and what of it, in seconds, it learns from.
_LESSON = RATE // 2
_LEARN = "0.05 afftdn sn start; 0.45 afftdn sn stop"
# How much noise is taken out, dB, and over how many bands the gain is smoothed, so that what
# remains does not tinkle. Measured on speech with white and pink noise and hum.
_KNOWN = {"nr": 20, "gs": 8}
# Somebody always speaks: what noise is like is not known, so less is taken out.
_GUESSED = {"nr": 12, "nf": -40}
# The samples by which the filter is late: a fortieth of a second.
_LATE = RATE // 40


class Spectral:
    """Takes out what the room always sounds like, such as a fan or hum, learnt from its pauses."""

    def version(self) -> str:
        return f"ffmpeg {ffmpeg.version()}"

    def clean(self, recorded: Path, cleaned: Path) -> None:
        sound = library.input(str(recorded), **FORMAT).audio
        tone = room_tone([opened(recorded)])
        lesson = cleaned.with_suffix(".lesson")
        filtered = _guessing(sound) if tone is None else _learning(sound, tone, lesson)
        made = library.output(filtered, str(cleaned), **FORMAT, **{"c:a": "pcm_f32le"})
        ffmpeg.run(cast("list[str]", library.get_args(made)))
        lesson.unlink(missing_ok=True)


def _guessing(sound: Stream) -> Stream:
    late = sound.filter("apad", pad_len=_LATE).filter("afftdn", **_GUESSED)
    return late.filter("atrim", start_sample=_LATE)


def _learning(sound: Stream, tone: RoomTone, lesson: Path) -> Stream:
    """Return the sound after the filter has heard the room alone."""
    tone.sounding(_LESSON).tofile(lesson)
    padded = sound.filter("apad", pad_len=_LATE)
    whole = library.concat(library.input(str(lesson), **FORMAT).audio, padded, v=0, a=1)
    level = max(-80.0, min(-20.0, tone.level))
    taught = whole.filter("asendcmd", commands=_LEARN)
    cleaned = taught.filter("afftdn", nf=round(level, 1), **_KNOWN)
    return cast("Stream", cleaned.filter("atrim", start_sample=_LESSON + _LATE))
