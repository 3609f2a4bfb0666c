"""Every setting, read from the environment: ``CLIPPED_<GROUP>__<NAME>``."""

import os
from functools import lru_cache
from pathlib import Path
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field, HttpUrl, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from core.domain.quota import TierName
from core.login_providers import LoginProvider
from core.mail_settings import MailSettings


def _home(variable: str, fallback: str) -> Path:
    return Path(os.environ.get(variable) or Path.home() / fallback) / "clippedai"


class IngestSettings(BaseModel):
    allowed_hosts: tuple[str, ...] = (
        "youtube.com",
        "youtu.be",
        "twitch.tv",
        "vimeo.com",
        "instagram.com",
        "tiktok.com",
        "x.com",
    )
    """Hosts, with their subdomains, that a link may lead to."""
    extra_hosts: tuple[str, ...] = ()
    """Hosts that the operator adds to the list above."""
    private_addresses: bool = False
    """Let links lead to private, loopback and link-local addresses."""
    max_hours: float = Field(default=4.0, gt=0, le=10)
    max_height: int = 2160
    """Short side of the picture in pixels: 2160 is 4K."""
    max_mbit: float = 50.0
    part_minutes: float = Field(default=20.0, ge=0.5)
    """A longer recording is divided into parts of about this length, each worked on by itself."""
    proxy: str | None = None
    cookies: Path | None = None
    """A cookie file in Netscape format for yt-dlp."""


class SpeechEndpoint(BaseModel):
    """An OpenAI-compatible service that transcribes. The sound leaves this machine for it."""

    base_url: HttpUrl | None = None
    """Up to and with the version, for example ``https://api.openai.com/v1``. None means that it
    is never asked."""
    # Excluded, so that a new key or more patience does not make every transcript anew.
    api_key: SecretStr = Field(default=SecretStr(""), exclude=True)
    model: str = "whisper-1"
    """One that tells word times: with OpenAI only ``whisper-1`` does."""
    timeout: float = Field(default=300.0, gt=0, exclude=True)
    """Seconds for the answer to one upload, which holds up to ten minutes of sound."""


class DeepgramSettings(BaseModel):
    """Deepgram. The sound leaves this machine for it."""

    api_key: SecretStr = Field(default=SecretStr(""), exclude=True)
    """Empty means that it is never asked."""
    base_url: HttpUrl = HttpUrl("https://api.deepgram.com")
    model: str = "nova-3"
    timeout: float = Field(default=300.0, gt=0, exclude=True)
    """Seconds for the answer to one upload, which holds up to ten minutes of sound."""


class TranscribeSettings(BaseModel):
    whisper_model: str = "small"
    """What the accurate tier hears with on a processor: a model of the store, without the
    ``faster-whisper-`` of its name. On two cores ``small`` takes about a third of the
    recording's time, ``large-v3`` several times the recording. Who can wait or has many cores
    sets ``large-v3-turbo``; who hears English alone, ``distil-large-v3``."""
    gpu_model: str = "large-v3"
    """What the accurate tier hears with on a GPU."""
    beam_size: int = Field(default=5, ge=1, le=10)
    """How many readings the accurate tier follows at once."""
    fast_model: str = "small"
    """What the fast tier hears with everywhere, one reading at a time. The accurate tier takes
    it when its own model cannot be had."""
    alignment_models: dict[str, Path] = {}
    """For each language, ISO 639-1, a folder with a wav2vec2 model that recognises letters, as
    ``transformers`` stores it. WhisperX hears these languages; without any it is not used."""
    whisperx_model: Path | None = None
    """A folder with a Whisper model for CTranslate2, for example of ``large-v2``, in place of
    the model of the store."""
    openai: SpeechEndpoint = SpeechEndpoint()
    deepgram: DeepgramSettings = DeepgramSettings()

    def hurried(self) -> "TranscribeSettings":
        """Return the settings of the fast tier."""
        model = {"whisper_model": self.fast_model, "gpu_model": self.fast_model}
        return self.model_copy(update={**model, "beam_size": 1})


