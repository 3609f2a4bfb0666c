"""What people send and get, in general."""

from collections.abc import Sequence
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Query
from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator

T = TypeVar("T")


class Body(BaseModel):
    """What a request says. What it must not say is refused, so that a typo is not overlooked."""

    model_config = ConfigDict(
        extra="forbid",
        allow_inf_nan=False,
        str_strip_whitespace=True,
        use_attribute_docstrings=True,
    )

    @model_validator(mode="before")
    @classmethod
    def _can_be_stored(cls, said: object) -> object:
        """Refuse the one character that PostgreSQL stores in no text, however deep it stands."""
        waiting = [("", said)]
        while waiting:
            where, value = waiting.pop()
            if isinstance(value, str) and "\0" in value:
                raise ValueError(f"{where.lstrip('.')}: the character NUL cannot be stored")
            if isinstance(value, dict):
                waiting += [(where, name) for name in value]
                waiting += [(f"{where}.{name}", one) for name, one in value.items()]
            elif isinstance(value, list):
                waiting += [(f"{where}.{number}", one) for number, one in enumerate(value)]
        return said


class SecretBody(Body):
    """What a request says that holds a secret, of which every character counts."""

    model_config = ConfigDict(str_strip_whitespace=False)


class Answer(BaseModel):
    """What a route answers."""

    model_config = ConfigDict(from_attributes=True, use_attribute_docstrings=True)


Text = Annotated[str, StringConstraints(max_length=10_000, pattern=r"^[^\x00]*$")]
"""Whatever a person writes. PostgreSQL stores every character but NUL."""
Line = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00]*[^\s\x00][^\x00]*$")]
"""What must say something."""
Beginning = Annotated[
    str | None,
    Query(pattern=r"^[0-9a-f][0-9a-f-]{3,35}$", description="With an id that begins so."),
]
"""What an id begins with."""


MAX_INTEGER = 2**31 - 1
"""Of PostgreSQL's ``integer``."""


class Page(BaseModel, Generic[T]):
    """A part of a list."""

    data: Sequence[T]
    total: int
    page: int
    pages: int

    @classmethod
    def model_parametrized_name(cls, params: tuple[Any, ...]) -> str:
        """Return what the page of a list of such things is called in the OpenAPI document."""
        return f"{params[0].__name__.removesuffix('Answer')}Page"


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


async def paging(
    page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> Paging:
    """Return which part of a list a request asks for."""
    return Paging(page=page, limit=limit)
