"""Hear of the changes of a job, across broken lines, and miss none."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from uuid import UUID

import httpx

from deploy.client.line import Line, refusal

# The API says something every 20 s even when nothing happens.
_SILENCE = httpx.Timeout(45.0, connect=10.0)
_AGAIN_SECONDS = 1.0
_LONGEST_WAIT = 30.0


class Changes:
    """The changes of a job: wait for the next ones, then ask how it stands."""

    def __init__(self, line: Line, job: UUID) -> None:
        self._line = line
        self._path = f"/api/jobs/{job}/events"
        self._changed = asyncio.Event()
        self.last = 0
        """The last event that was heard of."""

    async def wait(self, seconds: float) -> None:
        """Return when something changed since the last call, or after so many seconds."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._changed.wait()
        self._changed.clear()

    async def listen(self) -> None:
        """Follow the events until cancelled; after a broken line go on after the last one.

        Raises:
            RefusedError: the token does not allow it any more, or the job is gone.
        """
        wait = _AGAIN_SECONDS
        while True:
            known = self.last
            with suppress(httpx.TransportError):
                await self._listen_once()
            wait = _AGAIN_SECONDS if self.last > known else min(_LONGEST_WAIT, wait * 2)
            # Whoever asks meanwhile sees for themselves whether the API is there.
            self._changed.set()
            await asyncio.sleep(wait)

    async def _listen_once(self) -> None:
        headers = {"Last-Event-ID": str(self.last), "Accept": "text/event-stream"}
        async with self._line.http.stream(
            "GET", self._path, headers=headers, timeout=_SILENCE
        ) as response:
            if response.status_code in {429, 503}:
                return
            if not response.is_success:
                await response.aread()
                raise refusal(response)
            async for line in response.aiter_lines():
                if line.startswith("data:"):
                    self.last = json.loads(line.removeprefix("data:")).get("id", self.last)
                    self._changed.set()


@asynccontextmanager
async def following(line: Line, job: UUID) -> AsyncIterator[Changes]:
    """Give the changes of a job as long as the block runs."""
    changes = Changes(line, job)
    listening = asyncio.create_task(changes.listen())
    try:
        yield changes
    finally:
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
