"""Small values in an object store."""

import asyncio
from typing import TypeVar

from core.domain.artifact import Artifact
from core.domain.base import Value
from core.errors import SourceNotFoundError
from core.objects.protocol import ObjectStore, gone

V = TypeVar("V", bound=Value)


async def put_value(store: ObjectStore, key: str, value: Value) -> Artifact:
    """Store a value as JSON."""
    return await store.put_bytes(key, value.model_dump_json().encode())


async def read_value(store: ObjectStore, artifact: Artifact, kind: type[V]) -> V:
    """Read back a value that ``put_value`` stored."""
    async with store.local(artifact) as path:
        return kind.model_validate_json(await asyncio.to_thread(path.read_bytes))


async def stored(store: ObjectStore, key: str) -> Artifact:
    """Return the artifact of a key.

    Raises:
        SourceNotFoundError: there is none any more.
    """
    found = await store.find(key)
    if found is None:
        raise SourceNotFoundError(gone(key))
    return found
