"""How strong a password is, before and after it is set."""

import time
from uuid import uuid4

import pytest

from api import passwords, resetting, strength
from core.db.tables import User
from tests.api.people import PASSWORD, Service
from tests.api.test_command_line import Shell, shell
from tests.api.test_second_factor import Login

__all__ = ["shell"]

# Of the most common ones of twelve characters and more; the estimate alone lets these by.
STOLEN = "manchesterunited1"
# Each of these signs stands for several letters.
SIGNS = "4@8({[</369&#!1/|0$5+7%2" * 5


async def rated(service: Service, password: str, **more: str) -> dict[str, object]:
    await service.rest()
    answer = await service.client.post("/api/auth/strength", json={"password": password, **more})
    assert answer.status_code == 200, answer.text
    found: dict[str, object] = answer.json()
    return found


@pytest.mark.parametrize(
    ("password", "enough"),
    [
        (PASSWORD, True),
        ("a", False),
        ("password1234", False),
        ("qwertyuiop123", False),
        (STOLEN, False),
        ("xK9!vQ2#", False),
        ("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa then seven green trains", True),
    ],
)
async def test_the_meter_says_what_setting_it_would(
    service: Service, password: str, enough: bool
) -> None:
    found = await rated(service, password)

    assert found["enough"] is enough
    assert (found["score"] in {3, 4}) or not enough
    if not enough:
        assert found["warning"] or found["advice"]


async def test_what_tells_of_the_person_is_easy_to_guess(service: Service) -> None:
    word = "hopperlina sails at noon"

    assert (await rated(service, word))["enough"]
    assert not (await rated(service, word, email="hopperlina@example.com"))["enough"]


async def test_the_meter_is_asked_sixty_times_a_minute(service: Service) -> None:
    await service.rest()
    given = {"password": "x"}
    codes = [
        (await service.client.post("/api/auth/strength", json=given)).status_code for _ in range(61)
    ]

    assert codes == [200] * 60 + [429]


async def test_what_is_rated_is_neither_logged_nor_stored(
    service: Service, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    word = f"nine orange boats {uuid4().hex}"
    await rated(service, word)
    told = capsys.readouterr()

    assert word not in caplog.text + told.out + told.err


@pytest.mark.parametrize("password", [SIGNS, "a" * 128, "1234567890" * 12, "🚤" * 128])
def test_no_password_takes_long_to_rate(password: str) -> None:
    begun = time.process_time()
    strength.rate(password[: passwords.LONGEST])

    assert time.process_time() - begun < 2


def test_the_list_of_stolen_passwords_holds_those_that_we_would_take() -> None:
    taken = [
        "manchesterunited1",
        "polniypizdec0211",
        "mailcreated5240",
        "sojdlg123aljg",
        "leavemealone",
    ]

    assert [word for word in taken if not strength.is_stolen(word)] == []
    assert not strength.is_stolen(PASSWORD)


async def test_a_password_that_was_stolen_meanwhile_lets_nobody_in(service: Service) -> None:
    login = Login(service, f"stolen{uuid4().hex[:6]}@example.com")
    given = {"email": login.email, "password": PASSWORD}
    await service.rest()
    made = await service.client.post("/api/auth/register", json=given)
    async with service.owner.transaction() as rows:
        owner = await rows.get_one(User, made.json()["id"])
        owner.password_hash = await passwords.hashed(service.app.state.services.keys, STOLEN)

    refused = await login.log_in(password=STOLEN)
    wrong = await login.log_in(password=PASSWORD)

    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "password_stolen")
    assert wrong.json()["error"]["code"] == "wrong_credentials"


async def test_the_command_line_shows_it_where_a_password_is_chosen(
    service: Service, address: str, shell: Shell
) -> None:
    who = await service.person()
    await service.rest()
    token = await resetting.offer_reset(service.app.state.services, who.user)

    weak = await shell.run("account", "password", address, answers=f"{token}\npassword1234\n")
    strong = await shell.run("account", "password", address, answers=f"{token}\n{PASSWORD}\n")
    login = Login(service, who.email)

    assert (weak.exit_code, strong.exit_code) == (2, 0), strong.stderr
    assert "strength 0 of 4. " in weak.stderr
    assert "strength 4 of 4." in strong.stderr
    assert PASSWORD not in strong.output + strong.stderr
    assert (await login.log_in()).status_code == 200
