"""What lets generated requests name things that are there, as schemathesis is told it."""

import json
from collections.abc import Sequence
from typing import Any

from api import resetting
from tests.api.desk import Clipped, Desk
from tests.api.people import PASSWORD, Service, Who
from tests.api.things import things

Values = dict[str, list[object]]
"""By where a value stands in a request, as ``path.job`` or ``body.email``."""

# How often a value is a known one, where it can be.
_OFTEN = 0.8
_DELETED = {
    "DELETE /brand/{brand}": "brand",
    "DELETE /tokens/{token}": "token",
    "DELETE /upload/{upload}": "upload",
    "DELETE /webhooks/subscriptions/{subscription}": "subscription",
    "DELETE /workspaces/{workspace}/members/{uid}": "uid",
}


class Known:
    """What there is, and where requests may name it."""

    def __init__(self, everywhere: Values) -> None:
        self._everywhere = everywhere
        self._somewhere: dict[str, Values] = {}
        self._often: dict[str, int] = {}
        self._dictionaries: list[str] = []

    def add(self, values: Values) -> None:
        """Let every operation name more."""
        for place, more in values.items():
            self._everywhere.setdefault(place, []).extend(more)

    def at(self, operation: str, values: Values) -> None:
        """Let an operation, as ``surface`` writes it, name something that others do not."""
        method, path = operation.split()
        self._somewhere[f"{method} /api{path}"] = values

    def ask(self, operation: str, times: int) -> None:
        """Have an operation asked so many times, however often others are."""
        method, path = operation.split()
        self._often[f"{method} /api{path}"] = times

    def text(self) -> str:
        """Return it as the configuration of schemathesis is written."""
        bound = f"[parameters]\n{self._bound(self._everywhere)}"
        places = [
            f'[[operations]]\ninclude-name = "{name}"\n'
            f"[operations.parameters]\n{self._bound(values)}"
            for name, values in self._somewhere.items()
        ]
        often = [
            f'[[operations]]\ninclude-name = "{name}"\n'
            f"[operations.generation]\nmax-examples = {times}\n"
            for name, times in self._often.items()
        ]
        return "\n".join(["", *self._dictionaries, bound, *places, *often])

    def _bound(self, values: Values) -> str:
        return "".join(self._bind(place, known) for place, known in values.items())

    def _bind(self, place: str, known: Sequence[object]) -> str:
        name = f"known{len(self._dictionaries)}"
        plain = [one if isinstance(one, int) else str(one) for one in known]
        self._dictionaries.append(f"[dictionaries.{name}]\nvalues = {json.dumps(plain)}\n")
        return f'"{place}" = {{ dictionary = "{name}", probability = {_OFTEN} }}\n'


async def known(service: Service, who: Who, sets: int) -> Known:
    """Return what somebody's workspace holds, and what may be said to it.

    What ends when it is used is there so many times; what is deleted is nothing else's.
    """
    kept = await things(service, who)
    doomed = [await things(service, who) for _ in range(sets)]
    uploads = [await _begun(who) for _ in range(sets)]
    shares = [await _shared(who, kept["job"]) for _ in range(sets)]
    places = [await _place(who) for _ in range(sets)]
    made = Known({f"path.{name}": [value] for name, value in kept.items()})
    made.add(
        {
            "path.upload": uploads,
            "header.X-Workspace": [who.workspace],
            "body.url": ["https://example.com/"],
            "body.password": [PASSWORD],
            "body.new_password": [PASSWORD],
            "body.mentions.[*]": [kept["uid"]],
        }
    )
    for operation, name in _DELETED.items():
        made.at(operation, {f"path.{name}": [one[name] for one in doomed]})
    made.at("DELETE /workspaces/{workspace}", {"path.workspace": places})
    made.at("DELETE /jobs/{job}/shares/{share}", {"path.share": [one["id"] for one in shares]})
    made.at("POST /clips/batch/delete", {"body.clips.[*]": [one["clip"] for one in doomed]})
    made.at("GET /shares/{token}", {"path.token": [(await _shared(who, kept["job"]))["token"]]})
    await _add_secrets(made, service, who, sets)
    return made