class DiarizeSettings(BaseModel):
    pyannote_pipeline: str = ""
    """A folder with a pipeline of pyannote.audio 4, or the name of one on the Hugging Face hub,
    for example ``pyannote/speaker-diarization-community-1``: its owners ask who fetches it, so
    it is never fetched without this. Empty means that it is not used."""
    hub_token: SecretStr = Field(default=SecretStr(""), exclude=True)
    """The token of somebody who accepted the conditions of that pipeline on the hub."""


class ScenesSettings(BaseModel):
    transnetv2: bool = False
    """Find cuts with TransNetV2: exact on slow transitions, at ease on a GPU. A processor takes
    for it as long as the recording."""


class FaceTrackSettings(BaseModel):
    """Engines that are used when their weights are there. None of the weights is fetched."""

    insightface_models: Path | None = None
    """The folder of an insightface model pack, for example ``buffalo_l``, to know people again."""
    yolo_weights: Path | None = None
    """A file of YOLO weights, to see people without a face."""
    lr_asd_weights: Path | None = None
    """A file of LR-ASD weights, to tell who speaks."""


# Hosts of language models that a name alone is enough for. Every one of them takes the same
# open-weight model; prices change too often to be written down here.
_KNOWN_MODELS = {
    "cerebras": {"base_url": "https://api.cerebras.ai/v1", "model": "gpt-oss-120b"},
    "groq": {"base_url": "https://api.groq.com/openai/v1", "model": "openai/gpt-oss-120b"},
    "together": {"base_url": "https://api.together.xyz/v1", "model": "openai/gpt-oss-120b"},
    "local": {"base_url": "http://127.0.0.1:11434/v1", "model": "gpt-oss:20b"},
}


class LanguageModel(BaseModel):
    """One OpenAI-compatible endpoint.

    ``cerebras``, ``groq``, ``together`` and ``local`` (Ollama on this machine) are known
    by their name; any other needs its ``base_url`` and its ``model``.
    """

    name: str
    base_url: HttpUrl
    model: str
    api_key: SecretStr = SecretStr("none")
    timeout: float = Field(default=45.0, gt=0)
    """Seconds for one answer."""
    price_in: float | None = Field(default=None, ge=0)
    """US dollars for a million tokens that are read; None means that no cost is told."""
    price_out: float | None = Field(default=None, ge=0)
    """The same for tokens that are written."""

    @model_validator(mode="before")
    @classmethod
    def _known(cls, given: object) -> object:
        if not isinstance(given, dict):
            return given
        return {**_KNOWN_MODELS.get(str(given.get("name")), {}), **given}


class ListenSettings(BaseModel):
    classifier_model: Path | None = None
    """An ONNX file of YAMNet, which also knows laughter, applause, cheers and shouts. Nothing
    of it is fetched."""


class SelectSettings(BaseModel):
    language_models: tuple[LanguageModel, ...] = ()
    """Asked in this order until one answers; none means the built-in scorer decides."""
    screening: LanguageModel | None = None
    """A small, fast model that reads more moments than the others and passes on the best."""
    trends: tuple[str, ...] = ()
    """What people look for now, each in a word or a few, for example ``electric cars``."""


class BRollSettings(BaseModel):
    """Where footage to show over the speech comes from."""

    pexels_key: SecretStr = SecretStr("")
    """Empty means that Pexels is never asked. What is looked for leaves this machine for it."""
    pexels_url: HttpUrl = HttpUrl("https://api.pexels.com")
    folder: Path | None = None
    """A folder with videos of your own; None means ``footage/WORKSPACE`` in the data folder."""


class JobSettings(BaseModel):
    patience: float = Field(default=1.0, gt=0)
    """Factor on the waits between the attempts of a step."""


class DatabaseSettings(BaseModel):
    url: SecretStr | None = None
    """``postgresql://…``; None means the embedded server."""
    api_url: SecretStr | None = None
    """The same for the API, as the role ``clippedai_api``; None means that the system gives this
    role a new password whenever it starts."""


