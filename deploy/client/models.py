"""What goes over the line. Made by `make clients`; do not edit."""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, EmailStr, Field, RootModel


class Acceptance(BaseModel):
    model_config = ConfigDict(extra="forbid")
    token: str


class Account(BaseModel):
    created_at: AwareDatetime
    email: str
    id: UUID
    name: str


class AccountEvent(BaseModel):
    action: str
    address: str
    after: dict[str, str]
    at: AwareDatetime


class AccountEventPage(BaseModel):
    data: list[AccountEvent]
    page: int
    pages: int
    total: int


class AddSounds(BaseModel):
    """
    Add a sound effect to every word that has one in the table of the captions' language.
    """

    model_config = ConfigDict(extra="forbid")
    level: float = -12.0
    op: Literal["add_sounds"] = "add_sounds"


class Address(BaseModel):
    url: str
    """
    Where the browser goes next.
    """


class AppCode(BaseModel):
    model_config = ConfigDict(extra="forbid")
    code: str


class Artifact(BaseModel):
    """
    A stored file. The key starts with the workspace and names the file for ever.
    """

    key: str
    size: int


class AttemptAnswer(BaseModel):
    at: AwareDatetime
    error: str
    excerpt: str
    number: int
    round: int
    seconds: float
    status: int | None


class AuditAnswer(BaseModel):
    action: str
    address: str
    after: dict[str, Any]
    at: AwareDatetime
    before: dict[str, Any]
    id: int
    subject: str
    trace_id: str
    user_id: UUID | None


class AuditPage(BaseModel):
    data: list[AuditAnswer]
    page: int
    pages: int
    total: int


class Corner(StrEnum):
    TOP_LEFT = "top-left"
    TOP_RIGHT = "top-right"
    BOTTOM_LEFT = "bottom-left"
    BOTTOM_RIGHT = "bottom-right"


class Way(StrEnum):
    FULL = "full"
    INSET = "inset"


class Batch(BaseModel):
    model_config = ConfigDict(extra="forbid")
    clips: list[UUID]


class Candidate(BaseModel):
    model_config = ConfigDict(extra="forbid")
    email: EmailStr | None = None
    """
    Whose password it is to be; one that tells of them is easier to guess.
    """
    password: str


class Place(StrEnum):
    TOP = "top"
    MIDDLE = "middle"
    BOTTOM = "bottom"


class CaptionWord(BaseModel):
    """
    A word as it is shown: people may write it differently from how it was heard.
    """

    confidence: float = 1.0
    emphasis: bool = False
    end: float
    speaker: str | None = None
    start: float
    text: str


class Way1(StrEnum):
    BLEEP = "bleep"
    SILENCE = "silence"


class Censor(BaseModel):
    """
    Make profane words neither heard nor read.
    """

    model_config = ConfigDict(extra="forbid")
    op: Literal["censor"] = "censor"
    way: Way1 = Way1.BLEEP


class ClipState(StrEnum):
    PLANNED = "planned"
    RENDERING = "rendering"
    READY = "ready"
    APPROVED = "approved"
    REJECTED = "rejected"
    FAILED = "failed"
    CANCELLED = "cancelled"


class ColdOpen(BaseModel):
    """
    Open with a moment that comes later: it is shown first, and again in its place.
    """

    model_config = ConfigDict(extra="forbid")
    end: float
    op: Literal["cold_open"] = "cold_open"
    start: float


class CommentAnswer(BaseModel):
    at: float | None
    clip_id: UUID
    created_at: AwareDatetime
    id: UUID
    mentions: list[UUID]
    resolved_at: AwareDatetime | None
    text: str
    user_id: UUID


class Confirmed(BaseModel):
    """
    What confirms that it is still the same person.
    """

    model_config = ConfigDict(extra="forbid")
    password: str | None = None
    """
    An account without one takes a login of the last minutes instead.
    """


class Credentials(BaseModel):
    model_config = ConfigDict(extra="forbid")
    code: str | None = None
    """
    Asked for by ``totp_required``.
    """
    cookies: bool = False
    """
    For pages: the tokens come as cookies that no script can read, and not in the answer.
    """
    email: str
    password: str


class Credit(BaseModel):
    """
    Whose footage it is, for whoever publishes the clip.
    """

    model_config = ConfigDict(extra="forbid")
    author: str = ""
    link: str = ""
    source: str = ""


class CropKey(BaseModel):
    """
    Where the crop stands from a time on, as the centre of its window, 0..1 of the picture.
    """

    model_config = ConfigDict(extra="forbid")
    at: float
    ease: float = 0.0
    size: float = 1.0
    x: float
    y: float


class CutFile(BaseModel):
    filename: str
    media: str
    """
    Where the file says that the recording lies.
    """
    url: str
    """
    Whoever has it can read the file, without a token, for an hour.
    """


