"""Who may do what. The guards of the routes and the tests of them both read this table."""

from enum import StrEnum


class Permission(StrEnum):
    """What a route needs; also the scope of an API token."""

    JOBS_READ = "jobs:read"
    JOBS_WRITE = "jobs:write"
    CLIPS_READ = "clips:read"
    CLIPS_WRITE = "clips:write"
    PUBLISH_ASK = "publish:ask"
    PUBLISH_WRITE = "publish:write"
    STREAMS_READ = "streams:read"
    STREAMS_WRITE = "streams:write"
    SETTINGS_READ = "settings:read"
    SETTINGS_WRITE = "settings:write"
    TEAM_READ = "team:read"
    TEAM_WRITE = "team:write"
    WORKSPACE_OWN = "workspace:own"
    """Name it, delete it, give it away."""


class Role(StrEnum):
    """A person's place in a workspace."""

    VIEWER = "viewer"
    EDITOR = "editor"
    ADMIN = "admin"
    OWNER = "owner"


_VIEWER = frozenset(
    {
        Permission.JOBS_READ,
        Permission.CLIPS_READ,
        Permission.STREAMS_READ,
        Permission.SETTINGS_READ,
        Permission.TEAM_READ,
    }
)
_EDITOR = _VIEWER | {
    Permission.JOBS_WRITE,
    Permission.CLIPS_WRITE,
    Permission.PUBLISH_ASK,
    Permission.STREAMS_WRITE,
}
_ADMIN = _EDITOR | {Permission.PUBLISH_WRITE, Permission.SETTINGS_WRITE, Permission.TEAM_WRITE}

ALLOWED: dict[Role, frozenset[Permission]] = {
    Role.VIEWER: _VIEWER,
    Role.EDITOR: _EDITOR,
    Role.ADMIN: _ADMIN,
    Role.OWNER: frozenset(Permission),
}


WORK = _EDITOR - {Permission.STREAMS_READ, Permission.STREAMS_WRITE, Permission.PUBLISH_ASK}
"""What a program needs that makes clips."""


def may_give(giver: Role, given: Role) -> bool:
    """Say whether somebody may give a role to others: nobody gives more than they have."""
    return ALLOWED[given] <= ALLOWED[giver]
