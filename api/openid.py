"""OpenID Connect Core 1.0, the authorization code flow with PKCE."""

from dataclasses import dataclass
from typing import Any

from authlib.common.urls import add_params_to_uri  # type: ignore[import-untyped]
from authlib.oauth2.rfc7636 import create_s256_code_challenge  # type: ignore[import-untyped]
from authlib.oidc.core import CodeIDToken  # type: ignore[import-untyped]
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from api.errors import ApiError, Code
from api.provider_calls import Asked, Caller, Claim, calling, failed, text
from core.login_providers import LoginProvider
from core.settings import Settings

# None of them takes a secret that we share, and "none" is not among them (RFC 8725, 3.1).
_ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA")
_MAX_TOKEN = 20_000
# How far the clocks may differ.
_LEEWAY_SECONDS = 60


@dataclass(frozen=True)
class _Endpoints:
    authorize: str
    token: str
    keys: str


class OpenId:
    """A provider that speaks OpenID Connect."""

    def __init__(self, provider: LoginProvider, settings: Settings) -> None:
        self._provider = provider
        self._settings = settings

    async def address(self, asked: Asked, callback: str) -> str:
        async with calling(self._settings) as caller:
            found = await self._endpoints(caller)
        return authorization(found.authorize, self._provider, asked, callback=callback)

    async def claim(self, asked: Asked, code: str, callback: str) -> Claim:
        async with calling(self._settings) as caller:
            found = await self._endpoints(caller)
            given = await caller.redeem(
                found.token,
                self._provider,
                code=code,
                redirect_uri=callback,
                code_verifier=asked.verifier,
            )
            keys = await caller.get(found.keys)
        claims = self._checked(given, keys, asked.nonce)
        return Claim(
            subject=text(claims, "sub", most=255),
            email=text(claims, "email", most=200),
            proven=claims.get("email_verified") is True,
            name=text(claims, "name"),
        )

    async def _endpoints(self, caller: Caller) -> _Endpoints:
        own = self._provider
        if own.authorize_url and own.token_url and own.keys_url:
            return _Endpoints(str(own.authorize_url), str(own.token_url), str(own.keys_url))
        # OpenID Connect Discovery 1.0, 4: what is found must name the issuer that was asked.
        url = f"{own.issuer.rstrip('/')}/.well-known/openid-configuration"
        found = await caller.get(url)
        if text(found, "issuer") != own.issuer:
            raise failed("it names another issuer")
        named = [
            text(found, name) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")
        ]
        if not all(one.startswith(("https://", "http://")) for one in named):
            raise failed("it does not say where it is asked")
        return _Endpoints(*named)

    def _checked(self, given: dict[str, Any], keys: Any, nonce: str) -> CodeIDToken:
        """Return what a token says that is signed for us, now, and for this question."""
        own = self._provider
        try:
            token = jwt.decode(
                text(given, "id_token", most=_MAX_TOKEN),
                KeySet.import_key_set(keys),
                list(_ALGORITHMS),
            )
            claims = CodeIDToken(
                token.claims,
                token.header,
                options={"iss": {"value": own.issuer}, "aud": {"value": own.client_id}},
                params={
                    "nonce": nonce,
                    "client_id": own.client_id,
                    "access_token": given["access_token"],
                },
            )
            claims.validate(leeway=_LEEWAY_SECONDS)
        except (JoseError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise ApiError(Code.NOT_VOUCHED, "the provider's token is not good") from error
        if not text(claims, "sub", most=255):
            raise ApiError(Code.NOT_VOUCHED, "the provider's token names nobody")
        return claims


def authorization(url: str, provider: LoginProvider, asked: Asked, *, callback: str) -> str:
    """Return where the browser goes to ask a provider (RFC 6749, 4.1.1; RFC 7636, 4.3)."""
    query = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": callback,
        "scope": " ".join(provider.scopes),
        "state": asked.state,
        "code_challenge": create_s256_code_challenge(asked.verifier),
        "code_challenge_method": "S256",
    }
    if provider.kind == "oidc":
        query["nonce"] = asked.nonce
    address: str = add_params_to_uri(url, list(query.items()))
    return address
