"""xmeml as Premiere Pro reads it.

Times are frames; those of markers and keyframes in a clip count from the first frame of its file.
The centre of a picture is told in shares of the clip's picture from its middle, its scale in
hundredths of its own pixels, its crop in hundredths of its width and height.
"""

import xml.etree.ElementTree as ET
from collections.abc import Sequence

from activities.render.nle import elements
from activities.render.nle.base import Edit, Layer, Placement, Take, Title
from activities.render.nle.elements import add

# What Premiere Pro writes.
_VERSION = "4"


def document(edit: Edit) -> bytes:
    """Return an edit as xmeml."""
    root = ET.Element("xmeml", version=_VERSION)
    _Writer(edit).sequence(root)
    return elements.write(root)


class _Writer:
    """Writes the sequence of an edit."""

    def __init__(self, edit: Edit) -> None:
        self._edit = edit
        self._recording = edit.recording
        self._described = False

    def sequence(self, root: ET.Element) -> None:
        edit = self._edit
        sequence = add(root, "sequence", id="sequence-1")
        add(sequence, "name", edit.name)
        add(sequence, "duration", edit.frames)
        self._rate(sequence)
        self._timecode(sequence, 0, drop=False)
        media = add(sequence, "media")
        self._pictures(add(media, "video"))
        if self._recording.channels:
            self._sounds(add(media, "audio"))

    def _pictures(self, video: ET.Element) -> None:
        self._characteristics(add(video, "format"), self._edit.width, self._edit.height)
        for lane in range(self._edit.panels + 1):
            track = add(video, "track")
            for number, take in enumerate(self._edit.takes):
                for layer in take.layers:
                    if layer.number == lane:
                        self._picture(track, number, take, layer)
        captions = [(take, title) for take in self._edit.takes for title in take.captions]
        hooks = [(take, take.hook) for take in self._edit.takes if take.hook]
        for titles in (captions, hooks):
            if titles:
                track = add(video, "track")
                for take, title in titles:
                    self._title(track, take, title)

    def _picture(self, track: ET.Element, number: int, take: Take, layer: Layer) -> None:
        start = take.start + layer.first - take.first
        name = f"video-{layer.number}-{number}-{layer.first}"
        clip = self._clip(track, name, layer.first, start, frames=layer.frames)
        _motion(self._edit, clip, layer)
        _crop(clip, layer)
        if layer.number == 0:
            for mark in take.marks:
                _marker(clip, mark.text, mark.frame, mark.frame + mark.frames)
            self._links(clip, number, layer)

    def _sounds(self, audio: ET.Element) -> None:
        add(audio, "numOutputChannels", 2)
        format_ = add(add(audio, "format"), "samplecharacteristics")
        add(format_, "depth", 16)
        add(format_, "samplerate", self._recording.sample_rate)
        for channel in self._channels():
            track = add(audio, "track")
            for number, take in enumerate(self._edit.takes):
                name = f"audio-{channel}-{number}"
                clip = self._clip(track, name, take.first, take.start, frames=take.frames)
                source = add(clip, "sourcetrack")
                add(source, "mediatype", "audio")
                add(source, "trackindex", channel)
                self._links(clip, number, take.layers[0])
            add(track, "outputchannelindex", channel)

    def _channels(self) -> range:
        return range(1, min(self._recording.channels, 2) + 1)

    def _clip(
        self, track: ET.Element, name: str, first: int, start: int, *, frames: int
    ) -> ET.Element:
        clip = add(track, "clipitem", id=name)
        add(clip, "masterclipid", "masterclip-1")
        add(clip, "name", self._recording.name)
        add(clip, "enabled", "TRUE")
        add(clip, "duration", self._recording.frames)
        self._rate(clip)
        add(clip, "start", start)
        add(clip, "end", start + frames)
        add(clip, "in", first)
        add(clip, "out", first + frames)
        self._file(clip)
        return clip

    def _file(self, clip: ET.Element) -> None:
        """Describe the file where it comes first; later it is named alone."""
        file = add(clip, "file", id="file-1")
        if self._described:
            return
        self._described = True
        recording = self._recording
        add(file, "name", recording.name)
        add(file, "pathurl", elements.url(recording.path).replace("file:///", "file://localhost/"))
        self._rate(file)
        add(file, "duration", recording.frames)
        self._timecode(file, recording.start, drop=recording.drop)
        media = add(file, "media")
        video = add(media, "video")
        add(video, "duration", recording.frames)
        self._characteristics(video, recording.width, recording.height)
        if recording.channels:
            audio = add(media, "audio")
            sound = add(audio, "samplecharacteristics")
            add(sound, "depth", 16)
            add(sound, "samplerate", recording.sample_rate)
            add(audio, "channelcount", recording.channels)

    def _links(self, clip: ET.Element, number: int, layer: Layer) -> None:
        """Tie picture and sound, so that they are moved and cut together."""
        ties = [("video", 1, f"video-0-{number}-{layer.first}")]
        if self._recording.channels:
            ties += [("audio", n, f"audio-{n}-{number}") for n in self._channels()]
        for kind, track, name in ties:
            link = add(clip, "link")
            add(link, "linkclipref", name)
            add(link, "mediatype", kind)
            add(link, "trackindex", track)
            add(link, "clipindex", number + 1)

    def _title(self, track: ET.Element, take: Take, title: Title) -> None:
        start = take.start + title.frame - take.first
        item = add(track, "generatoritem", id=f"text-{start}-{title.frames}")
        add(item, "name", title.text)
        add(item, "duration", title.frames)
        self._rate(item)
        add(item, "start", start)
        add(item, "end", start + title.frames)
        add(item, "in", 0)
        add(item, "out", title.frames)
        add(item, "enabled", "TRUE")
        effect = _effect(item, "Text", "Text", "Text", "generator")
        _parameter(effect, "str", "Text", title.text)

    def _characteristics(self, parent: ET.Element, width: int, height: int) -> None:
        found = add(parent, "samplecharacteristics")
        self._rate(found)
        add(found, "width", width)
        add(found, "height", height)
        add(found, "anamorphic", "FALSE")
        add(found, "pixelaspectratio", "square")
        add(found, "fielddominance", "none")

    def _rate(self, parent: ET.Element) -> None:
        rate = add(parent, "rate")
        add(rate, "timebase", self._edit.rate.nominal)
        add(rate, "ntsc", "TRUE" if self._edit.rate.ntsc else "FALSE")

    def _timecode(self, parent: ET.Element, frame: int, *, drop: bool) -> None:
        timecode = add(parent, "timecode")
        self._rate(timecode)
        add(timecode, "string", self._edit.rate.timecode(frame, drop=drop))
        add(timecode, "frame", frame)
        add(timecode, "displayformat", "DF" if drop else "NDF")


