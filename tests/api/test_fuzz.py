"""Whatever is sent, the API answers as its OpenAPI document says."""

import asyncio
import json
import sys
from pathlib import Path

import pytest
from openapi_spec_validator import validate

from api.app import create
from tests.api.people import Service
from tests.api.test_tenancy import things

pytestmark = pytest.mark.server

_CONFIG = Path(__file__).with_name("schemathesis.toml")


def test_the_document_is_valid() -> None:
    made = create().openapi()

    validate(made)

    assert made["openapi"].startswith("3.1")
    assert json.dumps(made)


@pytest.mark.parametrize(
    ("phases", "examples"),
    [
        ("fuzzing,stateful", 4),
        pytest.param("examples,coverage,fuzzing,stateful", 130, marks=pytest.mark.long),
    ],
    ids=["short", "long"],
)
async def test_no_request_gets_an_answer_that_is_not_documented(
    service: Service, address: str, phases: str, examples: int, tmp_path: Path
) -> None:
    who = await service.person()
    config = tmp_path / "schemathesis.toml"
    config.write_text(_CONFIG.read_text() + _known(await things(service, who)))

    process = await asyncio.create_subprocess_exec(
        *(Path(sys.executable).with_name("schemathesis"), "--config-file", config, "run"),
        f"{address}/api/openapi.json",
        *("--phases", phases, "--checks", "all", "--max-examples", str(examples), "--seed", "1"),
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
        cwd=tmp_path,
    )
    said, _ = await process.communicate()

    told = said.decode()
    assert process.returncode == 0, told[told.find("= FAILURES =") :][:20_000]


def _known(ids: dict[str, object]) -> str:
    """Return what makes most addresses name something that is there."""
    values = "".join(f'[dictionaries.{name}]\nvalues = ["{one}"]\n' for name, one in ids.items())
    places = "".join(
        f'"path.{name}" = {{ dictionary = "{name}", probability = 0.6 }}\n' for name in ids
    )
    return f"\n{values}[parameters]\n{places}"
