"""What a workspace uses is counted once, and never goes beyond what it may use."""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import asyncpg
import pytest
from sqlalchemy import text
from sqlmodel import col, update

from core.db import Database, ledger
from core.db.ledger import Account
from core.db.tables import Quantity, Workspace
from core.domain.quota import QUOTAS, Kind
from core.errors import QuotaExceededError
from tests.postgres import tables

pytestmark = pytest.mark.server


@pytest.fixture(scope="module")
async def database(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Database]:
    async with tables(tmp_path_factory.mktemp("ledger"), connections=20) as made:
        yield made


@pytest.fixture
async def workspace(database: Database) -> UUID:
    made = Workspace(id=uuid4(), name="W")
    async with database.transaction() as rows:
        rows.add(made)
    return made.id


async def reserve(
    database: Database, account: Account, subject: str, amount: float, limit: float | None = None
) -> bool:
    """Reserve an amount, and say whether there was so much."""
    try:
        async with database.transaction() as rows:
            await ledger.reserve(rows, account, subject=subject, amount=amount, limit=limit)
    except QuotaExceededError:
        return False
    return True


async def balance(database: Database, account: Account) -> float:
    async with database.transaction() as rows:
        return await ledger.balance(rows, account)


async def test_many_at_once_never_get_more_than_there_is(
    database: Database, workspace: UUID
) -> None:
    account = Account(workspace, Kind.STORAGE)
    asked = [reserve(database, account, f"u{n}", 3, limit=100) for n in range(60)]

    had = await asyncio.gather(*asked)

    assert sum(had) == 33
    assert await balance(database, account) == 99


async def test_who_asks_again_for_the_same_counts_once(database: Database, workspace: UUID) -> None:
    account = Account(workspace, Kind.MINUTES)

    had = await asyncio.gather(
        *(reserve(database, account, "job", 60, limit=100) for _ in range(20))
    )

    assert all(had)
    assert await balance(database, account) == 60


async def test_a_refusal_says_what_is_left(database: Database, workspace: UUID) -> None:
    account = Account(workspace, Kind.MINUTES)
    await reserve(database, account, "first", 250)

    with pytest.raises(QuotaExceededError, match=r"95\.0 minutes long, and 50\.0 of the 300"):
        async with database.transaction() as rows:
            await ledger.reserve(rows, account, subject="second", amount=95, limit=300)

    assert await balance(database, account) == 250


@pytest.mark.parametrize(("true", "counted"), [(7.5, 7.5), (12, 12), (None, 10)])
async def test_a_commit_corrects_what_was_reserved_once(
    database: Database, workspace: UUID, true: float | None, counted: float
) -> None:
    account = Account(workspace, Kind.STORAGE)
    await reserve(database, account, "u", 10)

    for _ in range(2):
        async with database.transaction() as rows:
            await ledger.commit(rows, account, "u", true)

    assert await balance(database, account) == counted


async def test_a_refund_takes_back_what_counts_whatever_was_settled_before(
    database: Database, workspace: UUID
) -> None:
    account = Account(workspace, Kind.STORAGE)
    await reserve(database, account, "settled", 10)
    await reserve(database, account, "open", 5)
    await reserve(database, account, "stays", 1)
    async with database.transaction() as rows:
        await ledger.commit(rows, account, "settled", 8)

    for _ in range(2):
        async with database.transaction() as rows:
            await ledger.refund(rows, account, ("settled", "open", "never there"))
    async with database.transaction() as rows:
        await ledger.commit(rows, account, "open", 5)

    assert await balance(database, account) == 1


async def test_settling_and_taking_back_at_once_leaves_nothing(
    database: Database, workspace: UUID
) -> None:
    account = Account(workspace, Kind.STORAGE)
    await asyncio.gather(*(reserve(database, account, f"u{n}", 10) for n in range(20)))

    async def commit(subject: str) -> None:
        async with database.transaction() as rows:
            await ledger.commit(rows, account, subject, 4)

    async def refund(subject: str) -> None:
        async with database.transaction() as rows:
            await ledger.refund(rows, account, (subject,))

    await asyncio.gather(*(act(f"u{n}") for n in range(20) for act in (commit, refund)))

    assert await balance(database, account) == 0


async def test_what_was_reserved_last_month_changes_nothing_in_this_one(
    database: Database, workspace: UUID
) -> None:
    account = Account(workspace, Kind.MINUTES)
    await reserve(database, account, "late", 60)
    async with database.transaction() as rows:
        last = text("date_trunc('month', now(), 'UTC') - interval '1 second'")
        await rows.execute(
            update(Quantity).where(col(Quantity.workspace_id) == workspace).values(at=last)
        )
    await reserve(database, account, "now", 20)

    async with database.transaction() as rows:
        await ledger.refund(rows, account, ("late",))

    assert await balance(database, account) == 20


async def test_kinds_and_workspaces_do_not_touch_each_other(
    database: Database, workspace: UUID
) -> None:
    other = Workspace(id=uuid4(), name="O")
    async with database.transaction() as rows:
        rows.add(other)
    await reserve(database, Account(workspace, Kind.STORAGE), "u", 10)

    for account in (Account(workspace, Kind.UPLOADS), Account(other.id, Kind.STORAGE)):
        assert await balance(database, account) == 0


async def test_a_balance_is_read_off_an_index(database: Database, workspace: UUID) -> None:
    account = Account(workspace, Kind.STORAGE)
    async with database.transaction() as rows:
        await ledger.spend(
            rows, workspace, ((f"clip/{n}/1", {Kind.STORAGE: 1.0}) for n in range(2000))
        )
    connection = await asyncpg.connect(database.url)
    try:
        await connection.execute("VACUUM ANALYZE usage_events")
    finally:
        await connection.close()
    query = (
        "EXPLAIN SELECT sum(amount) FROM usage_events WHERE workspace_id = :workspace"
        " AND kind = 'storage' AND at >= date_trunc('month', now(), 'UTC')"
    )
    async with database.transaction() as rows:
        await rows.execute(text("SET LOCAL enable_seqscan = off"))
        plan = "\n".join(await rows.scalars(text(query), {"workspace": workspace}))

    assert await balance(database, account) == 2000
    assert "Index Only Scan using ix_usage_events_sum" in plan


def test_the_tiers_are_those_that_are_sold() -> None:
    free, pro, own = QUOTAS["free"], QUOTAS["pro"], QUOTAS["unlimited"]

    assert (free.minutes, free.jobs, free.streams) == (300, 2, 1)
    assert (pro.minutes, pro.jobs, pro.streams) == (3000, 10, 5)
    assert (free.storage, free.members, free.uploads) == (10_000_000_000, 1, 10)
    assert (pro.storage, pro.members, pro.uploads) == (100_000_000_000, 10, None)
    assert set(vars(own).values()) == {None}
