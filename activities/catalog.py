"""Everything that can be swapped, by name. To add one: write its file, add its line.

The first name of a table is the first choice, the last one works everywhere.
"""

from typing import TYPE_CHECKING

from core.registry import Registry

if TYPE_CHECKING:
    from activities.face_track.base import FaceDetector
    from activities.ingest.base import Source
    from activities.render.base import CaptionStyle, Encoder, Layout
    from activities.scenes.base import SceneDetector
    from activities.select.base import Scorer
    from activities.transcribe.base import Transcriber

SOURCES: "Registry[type[Source]]" = Registry(
    "source",
    {
        "file": "activities.ingest.sources.file:File",
        "http": "activities.ingest.sources.http:Http",
        "ytdlp": "activities.ingest.sources.ytdlp:YtDlp",
    },
)

TRANSCRIBERS: "Registry[type[Transcriber]]" = Registry(
    "transcriber",
    {
        "faster-whisper": "activities.transcribe.backends.faster_whisper:FasterWhisper",
        "pocketsphinx": "activities.transcribe.backends.pocketsphinx:PocketSphinx",
    },
)

SCENE_DETECTORS: "Registry[type[SceneDetector]]" = Registry(
    "scene detector",
    {"pyscenedetect": "activities.scenes.backends.pyscenedetect:PySceneDetect"},
)

FACE_DETECTORS: "Registry[type[FaceDetector]]" = Registry(
    "face detector",
    {
        "centerface": "activities.face_track.backends.centerface:CenterFace",
        "haar": "activities.face_track.backends.haar:Haar",
    },
)

SCORERS: "Registry[type[Scorer]]" = Registry(
    "scorer",
    {
        "language-model": "activities.select.scorers.language_model:RankedByModel",
        "built-in": "activities.select.scorers.built_in:BuiltIn",
    },
)

CAPTION_STYLES: "Registry[type[CaptionStyle]]" = Registry(
    "caption style",
    {
        "highlight_word": "activities.render.captions.highlight_word:HighlightWord",
        "karaoke": "activities.render.captions.karaoke:Karaoke",
    },
)

LAYOUTS: "Registry[type[Layout]]" = Registry(
    "layout",
    {
        "follow": "activities.render.layouts.follow:Follow",
        "fit": "activities.render.layouts.fit:Fit",
    },
)

ENCODERS: "Registry[type[Encoder]]" = Registry(
    "encoder",
    {"x264": "activities.render.encoders.x264:X264"},
)
