"""How fast the API answers, beside the same number of bare queries to its database.

200 requests a second of mixed reads for twenty seconds, over HTTP, with 100,000 jobs in the
table. These are seconds of a clock: run it on a quiet machine.
"""

import asyncio
import itertools
import os
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg
import httpx

from api import accounts, tokens
from core.db import Database
from core.db.migrate import migrate
from core.db.roles import open_api_role
from core.db.tables import Session, User
from core.keys import key_ring
from deploy.local import ports
from tests.benchmarks.measure import Ratio
from tests.postgres import postgres

RATE, SECONDS, JOBS = 200, 20, 100_000
GATE = 0.050
"""Seconds that 95 of 100 requests take at most."""

_PATHS = (
    "/jobs",
    "/jobs/{job}",
    "/jobs?state=failed&page=20",
    "/jobs/{job}/steps",
    "/clips",
    "/users/me",
)

_FILL = """
INSERT INTO jobs (id, workspace_id, workflow_id, mode, source_kind, source, title, state, paused,
                  error, content_hash, created_at)
SELECT gen_random_uuid(), $1, 'vod/' || gen_random_uuid(), 'vod', 'http', 'https://youtu.be/x',
       'A talk', (ARRAY['completed', 'failed', 'rendering', 'review'])[1 + n % 4], false, '', '',
       now() - n * interval '1 minute'
FROM generate_series(1, $2) AS n
"""


@dataclass(frozen=True)
class Served:
    """An API in a process of its own, and what is needed to ask it."""

    address: str
    database: str
    headers: dict[str, str]
    jobs: list[UUID]


def ratios() -> list[Ratio]:
    """Measure it, and return the lines of the table."""
    return asyncio.run(_measure())


async def _measure() -> list[Ratio]:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        async with _served(Path(folder)) as served:
            bare = await _bare(served)
            asked = await _asked(served)
    p95 = statistics.quantiles(asked, n=20)[-1]
    beside = statistics.quantiles(bare, n=20)[-1]
    return [
        Ratio(
            name="mixed reads, p95",
            measured=f"{p95 * 1000:.0f} ms",
            beside=(
                f"at {RATE} a second with {JOBS:,} jobs, {p95 / beside:.1f}x of a bare query of a"
                f" page, {beside * 1000:.1f} ms; median {statistics.median(asked) * 1000:.0f} ms"
            ),
            goal=f"< {GATE * 1000:.0f} ms",
            met=p95 < GATE,
        )
    ]


@asynccontextmanager
async def _served(folder: Path) -> AsyncIterator[Served]:
    async with postgres(folder) as url:
        await migrate(url)
        headers, jobs = await _filled(folder, url)
        port = ports.choose()
        environment = {
            "CLIPPED_DATA_DIR": str(folder),
            "CLIPPED_DATABASE__API_URL": await open_api_role(url),
            "CLIPPED_API__REQUESTS_PER_MINUTE": "1000000",
        }
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "api", "serve", "--port", str(port)),
            stderr=asyncio.subprocess.DEVNULL,
            env={**os.environ, **environment},
        )
        address = f"http://127.0.0.1:{port}"
        try:
            await _answers(address)
            yield Served(address, url, headers, jobs)
        finally:
            process.terminate()
            await process.wait()


async def _answers(address: str) -> None:
    async with httpx.AsyncClient() as client, asyncio.timeout(60):
        while True:
            try:
                await client.get(f"{address}/api/openapi.json")
            except httpx.TransportError:
                await asyncio.sleep(0.1)
            else:
                return


async def _filled(folder: Path, url: str) -> tuple[dict[str, str], list[UUID]]:
    """Fill the tables; return what somebody says who sees a tenth of the jobs, and some ids."""
    workspace, user = uuid4(), User(id=uuid4(), email="reader@example.com")
    session = Session(id=uuid4(), user_id=user.id, expires_at=accounts.soon(tokens.REFRESH_LIFE))
    database = Database(url)
    async with database.transaction() as rows:
        rows.add(user)
        await rows.flush()
        rows.add(session)
        await accounts.own(rows, workspace, user.id, "Readers")
        for _ in range(9):
            await accounts.own(rows, uuid4(), user.id, "Others")
    await database.close()
    connection = await asyncpg.connect(url)
    await connection.execute("ALTER TABLE jobs DISABLE TRIGGER tell")
    for place in await connection.fetch("SELECT id FROM workspaces"):
        await connection.execute(_FILL, place["id"], JOBS // 10)
    await connection.execute("ANALYZE")
    mine = await connection.fetch(
        "SELECT id FROM jobs WHERE workspace_id = $1 LIMIT 200", workspace
    )
    await connection.close()
    keys = key_ring(folder / "secrets" / "access-tokens.json")
    bearer = f"Bearer {tokens.sign(keys, user.id, session.id)}"
    headers = {"Authorization": bearer, "X-Workspace": str(workspace)}
    return headers, [row["id"] for row in mine]


async def _asked(served: Served) -> list[float]:
    """Return the seconds that each request took."""
    jobs, turn = itertools.cycle(served.jobs), itertools.count()
    limits = httpx.Limits(max_connections=64, max_keepalive_connections=64)
    async with httpx.AsyncClient(
        base_url=f"{served.address}/api", limits=limits, headers=served.headers
    ) as client:

        async def ask() -> None:
            path = _PATHS[next(turn) % len(_PATHS)].format(job=next(jobs))
            (await client.get(path)).raise_for_status()

        return await _paced(ask)


async def _bare(served: Served) -> list[float]:
    """Return the seconds that a query of a page takes, asked as often."""
    pool = await asyncpg.create_pool(served.database, min_size=4, max_size=8)
    query = (
        "SELECT * FROM jobs WHERE workspace_id = (SELECT id FROM workspaces LIMIT 1)"
        " ORDER BY created_at DESC LIMIT 20"
    )
    try:
        return await _paced(lambda: pool.fetch(query))
    finally:
        await pool.close()


async def _paced(ask: Callable[[], Awaitable[object]]) -> list[float]:
    """Ask at an even rate, however long the answers take, and return how long each took."""
    took: list[float] = []
    began = time.monotonic()

    async def one(number: int) -> None:
        due = began + number / RATE
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        await ask()
        # From when it was due: who had to wait for the one before has waited too.
        took.append(time.monotonic() - due)

    await asyncio.gather(*(one(number) for number in range(RATE * SECONDS)))
    return took
