"""The role that the API connects as: it sees only what row-level policies let it see."""

import secrets

import asyncpg
from sqlalchemy.engine import make_url

API_ROLE = "clippedai_api"


async def open_api_role(url: str) -> str:
    """Give the role a new password, and return the address that it connects by.

    ``url`` is that of the owner of the tables. Connections that are open stay so.

    Raises:
        asyncpg.PostgresError: the owner may not change roles.
    """
    password = secrets.token_hex(24)
    connection = await asyncpg.connect(url)
    try:
        # A password cannot be a parameter of ALTER ROLE; this one has hexadecimal digits only.
        await connection.execute(f"ALTER ROLE {API_ROLE} LOGIN PASSWORD '{password}'")
    finally:
        await connection.close()
    own = make_url(url).set(username=API_ROLE, password=password)
    return own.render_as_string(hide_password=False)
