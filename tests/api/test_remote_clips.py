"""Clips are shown, changed and rendered with the same words, here and over the API."""

import asyncio
import json
import logging
import os
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import structlog
from typer.testing import CliRunner, Result

from core.domain.job import ClipState, JobState
from core.settings import settings
from deploy.local.cli import app
from deploy.local.endpoints import Endpoints, Record, save
from deploy.local.lock import Lock
from deploy.local.parts import ready_file
from tests.api.desk import Clipped, Desk
from tests.api.people import Who
from tests.api.running import listening

pytestmark = [pytest.mark.server, pytest.mark.media]

MARKER = "\n* LOC: 01:00:01:00 RED     look here\n"
SCOPES = ["jobs:read", "jobs:write", "clips:read", "clips:write"]
ADDRESS = re.compile(r"^(/|http://).*/([^/?]+)(\?.*)?$")


@pytest.fixture(scope="module")
async def address(working: Desk) -> AsyncIterator[str]:
    """The API in front of the same workers, on a port of this machine."""
    async with listening(working.service.app) as found:
        yield found


@pytest.fixture(scope="module")
def at_home(working: Desk) -> Iterator[None]:
    """The same system, as commands on its own machine find it."""
    # Its workers are in this process, and commands have its standard output to themselves.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    options = working.service.options
    lock = Lock(options.data_dir / "lock")
    assert lock.try_acquire()
    client = working.temporal.client
    ends = Endpoints(
        temporal=client.service_client.config.target_host,
        namespace=client.namespace,
        web="",
        database=working.service.owner.url,
    )
    save(options, Record(pid=os.getpid(), endpoints=ends, temporal_port=1, web_port=1))
    yield
    lock.release()
    structlog.reset_defaults()


@dataclass
class Both:
    """Somebody who types the same at the machine of the system and elsewhere."""

    desk: Desk
    clip: Clipped
    here: dict[str, str]
    there: dict[str, str]

    async def run(self, *arguments: str, there: bool) -> Result:
        ready_file(self.desk.service.options).touch()
        settings.cache_clear()
        environment = self.there if there else self.here
        done = await asyncio.to_thread(CliRunner().invoke, app, arguments, env=environment)
        settings.cache_clear()
        return done

    async def same(self, *arguments: str) -> Result:
        """Type something at both places, and return what both say."""
        here, there = [await self.run(*arguments, there=there) for there in (False, True)]
        assert there.exit_code == here.exit_code, here.output + there.output
        assert plain(there.stderr) == plain(here.stderr)
        assert plain(there.stdout) == plain(here.stdout)
        return there

    async def json(self, *arguments: str, there: bool = True) -> Any:
        done = await self.run(*arguments, "--json", there=there)
        assert done.exit_code == 0, done.output
        return json.loads(done.stdout)


def plain(said: str) -> object:
    """Return what was said without where files are: here they are paths, there addresses."""
    try:
        return masked(json.loads(said))
    except ValueError:
        return said


def masked(value: object) -> object:
    match value:
        case dict():
            return {name: masked(one) for name, one in value.items()}
        case list():
            return [masked(one) for one in value]
        case str() if ADDRESS.match(value):
            return "somewhere"
        case _:
            return value


