"""Whatever is sent, the API answers as its OpenAPI document says."""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import validate

from api.app import create
from core.queues import Queue
from tests.api.desk import Desk
from tests.api.fuzzing import Known, add_work, known
from tests.api.people import Service
from tests.api.running import listening
from tests.api.standing import Standing
from tests.api.surface import routes

pytestmark = pytest.mark.server

_CONFIG = Path(__file__).with_name("schemathesis.toml")
# They go on until somebody has enough, and until a worker has printed it.
_WAITING = ("/events", "/export/report")
_CASES = 10_000

# Where nobody who only knows the document comes further than to a refusal, and why.
UNSERVED = {
    # No service is there to log in with; tests/api/test_providers.py has one.
    "GET /auth/with/{provider}/login",
    "GET /auth/with/{provider}/callback",
    "POST /auth/with/code",
    "POST /users/me/identities/{provider}",
    "DELETE /users/me/identities/{provider}",
    # Others work in a workspace that only they own.
    "POST /users/me/delete",
    # No mail is sent from here; tests/api/test_mail.py has a server for it.
    "POST /auth/forgot",
    # They take codes of an app, and what is there for who has one.
    "POST /users/me/totp/confirm",
    "POST /users/me/totp/recovery",
    # Signed by a platform.
    "POST /webhooks/{platform}",
    # A key has slashes, which no place in an address has in OpenAPI.
    "GET /objects/{key}",
    # The body is a file of an editing program.
    "POST /clips/{clip}/nle",
    # A clip must wait to be decided about, for which a job comes a long way.
    "POST /clips/{clip}/approve",
    "POST /clips/{clip}/reject",
    "POST /jobs/{job}/approve",
    "POST /jobs/{job}/reject",
}


def test_the_document_is_valid() -> None:
    made = create().openapi()

    validate(made)

    assert made["openapi"].startswith("3.1")
    assert json.dumps(made)


async def test_no_request_gets_an_answer_that_is_not_documented(
    service: Service, tmp_path: Path
) -> None:
    standing = Standing(service, await service.person())
    await standing.settle()
    there = await known(service, standing.who, sets=1)

    await fuzz(
        *(standing, there, tmp_path, "--phases", "fuzzing,stateful", "--max-examples", "4"),
        *("--exclude-path-regex", f"({'|'.join(_WAITING)})$"),
    )

    unasked = {str(route) for route in routes() if route.path.endswith(_WAITING)}
    assert standing.answered_only({401}) == unasked
    assert not standing.turned_away


@pytest.mark.long
async def test_none_of_ten_thousand_requests_gets_an_answer_that_is_not_documented(
    desk: Desk, tmp_path: Path
) -> None:
    one = await desk.clipped()
    standing = Standing(desk.service, one.who)
    await standing.settle()
    async with desk.served(tmp_path, Queue.ORCHESTRATION, Queue.CPU):
        there = await known(desk.service, one.who, sets=8)
        await add_work(there, desk, one)

        report = await fuzz(
            *(standing, there, tmp_path, "--phases", "examples,coverage,fuzzing,stateful"),
            *("--max-examples", "65"),
        )

    cases = report["test_cases"]
    assert cases["generated"] - cases["without_checks"] >= _CASES
    assert report["operations"]["tested"] == len(routes())
    assert standing.answered_only({401, 403, 404, 429}) == set()
    assert standing.answered_only(set(range(400, 500))) <= UNSERVED
    assert not standing.turned_away
    assert not [status for _, status in standing.answers if status >= 500]


async def fuzz(standing: Standing, there: Known, folder: Path, *options: str) -> dict[str, Any]:
    """Let schemathesis ask the API, and return its report."""
    config, report = folder / "schemathesis.toml", folder / "report.json"
    config.write_text(_CONFIG.read_text() + there.text())
    async with listening(standing) as address:
        process = await asyncio.create_subprocess_exec(
            *(Path(sys.executable).with_name("schemathesis"), "--config-file", config, "run"),
            *(f"{address}/api/openapi.json", "--checks", "all", "--seed", "1", *options),
            *("--report", "json", "--report-json-path", report),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            cwd=folder,
        )
        said, _ = await process.communicate()
    assert process.returncode == 0, said.decode()[-20_000:]
    made: dict[str, Any] = json.loads(report.read_text())
    return made
