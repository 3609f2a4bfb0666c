"""What people send and get, in general."""

from collections.abc import Sequence
from typing import Annotated, Generic, TypeVar

from fastapi import Query
from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

T = TypeVar("T")


class Body(BaseModel):
    """What a request says. What it must not say is refused, so that a typo is not overlooked."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False, str_strip_whitespace=True)


class Answer(BaseModel):
    """What a route answers."""

    model_config = ConfigDict(from_attributes=True)


def _storable(text: str) -> str:
    if "\0" in text:
        raise ValueError("it has a NUL character, which cannot be stored")
    return text


Text = Annotated[str, StringConstraints(max_length=10_000), AfterValidator(_storable)]
"""Whatever a person writes. PostgreSQL stores every character but NUL."""
Line = Annotated[Text, StringConstraints(min_length=1, max_length=200)]


class Page(BaseModel, Generic[T]):
    """A part of a list."""

    data: Sequence[T]
    total: int
    page: int
    pages: int


class Paging(BaseModel):
    """Which part of a list."""

    page: int = 1
    limit: int = 20

    @property
    def offset(self) -> int:
        return (self.page - 1) * self.limit

    def of(self, data: Sequence[T], total: int) -> Page[T]:
        """Return a page of a list of ``total`` things."""
        return Page(data=data, total=total, page=self.page, pages=-(-total // self.limit))


def paging(
    page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> Paging:
    """Return which part of a list a request asks for."""
    return Paging(page=page, limit=limit)