class ApiSettings(BaseModel):
    host: str = "127.0.0.1"
    """Where the API listens: this machine only, unless a proxy or a container stands before it."""
    port: int = Field(default=8400, ge=0, le=65535)
    """The system takes another one when this one is taken."""
    origin: str | None = None
    """The address at which people reach it, for example ``https://clips.example.com``; None for
    the one that it listens at. Only pages from there may use its cookies."""
    trusted_proxies: tuple[str, ...] = ()
    """Addresses of the proxies whose word about the caller's address is taken."""
    registration: bool = True
    """People may make an account without an invitation."""
    max_body: int = Field(default=1_000_000, ge=10_000)
    """Bytes of a request, but for the parts of an upload."""
    max_upload: int = Field(default=2_000_000_000, ge=1)
    """Bytes of a file that is uploaded."""
    requests_per_minute: int = Field(default=100, ge=1)
    """Of one person. Logins and new accounts have limits of their own."""
    tier: TierName = "unlimited"
    """What new workspaces may use, as ``core.domain.quota`` says."""
    max_backlog: int = Field(default=1000, ge=0)
    """Tasks that wait in a queue; with more of them, new jobs are refused for a while."""
    idle_hours: float = Field(default=7 * 24, gt=0)
    """A login that nobody renews for so long is over."""
    session_hours: float = Field(default=30 * 24, gt=0)
    """A login is over after so long however often it is renewed."""
    confirm_hours: float = Field(default=12, gt=0)
    """Who changes what lets others in has shown within so long who they are."""
    log_allowed: bool = False
    """Write what people are let do into the security log as well, not only what they are not."""
    oidc: tuple[LoginProvider, ...] = ()
    """Services that people may log in with, shown in this order."""
    private_hosts: tuple[str, ...] = ()
    """Hosts of such services that may have a private address, and be spoken to without TLS."""
    rate_storage: str = "memory://"
    """Where rates are counted, as ``limits`` writes it; several processes need one they share."""


class WebhookSettings(BaseModel):
    private_addresses: bool = False
    """Send to private, loopback and link-local addresses, and without TLS. Whoever may change the
    settings of a workspace can then reach this network."""
    timeout: float = Field(default=15.0, gt=0, le=40)
    """Seconds for one attempt, from looking up the name to the end of the answer."""
    platforms: dict[str, SecretStr] = {}
    """What platforms sign their calls with, by name: for ``tiktok`` the client secret of the app,
    for every other one a secret of Standard Webhooks, ``whsec_`` and base64."""


class ObjectSettings(BaseModel):
    """Where files are kept: below the data folder, or in a bucket of any S3."""

    kind: Literal["folder", "s3"] = "folder"
    bucket: str = ""
    """The bucket exists already. For uploads from pages of another address, its CORS rules must
    allow PUT and show the header ``ETag``; a rule should remove unfinished uploads after days."""
    endpoint: HttpUrl | None = None
    """None for Amazon's own."""
    public_endpoint: HttpUrl | None = None
    """Where browsers reach the bucket, if that is not the endpoint."""
    region: str = "us-east-1"
    access_key: str = ""
    """Empty for what the machine itself may do, or ``AWS_ACCESS_KEY_ID``."""
    secret_key: SecretStr = SecretStr("")
    path_style: bool = True
    """The bucket stands in the path of an address, not in its host."""
    cache_gb: float = Field(default=20.0, ge=0)
    """How much of the bucket each machine keeps at hand, in 10^9 bytes; more only while steps
    read it."""


