"""Clips, as the commands that show, change and render them talk about them."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from activities.plan.editing import Change, Operation
from core.domain.artifact import Artifact
from core.domain.job import ClipState, JobState
from core.domain.plan import ClipPlan
from deploy.local.commands.output import Files
from deploy.local.commands.refusal import CommandError, Exit
from deploy.local.commands.watch import View
from workflows.clip import renders_itself


@dataclass(frozen=True)
class Version:
    """One version of a clip."""

    version: int
    base: int | None
    state: ClipState
    created_at: datetime
    operations: Sequence[Mapping[str, Any]]
    pictures: tuple[float, ...]
    """Those to choose from: seconds of the source, the best first."""
    loudness: float | None
    keys: Mapping[str, str] = field(default_factory=dict)
    """Of its stored files, by what they are; none where an API hands them out."""


@dataclass(frozen=True)
class History:
    """A clip and its versions, the first one first."""

    clip: str
    job: str
    title: str
    versions: Sequence[Version]

    @property
    def newest(self) -> Version:
        return self.versions[-1]

    def version(self, number: int | None) -> Version:
        """Return a version by its number, the newest for None.

        Raises:
            CommandError: there is none of that number.
        """
        if number is None:
            return self.newest
        found = next((one for one in self.versions if one.version == number), None)
        if found is None:
            raise CommandError(
                f"the clip has no version {number}; it has 1 to {self.newest.version}", Exit.USAGE
            )
        return found

    def until(self, number: int | None) -> Sequence[Version]:
        """Return the versions up to one, all of them for None."""
        return [one for one in self.versions if number is None or one.version <= number]


@dataclass(frozen=True)
class Edited:
    """What came of a change of a clip."""

    version: int
    """The newest one now."""
    plan: ClipPlan
    changes: tuple[Change, ...]
    """Against the version that was the newest."""


class Clips(Protocol):
    """Shows, changes and renders the clips of a workspace."""

    async def history(self, text: str) -> History:
        """Return the clip that a person means, by its id or the beginning of it."""

    async def plan(self, past: History, version: Version) -> ClipPlan:
        """Return the plan of a version, as plans are written today."""

    async def files(self, past: History, version: Version) -> Files:
        """Return where the files of a version are, and its plan."""

    async def edit(
        self,
        past: History,
        *,
        base: int | None,
        dry_run: bool,
        operations: Sequence[Operation] = (),
    ) -> Edited:
        """Change a version, by default the newest, by operations."""

    async def take_in(
        self, past: History, content: bytes, *, media: str, base: int | None, dry_run: bool
    ) -> Edited:
        """Change a version as an editing program did in a file that it wrote.

        ``media`` is where the recording lay for it, empty for where it was said to lie.
        """

    async def give_film(self, path: Path, *, seconds: float) -> Artifact:
        """Take over a video that lasts so long, for clips to show."""

    async def give_picture(self, path: Path) -> Artifact:
        """Take over a picture, for clips to show."""

    async def write_cut(
        self, past: History, version: Version, *, format: str, media: str, target: Path
    ) -> str:
        """Write a version for editing programs; return where the recording lies for them."""

    def render(self, past: History, version: Version) -> AsyncIterator[View]:
        """Render a version and yield how far it is, the last time when it is over."""

    async def copy(self, past: History, version: Version, target: Path) -> None:
        """Copy the rendered file of a version."""


def check_renders(job: str, state: JobState, clip: ClipState, *, has_file: bool) -> None:
    """Refuse to render what the clip's job will render itself.

    Raises:
        CommandError: it will.
    """
    if not renders_itself(state, clip, has_file=has_file):
        return
    short = job[:8]
    what = {
        ClipState.PLANNED: f"it waits for `clippedai approve {short}`",
        ClipState.FAILED: f"`clippedai retry {short}` renders it again, with its newest plan",
    }.get(clip, f"`clippedai show {short} --follow` shows how far it is")
    raise CommandError(f"the job of this clip renders it: {what}", Exit.USAGE)
