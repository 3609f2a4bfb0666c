"""Links for people without an account."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from sqlalchemy import text

from core.db.tables import Clip, Job
from tests.api.people import Service, Who


async def clip(service: Service, who: Who, job: Job, state: str) -> Clip:
    """Return a clip of a job whose video is stored."""
    key = f"{who.workspace}/renders/{uuid4()}/clip.mp4"
    await service.app.state.services.store.put_bytes(key, b"a video")
    made = Clip(
        id=uuid4(),
        workspace_id=who.workspace,
        job_id=job.id,
        state=state,
        title=f"A {state} clip",
        start=0.0,
        end=9.0,
        score=50.0,
        plan_key="k/p",
        clip_key=key,
    )
    async with service.owner.transaction() as rows:
        rows.add(made)
    return made


async def test_a_link_shows_the_finished_clips_of_its_job_and_no_others(service: Service) -> None:
    who = await service.person()
    job, other = await service.job(who, title="Our talk"), await service.job(who)
    await clip(service, who, job, "ready")
    for place, state in ((job, "rejected"), (job, "failed"), (other, "ready")):
        await clip(service, who, place, state)
    link = (await who.ask("POST", f"/jobs/{job.id}/shares", json={"days": 2})).json()

    shown = (await service.client.get(f"/api/shares/{link['token']}")).json()
    video = await service.client.get(shown["clips"][0]["video"])

    assert (shown["title"], [one["title"] for one in shown["clips"]]) == (
        "Our talk",
        ["A ready clip"],
    )
    assert video.content == b"a video"


async def test_a_link_that_was_taken_back_or_is_too_old_shows_nothing(service: Service) -> None:
    who = await service.person()
    job = await service.job(who)
    links = [(await who.ask("POST", f"/jobs/{job.id}/shares", json={})).json() for _ in range(2)]
    await who.ask("DELETE", f"/jobs/{job.id}/shares/{links[0]['id']}")
    async with service.owner.transaction() as rows:
        await rows.execute(
            text("UPDATE share_links SET expires_at = :then WHERE id = :id"),
            {"then": datetime.now(UTC) - timedelta(seconds=1), "id": links[1]["id"]},
        )

    answers = [await service.client.get(f"/api/shares/{one['token']}") for one in links]
    listed = await who.ask("GET", f"/jobs/{job.id}/shares")

    assert [one.status_code for one in answers] == [410, 410]
    assert listed.json() == []


async def test_deleted_clips_are_in_no_list(service: Service) -> None:
    who, stranger = await service.person(), await service.person()
    job = await service.job(who)
    mine = await clip(service, who, job, "ready")

    foreign = await stranger.ask("POST", "/clips/batch/delete", json={"clips": [str(mine.id)]})
    before = (await who.ask("GET", "/clips")).json()["total"]
    own = await who.ask("POST", "/clips/batch/delete", json={"clips": [str(mine.id)]})

    assert foreign.json() == {"clips": []}
    assert own.json() == {"clips": [str(mine.id)]}
    assert (before, (await who.ask("GET", "/clips")).json()["total"]) == (1, 0)
    assert (await who.ask("GET", f"/clips/{mine.id}")).status_code == 404
