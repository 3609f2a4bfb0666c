"""Clips on their way to editing programs and back, over the API."""

import pytest

from activities import catalog
from activities.render.nle.base import MAX_BYTES
from tests.api.desk import Clipped, Desk

pytestmark = [pytest.mark.server, pytest.mark.media]

MARKER = "\n* LOC: 01:00:01:00 RED     look here\n"
BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE fcpxml [<!ENTITY a "aaaaaaaa">'
    b'<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
    b'<fcpxml version="1.11">&c;</fcpxml>'
)


async def exported(working: Desk, one: Clipped, query: str) -> tuple[str, bytes]:
    """Return the name and the content of a file for an editing program."""
    answer = await one.ask("GET", f"/nle?{query}")
    assert answer.status_code == 200, answer.text
    file = await working.service.client.get(answer.json()["url"])
    assert file.status_code == 200
    return answer.json()["filename"], file.content


@pytest.mark.parametrize("name", ["fcpxml", "edl"])
async def test_a_file_that_nobody_changed_changes_nothing(working: Desk, name: str) -> None:
    one = await working.clipped()

    filename, content = await exported(working, one, f"format={name}")
    answer = await one.ask("POST", "/nle?base=1", content=content)

    suffix = catalog.EDIT_FORMATS.load(name)().suffix
    assert filename == f"A talk{suffix}"
    assert answer.status_code == 200, answer.text
    assert (answer.json()["version"], answer.json()["changes"]) == (1, [])
    assert str(working.service.options.data_dir).encode() not in content


async def test_a_marker_that_was_set_is_a_new_version(working: Desk) -> None:
    one = await working.clipped()
    media = "media=/films/talk.mp4"
    _, content = await exported(working, one, f"format=edl&{media}")
    changed = content + MARKER.encode()

    tried = await one.ask("POST", f"/nle?base=1&dry_run=true&{media}", content=changed)
    made = await one.ask("POST", f"/nle?base=1&{media}", content=changed)
    late = await one.ask("POST", f"/nle?base=1&{media}", content=changed)
    record = (await one.who.ask("GET", "/audit")).json()["data"]

    assert b"talk.mp4" in content
    assert (tried.json()["version"], made.json()["version"]) == (1, 2)
    ((field, text),) = [
        (change["field"], change["after"]["text"]) for change in made.json()["changes"]
    ]
    assert (field, text) == ("markers.0", "look here")
    assert late.status_code == 409
    assert [entry["action"] for entry in record] == ["clips.import"]


@pytest.mark.parametrize(
    ("content", "status", "said"),
    [
        (BOMB, 422, "declares entities"),
        (b"", 422, "no format that is known"),
        (b" " * (MAX_BYTES + 1), 413, "MB"),
    ],
    ids=["bomb", "empty", "huge"],
)
async def test_a_hostile_file_changes_nothing(
    working: Desk, content: bytes, status: int, said: str
) -> None:
    one = await working.clipped()

    answer = await one.ask("POST", "/nle?base=1", content=content)

    assert answer.status_code == status, answer.text
    assert said in answer.json()["error"]["message"]
    assert len(await one.versions()) == 1


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("format=imovie", 422),
        ("version=9", 404),
        ("version=0", 422),
        ("media=talk.mp4", 422),
        ("media=/films/%00.mp4", 422),
        ("media=/films/%0a.mp4", 422),
    ],
)
async def test_a_wish_that_makes_no_sense_is_told(working: Desk, query: str, status: int) -> None:
    one = await working.clipped()

    answer = await one.ask("GET", f"/nle?{query}")

    assert answer.status_code == status, answer.text
