"""The commands speak to an API elsewhere as to the system of this machine."""

import asyncio
import json
import stat
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import pytest
from mcp import Client, StdioServerParameters
from sqlalchemy import text
from typer.testing import CliRunner, Result

from api import passwords
from core.domain.job import JobOptions, SourceKind, SourceRef
from core.domain.span import Span
from core.domain.topics import Topic, Topics
from core.objects import put_value
from deploy.client.calls import Calls
from deploy.client.following import Changes
from deploy.local import login
from deploy.local.cli import app
from deploy.local.commands.remote import Remote
from tests.api.people import PASSWORD, Service, Who
from tests.api.test_second_factor import Login, before
from tests.api.test_uploads import content
from tests.api.things import things
from tests.relay import CHUNK, down, until_one_ends
from tests.system import CLIPPEDAI
from tests.waiting import until

MIB = 1 << 20
LINK = "https://youtube.com/watch?v=1"


@dataclass
class Shell:
    """A person at a machine of their own."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)

    async def run(self, *arguments: str, answers: str | None = None) -> Result:
        environment = {"XDG_CONFIG_HOME": str(self.folder), **self.environment}
        runner = CliRunner()
        return await asyncio.to_thread(
            runner.invoke, app, arguments, input=answers, env=environment
        )

    async def json(self, *arguments: str) -> Any:
        done = await self.run(*arguments, "--json")
        assert done.exit_code == 0, done.stderr
        return json.loads(done.stdout)


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    for name in ("CLIPPED_API_URL", "CLIPPED_API_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return Shell(tmp_path / "config")


@pytest.fixture
async def at_work(service: Service, address: str, shell: Shell) -> tuple[Shell, Who]:
    """Somebody whose machine is told in its environment where the API is."""
    who = await service.person()
    wanted = {"name": "mine", "scopes": ["jobs:read", "jobs:write", "clips:read", "clips:write"]}
    made = (await who.ask("POST", "/tokens", json=wanted)).json()
    shell.environment = {"CLIPPED_API_URL": address, "CLIPPED_API_TOKEN": made["token"]}
    return shell, who


@asynccontextmanager
async def breaking(address: str, *, after: int, times: int) -> AsyncIterator[str]:
    """Give an address that leads to another; so often it breaks after so many bytes."""
    target, left = urlsplit(address), [times]

    async def relay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, to = await asyncio.open_connection(target.hostname, target.port)

        async def up() -> None:
            passed = 0
            while data := await reader.read(CHUNK):
                to.write(data)
                await to.drain()
                passed += len(data)
                if left[0] and passed >= after:
                    left[0] -= 1
                    return

        await until_one_ends(up(), down(there, writer), ends=(to, writer))

    server = await asyncio.start_server(relay, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def with_password(service: Service) -> Who:
    who = await service.person()
    stored = await passwords.hashed(service.app.state.services.keys, PASSWORD)
    async with service.owner.transaction() as rows:
        change = text("UPDATE users SET password_hash = :hash WHERE id = :user")
        await rows.execute(change, {"hash": stored, "user": who.user})
    await service.rest()
    return who


async def test_a_login_keeps_a_token_of_its_own_and_no_password(
    service: Service, address: str, shell: Shell
) -> None:
    who = await with_password(service)
    file = shell.folder / "clippedai" / "login.json"

    done = await shell.run("login", f"{address}/api/", answers=f"{who.email}\n{PASSWORD}\n")
    assert done.exit_code == 0, done.stderr
    kept = file.read_text()
    listed = await shell.json("jobs")
    tokens = (await who.ask("GET", "/tokens")).json()
    me = await service.client.get(
        "/api/users/me", headers={"Authorization": f"Bearer {json.loads(kept)['token']}"}
    )
    out = await shell.run("logout")
    after = await service.client.get("/api/users/me", headers=me.request.headers)

    assert stat.S_IMODE(file.stat().st_mode if file.exists() else 0o600) == 0o600
    assert PASSWORD not in kept + done.output
    assert listed == {"jobs": []}
    assert "workspace:own" not in str(tokens)
    assert me.json()["email"] == who.email
    assert (out.exit_code, file.exists(), after.status_code) == (0, False, 401)


async def test_the_file_of_a_login_is_for_its_user_alone(
    service: Service, address: str, shell: Shell
) -> None:
    who = await with_password(service)
    made = await who.ask("POST", "/tokens", json={"name": "bot", "scopes": ["jobs:read"]})

    done = await shell.run("login", address, "--token", "-", answers=made.json()["token"] + "\n")

    assert done.exit_code == 0, done.stderr
    file = shell.folder / "clippedai" / "login.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert made.json()["token"] not in done.output
    await shell.run("logout")
    assert len((await who.ask("GET", "/tokens")).json()) == 1


async def test_a_login_that_cannot_be_is_told_in_one_line(
    service: Service, address: str, shell: Shell
) -> None:
    who = await with_password(service)

    wrong = await shell.run("login", address, answers=f"{who.email}\nanother word\n")
    forged = await shell.run("login", address, "--token", "clipped_api_x")
    nowhere = await shell.run("login", "http://127.0.0.1:9", "--token", "x")
    no_url = await shell.run("login", "ftp://clips")

    assert [one.exit_code for one in (wrong, forged, nowhere, no_url)] == [2, 2, 5, 2]
    assert "password is wrong" in wrong.stderr
    assert "cannot be reached" in nowhere.stderr
    assert not (shell.folder / "clippedai").exists()


async def test_a_link_becomes_a_job_that_is_shown_and_steered(
    at_work: tuple[Shell, Who],
) -> None:
    shell, who = at_work

    made = await shell.json("clip", LINK, "--clips", "3", "--detach")
    job = made["job"]
    found = (await who.ask("GET", f"/jobs/{job}")).json()
    paused = await shell.run("pause", job[:8], "--why", "lunch")
    resumed = await shell.run("resume", job[:8])
    retried = await shell.run("retry", job)
    record = (await who.ask("GET", "/audit")).json()["data"]

    assert (found["source"], found["options"]["max_clips"]) == (LINK, 3)
    assert (paused.exit_code, resumed.exit_code) == (0, 0), paused.stderr + resumed.stderr
    assert retried.exit_code == 2
    assert "only a failed one" in retried.stderr
    assert [one["action"] for one in record][:3] == ["jobs.resume", "jobs.pause", "jobs.create"]


async def test_a_link_that_the_api_refuses_ends_with_bad_input(at_work: tuple[Shell, Who]) -> None:
    shell, _ = at_work

    done = await shell.run("clip", "http://169.254.169.254/x.mp4", "--detach")

    assert done.exit_code == 2
    assert len(done.stderr.strip().splitlines()) == 1


async def test_an_upload_goes_on_where_the_line_broke(
    service: Service, address: str, at_work: tuple[Shell, Who], tmp_path: Path
) -> None:
    shell, who = at_work
    data = content(20 * MIB)
    (tmp_path / "talk.mp4").write_bytes(data)

    async with breaking(address, after=3 * MIB, times=4) as line:
        shell.environment["CLIPPED_API_URL"] = line
        made = await shell.json("clip", "talk.mp4", "--detach")
    job = (await who.ask("GET", f"/jobs/{made['job']}")).json()

    stored = b"".join([one async for one in service.app.state.services.store.read(job["source"])])
    assert stored == data
    assert job["title"] == "talk"


async def test_an_upload_goes_on_when_the_command_is_run_again(
    at_work: tuple[Shell, Who], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell, who = at_work
    for name, value in {**shell.environment, "XDG_CONFIG_HOME": str(shell.folder)}.items():
        monkeypatch.setenv(name, value)
    file, known = tmp_path / "talk.mp4", login.current()
    file.write_bytes(content(40 * MIB))
    assert known is not None

    async with Remote(known) as there:
        source = SourceRef(kind=SourceKind.FILE, location=str(file))
        sending = asyncio.create_task(there.start(source, JobOptions()))
        await until(lambda: login.begun_upload(known, file))
        begun = login.begun_upload(known, file)
        while not (parts := (await who.ask("GET", f"/upload/{begun}/parts")).json()):
            await asyncio.sleep(0.01)
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
    halfway = (await who.ask("GET", f"/upload/{begun}")).json()
    done = await shell.run("clip", "talk.mp4", "--detach", "--json")
    job = json.loads(done.stdout)["job"]
    source_of_job = (await who.ask("GET", f"/jobs/{job}")).json()["source"]

    assert (halfway["state"], len(parts) < halfway["parts"]) == ("open", True)
    assert "going on with the upload" in done.stderr
    assert str(begun) in source_of_job


async def test_a_job_is_followed_to_its_end_and_its_clips_are_fetched(
    service: Service, at_work: tuple[Shell, Who], tmp_path: Path
) -> None:
    shell, who = at_work
    store, place = service.app.state.services.store, who.workspace
    topics = Topics(
        engine="e", topics=(Topic(span=Span(start=0, end=9), first=0, last=1, title="Trains"),)
    )
    await put_value(store, f"{place}/topics.json", topics)
    made = content(3 * MIB)
    (tmp_path / "made.mp4").write_bytes(made)
    await store.put_file(f"{place}/c.mp4", tmp_path / "made.mp4")
    known = await things(service, who)
    async with service.owner.transaction() as rows:
        values = {"job": known["job"], "clip": known["clip"], "key": f"{place}/c.mp4"}
        await rows.execute(text("UPDATE jobs SET state = 'rendering' WHERE id = :job"), values)
        await rows.execute(
            text("UPDATE clips SET clip_key = :key, plan_key = :key WHERE id = :clip"), values
        )
        kept = text("UPDATE jobs SET artifacts = cast(:kept AS jsonb) WHERE id = :job")
        await rows.execute(kept, {**values, "kept": f'{{"topics": "{place}/topics.json"}}'})

    async def end() -> None:
        await asyncio.sleep(1.5)
        async with service.owner.transaction() as rows:
            await rows.execute(text("UPDATE jobs SET state = 'completed' WHERE id = :job"), values)

    ending = asyncio.create_task(end())
    shown = await shell.json("show", str(known["job"]), "--follow", "--out", "mine")
    await ending

    (clip,) = shown["clips"]
    assert shown["state"] == "completed"
    assert [one["title"] for one in shown["topics"]] == ["Trains"]
    assert Path(clip["path"]).read_bytes() == made
    assert Path(clip["path"]).parent == tmp_path / "mine"


async def test_whoever_follows_comes_back_with_the_last_event(
    service: Service, address: str, at_work: tuple[Shell, Who]
) -> None:
    shell, who = at_work
    job = await service.job(who, state="created")

    async with (
        breaking(address, after=1, times=2) as line,
        Calls(line, shell.environment["CLIPPED_API_TOKEN"]) as calls,
    ):
        changes = Changes(calls, job.id)
        listening = asyncio.create_task(changes.listen())
        async with asyncio.timeout(20):
            while changes.last == 0:
                await changes.wait(1)
        first = changes.last
        async with service.owner.transaction() as rows:
            change = text("UPDATE jobs SET state = 'ingesting' WHERE id = :job")
            await rows.execute(change, {"job": job.id})
        async with asyncio.timeout(20):
            while changes.last == first:
                await changes.wait(1)
        listening.cancel()

    assert changes.last > first


ONLY_THERE = [
    ("account", "reset", "ann@example.com"),
    ("account", "tier", str(UUID(int=7)), "pro"),
    ("flags", "set", "uploads", "off"),
    ("temporal", "workflow", "list"),
    ("workspace", "backup", "kept.tar"),
    ("workspace", "restore", "kept.tar"),
]


@pytest.mark.parametrize("command", ONLY_THERE, ids=" ".join)
async def test_what_works_on_the_machine_of_the_system_says_so(
    at_work: tuple[Shell, Who], command: tuple[str, ...]
) -> None:
    shell, _ = at_work

    done = await shell.run(*command)

    assert done.exit_code == 2
    assert "on the machine of the system only" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


async def test_what_a_workspace_used_and_may_use_is_told(at_work: tuple[Shell, Who]) -> None:
    shell, who = at_work

    told = await shell.json("usage")
    table = await shell.run("usage")
    foreign = await shell.run("usage", "--workspace", str(uuid4()))

    assert (told["workspace"], told["tier"]) == (str(who.workspace), "unlimited")
    assert {"minutes", "storage", "jobs"} <= {use["kind"] for use in told["uses"]}
    assert str(who.workspace) in table.stdout
    assert (foreign.exit_code, "another workspace" in foreign.stderr) == (2, True)


async def test_features_are_listed_as_they_are_in_the_workspace(
    service: Service, address: str, shell: Shell
) -> None:
    who = await service.person()
    wanted = {"name": "mine", "scopes": ["settings:read"]}
    made = (await who.ask("POST", "/tokens", json=wanted)).json()
    shell.environment = {"CLIPPED_API_URL": address, "CLIPPED_API_TOKEN": made["token"]}

    assert (await shell.json("flags", "list"))["uploads"] is True


@pytest.mark.parametrize("way", ["app", "recovery"])
async def test_a_login_asks_for_the_second_factor_where_there_is_one(
    service: Service, address: str, shell: Shell, way: str
) -> None:
    somebody = Login(service, f"{way}-{uuid4().hex}@example.com")
    given = {"email": somebody.email, "password": PASSWORD}
    await service.client.post("/api/auth/register", json=given)
    await somebody.log_in()
    recovery = await somebody.enrol(before())
    code = recovery[0] if way == "recovery" else somebody.app.now()
    await service.rest()

    wrong = await shell.run("login", address, answers=f"{somebody.email}\n{PASSWORD}\n000000\n")
    none = await shell.run("login", address, answers=f"{somebody.email}\n{PASSWORD}\n")
    await service.rest()
    done = await shell.run("login", address, answers=f"{somebody.email}\n{PASSWORD}\n{code}\n")

    assert [wrong.exit_code, none.exit_code] == [2, 2]
    assert "code" in wrong.stderr
    assert done.exit_code == 0, done.stderr
    assert code not in done.output
    assert await shell.json("jobs") == {"jobs": []}


@pytest.mark.parametrize("command", ["show", "pause", "cancel", "approve"])
async def test_a_job_that_is_not_there_is_not_found(
    at_work: tuple[Shell, Who], command: str
) -> None:
    shell, _ = at_work

    for name in (str(uuid4()), "abcdef", "ab"):
        assert (await shell.run(command, name)).exit_code == 2


async def test_an_agent_speaks_on_standard_input_and_output(
    service: Service, at_work: tuple[Shell, Who]
) -> None:
    shell, who = at_work
    job = await service.job(who)
    program = StdioServerParameters(
        command=sys.executable,
        args=[str(CLIPPEDAI), "mcp"],
        env={**shell.environment, "XDG_CONFIG_HOME": str(shell.folder)},
    )

    async with Client(program) as client:
        names = {tool.name for tool in (await client.list_tools()).tools}
        found = await client.call_tool("job_status", {"job": str(job.id)})
        foreign = await client.call_tool("job_status", {"job": str(uuid4())})

    assert {"make_clips", "wait_for_job", "clip_address"} <= names
    assert found.structured_content["state"] == "completed"
    assert foreign.is_error
