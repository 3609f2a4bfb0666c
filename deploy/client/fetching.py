"""Fetch stored files from the addresses that the API gives."""

import asyncio
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from deploy.client.line import Line, LineError, refusal

_TRIES = 6
_FIRST_WAIT = 0.5
_SECONDS = httpx.Timeout(60.0, connect=10.0)


async def fetch(line: Line, url: str, target: Path) -> None:
    """Leave a file at ``target``, which is whole or not there.

    Raises:
        LineError: the line stays broken.
        RefusedError: the file is gone.
    """
    part = target.with_name(f".{target.name}.part")
    part.unlink(missing_ok=True)
    for number in range(_TRIES):
        try:
            await _fetch_rest(reachable(line, url), part)
        except httpx.TransportError as error:
            if number == _TRIES - 1:
                raise LineError(
                    f"{urlsplit(url).netloc} cannot be reached: {error or type(error).__name__}"
                ) from error
            await asyncio.sleep(_FIRST_WAIT * 2**number)
        else:
            part.replace(target)
            return


async def read(line: Line, url: str) -> bytes:
    """Return the content of a small file.

    Raises:
        LineError: the line stays broken.
        RefusedError: the file is gone.
    """
    try:
        async with httpx.AsyncClient(timeout=_SECONDS, follow_redirects=False) as http:
            response = await http.get(reachable(line, url))
    except httpx.TransportError as error:
        raise LineError(f"{urlsplit(url).netloc} cannot be reached: {error}") from error
    if not response.is_success:
        raise refusal(response)
    return response.content


def reachable(line: Line, url: str) -> str:
    """Return an address of a file as we reach it: what the API serves, where we know the API."""
    parts = urlsplit(url)
    if parts.path.startswith("/api/objects/"):
        return f"{line.address}{parts.path}?{parts.query}"
    return url


async def _fetch_rest(url: str, part: Path) -> None:
    begun = _size(part)
    headers = {"Range": f"bytes={begun}-"} if begun else {}
    async with (
        httpx.AsyncClient(timeout=_SECONDS) as http,
        http.stream("GET", url, headers=headers) as response,
    ):
        if not response.is_success:
            await response.aread()
            raise refusal(response)
        with part.open("ab" if response.status_code == httpx.codes.PARTIAL_CONTENT else "wb") as to:
            async for chunk in response.aiter_bytes():
                await asyncio.to_thread(to.write, chunk)


def _size(part: Path) -> int:
    return part.stat().st_size if part.exists() else 0
