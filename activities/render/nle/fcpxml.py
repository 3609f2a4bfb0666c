"""FCPXML as Final Cut Pro and DaVinci Resolve read it.

All times are rational seconds on the frame grid: at 29.97, multiples of 1001/30000 s. Positions
are hundredths of the height of the clip's picture, up and to the right; a scale of 1 fits the
source's picture into the clip's; crops are hundredths of the height of the source's picture.
"""

import xml.etree.ElementTree as ET
from collections.abc import Sequence

from activities.render.nle import elements
from activities.render.nle.base import Edit, Layer, Placement, Take, Title
from activities.render.nle.elements import add
from core.domain.timecode import Rate

# Final Cut Pro 10.6.6, 2023: the first that says what trackers and masks are, as later ones do.
_VERSION = "1.11"

_SOURCE_FORMAT, _CLIP_FORMAT, _ASSET, _TITLE_EFFECT = "r1", "r2", "r3", "r4"

# The plainest title that comes with the program, by the place of its template.
_BASIC_TITLE = ".../Titles.localized/Bumper:Opener.localized/Basic Title.localized/Basic Title.moti"


def document(edit: Edit) -> bytes:
    """Return an edit as FCPXML."""
    root = ET.Element("fcpxml", version=_VERSION)
    _resources(edit, add(root, "resources"))
    event = add(add(root, "library"), "event", name=edit.name)
    sequence = add(
        add(event, "project", name=edit.name),
        "sequence",
        format=_CLIP_FORMAT,
        duration=_seconds(edit.rate, edit.frames),
        tcStart="0s",
        tcFormat="NDF",
        audioLayout="stereo",
        audioRate="48k",
    )
    spine = add(sequence, "spine")
    for take in edit.takes:
        _take(edit, take, spine)
    return elements.write(root)


def _resources(edit: Edit, parent: ET.Element) -> None:
    recording, rate = edit.recording, edit.rate
    frame = _seconds(rate, 1)
    for name, width, height in (
        (_SOURCE_FORMAT, recording.width, recording.height),
        (_CLIP_FORMAT, edit.width, edit.height),
    ):
        add(
            parent,
            "format",
            id=name,
            frameDuration=frame,
            width=width,
            height=height,
            colorSpace="1-1-1 (Rec. 709)",
        )
    sound = {
        "hasAudio": 1,
        "audioSources": 1,
        "audioChannels": recording.channels,
        "audioRate": recording.sample_rate,
    }
    asset = add(
        parent,
        "asset",
        id=_ASSET,
        name=recording.name,
        start=_seconds(rate, recording.start),
        duration=_seconds(rate, recording.frames),
        hasVideo=1,
        videoSources=1,
        format=_SOURCE_FORMAT,
        **(sound if recording.channels else {}),
    )
    add(asset, "media-rep", kind="original-media", src=elements.url(recording.path))
    if any(take.hook for take in edit.takes):
        add(parent, "effect", id=_TITLE_EFFECT, name="Basic Title", uid=_BASIC_TITLE)


def _take(edit: Edit, take: Take, spine: ET.Element) -> None:
    clip = _clip(edit, spine, take.layers[0], offset=_seconds(edit.rate, take.start))
    for layer in take.layers[1:]:
        offset = _seconds(edit.rate, edit.recording.start + layer.first)
        _clip(edit, clip, layer, offset=offset)
    if take.hook is not None:
        _hook(edit, clip, take.hook)
    for title in take.captions:
        _caption(edit, clip, title)
    for mark in take.marks:
        add(
            clip,
            "marker",
            start=_seconds(edit.rate, edit.recording.start + mark.frame),
            duration=_seconds(edit.rate, mark.frames),
            value=mark.text,
        )


def _clip(edit: Edit, parent: ET.Element, layer: Layer, *, offset: str) -> ET.Element:
    recording, rate = edit.recording, edit.rate
    over = {"lane": layer.number, "srcEnable": "video"} if layer.number else {}
    clip = add(
        parent,
        "asset-clip",
        ref=_ASSET,
        **over,
        offset=offset,
        name=recording.name,
        start=_seconds(rate, recording.start + layer.first),
        duration=_seconds(rate, layer.frames),
        format=_SOURCE_FORMAT,
        tcFormat="DF" if recording.drop else "NDF",
    )
    _crop(edit, clip, layer)
    add(clip, "adjust-conform", type="fit")
    transform = add(clip, "adjust-transform")
    for name, value in (("position", _position), ("scale", _scale)):
        values = [value(edit, placement) for placement in layer.placements]
        _animated(edit, transform, layer, name, values)
    return clip


def _crop(edit: Edit, clip: ET.Element, layer: Layer) -> None:
    found = [placement.crop for placement in layer.placements]
    edges = [edge for edge in found if edge is not None]
    if not edges:
        return
    aspect = edit.recording.width / edit.recording.height
    rect = add(add(clip, "adjust-crop", mode="trim"), "trim-rect")
    for name in ("left", "top", "right", "bottom"):
        share = 100 * (aspect if name in ("left", "right") else 1)
        values = [elements.number(getattr(edge, name) * share if edge else 0) for edge in found]
        _animated(edit, rect, layer, name, values)


def _animated(
    edit: Edit, parent: ET.Element, layer: Layer, name: str, values: Sequence[str]
) -> None:
    """Add a parameter: an attribute when it stays, keyframes in source time when it changes."""
    parent.set(name, values[0])
    if len(set(values)) == 1:
        return
    animation = add(add(parent, "param", name=name), "keyframeAnimation")
    for placement, value in zip(layer.placements, values, strict=True):
        time = _seconds(edit.rate, edit.recording.start + placement.frame)
        smooth = {"interp": "ease"} if placement.smooth and name == "scale" else {}
        curve = {"curve": "smooth" if placement.smooth else "linear"}
        add(animation, "keyframe", time=time, value=value, **smooth, **curve)


def _position(edit: Edit, placement: Placement) -> str:
    x, y = (100 * length / edit.height for length in (placement.x, -placement.y))
    return f"{elements.number(x)} {elements.number(y)}"


def _scale(edit: Edit, placement: Placement) -> str:
    recording = edit.recording
    fitting = min(edit.width / recording.width, edit.height / recording.height)
    return (
        f"{elements.number(placement.scale / fitting)} {elements.number(placement.scale / fitting)}"
    )


def _hook(edit: Edit, clip: ET.Element, title: Title) -> None:
    element = add(
        clip,
        "title",
        ref=_TITLE_EFFECT,
        lane=edit.panels + 1,
        offset=_seconds(edit.rate, edit.recording.start + title.frame),
        name="hook",
        duration=_seconds(edit.rate, title.frames),
    )
    add(add(element, "text"), "text-style", title.text, ref="ts1")
    style = add(element, "text-style-def", id="ts1")
    add(style, "text-style", font="Helvetica", fontSize=72, bold=1, alignment="center")


def _caption(edit: Edit, clip: ET.Element, title: Title) -> None:
    element = add(
        clip,
        "caption",
        lane=edit.panels + 2,
        offset=_seconds(edit.rate, edit.recording.start + title.frame),
        name=title.text,
        duration=_seconds(edit.rate, title.frames),
        role=f"SRT?captionFormat=SRT.{edit.language or 'en'}",
    )
    add(element, "text", title.text, placement="bottom")


def _seconds(rate: Rate, frames: int) -> str:
    """Return frames as a multiple of the frame's duration."""
    return f"{frames * rate.seconds}/{rate.frames}s" if frames else "0s"
