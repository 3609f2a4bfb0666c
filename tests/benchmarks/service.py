"""How fast the API answers, beside the same number of bare queries to its database.

200 requests a second of mixed reads, over HTTP, with 100,000 jobs in the table: the median of
three runs of ten seconds, after one that warms up. These are seconds of a clock: run it on a
quiet machine.
"""

import asyncio
import itertools
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg

from api import accounts
from core.db import Database
from tests.benchmarks.asking import Asking
from tests.benchmarks.measure import Ratio
from tests.served import Served, served

RATE, SECONDS, RUNS, JOBS = 200, 10, 3, 100_000
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


def ratios() -> list[Ratio]:
    """Measure it, and return the lines of the table."""
    return asyncio.run(_measure())


async def _measure() -> list[Ratio]:
    with tempfile.TemporaryDirectory() as folder:
        async with served(Path(folder)) as api:
            jobs = await _fill(api)
            await _asked(api, jobs)
            pairs = [(await _bare(api), await _asked(api, jobs)) for _ in range(RUNS)]
    beside, p95 = (
        statistics.median(statistics.quantiles(pair[side], n=20)[-1] for pair in pairs)
        for side in (0, 1)
    )
    middle = statistics.median(took for _, asked in pairs for took in asked)
    return [
        Ratio(
            name="mixed reads, p95",
            measured=f"{p95 * 1000:.0f} ms",
            beside=(
                f"at {RATE} a second with {JOBS:,} jobs, {p95 / beside:.1f}x of a bare query of a"
                f" page, {beside * 1000:.1f} ms; median {middle * 1000:.0f} ms"
            ),
            goal=f"< {GATE * 1000:.0f} ms",
            met=p95 < GATE,
        )
    ]


async def _fill(served: Served) -> list[UUID]:
    """Fill the tables; return some of the jobs of somebody who sees a tenth of them."""
    database = Database(served.database)
    async with database.transaction() as rows:
        for _ in range(9):
            await accounts.own(rows, uuid4(), served.user, "Others", tier="unlimited")
    await database.close()
    connection = await asyncpg.connect(served.database)
    await connection.execute("ALTER TABLE jobs DISABLE TRIGGER tell")
    for place in await connection.fetch("SELECT id FROM workspaces"):
        await connection.execute(_FILL, place["id"], JOBS // 10)
    await connection.execute("VACUUM ANALYZE")
    mine = await connection.fetch(
        "SELECT id FROM jobs WHERE workspace_id = $1 LIMIT 200", served.workspace
    )
    await connection.close()
    return [row["id"] for row in mine]


async def _asked(served: Served, ids: list[UUID]) -> list[float]:
    """Return the seconds that each request took."""
    jobs, turn = itertools.cycle(ids), itertools.count()
    asking = Asking(served.address, served.headers)

    async def ask() -> None:
        path = _PATHS[next(turn) % len(_PATHS)].format(job=next(jobs))
        await asking.get(f"/api{path}")

    try:
        return await _paced(ask)
    finally:
        await asking.close()


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
    began = time.monotonic()

    async def one(due: float) -> float:
        await ask()
        # From when it was due: who had to wait for the one before has waited too.
        return time.monotonic() - due

    asked = []
    for number in range(RATE * SECONDS):
        due = began + number / RATE
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        asked.append(asyncio.create_task(one(due)))
    return await asyncio.gather(*asked)
