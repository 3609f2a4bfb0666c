"""Files on their way in."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Column
from sqlmodel import Field, SQLModel

from core.db.tables.columns import moment, now, owner, reference


class UploadedFile(SQLModel, table=True):
    """A file that somebody sends in parts, and what became of it."""

    __tablename__ = "uploads"

    id: UUID = Field(primary_key=True)
    workspace_id: UUID = owner()
    user_id: UUID = reference("users")
    filename: str
    """What the person calls it; it never becomes part of a path."""
    size: int = Field(sa_column=Column(BigInteger, nullable=False))
    key: str
    store_upload: str
    """By what the object store knows the upload."""
    part_size: int
    state: str = "open"
    """``open``, ``confirmed``, ``deleted``, ``refused``, ``aborted`` or ``expired``."""
    format: str = ""
    """The usual ending of files in its format, once it is confirmed."""
    created_at: datetime = now()
    ended_at: datetime | None = moment()
