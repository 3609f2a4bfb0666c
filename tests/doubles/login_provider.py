"""A service that says who people are, as strict as the specifications let it be.

It speaks OpenID Connect Core 1.0 with discovery and PKCE (RFC 7636), and the OAuth 2 and the API
of GitHub. It checks what a provider checks: the redirect address, the client's secret in the way
the kind of client sends it, the verifier against the challenge, that a code is used once.
"""

import base64
import hashlib
import hmac
import json
import secrets
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, unquote_plus, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

CLIENT, SECRET = "clippedai", "a secret & a half"


@dataclass
class Person:
    """Who logs in at the provider."""

    subject: str
    email: str
    verified: bool = True
    name: str = "Somebody"


@dataclass
class _Grant:
    person: Person
    redirect: str
    challenge: str
    nonce: str


@dataclass
class Faults:
    """What the provider does wrong."""

    claims: dict[str, Any] = field(default_factory=dict)
    """Put into the token, or taken out of it when None."""
    algorithm: str = "RS256"
    """``none``, ``HS256`` with the public key as the secret, or ``other``: another key."""
    status: int = 200
    """Of every answer to a program."""
    seconds: float = 0.0
    """Before every answer to a program."""
    body: bytes | None = None
    """Instead of every answer to a program."""
    issuer: str = ""
    """What the discovery document calls it."""
    endpoint: str = ""
    """Where the discovery document says that tokens are had."""
    at_hash: bool = True


class LoginProvider:
    """A provider while its context lasts; people and faults are set by tests."""

    def __init__(self) -> None:
        self.person = Person("1001", "ada@example.com")
        self.faults = Faults()
        self.complaints: list[str] = []
        """What a client did that a provider does not take."""
        self.calls: list[str] = []
        self._key = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
        self._other = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
        self._grants: dict[str, _Grant] = {}
        self._tokens: dict[str, Person] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def consent(self, address: str, *, refuse: bool = False) -> str:
        """Do what a person's browser does there; return where it is sent back to."""
        parts = urlsplit(address)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        assert parts.path == "/authorize", address
        assert (asked["response_type"], asked["client_id"]) == ("code", CLIENT), asked
        assert asked["code_challenge_method"] == "S256", asked
        assert len(asked["state"]) >= 22, "a state can be guessed"
        back = asked["redirect_uri"]
        if refuse:
            return f"{back}?{urlencode({'error': 'access_denied', 'state': asked['state']})}"
        code = secrets.token_urlsafe(16)
        self._grants[code] = _Grant(
            self.person, back, asked["code_challenge"], asked.get("nonce", "")
        )
        return f"{back}?{urlencode({'code': code, 'state': asked['state'], 'iss': self.url})}"

    def answer(self, method: str, path: str, headers: dict[str, str], body: str) -> tuple[int, Any]:
        """Answer a program."""
        self.calls.append(f"{method} {path}")
        bearer = headers.get("authorization", "").removeprefix("Bearer ")
        match path:
            case "/.well-known/openid-configuration":
                return 200, self._discovery()
            case "/keys":
                return 200, KeySet([self._key]).as_dict(private=False)
            case "/token" | "/github/token":
                return self._redeem(path, headers, parse_qs(body))
            case "/user" | "/user/emails" if bearer in self._tokens:
                return 200, self._github(path, self._tokens[bearer])
        return 404, {"error": "not_found"}

    def _discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.faults.issuer or self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": self.faults.endpoint or f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
        }

    def _redeem(
        self, path: str, headers: dict[str, str], form: dict[str, list[str]]
    ) -> tuple[int, Any]:
        try:
            given = {name: value for name, (value,) in form.items()}
            grant = self._grants.pop(given["code"])
            self._check(path, headers, given, grant=grant)
        except (KeyError, ValueError, AssertionError) as error:
            self.complaints.append(repr(error))
            return 400, {"error": "invalid_grant"}
        token = secrets.token_urlsafe(16)
        self._tokens[token] = grant.person
        made = {"access_token": token, "token_type": "Bearer", "expires_in": 3600}
        return 200, made if path != "/token" else {**made, "id_token": self._sign(grant, token)}

    def _check(
        self, path: str, headers: dict[str, str], given: dict[str, str], *, grant: _Grant
    ) -> None:
        assert given["grant_type"] == "authorization_code", given
        assert given["redirect_uri"] == grant.redirect, "another redirect address"
        digest = hashlib.sha256(given["code_verifier"].encode()).digest()
        assert base64.urlsafe_b64encode(digest).decode().rstrip("=") == grant.challenge, "verifier"
        assert headers["content-type"] == "application/x-www-form-urlencoded"
        if path == "/token":
            basic = base64.b64decode(headers["authorization"].removeprefix("Basic ")).decode()
            assert [unquote_plus(part) for part in basic.split(":")] == [CLIENT, SECRET], basic
        else:
            assert headers["accept"] == "application/json", "GitHub answers with a form otherwise"
            assert (given["client_id"], given["client_secret"]) == (CLIENT, SECRET)

    def _sign(self, grant: _Grant, token: str) -> str:
        now, faults, person = int(time.time()), self.faults, grant.person
        claims = {
            "iss": self.url,
            "aud": CLIENT,
            "sub": person.subject,
            "iat": now,
            "exp": now + 300,
            "nonce": grant.nonce,
            "email": person.email,
            "email_verified": person.verified,
            "name": person.name,
        }
        half = hashlib.sha256(token.encode()).digest()[:16]
        if faults.at_hash:
            claims["at_hash"] = base64.urlsafe_b64encode(half).decode().rstrip("=")
        claims = {k: v for k, v in {**claims, **faults.claims}.items() if v is not None}
        return _signed(claims, faults.algorithm, self._key, other=self._other)

    def _github(self, path: str, person: Person) -> Any:
        if path == "/user":
            return {"id": int(person.subject), "login": "somebody", "name": person.name}
        return [
            {"email": "old@example.com", "primary": False, "verified": True},
            {"email": person.email, "primary": True, "verified": person.verified},
        ]


def _signed(claims: dict[str, Any], algorithm: str, key: RSAKey, *, other: RSAKey) -> str:
    header = {"alg": "RS256", "kid": "one"}
    if algorithm == "other":
        return jwt.encode(header, claims, other)
    if algorithm == "RS256":
        return jwt.encode(header, claims, key)
    parts = ({**header, "alg": algorithm}, claims)
    unsigned = ".".join(_encoded(json.dumps(part).encode()) for part in parts)
    if algorithm == "none":
        return f"{unsigned}."
    public = key.as_pem(private=False)
    return f"{unsigned}.{_encoded(hmac.digest(public, unsigned.encode(), 'sha256'))}"


def _encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def _handler(provider: LoginProvider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            body = self.rfile.read(int(headers.get("content-length", "0"))).decode()
            faults = provider.faults
            status, answer = provider.answer(self.command, self.path, headers, body)
            time.sleep(faults.seconds)
            content = json.dumps(answer).encode() if faults.body is None else faults.body
            self.send_response(status if faults.status == 200 else faults.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_GET  # noqa: N815 - the name that the server looks for

        def log_message(self, format: str, *args: object) -> None:
            """Keep quiet; a test looks at ``calls`` and ``complaints``."""

    return Handler
