"""Whether it is still the same person, before what lets others in is changed."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import func, update
from sqlmodel import col

from api import accounts, rates, second_factor
from api.errors import ApiError, Code
from api.identity import Person
from core.db.tables import Session, User

# Who has no password shows by a login of so long ago that it is still them.
_RECENT = timedelta(minutes=10)


def check_in_person(who: Person) -> None:
    """Raise ApiError when a program asks for what only a person may do with their account."""
    if who.session is None:
        raise ApiError(Code.FORBIDDEN, "an API token may not change an account")


async def check_recent(who: Person) -> None:
    """Make sure that somebody has shown within hours who they are; programs have scopes instead.

    Raises:
        ApiError: it is too long ago; ``confirm`` or another login makes it good.
    """
    if who.session is None:
        return
    async with who.services.database.transaction() as rows:
        session = await rows.get_one(Session, who.session)
    within = timedelta(hours=who.services.settings.api.confirm_hours)
    if session.confirmed_at <= datetime.now(UTC) - within:
        raise ApiError(Code.NOT_CONFIRMED)


async def confirm(who: Person, word: str | None, code: str | None) -> None:
    """Let somebody show who they are: by a code where their logins take one, or the password.

    Raises:
        ApiError: an API token asks, or what they gave is wrong.
    """
    check_in_person(who)
    if code is not None and await second_factor.is_on(who.services, who.user):
        await second_factor.check(who.services, who.user, code)
        await _confirmed(who)
    else:
        await reauthenticate(who, word)


async def reauthenticate(who: Person, word: str | None) -> None:
    """Make sure that it is still the same person, before their account changes.

    Raises:
        ApiError: an API token asks; the password is wrong; or they have none, and the login is
            not of the last minutes.
    """
    check_in_person(who)
    async with who.services.database.transaction() as rows:
        user = await rows.get_one(User, who.user)
        session = await rows.get_one(Session, who.session)
    tries = rates.at_home(user.email)
    await rates.check(who.services, rates.PASSWORD, tries)
    if user.password_hash:
        right = await accounts.knows(who.services, user, word or "")
    else:
        right = session.created_at > datetime.now(UTC) - _RECENT
    if not right:
        await rates.count(who.services, rates.PASSWORD, tries)
        raise ApiError(Code.NOT_CONFIRMED)
    await _confirmed(who)


async def _confirmed(who: Person) -> None:
    shown = update(Session).where(col(Session.id) == who.session)
    async with who.services.database.transaction() as rows:
        await rows.execute(shown.values(confirmed_at=func.now()))