async def add_work(made: Known, desk: Desk, one: Clipped) -> None:
    """Let requests name a clip with a plan, jobs that go on, and what others can be made of.

    Workers must be there: jobs begin, and somebody waits for changes of the plan.
    """
    video = desk.recording.read_bytes()
    # Its beginning looks like a video, and no job comes far with it.
    whole, short, unconfirmed = [await _sent(one.who, sent) for sent in (video, *2 * [video[:999]])]
    goes_on, failed, *doomed = [await _job(one.who, upload) for upload in (whole, *4 * [short])]
    made.add({"path.job": [one.job, goes_on], "path.clip": [one.clip]})
    made.at("DELETE /jobs/{job}", {"path.job": doomed})
    made.at("POST /jobs/{job}/retry", {"path.job": [failed]})
    made.add({"body.base": [1], "query.base": [1]})
    # What a clip is rendered anew of is not there before that is done.
    made.at("GET /clips/{clip}/download", {"path.clip": [one.clip], "query.file": ["plan"]})
    made.at("POST /upload/confirm", {"body.upload": [unconfirmed]})
    made.at(
        "POST /jobs",
        {
            "body.upload": [short],
            "body.options.caption_style": ["karaoke"],
            "body.options.layout": ["fit"],
            "body.options.transcriber": ["faster-whisper"],
        },
    )
    # Of so many fields, few come out so that a job can be made of them.
    made.ask("POST /jobs", times=600)


async def _place(who: Who) -> object:
    return (await who.ask("POST", "/workspaces", json={"name": "Of no use"})).json()["id"]


async def _begun(who: Who) -> object:
    made = await who.ask("POST", "/upload/presign", json={"filename": "talk.mp4", "size": 10})
    return made.json()["id"]


async def _sent(who: Who, video: bytes) -> object:
    """Return an upload of which every part is there."""
    wanted = {"filename": "talk.mp4", "size": len(video)}
    upload = (await who.ask("POST", "/upload/presign", json=wanted)).json()["id"]
    await who.ask("PUT", f"/upload/{upload}/parts/1", content=video)
    return upload


async def _job(who: Who, upload: object) -> object:
    """Return a job that has begun."""
    await who.ask("POST", "/upload/confirm", json={"upload": upload})
    return (await who.ask("POST", "/jobs", json={"upload": upload})).json()["id"]


async def _shared(who: Who, job: object) -> dict[str, Any]:
    made: dict[str, Any] = (await who.ask("POST", f"/jobs/{job}/shares", json={})).json()
    return made


async def _add_secrets(made: Known, service: Service, who: Who, sets: int) -> None:
    """Let requests know what is told to one person only: passwords, and tokens of one use."""
    given = {"email": f"known{who.user.hex}@example.com", "password": PASSWORD}
    await service.rest()
    await service.client.post("/api/auth/register", json=given)
    logins = [await _logged_in(service, given) for _ in range(sets)]
    made.at("POST /auth/login", {f"body.{name}": [value] for name, value in given.items()})
    made.at(
        "POST /auth/refresh", {"body.refresh_token": [pair["refresh_token"] for pair in logins]}
    )
    others = [await service.person() for _ in range(sets)]
    services = service.app.state.services
    resets = [await resetting.offer_reset(services, other.user) for other in others]
    made.at("POST /auth/reset", {"body.token": list(resets)})
    offers = [await _invited(other, who) for other in others]
    made.at("POST /invitations/accept", {"body.token": offers})


async def _logged_in(service: Service, given: dict[str, str]) -> dict[str, Any]:
    await service.rest()
    pair: dict[str, Any] = (await service.client.post("/api/auth/login", json=given)).json()
    return pair


async def _invited(host: Who, guest: Who) -> object:
    wanted = {"email": guest.email, "role": "editor"}
    made = await host.ask("POST", f"/workspaces/{host.workspace}/invite", json=wanted)
    return made.json()["token"]
