"""What the commands talk to: the system of this machine, or an API elsewhere."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol
from uuid import UUID

from core.db.usage import Use
from core.domain.job import JobOptions, SourceRef
from core.domain.report import JobReport
from deploy.local.commands.clips import Clips
from deploy.local.commands.findings import Findings
from deploy.local.commands.output import Files
from deploy.local.commands.watch import View

Act = Literal["pause", "resume", "retry", "cancel"]
Verdict = Literal["approve", "reject"]


@dataclass(frozen=True)
class Usage:
    """What a workspace has used, and what it may use."""

    workspace: UUID
    tier: str
    uses: Sequence[Use]


class Service(Protocol):
    """Makes jobs, tells how they stand, steers them, and hands out their files."""

    @property
    def clips(self) -> Clips:
        """The clips of all jobs."""

    async def start(self, source: SourceRef, options: JobOptions) -> UUID:
        """Start a job, and return its id."""

    async def find(self, text: str) -> UUID:
        """Return the id of the job that a person means: its id, or the beginning of it."""

    async def jobs(self, state: str | None, limit: int) -> list[dict[str, Any]]:
        """Return the newest jobs, as ``jobs --json`` lists them."""

    async def report(self, job: UUID) -> JobReport:
        """Return how a job stands."""

    def follow(self, job: UUID, *, auto: bool) -> AsyncIterator[View]:
        """Yield a job again and again, the last time when it is settled.

        With ``auto`` it is not settled by clips that wait to be rendered.
        """

    async def steer(self, job: UUID, act: Act, why: str = "") -> None:
        """Do something to a job."""

    async def decide(
        self, job: UUID, verdict: Verdict, *, clips: tuple[str, ...], why: str
    ) -> None:
        """Approve or reject clips of a job, all that wait when none is named."""

    async def findings(self, report: JobReport) -> Findings:
        """Return what a job found out so far."""

    async def files(self, report: JobReport) -> Mapping[str, Files]:
        """Return where the files of every clip are, by clip id."""

    async def export(self, report: JobReport, folder: Path) -> Mapping[str, Files]:
        """Copy the files of every finished clip to a folder; return their paths by clip id."""

    async def usage(self, workspace: UUID | None) -> Usage:
        """Return what a workspace has used; for None that of the command line."""

    async def page(self, report: JobReport) -> str:
        """Return the address of a page about a job."""

    async def player(self, report: JobReport, clip: int) -> str:
        """Return an address at which a clip is played; clips count from 1."""
