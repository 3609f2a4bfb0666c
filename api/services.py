"""What the routes stand on."""

from dataclasses import dataclass

from fastapi import Request
from limits.aio.storage import Storage
from limits.aio.strategies import MovingWindowRateLimiter
from limits.storage import storage_from_string
from starlette.requests import HTTPConnection
from temporalio.client import Client

from api.depths import Depths
from api.flags import Flags
from api.outbox import Outbox
from core.crypto import Keys, open_keys
from core.crypto.rings import key_ring
from core.db import Database
from core.objects import ObjectStore, UrlSigner, open_store
from core.settings import Settings


@dataclass(frozen=True)
class Services:
    """One of each for the whole process."""

    settings: Settings
    database: Database
    temporal: Client
    keys: Keys
    rates: MovingWindowRateLimiter
    depths: Depths
    store: ObjectStore
    signer: UrlSigner
    """Of addresses at which the API serves the files of a folder."""
    flags: Flags
    outbox: Outbox

    @property
    def origin(self) -> str:
        """Return the address at which people reach the API."""
        return origin(self.settings)

    @property
    def encrypted(self) -> bool:
        """Say whether people reach the API by https."""
        return self.origin.startswith("https:")


def services(settings: Settings, *, database: Database, temporal: Client) -> Services:
    """Return the services of a process that has its connections."""
    ring = key_ring(settings.data_dir / "secrets" / "object-links.json")
    signer = UrlSigner(ring, f"{origin(settings)}/api/objects")
    storage = storage_from_string(f"async+{settings.api.rate_storage}")
    assert isinstance(storage, Storage)
    keys = open_keys(settings)
    return Services(
        settings=settings,
        database=database,
        temporal=temporal,
        keys=keys,
        rates=MovingWindowRateLimiter(storage),
        depths=Depths(temporal),
        store=open_store(settings, signer),
        signer=signer,
        flags=Flags(database),
        outbox=Outbox(settings, keys, temporal, origin=origin(settings)),
    )


def origin(settings: Settings) -> str:
    """Return the address at which people reach the API of these settings."""
    rules = settings.api
    return (rules.origin or f"http://{rules.host}:{rules.port}").rstrip("/")


def of(connection: HTTPConnection) -> Services:
    """Return the services behind a request or a WebSocket."""
    found = connection.app.state.services
    assert isinstance(found, Services)
    return found


def provide(request: Request) -> Services:
    """Give a route its services."""
    return of(request)
