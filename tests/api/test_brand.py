"""Brand kits."""

import pytest

from tests.api.people import Service


async def test_a_brand_is_kept_changed_and_forgotten(service: Service) -> None:
    who = await service.person()
    made = (
        await who.ask("POST", "/brand", json={"name": "Ours", "brand": {"colour": "#ffdd33"}})
    ).json()

    changed = await who.ask("PATCH", f"/brand/{made['id']}", json={"name": "Ours, new"})
    await who.ask("DELETE", f"/brand/{made['id']}")
    record = (await who.ask("GET", "/audit")).json()["data"]

    assert (changed.json()["name"], changed.json()["brand"]["colour"]) == ("Ours, new", "#ffdd33")
    assert (await who.ask("GET", "/brand")).json() == []
    assert [one["action"] for one in record] == ["brand.delete", "brand.change", "brand.create"]
    assert record[1]["before"]["name"] == "Ours"


@pytest.mark.parametrize(
    "brand",
    [{"colour": "red"}, {"logo": {"width": 7}}, {"slogan": "x"}, {"watermark": {"text": "a\0b"}}],
)
async def test_looks_that_a_plan_does_not_take_are_refused(
    service: Service, brand: dict[str, object]
) -> None:
    who = await service.person()

    answer = await who.ask("POST", "/brand", json={"name": "Ours", "brand": brand})

    assert answer.status_code == 422


async def test_a_logo_of_another_workspace_is_refused(service: Service) -> None:
    who, other = await service.person(), await service.person()
    logo = {"file": {"key": f"{other.workspace}/brand/logo.png", "size": 5}}

    answer = await who.ask("POST", "/brand", json={"name": "Ours", "brand": {"logo": logo}})

    assert answer.status_code == 422
