"""Workflow ids: they carry the tenant, and asking twice starts once."""


def vod(workspace: str, job: str) -> str:
    """Return the id of the workflow that makes clips of a recording."""
    return f"vod/{workspace}/{job}"


def clip(workspace: str, clip_id: str, version: int) -> str:
    """Return the id of the workflow that renders one version of a clip."""
    return f"clip/{workspace}/{clip_id}/{version}"


def gate(workspace: str) -> str:
    """Return the id of the workflow at which jobs of a workspace wait for a place."""
    return f"gate/{workspace}"


def edit(workspace: str, clip_id: str, request: str) -> str:
    """Return the id of the workflow that changes a clip's plan as one request asks."""
    return f"edit/{workspace}/{clip_id}/{request}"


def export(workspace: str, clip_id: str, request: str) -> str:
    """Return the id of the workflow that writes a clip for editing programs."""
    return f"export/{workspace}/{clip_id}/{request}"


def report(workspace: str, job: str, request: str) -> str:
    """Return the id of the workflow that prints what a job found and made."""
    return f"report/{workspace}/{job}/{request}"


def webhook(workspace: str, delivery: str, round_: int) -> str:
    """Return the id of the workflow that sends one piece of news to one receiver."""
    return f"webhook/{workspace}/{delivery}/{round_}"


def mail(mail_id: str) -> str:
    """Return the id of the workflow that sends one mail."""
    return f"mail/{mail_id}"


RETENTION = "maintenance/retention"
"""The schedule, and the beginning of the ids of what it starts."""

OUTBOX = "maintenance/outbox"
"""The same of what looks for mail that nobody has begun to send."""
