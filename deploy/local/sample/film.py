"""Film a conversation between two portraits."""

import subprocess
import tempfile
import wave
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from core import ffmpeg
from core.domain.transcript import Word
from core.errors import ProcessFailedError
from deploy.local.sample.portraits import Portrait, Pose
from deploy.local.sample.shots import FPS, Shot, direct
from deploy.local.sample.speech import RATE, Speech, openness, pan
from deploy.local.sample.stage import HEIGHT, TITLE, WIDTH, Stage
from deploy.local.sample.truth import ShownFace, ShownShot, Truth

Curve = NDArray[np.float32]

_SIDE = 0.18
"""How much louder a speaker is on her own side."""

_EVERYWHERE_ALIKE = ("-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact")
# The encoder's choices depend on its number of threads.
_VIDEO = ("-c:v", "libx264", "-preset", "superfast", "-crf", "21", "-threads", "4", "-g", "90")
_SOUND = ("-c:a", "aac", "-b:a", "128k", "-ar", "48000")


def film(
    speech: Speech,
    sound: Curve,
    path: Path,
    *,
    portraits: Mapping[str, Portrait],
    report: Callable[[float], None],
) -> Truth:
    """Write the film of that speech to ``path`` and return what is known about it.

    Raises:
        ProcessFailedError: ffmpeg failed.
    """
    shots = direct(speech)
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        stereo = Path(folder) / "stereo.wav"
        _write_sound(stereo, pan(speech, sound, _SIDE), seconds=shots[-1].span.end)
        pictures = _pictures(speech, sound, shots=shots, portraits=portraits)
        count = round(shots[-1].span.end * FPS)
        _encode(pictures, stereo, path, count=count, report=report)
    return _truth(speech, shots, portraits)


def _pictures(
    speech: Speech, sound: Curve, *, shots: tuple[Shot, ...], portraits: Mapping[str, Portrait]
) -> Iterator[bytes]:
    mouths = {s: openness(speech, sound, speaker=s, fps=FPS) for s in portraits}
    poses = {s: _sway(mouths[s], portraits[s], phase=p) for p, s in enumerate(portraits)}
    speaking = _speaking(speech, len(next(iter(mouths.values()))))
    for shot in shots:
        stage = Stage(shot.view, shot.subject)
        first, end = round(shot.span.start * FPS), round(shot.span.end * FPS)
        for index in range(first, end):
            picture = stage.empty(speaking[index])
            for window in stage.windows:
                portrait = portraits[window.speaker]
                plate = portrait.show(mouths[window.speaker][index], poses[window.speaker][index])
                matrix = window.transform(portrait, (index - first) / max(1, end - first))
                stage.put(picture, window, plate, matrix)
            yield cv2.cvtColor(picture, cv2.COLOR_BGR2YUV_I420).tobytes()


def _speaking(speech: Speech, count: int) -> list[str]:
    """Return for every picture who speaks, or spoke last."""
    who = [speech.lines[0].speaker] * count
    for line in speech.lines:
        start = round(line.start * FPS)
        who[start:] = [line.speaker] * (count - start)
    return who


def _sway(mouth: Curve, portrait: Portrait, *, phase: int) -> list[Pose]:
    """Return slow movements of a head, livelier while its mouth moves."""
    at = np.arange(len(mouth)) / FPS + 37.0 * phase
    size = portrait.face.width / portrait.enlarged / 90.0
    lively = 0.55 + 0.9 * _spread(mouth, seconds=1.2)
    nod = _spread(mouth, seconds=0.35)

    def wave_of(*parts: tuple[float, float]) -> NDArray[np.float64]:
        return sum((a * np.sin(2 * np.pi * f * at) for a, f in parts), np.zeros(len(at)))

    right = wave_of((1.1, 0.11), (0.7, 0.23)) * lively * size
    down = (wave_of((0.6, 0.17), (0.3, 0.41)) * lively + 1.3 * nod) * size
    turn = wave_of((0.010, 0.13), (0.006, 0.31)) * lively
    return [Pose(*map(float, values)) for values in zip(right, down, turn, strict=True)]


def _spread(curve: Curve, *, seconds: float) -> Curve:
    window = np.hanning(round(seconds * FPS) + 2)
    return np.convolve(curve, window / window.sum(), mode="same")[: len(curve)].astype(np.float32)


def _write_sound(path: Path, stereo: Curve, *, seconds: float) -> None:
    samples = np.zeros((round(seconds * RATE), 2), np.float32)
    kept = min(len(samples), len(stereo))
    samples[:kept] = stereo[:kept]
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())


def _encode(
    pictures: Iterator[bytes],
    stereo: Path,
    path: Path,
    *,
    count: int,
    report: Callable[[float], None],
) -> None:
    raw = ("-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", f"{WIDTH}x{HEIGHT}", "-r", str(FPS))
    command = [ffmpeg.executable(), "-hide_banner", "-y", "-nostats", "-loglevel", "error"]
    command += [*raw, "-i", "pipe:0", "-i", str(stereo)]
    # OpenCV converts by BT.601 into the limited range.
    command += ["-vf", "setparams=colorspace=smpte170m:range=tv", *_VIDEO, *_SOUND]
    command += [*_EVERYWHERE_ALIKE, "-metadata", f"title={TITLE}"]
    command += ["-movflags", "+faststart", str(path)]
    with tempfile.TemporaryFile("w+", errors="replace") as log:
        with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=log) as process:
            try:
                _feed(process, pictures, count=count, report=report)
            except BaseException:
                process.kill()
                raise
        log.seek(0)
        if process.returncode != 0:
            said = ffmpeg.last_words(log.read())
            raise ProcessFailedError(f"the sample could not be encoded: {said}")


def _feed(
    process: subprocess.Popen[bytes],
    pictures: Iterator[bytes],
    *,
    count: int,
    report: Callable[[float], None],
) -> None:
    assert process.stdin is not None
    try:
        for index, picture in enumerate(pictures, 1):
            process.stdin.write(picture)
            if index % FPS == 0:
                report(index / count)
        process.stdin.close()
    except BrokenPipeError:
        return  # ffmpeg has ended early, and its log says why


def _truth(speech: Speech, shots: tuple[Shot, ...], portraits: Mapping[str, Portrait]) -> Truth:
    words = tuple(
        Word(text=word.text, start=word.start, end=word.end, speaker=line.speaker)
        for line in speech.lines
        for word in line.words
    )
    lengths = [len(line.words) for line in speech.lines]
    return Truth(
        title=TITLE,
        duration=shots[-1].span.end,
        fps=FPS,
        words=words,
        sentence_ends=tuple(int(end) for end in np.cumsum(lengths)),
        shots=tuple(_shown(shot, portraits) for shot in shots),
    )


def _shown(shot: Shot, portraits: Mapping[str, Portrait]) -> ShownShot:
    faces = tuple(
        ShownFace(
            speaker=window.speaker,
            first=window.face(portraits[window.speaker], 0),
            last=window.face(portraits[window.speaker], 1),
        )
        for window in Stage(shot.view, shot.subject).windows
    )
    return ShownShot(view=shot.view, subject=shot.subject, span=shot.span, faces=faces)
