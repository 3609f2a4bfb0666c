"""``login``, ``logout``, ``account password``: who speaks to which API."""

import platform
import sys
from contextlib import suppress
from typing import Annotated
from urllib.parse import urlsplit

import typer
from pydantic import SecretStr

from deploy.client import models
from deploy.client.calls import Calls
from deploy.client.line import LineError, RefusedError
from deploy.local import login as logins
from deploy.local.commands.refusal import CommandError, Exit
from deploy.local.commands.session import console, run, running_endpoints
from deploy.local.login import Login

Address = Annotated[str, typer.Argument(metavar="URL", help="Such as https://clips.example.com.")]
Token = Annotated[
    str | None, typer.Option(help="An API token that you have; `-` reads it from standard input.")
]
Email = Annotated[str | None, typer.Option(help="Your e-mail address; else you are asked.")]
Elsewhere = Annotated[
    str | None, typer.Argument(metavar="[URL]", help="Else where you are logged in, or here.")
]
Place = Annotated[str | None, typer.Option("--workspace", help="Its name or id; else your first.")]

# What the commands do; of these, what the person may.
_SCOPES = ("jobs:read", "jobs:write", "clips:read", "clips:write", "settings:read", "team:read")
_CODE_WANTED = "totp_required"
_HERE = {"localhost", "127.0.0.1", "::1"}


def login(url: Address, token: Token = None, email: Email = None, workspace: Place = None) -> None:
    """Speak to an API from now on: the commands make and show jobs there."""

    async def command() -> None:
        address = _address(url)
        if token is not None:
            given = sys.stdin.readline().strip() if token == "-" else token
            made = await _checked(Login(address=address, token=SecretStr(given)))
        else:
            name = email or typer.prompt("E-mail", err=True)
            word = _secret("Password")
            made = await _made(address, name, word, workspace)
        place = logins.store(made)
        console.print(
            f"logged in at {address} as {made.who}; the token is in {place}", markup=False
        )

    run(command)


def set_password(url: Elsewhere = None) -> None:
    """Set a password with a one-time token: one of `account reset`, or of a mail.

    How strong it is, is shown while you choose.
    """

    async def command() -> None:
        async with Calls(await _asked(url)) as calls:
            token = _line("Token")
            word = await _chosen(calls)
            await calls.reset_password(models.Reset(token=token, password=word))
        console.print("the password is set; every login of the account has ended", markup=False)

    run(command)


async def _asked(url: str | None) -> str:
    """Return the address of the API that somebody means: theirs, or that of this machine."""
    if url is not None:
        return _address(url)
    if (known := logins.current()) is not None:
        return known.address
    found = (await running_endpoints()).api
    if found is None:
        raise CommandError("the system serves no API", Exit.NO_SYSTEM)
    return found


async def _chosen(calls: Calls) -> str:
    """Return a password that is strong enough; who sits at a terminal may try again.

    Raises:
        CommandError: it is too weak, and nobody can be asked for another one.
    """
    while True:
        word = _secret("Password")
        found = await calls.rate_password(models.Candidate(password=word))
        advice = " ".join((found.warning, *found.advice)).strip()
        console.print(f"strength {found.score} of 4. {advice}", markup=False)
        if found.enough:
            return word
        if not sys.stdin.isatty():
            raise CommandError("this password is not taken", Exit.USAGE)


def mcp() -> None:
    """Let an agent use ClippedAI, by the Model Context Protocol on standard input and output."""
    # The library takes a second to import.
    from deploy.local.commands.agents import serve  # noqa: PLC0415

    run(serve)


def logout() -> None:
    """Speak to the system of this machine again; the token that was made is revoked."""

    async def command() -> None:
        known = logins.stored()
        if known is None:
            raise CommandError("you are not logged in", Exit.USAGE)
        if known.token_id is not None:
            async with Calls(known.address, known.token.get_secret_value()) as calls:
                with suppress(RefusedError):  # it is worth nothing any more
                    await _revoke(calls, known)
        logins.forget()
        console.print(f"logged out at {known.address}", markup=False)

    run(command)


async def _revoke(calls: Calls, known: Login) -> None:
    assert known.token_id is not None
    try:
        await calls.revoke_token(known.token_id)
    except LineError as error:
        console.print(f"{error}; revoke the token there", style="yellow", markup=False)


async def _made(address: str, email: str, word: str, workspace: str | None) -> Login:
    """Return a login with a token of its own. The password is not kept.

    Raises:
        RefusedError: the address, the password or the code is wrong.
    """
    async with Calls(address) as calls:
        pair = await _log_in(calls, models.Credentials(email=email, password=word))
    async with Calls(address, pair.access_token) as calls:
        me = await calls.get_me()
        place = _place(me, workspace)
        allowed = {one.value for one in place.permissions}
        wanted = models.NewToken(
            name=f"clippedai on {platform.node()}"[:200],
            scopes=[models.Permission(one) for one in _SCOPES if one in allowed],
        )
        calls.http.headers["X-Workspace"] = str(place.workspace)
        made = await calls.create_token(wanted)
        await calls.logout()
    return Login(address=address, token=SecretStr(made.token), token_id=made.id, who=me.email)


async def _log_in(calls: Calls, given: models.Credentials) -> models.Tokens:
    try:
        return await calls.login(given)
    except RefusedError as error:
        if error.code != _CODE_WANTED:
            raise
    given.code = _secret("Code of your app, or a recovery code")
    return await calls.login(given)


def _place(me: models.Me, wanted: str | None) -> models.Membership:
    found = [one for one in me.workspaces if wanted in {None, one.name, str(one.workspace)}]
    if not found:
        names = ", ".join(one.name for one in me.workspaces)
        raise CommandError(f"you have no workspace {wanted}; you have {names}", Exit.USAGE)
    return found[0]


async def _checked(login: Login) -> Login:
    async with Calls(login.address, login.token.get_secret_value()) as calls:
        me = await calls.get_me()
    return login.model_copy(update={"who": me.email})


def _address(url: str) -> str:
    """Return the address of an API.

    Raises:
        CommandError: it is none.
    """
    parts = urlsplit(url if "://" in url else f"https://{url}")
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username:
        raise CommandError(
            f"{url} is no address; give one like https://clips.example.com", Exit.USAGE
        )
    if parts.scheme == "http" and parts.hostname not in _HERE:
        line = "this line is not encrypted: whoever listens can read the password; use https"
        console.print(line, style="yellow", markup=False)
    return f"{parts.scheme}://{parts.netloc}{parts.path}".rstrip("/").removesuffix("/api")


def _line(name: str) -> str:
    if sys.stdin.isatty():
        word: str = typer.prompt(name, err=True)
        return word.strip()
    return sys.stdin.readline().strip()


def _secret(what: str) -> str:
    """Return what a person types without it being seen, or the next line of what is piped in."""
    if sys.stdin.isatty():
        word: str = typer.prompt(what, hide_input=True, err=True)
        return word
    return sys.stdin.readline().rstrip("\n")
