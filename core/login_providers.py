"""Services that people may log in with besides a password, as the settings name them."""

from typing import Literal

from pydantic import BaseModel, Field, HttpUrl, SecretStr, model_validator

# Known by their name alone.
_KNOWN: dict[str, dict[str, object]] = {
    "google": {"title": "Google", "issuer": "https://accounts.google.com"},
    "github": {
        "title": "GitHub",
        "kind": "github",
        "authorize_url": "https://github.com/login/oauth/authorize",
        "token_url": "https://github.com/login/oauth/access_token",
        "api_url": "https://api.github.com",
        "scopes": ("read:user", "user:email"),
    },
}


class LoginProvider(BaseModel):
    """One service that says who somebody is: by OpenID Connect, or GitHub by its OAuth 2.

    ``google`` and ``github`` are known by their name; any other needs its ``issuer``.
    """

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,31}$")
    title: str = ""
    """What people read on the button."""
    kind: Literal["oidc", "github"] = "oidc"
    client_id: str
    client_secret: SecretStr
    scopes: tuple[str, ...] = ("openid", "email", "profile")
    issuer: str = ""
    """As it stands in the tokens; its endpoints are looked up there."""
    authorize_url: HttpUrl | None = None
    token_url: HttpUrl | None = None
    keys_url: HttpUrl | None = None
    """These three instead of looking them up; all of them or none."""
    api_url: HttpUrl | None = None
    """Of GitHub, or of a GitHub Enterprise server."""

    @model_validator(mode="before")
    @classmethod
    def _known(cls, given: object) -> object:
        if not isinstance(given, dict):
            return given
        return {**_KNOWN.get(str(given.get("name")), {}), **given}

    @model_validator(mode="after")
    def _complete(self) -> "LoginProvider":
        if self.kind == "github":
            needed = (self.authorize_url, self.token_url, self.api_url)
            if not all(needed):
                raise ValueError(f"{self.name} needs authorize_url, token_url and api_url")
            return self
        found = (self.authorize_url, self.token_url, self.keys_url)
        if not self.issuer or (any(found) and not all(found)):
            raise ValueError(f"{self.name} needs its issuer, and all of its endpoints or none")
        return self
