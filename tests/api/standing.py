"""The application to one person whose login goes on, whatever they do to it."""

from collections import Counter
from datetime import UTC, datetime

from fastapi.routing import APIRoute
from sqlalchemy import update
from sqlmodel import col
from starlette.types import Message, Receive, Scope, Send

from api.roles import Role
from core.db.tables import Member, User, Workspace
from tests.api.people import Service, Who
from tests.api.surface import routes

# What schemathesis.toml says that they come with. Every other token is left as it is.
_HEADER = (b"authorization", b"Bearer standing")
# Where somebody ends their login, sets a password, or gives their place in a workspace away.
_UNSETTLING = ("/api/auth/", "/api/users/me", "/api/workspaces/")
_READ = {"GET", "HEAD"}
_PERSONAL = {str(route) for route in routes() if route.personal}


class Standing:
    """Lets somebody in with a live login, also after they ended one, and counts the answers.

    How often one may ask is not counted: it would hide what a route says.
    """

    def __init__(self, service: Service, who: Who) -> None:
        self.answers: Counter[tuple[str, int]] = Counter()
        """How often a route answered with a status; routes as ``surface`` writes them."""
        self.turned_away: set[str] = set()
        """Routes that take a login and said 401 to the person's own."""
        self._service = service
        self.who = who

    def answered_only(self, refusals: set[int]) -> set[str]:
        """Return the routes of the API that gave no answer but these, or none at all."""
        got: dict[str, set[int]] = {str(route): set() for route in routes()}
        for name, status in self.answers:
            got.get(name, set()).add(status)
        return {name for name, statuses in got.items() if statuses <= refusals}

    async def settle(self) -> None:
        """Give the person a new login, and what their account and their place were at first."""
        place = Member(
            workspace_id=self.who.workspace,
            user_id=self.who.user,
            role=Role.OWNER,
            # The oldest place is where they act when they name none.
            created_at=datetime(2000, 1, 1, tzinfo=UTC),
        )
        there = {"password_hash": "", "deleted_at": None}
        account = update(User).where(col(User.id) == self.who.user).values(there)
        kept = update(Workspace).where(col(Workspace.id) == self.who.workspace)
        async with self._service.owner.transaction() as rows:
            await rows.execute(account)
            await rows.execute(kept.values(deleted_at=None))
            await rows.merge(place)
        self.who.token = await self._service.login(self.who.user)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._service.app(scope, receive, send)
            return
        await self._service.rest()
        live = (b"authorization", f"Bearer {self.who.token}".encode())
        known = _HEADER in scope["headers"]
        scope["headers"] = [live if one == _HEADER else one for one in scope["headers"]]

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._count(scope, message["status"], known=known)
                if known and _unsettles(scope, message["status"]):
                    await self.settle()
            await send(message)

        await self._service.app(scope, receive, sending)

    def _count(self, scope: Scope, status: int, *, known: bool) -> None:
        route = scope.get("route")
        if isinstance(route, APIRoute):
            name = f"{scope['method']} {route.path_format}"
            self.answers[name, status] += 1
            if known and status == 401 and name in _PERSONAL:
                self.turned_away.add(name)


def _unsettles(scope: Scope, status: int) -> bool:
    changed = scope["method"] not in _READ and status < 300
    return changed and scope["path"].startswith(_UNSETTLING)
