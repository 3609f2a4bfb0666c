"""GitHub, which says who somebody is by OAuth 2.0 and an API of its own.

https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps
"""

from typing import Any

from api.openid import authorization
from api.provider_calls import Asked, Claim, calling, failed, text
from core.login_providers import LoginProvider
from core.settings import Settings


class GitHub:
    """GitHub, or a GitHub Enterprise server."""

    def __init__(self, provider: LoginProvider, settings: Settings) -> None:
        self._provider = provider
        self._settings = settings

    async def address(self, asked: Asked, callback: str) -> str:
        url = str(self._provider.authorize_url)
        return authorization(url, self._provider, asked, callback=callback)

    async def claim(self, asked: Asked, code: str, callback: str) -> Claim:
        api = str(self._provider.api_url).rstrip("/")
        async with calling(self._settings) as caller:
            given = await caller.redeem(
                str(self._provider.token_url),
                self._provider,
                code=code,
                redirect_uri=callback,
                code_verifier=asked.verifier,
            )
            token = given["access_token"]
            user = await caller.get(f"{api}/user", bearer=token)
            addresses = await caller.get(f"{api}/user/emails", bearer=token)
        number = user.get("id") if isinstance(user, dict) else None
        if not isinstance(number, int) or isinstance(number, bool):
            raise failed("it names nobody")
        email, proven = _primary(addresses)
        return Claim(str(number), email, proven, text(user, "name") or text(user, "login"))


def _primary(addresses: Any) -> tuple[str, bool]:
    """Return somebody's own address, and whether GitHub has made sure that it is theirs."""
    for one in addresses if isinstance(addresses, list) else ():
        if isinstance(one, dict) and one.get("primary") is True:
            return text(one, "email"), one.get("verified") is True
    return "", False