class CutOnBeat(BaseModel):
    """
    Move every cut to a beat that is near: of the music laid under the clip where there is
    some, else of the music in the recording. No word is cut.
    """

    model_config = ConfigDict(extra="forbid")
    op: Literal["cut_on_beat"] = "cut_on_beat"


class DeleteWords(BaseModel):
    """
    Take words out of the clip: they are not heard, seen or written any more.
    """

    model_config = ConfigDict(extra="forbid")
    first: int
    last: int
    op: Literal["delete_words"] = "delete_words"


class Deleted(BaseModel):
    clips: list[UUID]
    """
    Which of them were there.
    """


class DeliveryState(StrEnum):
    """
    How far one event is on its way to one receiver.
    """

    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"


class Device(BaseModel):
    address: str
    created_at: AwareDatetime
    current: bool
    device: str
    id: UUID
    seen_at: AwareDatetime


class Download(BaseModel):
    filename: str
    url: str
    """
    Whoever has it can read the file, without a token, for an hour.
    """


class ErrorBody(BaseModel):
    code: str
    message: str
    trace_id: str


class EventKind(StrEnum):
    """
    What a program can ask to be told.
    """

    JOB_REVIEW = "job.review"
    JOB_COMPLETED = "job.completed"
    JOB_FAILED = "job.failed"
    JOB_CANCELLED = "job.cancelled"
    CLIP_READY = "clip.ready"
    CLIP_APPROVED = "clip.approved"
    CLIP_REJECTED = "clip.rejected"


class FindingAnswer(BaseModel):
    name: str
    """
    What it is: ``transcript``, ``scenes``, ``faces``, ``sound``, ``topics`` and so on.
    """
    url: str
    """
    Whoever has it can read the file, which is JSON, without a token, for an hour.
    """


class Flag(StrEnum):
    """
    What can be switched off.
    """

    REGISTRATION = "registration"
    LOGIN_PROVIDERS = "login_providers"
    UPLOADS = "uploads"
    SHARES = "shares"
    WEBHOOKS = "webhooks"


class FlagAnswer(BaseModel):
    enabled: bool
    name: Flag


class Forgotten(BaseModel):
    model_config = ConfigDict(extra="forbid")
    email: EmailStr


class FoundTopic(BaseModel):
    """
    What is talked about for a while.
    """

    end: float
    start: float
    title: str


class FreshSecret(BaseModel):
    active: bool
    created_at: AwareDatetime
    description: str
    disabled_because: str
    """
    Why nothing is sent any more, when the receiver said so.
    """
    events: list[EventKind]
    id: UUID
    old_secret_until: AwareDatetime | None
    """
    Until then, what is sent is signed with the secret before the last rotation as well.
    """
    secret: str
    """
    It is shown this once. Messages are signed with it as Standard Webhooks says.
    """
    updated_at: AwareDatetime
    url: str


class FreshShare(BaseModel):
    created_at: AwareDatetime
    expires_at: AwareDatetime
    id: UUID
    job_id: UUID
    token: str
    """
    Whoever has it sees the clips; it is shown this once.
    """


class GivenCode(BaseModel):
    model_config = ConfigDict(extra="forbid")
    code: str
    """
    Of the app, or a recovery code.
    """


class GreenScreen(BaseModel):
    """
    Another background behind whoever speaks.
    """

    model_config = ConfigDict(extra="forbid")
    colour: str | None = None
    engine: str | None = None
    file: Artifact | None = None
    key: str = "#00b140"
    similarity: float = 0.14
    softness: float = 0.06


class State(StrEnum):
    OK = "ok"
    DEGRADED = "degraded"


class Health(BaseModel):
    database: bool
    state: State
    temporal: bool


class HookPlan(BaseModel):
    """
    The words that open the clip, so that people stay.
    """

    model_config = ConfigDict(extra="forbid")
    seconds: float = 3.0
    text: str


class IdentityAnswer(BaseModel):
    created_at: AwareDatetime
    email: str
    provider: str
    used_at: AwareDatetime


class Format(StrEnum):
    FIELD_9_16 = "9:16"
    FIELD_1_1 = "1:1"
    FIELD_4_5 = "4:5"
    FIELD_16_9 = "16:9"


class JobState(StrEnum):
    """
    Where a job stands. Paused is a flag beside the state.
    """

    CREATED = "created"
    INGESTING = "ingesting"
    ANALYZING = "analyzing"
    CLIPS_GENERATED = "clips_generated"
    RENDERING = "rendering"
    REVIEW = "review"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


class JsonValue(RootModel[Any]):
    root: Any


class LoggedDelivery(BaseModel):
    attempts: int
    body: dict[str, Any]
    created_at: AwareDatetime
    ended_at: AwareDatetime | None
    error: str
    event: str
    id: UUID
    log: list[AttemptAnswer]
    """
    Every attempt, of every round.
    """
    next_at: AwareDatetime | None
    round: int
    state: DeliveryState
    status: int | None


class LoggedDeliveryPage(BaseModel):
    data: list[LoggedDelivery]
    page: int
    pages: int
    total: int


