"""What the doors answer with: models whose names are written in camelCase, each with an example of itself."""

from collections.abc import Callable
from typing import Any, ClassVar, Generic, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from webapp.core.paging import Page

T = TypeVar("T")
Row = TypeVar("Row")


class Answer(BaseModel):
    """What a door answers. `example` stands in the description of the API, and a test holds it to the model."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, frozen=True, extra="forbid")

    example: ClassVar[Any] = None


class Listed(Answer, Generic[T]):
    """A piece of a list."""

    items: list[T]
    next_cursor: str | None = Field(description="Asks for the next piece; null when this is the last.")

    @classmethod
    def of(cls, page: Page[Row], shape: Callable[[Row], T]) -> Self:
        return cls(items=[shape(row) for row in page.items], next_cursor=page.next_cursor)

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        (kind,) = cls.__pydantic_generic_metadata__["args"] or (None,)
        if isinstance(kind, type) and issubclass(kind, Answer):
            cls.example = {"items": [kind.example], "nextCursor": None}


class Fault(BaseModel):
    """Why the answer is no. `fields` names every fault by its path; `reference` is what a person can quote."""

    code: str
    message: str
    fields: dict[str, str]
    reference: str


class Refusal(BaseModel):
    """The one shape of all refusals."""

    error: Fault