class VaultSettings(BaseModel):
    """HashiCorp Vault or OpenBao, whose Transit engine then holds the keys instead of files.

    There it needs three keys: ``NAME-sealing`` and ``NAME-passwords`` of type ``aes256-gcm96``,
    and ``NAME-tokens`` of type ``ed25519``. What files sealed before, a vault cannot read.
    """

    address: HttpUrl | None = None
    """For example ``https://vault.example.com:8200``; None means that keys are files."""
    token: SecretStr = SecretStr("")
    """It is renewed as long as the system is used; AppRole also gets new ones."""
    role_id: str = ""
    """Of AppRole, in place of a token."""
    secret_id: SecretStr = SecretStr("")
    approle_mount: str = "approle"
    transit_mount: str = "transit"
    keys: str = Field(default="clippedai", pattern=r"^[a-zA-Z0-9_-]+$")
    """What the names of the keys begin with."""
    namespace: str = ""
    ca_file: Path | None = None
    """Whose certificates are taken, in PEM; None for those that everybody takes."""
    timeout: float = Field(default=5.0, gt=0)
    """Seconds for one answer."""


class RetentionSettings(BaseModel):
    """After how many days what is deleted. Clips stay until somebody deletes them."""

    source_days: float = Field(default=7.0, gt=0)
    """Sources, uploads, analysis and what steps left, after the last change of every job and clip
    that came of them. A clip stays as it is; to render it again takes the source again."""
    event_days: float = Field(default=7.0, gt=0)
    """What whoever was away for long can still be told of."""
    record_days: float = Field(default=90.0, gt=0)
    """What people did, the steps of jobs, and the log of webhooks."""
    deleted_days: float = Field(default=7.0, gt=0)
    """What people deleted, logins and links that ended."""
    upload_hours: float = Field(default=24.0, gt=0)
    """An upload that nobody finished."""
    lost_hours: float = Field(default=1.0, gt=0)
    """A job that is not over and changes nothing for so long is closed if it has no workflow."""


class WorkerSettings(BaseModel):
    cpu_slots: int = Field(default_factory=lambda: max(2, os.cpu_count() or 1), ge=1)
    """Steps of the cpu queue at once."""
    render_slots: int = Field(default_factory=lambda: max(1, (os.cpu_count() or 1) // 2), ge=1)
    cached_workflows: int = Field(default=200, ge=0)
    grace_seconds: float = Field(default=10.0, ge=0)
    """How long a stopping worker lets running steps finish."""


class Settings(BaseSettings):
    """All settings. Unset ones have a default that works on a laptop without network."""

    model_config = SettingsConfigDict(
        env_prefix="CLIPPED_", env_nested_delimiter="__", extra="ignore"
    )

    data_dir: Path = Field(default_factory=lambda: _home("XDG_DATA_HOME", ".local/share"))
    """Database, stored files, logs."""
    cache_dir: Path = Field(default_factory=lambda: _home("XDG_CACHE_HOME", ".cache"))
    """What can be fetched or built again: models, the Temporal server, the sample."""
    workspace: UUID = UUID(int=1)
    """Whose jobs the command line starts and lists."""
    offline: bool = Field(default_factory=lambda: os.environ.get("OFFLINE", "") not in {"", "0"})
    """Fetch nothing but the sources that a person asks for."""
    ingest: IngestSettings = IngestSettings()
    transcribe: TranscribeSettings = TranscribeSettings()
    diarize: DiarizeSettings = DiarizeSettings()
    scenes: ScenesSettings = ScenesSettings()
    face_track: FaceTrackSettings = FaceTrackSettings()
    listen: ListenSettings = ListenSettings()
    select: SelectSettings = SelectSettings()
    broll: BRollSettings = BRollSettings()
    job: JobSettings = JobSettings()
    database: DatabaseSettings = DatabaseSettings()
    objects: ObjectSettings = ObjectSettings()
    api: ApiSettings = ApiSettings()
    webhooks: WebhookSettings = WebhookSettings()
    vault: VaultSettings = VaultSettings()
    mail: MailSettings = MailSettings()
    retention: RetentionSettings = RetentionSettings()
    worker: WorkerSettings = Field(default_factory=WorkerSettings)

    @field_validator("data_dir", "cache_dir")
    @classmethod
    def _absolute(cls, path: Path) -> Path:
        return path.expanduser().resolve()


@lru_cache(maxsize=1)
def settings() -> Settings:
    """Return the settings of this process."""
    return Settings()