class LoginConfirmation(BaseModel):
    model_config = ConfigDict(extra="forbid")
    code: str | None = None
    """
    Of the app, or a recovery code, where your logins take one.
    """
    password: str | None = None
    """
    An account without one takes a login of the last minutes instead.
    """


class Logo(BaseModel):
    """
    A picture in a corner of the safe area.
    """

    model_config = ConfigDict(extra="forbid")
    corner: Corner = Corner.TOP_RIGHT
    file: Artifact
    opacity: Annotated[float, Field(gt=0.0)] = 0.9
    width: float = 0.16


class Marker(BaseModel):
    """
    A note.
    """

    model_config = ConfigDict(extra="forbid")
    at: float
    seconds: float = 0.0
    text: str


class MediaInfo(BaseModel):
    """
    The result of a probe. Sizes are as shown, after any rotation.
    """

    audio_codec: str | None = None
    bit_depth: int = 8
    bit_rate: int = 0
    duration: float
    fps: float
    height: int
    rotation: int = 0
    title: str = ""
    video_codec: str
    width: int


class MusicPlan(BaseModel):
    """
    Music under everything that is said.
    """

    model_config = ConfigDict(extra="forbid")
    duck: float = -12.0
    file: Artifact
    level: float = -18.0


class NewPassword(BaseModel):
    model_config = ConfigDict(extra="forbid")
    new_password: str
    password: str | None = None
    """
    An account without one takes a login of the last minutes instead.
    """


class NewShare(BaseModel):
    model_config = ConfigDict(extra="forbid")
    days: int = 7


class NewSubscription(BaseModel):
    model_config = ConfigDict(extra="forbid")
    description: str = ""
    events: list[EventKind]
    url: str
    """
    Where to send it: ``https://`` and a host that everybody can reach.
    """


class NewUpload(BaseModel):
    model_config = ConfigDict(extra="forbid")
    filename: str
    part_size: int | None = None
    """
    Bytes of every part but the last; None leaves it to us.
    """
    size: int
    """
    Bytes.
    """


