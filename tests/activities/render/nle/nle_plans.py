"""Plans and their recordings, and what people do to a cut in an editing program."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

from hypothesis import strategies as st

from activities.render.nle.base import Edit, Recording, Take, Title
from core.domain.artifact import Artifact
from core.domain.media import MediaInfo
from core.domain.plan import (
    AudioPlan,
    CaptionPlan,
    CaptionWord,
    Censoring,
    ClipPlan,
    CropKey,
    EffectPlan,
    HookPlan,
    LayoutPlan,
    Marker,
    Panel,
    SoundMark,
    TransitionPlan,
)
from core.domain.span import Span
from core.domain.timecode import RATES, rate_of

SECONDS = 120.0
FORMATS = ("fcpxml", "premiere", "otio", "edl")
RICH = ("fcpxml", "premiere", "otio")
"""The formats that hold more than the cut and its markers."""
FPS = tuple(float(rate.fps) for rate in RATES)
VARIABLE = (27.31, 24.4, 58.2, 15.0)


def recording(plan: ClipPlan, *, timecode: str = "01:00:00:00", channels: int = 2) -> Recording:
    rate = rate_of(plan.media.fps)
    return Recording(
        path="/films/A talk & more/tälk.mp4",
        rate=rate,
        frames=rate.frame(plan.media.duration),
        width=plan.media.width,
        height=plan.media.height,
        start=rate.frame_of(timecode),
        drop=";" in timecode,
        channels=channels,
    )


def plan(fps: float = 30.0, **changed: object) -> ClipPlan:
    keys = (
        CropKey(at=9.0, x=0.3, y=0.5),
        CropKey(at=12.0, x=0.6, y=0.5, ease=1.0),
        CropKey(at=16.0, x=0.2, y=0.5),
    )
    words = tuple(
        CaptionWord(text=f"word{n}.", start=10 + 0.5 * n, end=10.4 + 0.5 * n) for n in range(19)
    )
    fields: dict[str, object] = {
        "clip_id": "clip",
        "title": "What <people> & others say",
        "source": Artifact(key="w/sources/source.mp4", size=1),
        "media": MediaInfo(
            duration=SECONDS,
            width=1920,
            height=1080,
            fps=fps,
            video_codec="h264",
            audio_codec="aac",
        ),
        "spans": (
            Span(start=40.0, end=43.3),
            Span(start=10.01, end=14.57),
            Span(start=14.9, end=20.123),
        ),
        "layout": LayoutPlan(panels=(Panel(crop=keys),)),
        "transitions": (TransitionPlan(name="crossfade", after=1),),
        "effects": (
            EffectPlan(name="pulse"),
            EffectPlan(name="smooth_zoom", span=Span(start=11, end=13)),
        ),
        "hook": HookPlan(text="Look at this"),
        "captions": CaptionPlan(language="en", words=words),
        "audio": AudioPlan(
            sounds=(SoundMark(name="ding", at=15.0),),
            censoring=Censoring(spans=(Span(start=41, end=41.5),)),
        ),
        "markers": (Marker(at=42.0, text="nice"), Marker(at=100.0, text="not shown")),
    }
    return ClipPlan.model_validate(fields | changed)


@st.composite
def plans(draw: st.DrawFn) -> ClipPlan:
    """Return any plan: spans of any length anywhere, in any order, and anything at any time."""
    at = st.floats(0, SECONDS - 1)
    spans = draw(st.lists(st.builds(_span, at, st.floats(0.001, 9)), min_size=1, max_size=5))
    texts = st.text(min_size=1, max_size=12)
    markers = st.lists(st.builds(Marker, at=at, text=texts, seconds=st.floats(0, 5)), max_size=4)
    sounds = st.lists(
        st.builds(SoundMark, name=st.sampled_from(["ding", "pop"]), at=at), max_size=3
    )
    bleeps = st.lists(st.builds(_span, at, st.floats(0.1, 1)), max_size=2)
    keys = st.lists(
        st.builds(
            CropKey,
            at=at,
            x=st.floats(0, 1),
            y=st.floats(0, 1),
            size=st.floats(0.2, 1),
            ease=st.floats(0, 2),
        ),
        max_size=4,
    )
    moment = draw(st.floats(0, SECONDS - 4))
    words = tuple(
        CaptionWord(text=text, start=moment + 0.3 * n, end=moment + 0.3 * n + 0.25)
        for n, text in enumerate(draw(st.lists(texts, max_size=8)))
    )
    return plan(
        draw(st.sampled_from(FPS + VARIABLE)),
        title=draw(st.text(max_size=20)),
        spans=tuple(spans),
        transitions=(),
        effects=(),
        layout=LayoutPlan(panels=(Panel(crop=tuple(draw(keys))),)),
        audio=AudioPlan(sounds=tuple(draw(sounds)), censoring=Censoring(spans=tuple(draw(bleeps)))),
        captions=CaptionPlan(words=words),
        markers=tuple(draw(markers)),
    )


def rearranged(edit: Edit, takes: Sequence[Take]) -> Edit:
    """Return the edit with these takes, one after the other."""
    starts = accumulate((take.frames for take in takes), initial=0)
    placed = [replace(take, start=start) for take, start in zip(takes, starts, strict=False)]
    return replace(edit, takes=tuple(placed))


def trimmed(take: Take, head: int, tail: int) -> Take:
    """Return a take that begins and ends so many frames further inside; below 0 further out."""
    first, end = take.first + head, take.first + take.frames - tail
    return replace(
        take,
        first=first,
        frames=end - first,
        layers=tuple(replace(layer, first=first, frames=end - first) for layer in take.layers[:1]),
        marks=tuple(mark for mark in take.marks if first <= mark.frame < end),
        captions=tuple(
            _cut(title, first, end) for title in take.captions if _in(title, first, end)
        ),
        hook=None,
    )


def split(take: Take, frames: int) -> tuple[Take, Take]:
    return trimmed(take, 0, take.frames - frames), trimmed(take, frames, 0)


def stretches(edit: Edit) -> list[tuple[int, int]]:
    return [(take.first, take.frames) for take in edit.takes]


def _in(title: Title, first: int, end: int) -> bool:
    return title.frame < end and title.frame + title.frames > first


def _cut(title: Title, first: int, end: int) -> Title:
    begin, stop = max(title.frame, first), min(title.frame + title.frames, end)
    return replace(title, frame=begin, frames=stop - begin)


def _span(start: float, seconds: float) -> Span:
    return Span(start=start, end=min(SECONDS, start + seconds))
