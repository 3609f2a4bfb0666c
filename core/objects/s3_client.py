"""A connection to a bucket, and what its answers mean to us."""

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from typing import Any

import aioboto3
import aiohttp
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    CredentialRetrievalError,
    NoCredentialsError,
    PartialCredentialsError,
)
from pydantic import HttpUrl

from core.errors import (
    ClippedError,
    ConfigurationError,
    PermanentError,
    SourceNotFoundError,
    UpstreamBusyError,
)
from core.objects.errors import UploadGoneError
from core.objects.protocol import gone
from core.settings import ObjectSettings

_CONNECT_SECONDS = 10
_READ_SECONDS = 60
_ATTEMPTS = 3

_MISSING = {"404", "NoSuchKey", "NotFound"}
_BUSY = {"RequestTimeout", "SlowDown", "RequestTimeTooSkewed"}


class Connection:
    """The clients of one process; they are made when they are first used."""

    def __init__(self, options: ObjectSettings) -> None:
        self._options = options
        self._open = AsyncExitStack()
        self._clients: dict[str | None, Any] = {}
        self._making = asyncio.Lock()

    async def client(self) -> Any:  # aioboto3 has no types
        """Return the client that speaks to the bucket."""
        return await self._at(self._options.endpoint)

    async def signer(self) -> Any:
        """Return the client that signs addresses for people, and speaks to nobody."""
        public = self._options.public_endpoint
        return await self._at(public) if public else await self.client()

    async def close(self) -> None:
        """Close what is open."""
        self._clients.clear()
        await self._open.aclose()

    async def _at(self, endpoint: HttpUrl | None) -> Any:
        address = str(endpoint).rstrip("/") if endpoint else None
        async with self._making:
            if address not in self._clients:
                made = await self._open.enter_async_context(_client(self._options, address))
                self._clients[address] = made
            return self._clients[address]


def _client(options: ObjectSettings, endpoint: str | None) -> Any:
    secret = options.secret_key.get_secret_value()
    return aioboto3.Session().client(
        "s3",
        endpoint_url=endpoint,
        region_name=options.region,
        aws_access_key_id=options.access_key or None,
        aws_secret_access_key=secret or None,
        config=Config(
            signature_version="s3v4",
            s3={"addressing_style": "path" if options.path_style else "virtual"},
            connect_timeout=_CONNECT_SECONDS,
            read_timeout=_READ_SECONDS,
            retries={"mode": "standard", "max_attempts": _ATTEMPTS},
            # Many stores that speak S3 refuse the checksums that are sent unasked.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        ),
    )


@contextmanager
def answered(key: str) -> Iterator[None]:
    """Turn what can go wrong between us and the bucket into errors of ours.

    Raises:
        SourceNotFoundError: there is no such file.
        UploadGoneError: there is no such upload.
        ConfigurationError: the bucket refuses us, or there is none.
        UpstreamBusyError: it did not answer, or is busy.
    """
    try:
        yield
    except ClientError as error:
        raise _meaning(error, key) from error
    except (NoCredentialsError, PartialCredentialsError, CredentialRetrievalError) as error:
        raise ConfigurationError(
            "the bucket has no credentials; set CLIPPED_OBJECTS__ACCESS_KEY and __SECRET_KEY"
        ) from error
    except (BotoCoreError, aiohttp.ClientError, TimeoutError) as error:
        raise UpstreamBusyError(f"the bucket did not answer: {error}") from error


def _meaning(error: ClientError, key: str) -> ClippedError:
    what = str(error.response.get("Error", {}).get("Code", ""))
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    if what == "NoSuchUpload":
        return UploadGoneError()
    if what in _MISSING:
        return SourceNotFoundError(gone(key))
    if what == "NoSuchBucket" or status in {401, 403}:
        return ConfigurationError(f"the bucket refuses: {what}; check CLIPPED_OBJECTS__*")
    if status >= 500 or status == 429 or what in _BUSY:
        return UpstreamBusyError(f"the bucket is busy: {what}")
    return PermanentError(f"the bucket refuses: {error}")
