"""Brand kits: the looks that clips of a workspace take."""

from datetime import datetime
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends
from pydantic import Field
from sqlalchemy import func
from sqlmodel import col, select

from api.audit import note
from api.bodies import Answer, Body, Line
from api.errors import GUARDED, may_say
from api.identity import Caller, Needs
from api.mine import mine
from api.roles import Permission
from core.db.tables import BrandKit
from core.domain.plan import BrandPlan
from core.objects import owned

router = APIRouter(prefix="/brand", tags=["brand"])

Reader = Annotated[Caller, Depends(Needs(Permission.SETTINGS_READ))]
Writer = Annotated[Caller, Depends(Needs(Permission.SETTINGS_WRITE))]


class NewBrand(Body):
    name: Line
    brand: BrandPlan = Field(default_factory=BrandPlan)


class BrandChange(Body):
    name: Line | None = None
    brand: BrandPlan | None = None
    """The whole new looks."""


class BrandAnswer(Answer):
    id: UUID
    name: str
    brand: BrandPlan
    created_at: datetime
    updated_at: datetime


@router.post("", status_code=201, responses=may_say(*GUARDED))
async def create_brand(wanted: NewBrand, caller: Writer) -> BrandAnswer:
    """Keep the looks of a brand."""
    _check_files(caller, wanted.brand)
    made = BrandKit(
        id=uuid4(),
        workspace_id=caller.workspace,
        name=wanted.name,
        brand=wanted.brand.model_dump(mode="json"),
    )
    async with caller.rows() as rows:
        rows.add(made)
        note(rows, caller, "brand.create", subject=made.id, after={"name": made.name})
        await rows.flush()
        await rows.refresh(made)
        return BrandAnswer.model_validate(made)


@router.get("", responses=may_say(*GUARDED))
async def list_brands(caller: Reader) -> list[BrandAnswer]:
    """List the brand kits of the workspace."""
    query = select(BrandKit).where(
        BrandKit.workspace_id == caller.workspace, col(BrandKit.deleted_at).is_(None)
    )
    async with caller.rows() as rows:
        found = await rows.scalars(query.order_by(col(BrandKit.created_at), col(BrandKit.id)))
        return [BrandAnswer.model_validate(one) for one in found]


@router.patch("/{brand}", responses=may_say(*GUARDED))
async def change_brand(brand: UUID, wanted: BrandChange, caller: Writer) -> BrandAnswer:
    """Change a brand kit. Clips keep the looks that they were made with."""
    if wanted.brand is not None:
        _check_files(caller, wanted.brand)
    async with caller.rows() as rows:
        found = await mine(rows, caller, BrandKit, brand)
        before = {"name": found.name, "brand": found.brand}
        found.name = wanted.name or found.name
        if wanted.brand is not None:
            found.brand = wanted.brand.model_dump(mode="json")
        found.updated_at = await rows.scalar(select(func.now())) or found.updated_at
        after = {"name": found.name, "brand": found.brand}
        note(rows, caller, "brand.change", subject=brand, before=before, after=after)
        return BrandAnswer.model_validate(found)


@router.delete("/{brand}", status_code=204, responses=may_say(*GUARDED))
async def delete_brand(brand: UUID, caller: Writer) -> None:
    """Forget a brand kit."""
    async with caller.rows() as rows:
        found = await mine(rows, caller, BrandKit, brand)
        found.deleted_at = await rows.scalar(select(func.now()))
        note(rows, caller, "brand.delete", subject=brand, before={"name": found.name})


def _check_files(caller: Caller, brand: BrandPlan) -> None:
    """Raise ForeignKeyError when a brand names a file of another workspace."""
    files = (brand.logo.file if brand.logo else None, brand.outro)
    for file in filter(None, files):
        owned(file.key, str(caller.workspace))