def _motion(edit: Edit, clip: ET.Element, layer: Layer) -> None:
    effect = _effect(add(clip, "filter"), "Basic Motion", "basic", "motion", "motion")
    scale = _parameter(effect, "scale", "Scale", least=0, most=10000)
    _animated(scale, layer, [(elements.number(100 * one.scale),) for one in layer.placements])
    center = _parameter(effect, "center", "Center")
    _animated(center, layer, [_center(edit, placement) for placement in layer.placements])


def _center(edit: Edit, placement: Placement) -> tuple[str, str]:
    return elements.number(placement.x / edit.width), elements.number(placement.y / edit.height)


def _crop(clip: ET.Element, layer: Layer) -> None:
    found = [placement.crop for placement in layer.placements]
    if not any(found):
        return
    effect = _effect(add(clip, "filter"), "Crop", "crop", "motion", "motion")
    for name in ("left", "right", "top", "bottom"):
        shares = [100 * getattr(edges, name) if edges else 0.0 for edges in found]
        edge = _parameter(effect, name, name.capitalize(), least=0, most=100)
        _animated(edge, layer, [(elements.number(share),) for share in shares])


def _effect(parent: ET.Element, name: str, key: str, category: str, kind: str) -> ET.Element:
    effect = add(parent, "effect")
    add(effect, "name", name)
    add(effect, "effectid", key)
    add(effect, "effectcategory", category)
    add(effect, "effecttype", kind)
    add(effect, "mediatype", "video")
    return effect


def _parameter(
    effect: ET.Element,
    key: str,
    name: str,
    value: str | None = None,
    *,
    least: int | None = None,
    most: int | None = None,
) -> ET.Element:
    parameter = add(effect, "parameter")
    add(parameter, "parameterid", key)
    add(parameter, "name", name)
    if least is not None:
        add(parameter, "valuemin", least)
        add(parameter, "valuemax", most)
    if value is not None:
        add(parameter, "value", value)
    return parameter


def _animated(parameter: ET.Element, layer: Layer, values: Sequence[tuple[str, ...]]) -> None:
    """Give a parameter its value, and keyframes where it changes."""
    _value(parameter, values[0])
    if len(set(values)) == 1:
        return
    for placement, value in zip(layer.placements, values, strict=True):
        keyframe = add(parameter, "keyframe")
        add(keyframe, "when", placement.frame)
        _value(keyframe, value)
        shape = add(keyframe, "interpolation")
        add(shape, "name", "FCPCurve" if placement.smooth else "linear")


def _value(parent: ET.Element, value: tuple[str, ...]) -> None:
    if len(value) == 1:
        add(parent, "value", value[0])
        return
    point = add(parent, "value")
    for name, one in zip(("horiz", "vert"), value, strict=True):
        add(point, name, one)


def _marker(parent: ET.Element, text: str, begins: int, ends: int) -> None:
    marker = add(parent, "marker")
    add(marker, "comment", "")
    add(marker, "name", text)
    add(marker, "in", begins)
    add(marker, "out", ends if ends - begins > 1 else -1)
