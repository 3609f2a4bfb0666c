"""Find out everything about a recording: its parts side by side, then the whole."""

import asyncio
from typing import Any, NamedTuple, Protocol

from temporalio import workflow
from temporalio.types import MethodAsyncSingleParam

with workflow.unsafe.imports_passed_through():
    from activities.diarize import AttributeRequest, DiarizeRequest
    from activities.diarize.activity import DiarizeActivities
    from activities.face_track import TrackFacesRequest
    from activities.face_track.activity import FaceTrackActivities
    from activities.ingest import IngestResult, PrepareRequest, PrepareResult
    from activities.ingest.activity import IngestActivities
    from activities.listen import ListenRequest
    from activities.listen.activity import ListenActivities
    from activities.scenes import DetectScenesRequest
    from activities.scenes.activity import ScenesActivities
    from activities.topics import TopicsRequest
    from activities.topics.activity import TopicsActivities
    from activities.transcribe import TranscribeRequest
    from activities.transcribe.activity import TranscribeActivities
    from core.domain.artifact import Artifact
    from core.domain.base import Value
    from core.domain.job import JobOptions, StepName
    from core.domain.part import JoinRequest, Part, Piece
    from workflows.control import R, V, together


class Analysis(Value):
    """Everything that was found out about the source."""

    duration: float
    """Seconds of the source that have a picture."""
    transcript: Artifact
    """With speakers."""
    scenes: Artifact
    faces: Artifact
    """With the speaking turns that fit the voices."""
    sound: Artifact
    topics: Artifact

    def keys(self) -> dict[str, str]:
        """Return the storage key of each artifact by its name."""
        return {name: value.key for name, value in self if isinstance(value, Artifact)}


class Place(NamedTuple):
    """Which stretch of the source a step works on."""

    hours: float
    """How long it is."""
    part: int | None = None
    """Its number, from 1; None for the whole source."""


class Step(Protocol):
    """Runs one step of a job to its end."""

    async def __call__(
        self,
        name: StepName,
        activity: MethodAsyncSingleParam[Any, V, R],
        request: V,
        *,
        place: Place,
    ) -> R: ...


class Found(Value):
    """What was found in one part, or in the whole when it was put together."""

    part: Part
    transcript: Artifact
    scenes: Artifact
    faces: Artifact
    sound: Artifact
    voices: Artifact


