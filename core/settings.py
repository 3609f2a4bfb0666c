"""Every setting, read from the environment: ``CLIPPED_<GROUP>__<NAME>``."""

import os
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from pydantic import BaseModel, Field, HttpUrl, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


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
    proxy: str | None = None
    cookies: Path | None = None
    """A cookie file in Netscape format for yt-dlp."""


class TranscribeSettings(BaseModel):
    whisper_model: str = "small"
    """A model of the store whose name starts with ``faster-whisper-``."""
    beam_size: int = Field(default=1, ge=1, le=10)


class LanguageModel(BaseModel):
    """One OpenAI-compatible endpoint."""

    name: str
    base_url: HttpUrl
    model: str
    api_key: SecretStr = SecretStr("none")
    timeout: float = Field(default=45.0, gt=0)
    """Seconds for one answer."""


class SelectSettings(BaseModel):
    language_models: tuple[LanguageModel, ...] = ()
    """Asked in this order until one answers; none means the built-in scorer decides."""


class JobSettings(BaseModel):
    patience: float = Field(default=1.0, gt=0)
    """Factor on the waits between the attempts of a step."""


class DatabaseSettings(BaseModel):
    url: SecretStr | None = None
    """``postgresql://…``; None means the embedded server."""


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
    select: SelectSettings = SelectSettings()
    job: JobSettings = JobSettings()
    database: DatabaseSettings = DatabaseSettings()
    worker: WorkerSettings = Field(default_factory=WorkerSettings)

    @field_validator("data_dir", "cache_dir")
    @classmethod
    def _absolute(cls, path: Path) -> Path:
        return path.expanduser().resolve()


@lru_cache(maxsize=1)
def settings() -> Settings:
    """Return the settings of this process."""
    return Settings()
