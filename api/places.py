"""From where, and with what, somebody has logged in before."""

import re
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from uuid import UUID, uuid4

from sqlmodel import col, select
from starlette.requests import HTTPConnection

from api import connections
from api.services import Services
from core.db.tables import AuditEntry

LOG_IN = "account.log_in"

# The latest logins; their record is kept for as long as the settings of retention say.
_LOOKED_AT = 200
# What one line of a household or an office gets, mostly: bits of IPv4 and IPv6.
_NETWORK_BITS = {4: 24, 6: 48}
_VERSION = re.compile(r"[\d._]+")


@dataclass(frozen=True)
class Familiar:
    """What is known of a place before somebody logs in from it."""

    device: bool
    """A browser or program of that name, whatever its version."""
    network: bool
    """An address near by."""


async def familiar(services: Services, user: UUID | None, connection: HTTPConnection) -> Familiar:
    """Say what a person has logged in with before. For nobody it takes as long."""
    person = user or uuid4()
    query = select(AuditEntry.address, AuditEntry.after).where(
        AuditEntry.user_id == person,
        col(AuditEntry.workspace_id).is_(None),
        AuditEntry.action == LOG_IN,
    )
    async with services.database.tenant(user=person) as rows:
        latest = query.order_by(col(AuditEntry.id).desc()).limit(_LOOKED_AT)
        found = (await rows.execute(latest)).all()
    devices = {_kind(str(after.get("device", ""))) for _, after in found}
    networks = {_network(address) for address, _ in found}
    return Familiar(
        device=_kind(connections.device(connection)) in devices,
        network=_network(connections.address(connection)) in networks,
    )


def _kind(name: str) -> str:
    return _VERSION.sub("", name)


def _network(address: str) -> str:
    try:
        bits = _NETWORK_BITS[ip_address(address).version]
    except ValueError:
        return address
    return str(ip_network((address, bits), strict=False))