class Analyst:
    """Asks the rooms about one source. What one part lacks does not hold up another."""

    def __init__(
        self, step: Step, workspace: str, *, options: JobOptions, parallel_parts: int
    ) -> None:
        self._step = step
        self._workspace = workspace
        self._options = options
        self._slots = asyncio.Semaphore(parallel_parts)

    async def analyze(self, media: IngestResult) -> Analysis:
        """Return what the source holds, once every part has been looked at."""
        tasks = [asyncio.create_task(self._part(media, part)) for part in media.parts]
        await together(*tasks)
        found = [one for task in tasks if (one := task.result()) is not None]
        duration = max(one.part.own.end for one in found)
        whole = await self._whole(media, found, duration)
        place = Place(duration / 3600)
        of = {"workspace": self._workspace, "content_hash": media.content_hash}
        attribute = AttributeRequest(
            **of,
            duration=duration,
            transcript=whole.transcript,
            voices=whole.voices,
            faces=whole.faces,
        )
        find = TopicsRequest(**of, transcript=whole.transcript, count=self._options.topics)
        speech = self._begin(StepName.ATTRIBUTE, DiarizeActivities.attribute, attribute, place)
        topics = self._begin(StepName.TOPICS, TopicsActivities.find_topics, find, place)
        await together(speech, topics)
        return Analysis(
            duration=duration,
            transcript=speech.result().transcript,
            scenes=whole.scenes,
            faces=speech.result().faces,
            sound=whole.sound,
            topics=topics.result().topics,
        )

    def _begin(
        self,
        name: StepName,
        activity: MethodAsyncSingleParam[Any, V, R],
        request: V,
        place: Place,
    ) -> asyncio.Task[R]:
        return asyncio.create_task(self._step(name, activity, request, place=place))

    async def _part(self, media: IngestResult, part: Part) -> Found | None:
        """Return what one part holds; None when nothing of it can be seen."""
        place = Place(part.duration / 3600, part.index + 1 if part.of > 1 else None)
        prepare = PrepareRequest(
            workspace=self._workspace,
            content_hash=media.content_hash,
            source=media.source,
            media=media.media,
            part=part,
            tier=self._options.tier,
        )
        async with self._slots:
            copies = await self._step(
                StepName.PREPARE, IngestActivities.prepare, prepare, place=place
            )
            if copies.part.own.duration <= 0:
                return None
            return await self._look_and_listen(media, copies, place)

    async def _look_and_listen(
        self, media: IngestResult, copies: PrepareResult, place: Place
    ) -> Found:
        """Run what does not depend on each other side by side."""
        options, proxy, audio = self._options, copies.proxy, copies.audio
        of = {
            "workspace": self._workspace,
            "content_hash": media.content_hash,
            "part": copies.part,
        }
        hear = TranscribeRequest(
            **of,
            audio=audio,
            tier=options.tier,
            language=options.language,
            transcriber=options.transcriber,
            vocabulary=options.vocabulary,
            captions=media.captions,
        )
        detect = DetectScenesRequest(**of, proxy=proxy)
        track = TrackFacesRequest(**of, proxy=proxy, audio=audio)
        listen = ListenRequest(**of, audio=audio)
        diarize = DiarizeRequest(**of, audio=audio, speakers=options.speakers)
        speech = self._begin(StepName.TRANSCRIBE, TranscribeActivities.transcribe, hear, place)
        scenes = self._begin(StepName.SCENE_DETECT, ScenesActivities.detect_scenes, detect, place)
        faces = self._begin(StepName.FACE_TRACK, FaceTrackActivities.track_faces, track, place)
        sound = self._begin(StepName.AUDIO_ANALYZE, ListenActivities.listen, listen, place)
        voices = self._begin(StepName.DIARIZE, DiarizeActivities.diarize, diarize, place)
        await together(speech, scenes, faces, sound, voices)
        return Found(
            part=copies.part,
            transcript=speech.result().transcript,
            scenes=scenes.result().scenes,
            faces=faces.result().faces,
            sound=sound.result().sound,
            voices=voices.result().voices,
        )

    async def _whole(self, media: IngestResult, found: list[Found], duration: float) -> Found:
        """Put together what was found in the parts; a single part is the whole already."""
        if found[0].part.of == 1:
            return found[0]
        place = Place(duration / 3600)

        def join(
            name: StepName, activity: MethodAsyncSingleParam[Any, JoinRequest, R], kind: str
        ) -> asyncio.Task[R]:
            pieces = (Piece(part=one.part, found=getattr(one, kind)) for one in found)
            request = JoinRequest(
                workspace=self._workspace,
                content_hash=media.content_hash,
                duration=duration,
                pieces=tuple(pieces),
            )
            return self._begin(name, activity, request, place)

        speech = join(StepName.TRANSCRIBE, TranscribeActivities.join_transcripts, "transcript")
        scenes = join(StepName.SCENE_DETECT, ScenesActivities.join_scenes, "scenes")
        faces = join(StepName.FACE_TRACK, FaceTrackActivities.join_tracks, "faces")
        sound = join(StepName.AUDIO_ANALYZE, ListenActivities.join_sounds, "sound")
        voices = join(StepName.DIARIZE, DiarizeActivities.join_voices, "voices")
        await together(speech, scenes, faces, sound, voices)
        return Found(
            part=found[0].part,
            transcript=speech.result().transcript,
            scenes=scenes.result().scenes,
            faces=faces.result().faces,
            sound=sound.result().sound,
            voices=voices.result().voices,
        )
