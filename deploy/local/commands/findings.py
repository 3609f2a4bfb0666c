"""What a job found out about its source, as programs read it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from activities.plan.clip_ids import chosen
from core.domain.base import Value
from core.domain.clip import Choice, Selection
from core.domain.faces import FaceTracks, Track
from core.domain.report import JobReport
from core.domain.scenes import Scenes
from core.domain.sound import Sound
from core.domain.span import Span
from core.domain.topics import Topics
from core.domain.transcript import Transcript
from core.objects import ObjectStore, read_value

KINDS: Mapping[str, type[Value]] = {
    "transcript": Transcript,
    "scenes": Scenes,
    "faces": FaceTracks,
    "sound": Sound,
    "topics": Topics,
    "selection": Selection,
}
"""What is known of the findings of each name."""

_MS = 3
_DIGITS = 4


@dataclass(frozen=True)
class Findings:
    """Everything that is known so far; empty values stand for what is not."""

    transcript: Transcript = field(
        default_factory=lambda: Transcript(engine="", language="", duration=0.0)
    )
    scenes: Scenes = field(default_factory=lambda: Scenes(engine="", scenes=()))
    faces: FaceTracks = field(default_factory=lambda: FaceTracks(engine="", sample_rate=1.0))
    sound: Sound = field(default_factory=lambda: Sound(engine="", duration=0.0, step=0.1))
    topics: Topics = field(default_factory=lambda: Topics(engine=""))
    selection: Selection = field(default_factory=lambda: Selection(engine=""))

    def speakers(self) -> list[dict[str, Any]]:
        """Return who speaks, for how long and in how many words, in order of appearance."""
        found: dict[str, dict[str, Any]] = {}
        for word in self.transcript.words:
            if word.speaker is not None:
                entry = found.setdefault(
                    word.speaker, {"id": word.speaker, "seconds": 0.0, "words": 0}
                )
                entry["seconds"] += word.end - word.start
                entry["words"] += 1
        return [entry | {"seconds": round(entry["seconds"], 1)} for entry in found.values()]

    def subjects(self) -> list[dict[str, Any]]:
        """Return what is talked about, end to end over the sentences."""
        return [
            _span(topic.span) | {"first": topic.first, "last": topic.last, "title": topic.title}
            for topic in self.topics.topics
        ]

    def judged(self, job: str) -> dict[str, dict[str, Any]]:
        """Return why each clip of a job was chosen, and what to look at before it is posted."""
        choices = chosen(job, self.selection.choices)
        return {clip: _judged(choice) for clip, choice in choices.items()}

    def as_json(self) -> dict[str, Any]:
        """Return what ``analyze --json`` writes, besides the job itself."""
        words, sentences = self.transcript.words, self.transcript.sentences()
        return {
            "duration": round(self.transcript.duration, _MS),
            "language": self.transcript.language,
            "languages": [
                {"language": one.language} | _span(one.span) for one in self.transcript.languages
            ],
            "speakers": self.speakers(),
            "words": [
                {
                    "text": word.text,
                    "start": round(word.start, _MS),
                    "end": round(word.end, _MS),
                    "speaker": word.speaker,
                    "confidence": word.confidence,
                }
                for word in words
            ],
            "sentences": [
                {
                    "text": " ".join(word.text for word in sentence),
                    "start": round(sentence[0].start, _MS),
                    "end": round(sentence[-1].end, _MS),
                    "speaker": sentence[0].speaker,
                }
                for sentence in sentences
                if sentence
            ],
            "scenes": [_span(scene) for scene in self.scenes.scenes],
            "fades": [_span(fade) for fade in self.scenes.fades],
            "tracks": [
                _track(track, list(self._speaking(track.id))) for track in self.faces.tracks
            ],
            "views": [{"kind": view.kind} | _span(view.span) for view in self.faces.views],
            "events": [
                {"kind": event.kind} | _span(event.span) | {"score": event.score}
                for event in self.sound.events
            ],
            "silences": [_span(silence) for silence in self.sound.silences],
            "loudness": self.sound.loudness,
            "topics": self.subjects(),
        }

    def _speaking(self, track: int) -> Iterator[Span]:
        return (turn.span for turn in self.faces.speaking if turn.track == track)


async def findings(store: ObjectStore, report: JobReport) -> Findings:
    """Read what a job found out so far. What is gone from the store counts as not known."""
    return Findings(**await stored(store, report.artifacts, KINDS))


async def stored(
    store: ObjectStore, artifacts: Mapping[str, str], names: Iterable[str]
) -> dict[str, Any]:
    """Return what is stored of the findings of those names; ``artifacts`` has their keys."""
    read: dict[str, Any] = {}
    for name in names:
        artifact = await store.find(artifacts[name]) if name in artifacts else None
        if artifact is not None:
            read[name] = await read_value(store, artifact, KINDS[name])
    return read


def _judged(choice: Choice) -> dict[str, Any]:
    scores = choice.scores
    numbers = {
        name: round(getattr(scores, name), 1)
        for name in ("hook", "flow", "value", "trend", "virality", "coherence")
    }
    return {
        "description": choice.description,
        "tags": list(choice.tags),
        "scores": numbers | {"reasons": scores.reasons.model_dump()},
        "reasons": scores.reasons.model_dump(),
        "warnings": list(choice.warnings),
    }


def _track(track: Track, speaking: list[Span]) -> dict[str, Any]:
    return {
        "id": track.id,
        "person": track.person,
        "kind": track.kind,
        "boxes": [
            {
                "at": round(one.at, _MS),
                "x": round(one.box.x, _DIGITS),
                "y": round(one.box.y, _DIGITS),
                "w": round(one.box.width, _DIGITS),
                "h": round(one.box.height, _DIGITS),
            }
            for one in track.detections
        ],
        "speaking": [[round(span.start, _MS), round(span.end, _MS)] for span in speaking],
    }


def _span(span: Span) -> dict[str, float]:
    return {"start": round(span.start, _MS), "end": round(span.end, _MS)}