@pytest.fixture
async def both(
    working: Desk,
    address: str,
    at_home: None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Both:
    monkeypatch.chdir(tmp_path)
    clip = await working.clipped()
    shared = {
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "CLIPPED_DATA_DIR": str(working.service.options.data_dir),
        "CLIPPED_WORKSPACE": str(clip.who.workspace),
        "TEMPORAL_ADDRESS": "",
        "TEMPORAL_NAMESPACE": "",
        "COLUMNS": "200",
    }
    login = {"CLIPPED_API_URL": address, "CLIPPED_API_TOKEN": await token(clip.who)}
    nobody = {"CLIPPED_API_URL": "", "CLIPPED_API_TOKEN": ""}
    return Both(working, clip, {**shared, **nobody}, {**shared, **login})


async def token(who: Who) -> str:
    made = await who.ask("POST", "/tokens", json={"name": "mine", "scopes": SCOPES})
    found: str = made.json()["token"]
    return found


async def test_looking_changes_nothing_and_says_the_same(both: Both) -> None:
    clip = str(both.clip.clip)

    shown = await both.same("plan", "show", clip[:8])
    as_json = await both.same("plan", "show", clip, "--json")
    for command in (
        ("plan", "versions", clip, "--json"),
        ("plan", "diff", clip, "1", "1"),
        ("plan", "broll", clip, "--json"),
        ("plan", "edit", clip, "--set", "captions.style=karaoke", "--dry-run"),
        ("plan", "edit", clip, "--set", "captions.style=karaoke", "--dry-run", "--json"),
        ("plan", "edit", clip, "--set", "eye_contact=iris", "--dry-run", "--json"),
        ("render", clip, "--estimate"),
        ("usage", "--json"),
    ):
        assert (await both.same(*command)).exit_code == 0, command

    assert "A talk" in shown.stdout
    assert json.loads(as_json.stdout) == both.clip.plan.model_dump(mode="json")
    assert len(await both.clip.versions()) == 1


@pytest.mark.parametrize(
    "command",
    [
        ("plan", "show", "abc"),
        ("plan", "show", "abcdef"),
        ("plan", "show", "no such clip"),
        ("render", "00000000-0000-0000-0000-000000000000"),
        ("plan", "show", "CLIP", "--version", "7"),
        ("plan", "edit", "CLIP", "--from", "3"),
        ("plan", "edit", "CLIP", "--set", "captions.style=none"),
        ("plan", "edit", "CLIP", "--set", "captions.stile=karaoke"),
        ("plan", "edit", "CLIP", "--delete-words", "3..99"),
        ("plan", "edit", "CLIP", "--thumbnail", "1"),
        ("plan", "edit", "CLIP", "--tighten", "lightning"),
        ("export", "CLIP", "--format", "imovie"),
        ("import", "CLIP", "nothing.xml"),
        ("import", "CLIP", "/dev/null"),
    ],
    ids=" ".join,
)
async def test_what_cannot_be_done_is_refused_in_the_same_words(
    both: Both, command: tuple[str, ...]
) -> None:
    clip = str(both.clip.clip)

    done = await both.same(*(clip if word == "CLIP" else word for word in command))

    assert done.exit_code == 2
    assert len(done.stderr.strip().splitlines()) == 1


async def test_a_clip_that_its_job_will_render_is_left_to_it(both: Both) -> None:
    waiting = await both.desk.clipped(job=JobState.CLIPS_GENERATED, state=ClipState.PLANNED)
    own = await token(waiting.who)
    both.here["CLIPPED_WORKSPACE"] = str(waiting.who.workspace)
    both.there["CLIPPED_API_TOKEN"] = own

    done = await both.same("render", str(waiting.clip))

    assert done.exit_code == 2
    assert f"`clippedai approve {str(waiting.job)[:8]}`" in done.stderr


async def test_a_change_over_the_api_is_rendered_and_fetched(both: Both, tmp_path: Path) -> None:
    clip = str(both.clip.clip)

    made = await both.json("plan", "edit", clip, "--set", "captions.style=karaoke")
    there = await both.json("render", clip, "-o", "out/clip.mp4")
    fetched = (tmp_path / "out" / "clip.mp4").read_bytes()
    here = await both.json("render", clip, there=False)
    listed = json.loads((await both.same("plan", "versions", clip, "--json")).stdout)
    differing = await both.same("plan", "diff", clip, "--json")

    change = {"field": "captions.style", "before": "highlight_word", "after": "karaoke"}
    assert (made["version"], made["changes"]) == (2, [change])
    assert json.loads(differing.stdout)["changes"] == [change]
    assert (there["version"], there["state"], there["error"]) == (2, "ready", "")
    assert [step["name"] for step in there["steps"]] == ["render", "thumbnail"]
    assert not any(step["cached"] for step in there["steps"])
    assert all(step["cached"] for step in here["steps"])
    assert there.keys() == here.keys()
    assert [masked(there[kind]) for kind in ("path", "thumbnails", "loudness")] == [
        masked(here[kind]) for kind in ("path", "thumbnails", "loudness")
    ]
    assert fetched == Path(here["path"]).read_bytes()
    assert [one["state"] for one in listed["versions"]] == ["ready", "ready"]


async def test_a_clip_goes_to_an_editing_program_and_comes_back(both: Both, tmp_path: Path) -> None:
    clip, media = str(both.clip.clip), "/films/talk.mp4"
    asked = ("--format", "edl", "--media", media)

    await both.same("export", clip, *asked, "-o", "cut.edl", "--json")
    cut = tmp_path / "cut.edl"
    for there in (False, True):
        told = await both.json("export", clip, *asked, "-o", f"{there}.edl", there=there)
        assert (tmp_path / f"{there}.edl").read_bytes() == cut.read_bytes()
        assert told["media"] == media
    unsaid = await both.json("export", clip)
    cut.write_text(cut.read_text() + MARKER)
    await both.same("import", clip, "cut.edl", "--media", media, "--dry-run", "--json")
    await both.same("import", clip, "cut.edl", "--media", media, "--dry-run")
    made = await both.json("import", clip, "cut.edl", "--media", media)

    assert Path(unsaid["path"]).name == "a-talk.fcpxml"
    assert made["version"] == 2
    assert [change["field"] for change in made["changes"]] == ["markers.0"]
