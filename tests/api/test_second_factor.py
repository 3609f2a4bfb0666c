"""Codes of an app, and what takes the password again."""

import time

import httpx
import pyotp
import pytest

from api import second_factor
from tests.api.people import PASSWORD, Service

NEW = "nine orange boats at dusk"


class Login:
    """Somebody with a password, who logs in again and again."""

    def __init__(self, service: Service, email: str) -> None:
        self.service, self.email = service, email
        self.bearer: dict[str, str] = {}
        self.app = pyotp.TOTP(pyotp.random_base32())

    async def ask(self, method: str, path: str, json: object = None) -> httpx.Response:
        await self.service.rest()
        return await self.service.client.request(
            method, f"/api{path}", json=json, headers=self.bearer
        )

    async def log_in(self, *, password: str = PASSWORD, code: str | None = None) -> httpx.Response:
        await self.service.rest()
        given = {"email": self.email, "password": password, "code": code}
        answer = await self.service.client.post("/api/auth/login", json=given)
        if answer.status_code == 200:
            self.bearer = {"Authorization": f"Bearer {answer.json()['access_token']}"}
        return answer

    async def from_everywhere(self, times: int, given: dict[str, str]) -> list[int]:
        """Try to log in, each time from another address; return the codes of the answers."""
        found = []
        for number in range(times):
            transport = httpx.ASGITransport(self.service.app, client=(f"203.0.113.{number}", 1))
            async with httpx.AsyncClient(
                transport=transport, base_url="https://clips.test"
            ) as client:
                answer = await client.post("/api/auth/login", json=given)
            found.append(answer.status_code)
        return found

    async def enrol(self, at: float) -> list[str]:
        """Have codes asked for, by a first one of that time; return the recovery codes."""
        made = await self.ask("POST", "/users/me/totp", {"password": PASSWORD})
        assert made.status_code == 201, made.text
        found = pyotp.parse_uri(made.json()["uri"])
        assert isinstance(found, pyotp.TOTP)
        self.app = found
        confirmed = await self.ask("POST", "/users/me/totp/confirm", {"code": self.app.at(at)})
        assert confirmed.status_code == 200, confirmed.text
        codes: list[str] = confirmed.json()["recovery_codes"]
        return codes


_people = iter(range(1000))


@pytest.fixture
async def login(service: Service) -> Login:
    await service.rest()
    made = Login(service, f"coder{next(_people)}@example.com")
    given = {"email": made.email, "password": PASSWORD}
    assert (await service.client.post("/api/auth/register", json=given)).status_code == 201
    assert (await made.log_in()).status_code == 200
    return made


def said(answer: httpx.Response) -> str:
    code: str = answer.json()["error"]["code"]
    return code


def before() -> float:
    """Return a time of the step before this one, whose code is still taken."""
    return time.time() - 30


async def test_a_login_takes_a_code_once_it_is_confirmed(login: Login) -> None:
    made = await login.ask("POST", "/users/me/totp", {"password": PASSWORD})
    unconfirmed = await login.log_in()
    await login.enrol(before())

    without = await login.log_in()
    wrong = await login.log_in(code="000000")
    right = await login.log_in(code=login.app.now())

    assert made.json()["uri"].startswith("otpauth://totp/ClippedAI:")
    assert unconfirmed.status_code == 200
    assert (without.status_code, said(without)) == (401, "totp_required")
    assert (wrong.status_code, said(wrong)) == (403, "wrong_code")
    assert right.status_code == 200


async def test_a_code_is_not_told_right_before_the_password_is(login: Login) -> None:
    await login.enrol(before())

    answer = await login.log_in(password="another password", code=login.app.now())

    assert said(answer) == "wrong_credentials"


async def test_a_code_is_taken_once_and_no_earlier_one_after_it(login: Login) -> None:
    await login.enrol(before())
    code = login.app.now()

    answers = [await login.log_in(code=one) for one in (code, code, login.app.at(before()))]

    assert [one.status_code for one in answers] == [200, 403, 403]


@pytest.mark.parametrize("away", [-90, 90])
async def test_a_code_of_another_time_is_not_taken(login: Login, away: int) -> None:
    await login.enrol(before())

    assert said(await login.log_in(code=login.app.at(time.time() + away))) == "wrong_code"


async def test_a_recovery_code_works_once_however_it_is_typed(login: Login) -> None:
    codes = await login.enrol(before())

    answers = [
        await login.log_in(code=codes[0].upper().replace("-", " ")),
        await login.log_in(code=codes[0]),
        await login.log_in(code=codes[1]),
    ]
    left = (await login.ask("GET", "/users/me/totp")).json()

    assert len(set(codes)) == second_factor.RECOVERY_CODES
    assert [one.status_code for one in answers] == [200, 403, 200]
    assert left == {"enabled": True, "recovery_codes": 8}


