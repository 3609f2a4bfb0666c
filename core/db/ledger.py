"""The ledger: what a workspace uses, as entries whose sum is the balance.

What is not known yet is reserved first. A commit corrects the reservation to what it really
was, a refund takes back whatever still counts; each happens once for a subject, however often
it is asked for. All of them count in the period of the first, so that what was reserved last
month makes this month neither smaller nor larger.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

from sqlalchemy import ColumnElement, func
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from core.db.tables import Quantity
from core.domain.quota import Kind
from core.errors import QuotaExceededError

Phase = Literal["reserve", "commit", "refund"]
Entry = dict[str, object]

# Keeps these locks apart from others of the database.
_SEED = 9


@dataclass(frozen=True)
class Account:
    """What one workspace uses of one kind."""

    workspace: UUID
    kind: Kind

    def entries(self) -> tuple[ColumnElement[bool], ...]:
        """Return the conditions that select its entries."""
        return (
            col(Quantity.workspace_id) == self.workspace,
            col(Quantity.kind) == self.kind.value,
        )


def files_of_clip(clip: UUID | str, version: int) -> str:
    """Return the subject that stands for the files of one version of a clip."""
    return f"clip/{clip}/{version}"


async def hold(rows: AsyncSession, whose: UUID, what: str) -> None:
    """Let nobody else count the same of a workspace or a person until this transaction ends."""
    name = func.hashtextextended(f"{whose}/{what}", _SEED)
    await rows.execute(select(func.pg_advisory_xact_lock(name)))


async def balance(rows: AsyncSession, account: Account) -> float:
    """Return how much counts in the period that runs."""
    total = select(func.coalesce(func.sum(Quantity.amount), 0)).where(*account.entries())
    if (period := account.kind.period) is not None:
        total = total.where(col(Quantity.at) >= func.date_trunc(period, func.now(), "UTC"))
    return float(await rows.scalar(total) or 0)


async def reserve(
    rows: AsyncSession, account: Account, *, subject: str, amount: float, limit: float | None
) -> None:
    """Count an amount that may turn out smaller; for a subject that has some, change nothing.

    Raises:
        QuotaExceededError: more would count then than ``limit``; the message says how much does.
    """
    await hold(rows, account.workspace, account.kind)
    if await _known(rows, account, (subject,)):
        return
    if limit is not None:
        used = await balance(rows, account)
        if used + amount > limit:
            raise QuotaExceededError(_refusal(account.kind, amount, used=used, limit=limit))
    await _add(rows, [_entry(account, subject, "reserve", amount)])


async def commit(
    rows: AsyncSession, account: Account, subject: str, amount: float | None = None
) -> None:
    """Let a subject count with what it really took, for None with what was reserved.

    What was given back counts no more, whatever comes of it.
    """
    await hold(rows, account.workspace, account.kind)
    known = (await _known(rows, account, (subject,))).get(subject, [])
    if [entry.phase for entry in known] == ["reserve"]:
        (reserved,) = known
        change = 0 if amount is None else Decimal(str(amount)) - reserved.amount
        await _add(rows, [_entry(account, subject, "commit", change, at=reserved.at)])


async def refund(rows: AsyncSession, account: Account, subjects: Collection[str]) -> None:
    """Take back whatever still counts for some subjects."""
    await hold(rows, account.workspace, account.kind)
    entries = [
        _entry(account, subject, "refund", -sum(one.amount for one in known), at=known[0].at)
        for subject, known in (await _known(rows, account, subjects)).items()
        if known[-1].phase != "refund"
    ]
    await _add(rows, entries)


async def spend(
    rows: AsyncSession, workspace: UUID, spent: Iterable[tuple[str, Mapping[Kind, float]]]
) -> None:
    """Count what has been used up already, by subject; what was counted before stays."""
    entries = [
        _entry(Account(workspace, kind), subject, "commit", amount)
        for subject, amounts in spent
        for kind, amount in amounts.items()
        if amount
    ]
    await _add(rows, entries)


async def _known(
    rows: AsyncSession, account: Account, subjects: Collection[str]
) -> dict[str, list[Quantity]]:
    """Return the entries of each subject that has any, in the order in which they came."""
    query = select(Quantity).where(*account.entries(), col(Quantity.subject).in_(subjects))
    found: dict[str, list[Quantity]] = {}
    for entry in await rows.scalars(query.order_by(col(Quantity.id))):
        found.setdefault(entry.subject, []).append(entry)
    return found


async def _add(rows: AsyncSession, entries: Sequence[Entry]) -> None:
    if entries:
        await rows.execute(insert(Quantity).values(entries).on_conflict_do_nothing())


def _entry(
    account: Account,
    subject: str,
    phase: Phase,
    amount: float | Decimal,
    *,
    at: datetime | None = None,
) -> Entry:
    return {
        "workspace_id": account.workspace,
        "kind": account.kind.value,
        "subject": subject,
        "phase": phase,
        "amount": Decimal(str(amount)),
        "at": at or func.now(),
    }


def _refusal(kind: Kind, amount: float, *, used: float, limit: float) -> str:
    match kind:
        case Kind.MINUTES:
            return (
                f"the recording is {amount:.1f} minutes long, and {max(0, limit - used):.1f} of the"
                f" {limit:.0f} minutes of this month are left; try again next month, or with a"
                " larger plan"
            )
        case Kind.STORAGE:
            return (
                f"the file has {amount / 1e9:.2f} GB, and {max(0, limit - used) / 1e9:.2f} of"
                f" {limit / 1e9:.0f} GB are left; delete clips or uploads that nobody needs"
            )
        case _:
            return f"{used:.0f} of {limit:.0f} {kind.value} of this {kind.period} are used up"
