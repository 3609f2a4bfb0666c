"""Whatever is sent, the API answers as its OpenAPI document says."""

import asyncio
import json
import sys
from pathlib import Path

import pytest
from openapi_spec_validator import validate

from api.app import create
from tests.api.people import Service

pytestmark = pytest.mark.server

_CONFIG = Path(__file__).with_name("schemathesis.toml")


def test_the_document_is_valid() -> None:
    made = create().openapi()

    validate(made)

    assert made["openapi"].startswith("3.1")
    assert json.dumps(made)


@pytest.mark.parametrize(
    "examples", [1, pytest.param(300, marks=pytest.mark.long)], ids=["short", "long"]
)
async def test_no_request_gets_an_answer_that_is_not_documented(
    service: Service, address: str, examples: int
) -> None:
    who = await service.person()
    await service.job(who)

    process = await asyncio.create_subprocess_exec(
        *(Path(sys.executable).with_name("schemathesis"), "--config-file", _CONFIG, "run"),
        f"{address}/api/openapi.json",
        *("--checks", "all", "--max-examples", str(examples), "--seed", "1"),
        # Who logs out in the middle finds every other door closed.
        *(
            "--exclude-path",
            "/api/auth/logout",
            "--exclude-path-regex",
            "/events$",
            "--header",
            f"Authorization: Bearer {who.token}",
        ),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        cwd=service.options.data_dir,
    )
    said, _ = await process.communicate()

    assert process.returncode == 0, said.decode()[-6000:]