class NewWorkspace(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str


class Fps(IntEnum):
    INTEGER_30 = 30
    INTEGER_60 = 60


class Profile(StrEnum):
    DRAFT = "draft"
    STANDARD = "standard"
    BEST = "best"


class OutputPlan(BaseModel):
    """
    Size, rate and encoding of the file.
    """

    model_config = ConfigDict(extra="forbid")
    encoder: str = "x264"
    fps: Fps = Fps.INTEGER_30
    height: Annotated[int, Field(multiple_of=2)] = 1920
    platform: str | None = None
    profile: Profile = Profile.STANDARD
    width: Annotated[int, Field(multiple_of=2)] = 1080


class Panel(BaseModel):
    """
    What one panel of a layout shows of the source. Without keys it shows the middle.
    """

    model_config = ConfigDict(extra="forbid")
    crop: Annotated[list[CropKey], Field(validate_default=True)] = []


class PartAddress(BaseModel):
    method: str = "PUT"
    url: str
    """
    Takes the part by PUT. One of another host takes it without a token, for an hour.
    """


class PartAnswer(BaseModel):
    number: int
    size: int
    """
    Bytes that are here; a part that broke off goes on at this offset.
    """
    tag: str
    whole: bool


class Permission(StrEnum):
    """
    What a route needs; also the scope of an API token.
    """

    JOBS_READ = "jobs:read"
    JOBS_WRITE = "jobs:write"
    CLIPS_READ = "clips:read"
    CLIPS_WRITE = "clips:write"
    PUBLISH_ASK = "publish:ask"
    PUBLISH_WRITE = "publish:write"
    STREAMS_READ = "streams:read"
    STREAMS_WRITE = "streams:write"
    SETTINGS_READ = "settings:read"
    SETTINGS_WRITE = "settings:write"
    TEAM_READ = "team:read"
    TEAM_WRITE = "team:write"
    WORKSPACE_OWN = "workspace:own"


class Picture(BaseModel):
    at: float
    """
    Seconds of the source.
    """


class ProviderAnswer(BaseModel):
    login: str
    """
    Where a button leads to.
    """
    name: str
    title: str


class Queue(StrEnum):
    ORCHESTRATION = "orchestration"
    CPU = "cpu"
    GPU_ASR = "gpu-asr"
    GPU_VISION = "gpu-vision"
    RENDER = "render"
    PUBLISH = "publish"


class QueueAnswer(BaseModel):
    length: int
    """
    Tasks that wait.
    """
    queue: Queue
    rate: float
    """
    Tasks in a second that left it of late.
    """
    wait: int
    """
    Seconds until new jobs are taken again; 0 when they are now.
    """
    workers: int
    """
    Workers that asked for its tasks within the last 75 s.
    """


class Device1(StrEnum):
    CPU = "cpu"
    GPU = "gpu"


class RanStep(BaseModel):
    """
    A step of a job, or one for a clip of it.
    """

    cached: bool
    engine: str
    error: str
    name: str
    note: str
    part: int | None
    round: int
    seconds: float | None
    state: str


class Reason(BaseModel):
    model_config = ConfigDict(extra="forbid")
    why: str = ""


class Reasons(BaseModel):
    """
    For each score, what was seen or heard that made it, in words; empty when nobody said.
    """

    coherence: str = ""
    flow: str = ""
    hook: str = ""
    trend: str = ""
    value: str = ""


class RecoveryCodes(BaseModel):
    recovery_codes: list[str]
    """
    Each takes the place of a code, once. They are shown this once.
    """


class Registration(BaseModel):
    model_config = ConfigDict(extra="forbid")
    email: EmailStr
    invitation: str | None = None
    """
    The token of one, where an account takes an invitation. It is accepted after logging in.
    """
    name: str = ""
    password: str


class Remark(BaseModel):
    model_config = ConfigDict(extra="forbid")
    at: float | None = None
    """
    Seconds of the clip; None for the clip as a whole.
    """
    mentions: list[UUID] = []
    """
    Members whom it concerns.
    """
    text: str


class RemoveEffect(BaseModel):
    """
    Take away every effect of a name.
    """

    model_config = ConfigDict(extra="forbid")
    name: str
    op: Literal["remove_effect"] = "remove_effect"


class Quality(StrEnum):
    """
    As it is said in the plan, unless given: another quality is another version.
    """

    DRAFT = "draft"
    FINAL = "final"


class Rendering(BaseModel):
    model_config = ConfigDict(extra="forbid")
    quality: Annotated[Quality | None, Field(examples=["draft"])] = None
    """
    As it is said in the plan, unless given: another quality is another version.
    """
    version: int | None = None
    """
    A version; else the newest.
    """


class RenderingAnswer(BaseModel):
    clip: UUID
    job: UUID
    """
    Its events tell how far it is.
    """
    version: int


class Renewal(BaseModel):
    model_config = ConfigDict(extra="forbid")
    refresh_token: str | None = None
    """
    A page leaves it out: its cookie is taken.
    """


class ReplaceWords(BaseModel):
    """
    Write words differently from how they were heard. What is said stays.
    """

    model_config = ConfigDict(extra="forbid")
    first: int
    last: int | None = None
    op: Literal["replace_words"] = "replace_words"
    text: str


class Reset(BaseModel):
    model_config = ConfigDict(extra="forbid")
    password: str
    token: str


class Resolution(BaseModel):
    model_config = ConfigDict(extra="forbid")
    resolved: bool


class Role(StrEnum):
    """
    A person's place in a workspace.
    """

    VIEWER = "viewer"
    EDITOR = "editor"
    ADMIN = "admin"
    OWNER = "owner"


class Scores(BaseModel):
    """
    Why a moment is worth showing, each 0..100.
    """

    coherence: float = 0.0
    flow: float = 0.0
    hook: float = 0.0
    reasons: Reasons | None = None
    trend: float = 0.0
    value: float = 0.0
    virality: float = 0.0


class SecondFactor(BaseModel):
    enabled: bool
    recovery_codes: int
    """
    How many are left.
    """


class Secret(BaseModel):
    secret: str
    """
    Base32, to be typed where no picture can be read.
    """
    uri: str
    """
    ``otpauth://``, for a QR code.
    """


class SentTag(BaseModel):
    model_config = ConfigDict(extra="forbid")
    number: int
    tag: str


class SetField(BaseModel):
    """
    Give a field of the plan another value.
    """

    model_config = ConfigDict(extra="forbid")
    op: Literal["set"] = "set"
    path: str
    value: JsonValue


class ShareAnswer(BaseModel):
    created_at: AwareDatetime
    expires_at: AwareDatetime
    id: UUID
    job_id: UUID


class SharedClip(BaseModel):
    end: float
    id: UUID
    start: float
    thumbnail: str | None
    title: str
    video: str
    """
    An address of the file, good for an hour.
    """


class SharedJob(BaseModel):
    clips: list[SharedClip]
    expires_at: AwareDatetime
    title: str


class SoundMark(BaseModel):
    """
    A sound effect.
    """

    model_config = ConfigDict(extra="forbid")
    at: float
    level: float = -12.0
    name: str


class Span(BaseModel):
    """
    From ``start`` up to but not including ``end``, both in seconds.
    """

    end: float
    start: float


class SpokenLanguage(BaseModel):
    """
    A stretch of the recording in one language.
    """

    language: str
    span: Span


class StepName(StrEnum):
    """
    What a job does, one word per step.
    """

    INGEST = "ingest"
    PREPARE = "prepare"
    TRANSCRIBE = "transcribe"
    DIARIZE = "diarize"
    SCENE_DETECT = "scene_detect"
    FACE_TRACK = "face_track"
    AUDIO_ANALYZE = "audio_analyze"
    ATTRIBUTE = "attribute"
    TOPICS = "topics"
    CLIP_SELECT = "clip_select"
    PLAN = "plan"
    RENDER = "render"
    THUMBNAIL = "thumbnail"


class StepState(StrEnum):
    PENDING = "pending"
    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


class StepUse(BaseModel):
    """
    All runs of one step on one kind of machine.
    """

    cached: int
    """
    How many of them found their result already there.
    """
    device: Device1
    name: StepName
    runs: int
    seconds: float


class Sticker(BaseModel):
    """
    A picture that lies on the clip.
    """

    model_config = ConfigDict(extra="forbid")
    file: Artifact
    opacity: Annotated[float, Field(gt=0.0)] = 1.0
    span: Span | None = None
    turn: float = 0.0
    width: float = 0.3
    x: float = 0.5
    y: float = 0.3


class StrengthAnswer(BaseModel):
    advice: list[str]
    enough: bool
    """
    It is taken where a password is set.
    """
    score: int
    """
    From easy to guess, 0, to hard, 4.
    """
    warning: str
    """
    What is wrong with it, for people; empty when there is nothing to say.
    """


class SubscriptionAnswer(BaseModel):
    active: bool
    created_at: AwareDatetime
    description: str
    disabled_because: str
    """
    Why nothing is sent any more, when the receiver said so.
    """
    events: list[EventKind]
    id: UUID
    old_secret_until: AwareDatetime | None
    """
    Until then, what is sent is signed with the secret before the last rotation as well.
    """
    updated_at: AwareDatetime
    url: str


class Events(RootModel[list[EventKind]]):
    root: list[EventKind]


class SubscriptionChange(BaseModel):
    """
    What is left out stays as it is.
    """

    model_config = ConfigDict(extra="forbid")
    active: bool | None = None
    """
    False sends nothing any more, not even what is on its way.
    """
    description: str | None = None
    events: Events | None = None
    url: str | None = None


class Thumbnail(BaseModel):
    """
    A picture that may stand for a clip.
    """

    at: float
    key: str


class ThumbnailPlan(BaseModel):
    """
    Which moment of the clip it shows.
    """

    model_config = ConfigDict(extra="forbid")
    at: float | None = None


class Tier(StrEnum):
    """
    How much a job takes for how good a result.
    """

    ACCURATE = "accurate"
    FAST = "fast"


class Speed(StrEnum):
    RELAXED = "relaxed"
    NATURAL = "natural"
    FAST = "fast"


class Tighten(BaseModel):
    """
    Take filler words and long pauses out. A small zoom hides where the picture jumps.
    """

    model_config = ConfigDict(extra="forbid")
    op: Literal["tighten"] = "tighten"
    speed: Speed = Speed.NATURAL


class TokenAnswer(BaseModel):
    created_at: AwareDatetime
    expires_at: AwareDatetime | None
    id: UUID
    name: str
    scopes: list[Permission]
    used_at: AwareDatetime | None


class TokenUse(BaseModel):
    """
    What asking a language model took.
    """

    cost: float | None = None
    model: str
    tokens_in: int
    tokens_out: int


class Tokens(BaseModel):
    access_token: str | None = None
    """
    None when the tokens came as cookies.
    """
    expires_in: int = 900
    refresh_token: str | None = None
    token_type: str = "Bearer"


class TransitionPlan(BaseModel):
    """
    How one span of the plan becomes the next. Without one it is a cut.
    """

    model_config = ConfigDict(extra="forbid")
    after: int
    name: str
    seconds: Annotated[float, Field(gt=0.0)] = 0.4


class UploadAnswer(BaseModel):
    created_at: AwareDatetime
    filename: str
    format: str
    """
    Once it is confirmed: what it is, by its content.
    """
    id: UUID
    part_size: int
    parts: int
    size: int
    state: str


class UseAnswer(BaseModel):
    kind: str
    """
    ``minutes`` of recordings in a month, ``storage`` in bytes, ``uploads`` begun in a day,
    ``members``, ``jobs`` that run, jobs that are ``waiting``; then what the month has cost.
    """
    limit: float | None
    """
    None is no limit.
    """
    resets_at: AwareDatetime | None
    """
    When counting begins anew; None for never.
    """
    used: float
    """
    With what is reserved for work that has not ended.
    """


class Verdict(BaseModel):
    model_config = ConfigDict(extra="forbid")
    clips: list[UUID] = []
    why: str = ""


class VersionAnswer(BaseModel):
    base: int | None
    created_at: AwareDatetime
    loudness: float | None
    """
    LUFS.
    """
    operations: list[dict[str, Any]]
    state: ClipState
    thumbnails: list[Picture]
    """
    Those to choose from, the best first; none until it is rendered.
    """
    updated_at: AwareDatetime
    version: int


class Watermark(BaseModel):
    """
    A faint text over the picture.
    """

    model_config = ConfigDict(extra="forbid")
    opacity: Annotated[float, Field(gt=0.0)] = 0.35
    text: str


class Word(BaseModel):
    """
    One spoken word with the time it was spoken, in seconds of the source.
    """

    confidence: float = 1.0
    end: float
    speaker: str | None = None
    start: float
    text: str


class WorkspaceAnswer(BaseModel):
    created_at: AwareDatetime
    id: UUID
    name: str
    tier: str


class BRoll(BaseModel):
    """
    Other footage, shown while the speech goes on. Its own sound is not heard.
    """

    model_config = ConfigDict(extra="forbid")
    corner: Corner = Corner.TOP_RIGHT
    credit: Credit | None = None
    file: Artifact
    skip: float = 0.0
    span: Span
    way: Way = Way.FULL
    width: float = 0.45


class BrandPlan(BaseModel):
    """
    The looks of a brand.
    """

    model_config = ConfigDict(extra="forbid")
    colour: str | None = None
    font: str | None = None
    logo: Logo | None = None
    outro: Artifact | None = None
    outro_seconds: float = 2.0
    watermark: Watermark | None = None


class CaptionPlan(BaseModel):
    """
    What is drawn of what is said, and how.
    """

    model_config = ConfigDict(extra="forbid")
    emoji: bool = False
    language: str = ""
    masked: bool = False
    place: Place = Place.BOTTOM
    speaker_colours: bool = False
    style: str = "highlight_word"
    words: Annotated[list[CaptionWord], Field(validate_default=True)] = []


class Censoring(BaseModel):
    """
    What must not be heard.
    """

    model_config = ConfigDict(extra="forbid")
    spans: Annotated[list[Span], Field(validate_default=True)] = []
    way: Way1 = Way1.BLEEP


class Change(BaseModel):
    """
    One field that differs.
    """

    after: JsonValue
    before: JsonValue
    field: str


class ClipAnswer(BaseModel):
    created_at: AwareDatetime
    end: float
    format: str
    """
    Its shape, such as ``9:16``.
    """
    id: UUID
    job_id: UUID
    loudness: float | None
    """
    LUFS.
    """
    score: float
    """
    Virality, 0..100.
    """
    size: int
    """
    Bytes of its files; 0 until it is rendered.
    """
    start: float
    """
    Seconds of the source.
    """
    state: ClipState
    title: str
    updated_at: AwareDatetime
    version: int


class ClipPage(BaseModel):
    data: list[ClipAnswer]
    page: int
    pages: int
    total: int


class ClipReport(BaseModel):
    """
    One clip of a job, with the storage keys of its files once they are there.
    """

    captions_key: str = ""
    clip_id: str
    clip_key: str = ""
    end: float
    error: str = ""
    format: str = ""
    loudness: float | None = None
    plan_key: str
    score: float
    size: int = 0
    spec_key: str = ""
    start: float
    state: ClipState = ClipState.PLANNED
    thumbnail_key: str = ""
    thumbnails: Annotated[list[Thumbnail], Field(validate_default=True)] = []
    title: str
    version: int = 1


class Confirmation(BaseModel):
    model_config = ConfigDict(extra="forbid")
    parts: Annotated[list[SentTag], Field(validate_default=True)] = []
    """
    What you believe to have sent; empty when you do not say.
    """
    upload: UUID


class DeliveryAnswer(BaseModel):
    attempts: int
    body: dict[str, Any]
    created_at: AwareDatetime
    ended_at: AwareDatetime | None
    error: str
    event: str
    id: UUID
    next_at: AwareDatetime | None
    round: int
    state: DeliveryState
    status: int | None


class Difference(BaseModel):
    after: int
    before: int
    changes: list[Change]


class EditAnswer(BaseModel):
    changes: list[Change]
    """
    What differs from the version that was the newest.
    """
    clip: UUID
    plan: str
    """
    An address of the plan that came of it, also where it was only tried; for an hour.
    """
    version: int
    """
    The newest version now. It is rendered when somebody asks for it.
    """


class EffectPlan(BaseModel):
    """
    One effect.
    """

    model_config = ConfigDict(extra="forbid")
    name: str
    options: dict[str, str | float | bool] | None = None
    span: Span | None = None


class ErrorAnswer(BaseModel):
    """
    What every refusal looks like.
    """

    error: ErrorBody


class FreshToken(BaseModel):
    created_at: AwareDatetime
    expires_at: AwareDatetime | None
    id: UUID
    name: str
    scopes: list[Permission]
    token: str
    """
    It is shown this once.
    """
    used_at: AwareDatetime | None


class InvitationAnswer(BaseModel):
    email: str
    expires_at: AwareDatetime
    id: UUID
    role: Role
    token: str
    """
    For who is invited; it is shown this once. Accepting takes an account with this address.
    """


class JobAnswer(BaseModel):
    created_at: AwareDatetime
    created_by: UUID | None
    error: str
    id: UUID
    mode: str
    note: str
    """
    What it waits for, in words; empty while it does not wait for others.
    """
    options: dict[str, Any]
    paused: bool
    source: str
    source_kind: str
    state: JobState
    title: str
    updated_at: AwareDatetime


class JobOptions(BaseModel):
    """
    What a person may ask of a job.
    """

    model_config = ConfigDict(extra="forbid")
    auto: bool = True
    """
    Render without waiting for approval of the chosen moments.
    """
    caption_style: str = "highlight_word"
    formats: list[Format] | None = None
    """
    The shapes of every clip.
    """
    language: str | None = None
    """
    ISO 639-1; None lets the engine decide.
    """
    layout: str | None = None
    """
    A name in the catalogue; None follows faces where there are any.
    """
    max_clips: int = 5
    """
    How many moments, at most.
    """
    max_seconds: float = 90.0
    min_seconds: float = 15.0
    only_analysis: bool = False
    """
    Find everything out and stop before a clip is chosen.
    """
    prompt: str = ""
    """
    What the clips are to be about, in words, for example ``only the parts about pricing``.
    """
    review: bool = False
    """
    Wait for approval of the rendered clips before the job is completed.
    """
    speakers: int | None = None
    """
    How many people speak; None lets the engine decide.
    """
    tier: Tier = Tier.ACCURATE
    topics: int | None = None
    """
    How many topics there are; None lets the text decide.
    """
    transcriber: str | None = None
    """
    A name in the catalogue; None takes the best that is there.
    """
    vocabulary: list[str] = []
    """
    Names and brands as they are to be written, for example ``Kubernetes``.
    """


class JobPage(BaseModel):
    data: list[JobAnswer]
    page: int
    pages: int
    total: int


class JobUsage(BaseModel):
    bytes: int
    """
    Of the clips, in all their versions.
    """
    dollars: float | None
    """
    For language models; None where the price of one is not known.
    """
    gpu_seconds: float
    processor_seconds: float
    steps: list[StepUse]
    tokens_in: int
    tokens_out: int


class MadeClip(BaseModel):
    """
    A clip, and why it was chosen.
    """

    description: str
    end: float
    format: str
    id: str
    loudness: float | None
    score: float
    scores: Scores | None
    start: float
    state: str
    steps: list[RanStep]
    tags: list[str]
    title: str
    version: int
    warnings: list[str]


class MemberAnswer(BaseModel):
    email: str
    name: str
    role: Role
    since: AwareDatetime
    user: UUID


class Membership(BaseModel):
    name: str
    permissions: list[Permission]
    role: Role
    workspace: UUID


class NewBrand(BaseModel):
    model_config = ConfigDict(extra="forbid")
    brand: BrandPlan | None = None
    name: str


class NewInvitation(BaseModel):
    model_config = ConfigDict(extra="forbid")
    email: EmailStr
    role: Role


class NewJob(BaseModel):
    model_config = ConfigDict(extra="forbid")
    options: JobOptions | None = None
    source: str | None = None
    """
    A link to a recording; or else an upload.
    """
    title: str = ""
    upload: UUID | None = None
    """
    A confirmed upload; or else a link.
    """


class NewRole(BaseModel):
    model_config = ConfigDict(extra="forbid")
    role: Role


class NewToken(BaseModel):
    model_config = ConfigDict(extra="forbid")
    days: int | None = 90
    """
    How long it is good for; None until it is revoked.
    """
    name: str
    scopes: list[Permission]


class Ran(BaseModel):
    """
    What really ran when a step was done.
    """

    attempt: int
    cached: bool = False
    device: Device1 = Device1.CPU
    engine: str
    note: str = ""
    seconds: float
    started: float
    used: Annotated[list[TokenUse], Field(validate_default=True)] = []
    worker: str


class Report(BaseModel):
    """
    What a job found and made. What is not known, or not kept any more, is empty.
    """

    clips: list[MadeClip]
    created_at: str
    duration: float | None
    engines: dict[str, str]
    error: str
    job: str
    language: str
    languages: list[str]
    source: str
    source_kind: str
    state: str
    steps: list[RanStep]
    title: str
    topics: list[FoundTopic]
    updated_at: str
    warnings: list[str]


class SceneLayout(BaseModel):
    """
    Another layout for a stretch of the source.
    """

    model_config = ConfigDict(extra="forbid")
    name: str = "follow"
    panels: Annotated[list[Panel], Field(validate_default=True)] = []
    span: Span


class StepAnswer(BaseModel):
    attempt: int
    cached: bool
    clip_id: UUID | None
    ended_at: AwareDatetime | None
    engine: str
    error: str
    name: StepName
    note: str
    part: int | None
    progress: float
    round: int
    seconds: float | None
    started_at: AwareDatetime | None
    state: StepState
    worker: str


class StepReport(BaseModel):
    """
    One step of a job.
    """

    clip_id: str | None = None
    error: str = ""
    name: StepName
    output_key: str = ""
    part: int | None = None
    ran: Ran | None = None
    round: int = 1
    state: StepState = StepState.RUNNING


class Transcript(BaseModel):
    """
    Everything that was said. Words are in order and do not overlap.
    """

    duration: float
    engine: str
    language: str
    languages: Annotated[list[SpokenLanguage], Field(validate_default=True)] = []
    note: str = ""
    sentence_ends: list[int] = []
    words: Annotated[list[Word], Field(validate_default=True)] = []


class UsageAnswer(BaseModel):
    tier: str
    uses: list[UseAnswer]
    workspace: UUID


class AddEffect(BaseModel):
    """
    Add an effect after those that are there.
    """

    model_config = ConfigDict(extra="forbid")
    effect: EffectPlan
    op: Literal["add_effect"] = "add_effect"


class AudioPlan(BaseModel):
    """
    Level, cleaning and what is added.
    """

    model_config = ConfigDict(extra="forbid")
    censoring: Censoring | None = None
    crossfade: float = 0.015
    denoise: str | None = None
    loudness: float = -14.0
    music: MusicPlan | None = None
    sounds: Annotated[list[SoundMark], Field(validate_default=True)] = []
    true_peak: float = -1.0


class BrandAnswer(BaseModel):
    brand: BrandPlan
    created_at: AwareDatetime
    id: UUID
    name: str
    updated_at: AwareDatetime


class BrandChange(BaseModel):
    model_config = ConfigDict(extra="forbid")
    brand: BrandPlan | None = None
    """
    The whole new looks.
    """
    name: str | None = None


class Operations(
    RootModel[
        SetField
        | DeleteWords
        | ReplaceWords
        | AddEffect
        | RemoveEffect
        | ColdOpen
        | Tighten
        | AddSounds
        | Censor
        | CutOnBeat
    ]
):
    root: Annotated[
        SetField
        | DeleteWords
        | ReplaceWords
        | AddEffect
        | RemoveEffect
        | ColdOpen
        | Tighten
        | AddSounds
        | Censor
        | CutOnBeat,
        Field(discriminator="op"),
    ]


class Edit(BaseModel):
    model_config = ConfigDict(extra="forbid")
    base: Annotated[int, Field(examples=[1])]
    """
    The newest version that you know. When there is a later one, nothing is changed.
    """
    dry_run: bool = False
    """
    Tell what would change; keep nothing.
    """
    operations: Annotated[
        list[Operations],
        Field(
            examples=[
                [
                    {"op": "set", "path": "captions.style", "value": "karaoke"},
                    {"first": 3, "last": 5, "op": "delete_words"},
                    {"op": "tighten", "speed": "natural"},
                ]
            ],
            validate_default=True,
        ),
    ] = []
    """
    What is done to the plan, one after the other.
    """
    version: int | None = None
    """
    The version that is changed; else the newest. To go back to one, change nothing of it.
    """


class JobReport(BaseModel):
    """
    Everything about a job that fits on a page.
    """

    artifacts: dict[str, str] | None = None
    clips: Annotated[list[ClipReport], Field(validate_default=True)] = []
    error: str = ""
    job: str
    note: str = ""
    paused: bool = False
    state: JobState
    steps: Annotated[list[StepReport], Field(validate_default=True)] = []
    title: str = ""
    workflow_id: str
    workspace: str


class LayoutPlan(BaseModel):
    """
    The layout of the clip.
    """

    model_config = ConfigDict(extra="forbid")
    name: str = "follow"
    panels: Annotated[list[Panel], Field(validate_default=True)] = []
    scenes: Annotated[list[SceneLayout], Field(validate_default=True)] = []


class Me(BaseModel):
    created_at: AwareDatetime
    email: str
    id: UUID
    name: str
    workspaces: list[Membership]


class ClipPlan(BaseModel):
    """
    Everything that decides what a clip looks and sounds like.
    """

    model_config = ConfigDict(extra="forbid")
    audio: AudioPlan | None = None
    brand: BrandPlan | None = None
    broll: Annotated[list[BRoll], Field(validate_default=True)] = []
    captions: CaptionPlan | None = None
    clip_id: str
    effects: Annotated[list[EffectPlan], Field(validate_default=True)] = []
    eye_contact: str | None = None
    green_screen: GreenScreen | None = None
    hook: HookPlan | None = None
    layout: LayoutPlan | None = None
    markers: Annotated[list[Marker], Field(validate_default=True)] = []
    media: MediaInfo
    output: OutputPlan | None = None
    source: Artifact
    spans: list[Span]
    stickers: Annotated[list[Sticker], Field(validate_default=True)] = []
    thumbnail: ThumbnailPlan | None = None
    title: str
    transitions: Annotated[list[TransitionPlan], Field(validate_default=True)] = []
    version: Literal[2] = 2


class PlanAnswer(BaseModel):
    clip: UUID
    newest: int
    """
    The newest version: what a change names as its base.
    """
    plan: ClipPlan
    version: int
