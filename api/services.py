"""What the routes stand on."""

from dataclasses import dataclass
from pathlib import Path

from fastapi import Request
from limits.aio.storage import Storage
from limits.aio.strategies import MovingWindowRateLimiter
from limits.storage import storage_from_string
from starlette.requests import HTTPConnection
from temporalio.client import Client

from core.db import Database
from core.keys import KeyRing, key_ring
from core.settings import Settings


@dataclass(frozen=True)
class Services:
    """One of each for the whole process."""

    settings: Settings
    database: Database
    temporal: Client
    keys: KeyRing
    """Of access tokens."""
    rates: MovingWindowRateLimiter


def services(settings: Settings, *, database: Database, temporal: Client) -> Services:
    """Return the services of a process that has its connections."""
    storage = storage_from_string(f"async+{settings.api.rate_storage}")
    assert isinstance(storage, Storage)
    return Services(
        settings=settings,
        database=database,
        temporal=temporal,
        keys=key_ring(secrets_folder(settings) / "access-tokens.json"),
        rates=MovingWindowRateLimiter(storage),
    )


def secrets_folder(settings: Settings) -> Path:
    """Return the folder for the keys that this installation signs with."""
    return settings.data_dir / "secrets"


def of(connection: HTTPConnection) -> Services:
    """Return the services behind a request or a WebSocket."""
    found = connection.app.state.services
    assert isinstance(found, Services)
    return found


def provide(request: Request) -> Services:
    """Give a route its services."""
    return of(request)
