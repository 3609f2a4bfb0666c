"""What goes over the line. Made by `make clients`; do not edit."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, EmailStr, Field, RootModel


class Acceptance(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        use_attribute_docstrings=True,
    )
    token: str


class Account(BaseModel):
    model_config = ConfigDict(
        use_attribute_docstrings=True,
    )
    created_at: AwareDatetime
    email: str
    id: UUID
    name: str


class Artifact(BaseModel):
    """
    A stored file. The key starts with the workspace and names the file for ever.
    """

    model_config = ConfigDict(
        use_attribute_docstrings=True,
    )
    key: str
    size: int


class AttemptAnswer(BaseModel):
    model_config = ConfigDict(
        use_attribute_docstrings=True,
    )
    at: AwareDatetime
    error: str
    excerpt: str
    number: int
    round: int
    seconds: float
    status: int | None


class AuditAnswer(BaseModel):
    model_config = ConfigDict(
        use_attribute_docstrings=True,
    )
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
    model_config = ConfigDict(
        use_attribute_docstrings=True,
    )
    data: list[AuditAnswer]
    page: int
    pages: int
    total: int


class Batch(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        use_attribute_docstrings=True,
    )
    clips: list[UUID]


class ClipState(StrEnum):
    PLANNED = "planned"
    RENDERING = "rendering"
    READY = "ready"
    APPROVED = "approved"
    REJECTED = "rejected"
    FAILED = "failed"
    CANCELLED = "cancelled"


class CommentAnswer(BaseModel):
    model_config = ConfigDict(
        use_attribute_docstrings=True,
    )
    at: float | None
    clip_id: UUID
    created_at: AwareDatetime
    id: UUID
    mentions: list[UUID]
    resolved_at: AwareDatetime | None
    text: str
    user_id: UUID


class Credentials(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        use_attribute_docstrings=True,
    )
    cookies: bool = False
    """
    For pages: the tokens come as cookies that no script can read, and not in the answer.
    """
    email: str
    password: str


class Deleted(BaseModel):
    model_config = ConfigDict(
        use_attribute_docstrings=True,
    )
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
    model_config = ConfigDict(
        use_attribute_docstrings=True,
    )
    address: str
    created_at: AwareDatetime
    current: bool
    device: str
    id: UUID
    seen_at: AwareDatetime


class Download(BaseModel):
    model_config = ConfigDict(
        use_attribute_docstrings=True,
    )
    filename: str
    url: str
    """
    Whoever has it can read the file, without a token, for an hour.
    """


class ErrorBody(BaseModel):
    model_config = ConfigDict(
        use_attribute_docstrings=True,
    )
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
    model_config = ConfigDict(
        use_attribute_docstrings=True,
    )
    name: str
    """
    What it is: ``transcript``, ``scenes``, ``faces``, ``sound``, ``topics`` and so on.
    """
    url: str
    """
    Whoever has it can read the file, which is JSON, without a token, for an hour.
    """


class FreshSecret(BaseModel):
    model_config = ConfigDict(
        use_attribute_docstrings=True,
    )
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
    model_config = ConfigDict(
        use_attribute_docstrings=True,
    )
    created_at: AwareDatetime
    expires_at: AwareDatetime
    id: UUID
    job_id: UUID
    token: str
    """
    Whoever has it sees the clips; it is shown this once.
    """


class State(StrEnum):
    OK = "ok"
    DEGRADED = "degraded"


class Health(BaseModel):
    model_config = ConfigDict(
        use_attribute_docstrings=True,
    )
    database: bool
    state: State
    temporal: bool


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


class LoggedDelivery(BaseModel):
    model_config = ConfigDict(
        use_attribute_docstrings=True,
    )
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
    model_config = ConfigDict(
        use_attribute_docstrings=True,
    )
    data: list[LoggedDelivery]
    page: int
    pages: int
    total: int


class Corner(StrEnum):
    TOP_LEFT = "top-left"
    TOP_RIGHT = "top-right"
    BOTTOM_LEFT = "bottom-left"
    BOTTOM_RIGHT = "bottom-right"


class Logo(BaseModel):
    """
    A picture in a corner of the safe area.
    """

    model_config = ConfigDict(
        extra="forbid",
        use_attribute_docstrings=True,
    )
    corner: Corner = Corner.TOP_RIGHT
    file: Artifact
    opacity: Annotated[float, Field(gt=0.0)] = 0.9
    width: float = 0.16


class NewShare(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        use_attribute_docstrings=True,
    )
    days: int = 7


class NewSubscription(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        use_attribute_docstrings=True,
    )
    description: str = ""
    events: list[EventKind]
    url: str
    """
    Where to send it: ``https://`` and a host that everybody can reach.
    """


class NewUpload(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        use_attribute_docstrings=True,
    )
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
    model_config = ConfigDict(
        extra="forbid",
        use_attribute_docstrings=True,
    )
    name: str


class PartAddress(BaseModel):
    model_config = ConfigDict(
        use_attribute_docstrings=True,
    )
    method: str = "PUT"
    url: str
    """
    Takes the part by PUT. One of another host takes it without a token, for an hour.
    """


class PartAnswer(BaseModel):
    model_config = ConfigDict(
        use_attribute_docstrings=True,
    )
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


class Ran(BaseModel):
    """
    What really ran when a step was done.
    """

    model_config = ConfigDict(
        use_attribute_docstrings=True,
    )
    attempt: int
    cached: bool = False
    engine: str
    note: str = ""
    seconds: float
    started: float
    worker: str


class Reason(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        use_attribute_docstrings=True,
    )
    why: str = ""


class Registration(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        use_attribute_docstrings=True,
    )
    email: EmailStr
    name: str = ""
    password: str


class Remark(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        use_attribute_docstrings=True,
    )
    at: float | None = None
    """
    Seconds of the clip; None for the clip as a whole.
    """
    mentions: list[UUID] = []
    """
    Members whom it concerns.
    """
    text: str


class Renewal(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        use_attribute_docstrings=True,
    )
    refresh_token: str | None = None
    """
    A page leaves it out: its cookie is taken.
    """


class Reset(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        use_attribute_docstrings=True,
    )
    password: str
    token: str


class Resolution(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        use_attribute_docstrings=True,
    )
    resolved: bool


class Role(StrEnum):
    """
    A person's place in a workspace.
    """

    VIEWER = "viewer"
    EDITOR = "editor"
    ADMIN = "admin"
    OWNER = "owner"


class SentTag(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        use_attribute_docstrings=True,
    )
    number: int
    tag: str


class ShareAnswer(BaseModel):
    model_config = ConfigDict(
        use_attribute_docstrings=True,
    )
    created_at: AwareDatetime
    expires_at: AwareDatetime
    id: UUID
    job_id: UUID


class SharedClip(BaseModel):
    model_config = ConfigDict(
        use_attribute_docstrings=True,
    )
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
    model_config = ConfigDict(
        use_attribute_docstrings=True,
    )
    clips: list[SharedClip]
    expires_at: AwareDatetime
    title: str


class Span(BaseModel):
    """
    From ``start`` up to but not including ``end``, both in seconds.
    """

    model_config = ConfigDict(
        use_attribute_docstrings=True,
    )
    end: float
    start: float


class SpokenLanguage(BaseModel):
    """
    A stretch of the recording in one language.
    """

    model_config = ConfigDict(
        use_attribute_docstrings=True,
    )
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


class SubscriptionAnswer(BaseModel):
    model_config = ConfigDict(
        use_attribute_docstrings=True,
    )
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

    model_config = ConfigDict(
        extra="forbid",
        use_attribute_docstrings=True,
    )
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

    model_config = ConfigDict(
        use_attribute_docstrings=True,
    )
    at: float
    key: str


class Tier(StrEnum):
    """
    How much a job takes for how good a result.
    """

    ACCURATE = "accurate"
    FAST = "fast"


class TokenAnswer(BaseModel):
    model_config = ConfigDict(
        use_attribute_docstrings=True,
    )
    created_at: AwareDatetime
    expires_at: AwareDatetime | None
    id: UUID
    name: str
    scopes: list[Permission]
    used_at: AwareDatetime | None


class Tokens(BaseModel):
    model_config = ConfigDict(
        use_attribute_docstrings=True,
    )
    access_token: str | None = None
    """
    None when the tokens came as cookies.
    """
    expires_in: int = 900
    refresh_token: str | None = None
    token_type: str = "Bearer"


class UploadAnswer(BaseModel):
    model_config = ConfigDict(
        use_attribute_docstrings=True,
    )
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


class Verdict(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        use_attribute_docstrings=True,
    )
    clips: list[UUID] = []
    why: str = ""


class VersionAnswer(BaseModel):
    model_config = ConfigDict(
        use_attribute_docstrings=True,
    )
    base: int | None
    created_at: AwareDatetime
    operations: list[dict[str, Any]]
    state: ClipState
    version: int


class Watermark(BaseModel):
    """
    A faint text over the picture.
    """

    model_config = ConfigDict(
        extra="forbid",
        use_attribute_docstrings=True,
    )
    opacity: Annotated[float, Field(gt=0.0)] = 0.35
    text: str


class Word(BaseModel):
    """
    One spoken word with the time it was spoken, in seconds of the source.
    """

    model_config = ConfigDict(
        use_attribute_docstrings=True,
    )
    confidence: float = 1.0
    end: float
    speaker: str | None = None
    start: float
    text: str


class WorkspaceAnswer(BaseModel):
    model_config = ConfigDict(
        use_attribute_docstrings=True,
    )
    created_at: AwareDatetime
    id: UUID
    name: str
    tier: str


class BrandPlan(BaseModel):
    """
    The looks of a brand.
    """

    model_config = ConfigDict(
        extra="forbid",
        use_attribute_docstrings=True,
    )
    colour: str | None = None
    font: str | None = None
    logo: Logo | None = None
    outro: Artifact | None = None
    outro_seconds: float = 2.0
    watermark: Watermark | None = None


class ClipAnswer(BaseModel):
    model_config = ConfigDict(
        use_attribute_docstrings=True,
    )
    created_at: AwareDatetime
    end: float
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
    start: float
    """
    Seconds of the source.
    """
    state: ClipState
    title: str
    updated_at: AwareDatetime
    version: int


class ClipPage(BaseModel):
    model_config = ConfigDict(
        use_attribute_docstrings=True,
    )
    data: list[ClipAnswer]
    page: int
    pages: int
    total: int


class ClipReport(BaseModel):
    """
    One clip of a job, with the storage keys of its files once they are there.
    """

    model_config = ConfigDict(
        use_attribute_docstrings=True,
    )
    candidate: int = -1
    captions_key: str = ""
    clip_id: str
    clip_key: str = ""
    end: float
    error: str = ""
    format: str = ""
    loudness: float | None = None
    plan_key: str
    score: float
    spec_key: str = ""
    start: float
    state: ClipState = ClipState.PLANNED
    thumbnail_key: str = ""
    thumbnails: Annotated[list[Thumbnail], Field(validate_default=True)] = []
    title: str
    version: int = 1


class Confirmation(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        use_attribute_docstrings=True,
    )
    parts: Annotated[list[SentTag], Field(validate_default=True)] = []
    """
    What you believe to have sent; empty when you do not say.
    """
    upload: UUID


class DeliveryAnswer(BaseModel):
    model_config = ConfigDict(
        use_attribute_docstrings=True,
    )
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


class ErrorAnswer(BaseModel):
    """
    What every refusal looks like.
    """

    model_config = ConfigDict(
        use_attribute_docstrings=True,
    )
    error: ErrorBody


class FreshToken(BaseModel):
    model_config = ConfigDict(
        use_attribute_docstrings=True,
    )
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
    model_config = ConfigDict(
        use_attribute_docstrings=True,
    )
    email: str
    expires_at: AwareDatetime
    id: UUID
    role: Role
    token: str
    """
    For who is invited; it is shown this once. Accepting takes an account with this address.
    """


class JobAnswer(BaseModel):
    model_config = ConfigDict(
        use_attribute_docstrings=True,
    )
    created_at: AwareDatetime
    created_by: UUID | None
    error: str
    id: UUID
    mode: str
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

    model_config = ConfigDict(
        extra="forbid",
        use_attribute_docstrings=True,
    )
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
    model_config = ConfigDict(
        use_attribute_docstrings=True,
    )
    data: list[JobAnswer]
    page: int
    pages: int
    total: int


class MemberAnswer(BaseModel):
    model_config = ConfigDict(
        use_attribute_docstrings=True,
    )
    email: str
    name: str
    role: Role
    since: AwareDatetime
    user: UUID


class Membership(BaseModel):
    model_config = ConfigDict(
        use_attribute_docstrings=True,
    )
    name: str
    permissions: list[Permission]
    role: Role
    workspace: UUID


class NewBrand(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        use_attribute_docstrings=True,
    )
    brand: BrandPlan | None = None
    name: str


class NewInvitation(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        use_attribute_docstrings=True,
    )
    email: EmailStr
    role: Role


class NewJob(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        use_attribute_docstrings=True,
    )
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
    model_config = ConfigDict(
        extra="forbid",
        use_attribute_docstrings=True,
    )
    role: Role


class NewToken(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        use_attribute_docstrings=True,
    )
    days: int | None = 90
    """
    How long it is good for; None until it is revoked.
    """
    name: str
    scopes: list[Permission]


class StepAnswer(BaseModel):
    model_config = ConfigDict(
        use_attribute_docstrings=True,
    )
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

    model_config = ConfigDict(
        use_attribute_docstrings=True,
    )
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

    model_config = ConfigDict(
        use_attribute_docstrings=True,
    )
    duration: float
    engine: str
    language: str
    languages: Annotated[list[SpokenLanguage], Field(validate_default=True)] = []
    note: str = ""
    sentence_ends: list[int] = []
    words: Annotated[list[Word], Field(validate_default=True)] = []


class BrandAnswer(BaseModel):
    model_config = ConfigDict(
        use_attribute_docstrings=True,
    )
    brand: BrandPlan
    created_at: AwareDatetime
    id: UUID
    name: str
    updated_at: AwareDatetime


class BrandChange(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        use_attribute_docstrings=True,
    )
    brand: BrandPlan | None = None
    """
    The whole new looks.
    """
    name: str | None = None


class JobReport(BaseModel):
    """
    Everything about a job that fits on a page.
    """

    model_config = ConfigDict(
        use_attribute_docstrings=True,
    )
    artifacts: dict[str, str] | None = None
    clips: Annotated[list[ClipReport], Field(validate_default=True)] = []
    error: str = ""
    job: str
    paused: bool = False
    state: JobState
    steps: Annotated[list[StepReport], Field(validate_default=True)] = []
    title: str = ""
    workflow_id: str
    workspace: str


class Me(BaseModel):
    model_config = ConfigDict(
        use_attribute_docstrings=True,
    )
    created_at: AwareDatetime
    email: str
    id: UUID
    name: str
    workspaces: list[Membership]