async def test_new_recovery_codes_end_the_old_ones(login: Login) -> None:
    old = await login.enrol(before())
    new = await login.ask("POST", "/users/me/totp/recovery", {"password": PASSWORD})

    assert (await login.log_in(code=old[0])).status_code == 403
    assert (await login.log_in(code=new.json()["recovery_codes"][0])).status_code == 200


async def test_somebody_elses_recovery_code_is_worth_nothing(
    login: Login, service: Service
) -> None:
    await login.enrol(before())
    other = Login(service, f"other-{login.email}")
    await service.rest()
    given = {"email": other.email, "password": PASSWORD}
    await service.client.post("/api/auth/register", json=given)
    await other.log_in()
    theirs = await other.enrol(before())

    assert said(await login.log_in(code=theirs[0])) == "wrong_code"


async def test_codes_are_tried_five_times_a_minute(login: Login) -> None:
    await login.enrol(before())
    await login.service.rest()
    given = {"email": login.email, "password": PASSWORD, "code": "123456"}

    codes = await login.from_everywhere(6, given)

    assert codes == [403] * 5 + [429]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/users/me/totp", {}),
        ("POST", "/users/me/totp/recovery", {}),
        ("POST", "/users/me/totp/disable", {}),
        ("POST", "/users/me/password", {"new_password": NEW}),
    ],
)
async def test_what_matters_takes_the_password_again(
    login: Login, method: str, path: str, body: dict[str, str]
) -> None:
    missing = await login.ask(method, path, body)
    wrong = await login.ask(method, path, {**body, "password": "another password"})
    token = await login.ask("POST", "/tokens", {"name": "bot", "scopes": ["jobs:read"]})
    login.bearer = {"Authorization": f"Bearer {token.json()['token']}"}
    program = await login.ask(method, path, {**body, "password": PASSWORD})

    assert said(missing) == said(wrong) == "not_confirmed"
    assert (program.status_code, said(program)) == (403, "forbidden")


async def test_switched_off_codes_are_asked_for_no_more(login: Login) -> None:
    codes = await login.enrol(before())
    again = await login.ask("POST", "/users/me/totp", {"password": PASSWORD})
    await login.ask("POST", "/users/me/totp/disable", {"password": PASSWORD})

    assert said(again) == "conflict"
    assert (await login.log_in()).status_code == 200
    assert (await login.log_in(code=codes[0])).status_code == 200  # nobody looks at it


async def test_another_password_ends_the_other_logins(login: Login) -> None:
    elsewhere = dict(login.bearer)
    await login.log_in()

    changed = await login.ask(
        "POST", "/users/me/password", {"password": PASSWORD, "new_password": NEW}
    )
    here = await login.ask("GET", "/users/me")
    there = await login.service.client.get("/api/users/me", headers=elsewhere)

    assert (changed.status_code, here.status_code, there.status_code) == (204, 200, 401)
    assert (await login.log_in()).status_code == 401
    assert (await login.log_in(password=NEW)).status_code == 200


@pytest.mark.parametrize(
    "password", ["password1234", "qwertyuiop123", "P@ssw0rd1234!", "iloveyou1234", "clippedai2026"]
)
async def test_a_common_password_is_refused_wherever_one_is_set(
    login: Login, password: str
) -> None:
    answer = await login.ask(
        "POST", "/users/me/password", {"password": PASSWORD, "new_password": password}
    )

    assert (answer.status_code, said(answer)) == (422, "invalid")


@pytest.mark.parametrize("password", ["x" * 11, "xy" * 65])
async def test_a_password_has_twelve_to_128_characters(login: Login, password: str) -> None:
    answer = await login.ask(
        "POST", "/users/me/password", {"password": PASSWORD, "new_password": password}
    )

    assert answer.status_code == 422


async def test_a_password_may_hold_every_character(login: Login) -> None:
    odd = "  zwölf Boote 🚤🚤 🚀 ≠ fünf Züge  "
    changed = await login.ask(
        "POST", "/users/me/password", {"password": PASSWORD, "new_password": odd}
    )

    assert changed.status_code == 204
    assert (await login.log_in(password=odd)).status_code == 200
    assert (await login.log_in(password=odd.strip())).status_code == 401


async def test_the_history_of_an_account_tells_what_happened_to_it(login: Login) -> None:
    await login.enrol(before())
    await login.ask("POST", "/users/me/password", {"password": PASSWORD, "new_password": NEW})

    page = (await login.ask("GET", "/users/me/history")).json()

    told = [one["action"] for one in page["data"]]
    assert told == ["account.password", "account.totp_on", "account.log_in"]
    assert {one["address"] for one in page["data"]} == {"198.51.100.7"}


async def test_wrong_passwords_for_one_account_are_counted_whoever_asks(login: Login) -> None:
    await login.service.rest()
    given = {"email": login.email.upper(), "password": "another password"}

    codes = await login.from_everywhere(51, given)

    assert codes == [401] * 50 + [429]
