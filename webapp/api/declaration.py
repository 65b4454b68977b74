"""What a door says of itself. `/api/openapi.json` and `/api/docs` are made from these, and nothing else lists them."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from webapp.accounts import Role, Scope
from webapp.core.inputs import Input

Gives = Mapping[int, type[BaseModel] | None]
"""By status, what is answered; None for an answer without a body."""


@dataclass(frozen=True, kw_only=True)
class Declaration:
    """One method of one address."""

    method: str
    rule: str
    view: Callable[..., Any]
    gives: Gives
    takes: type[Input] | None = None
    asks: type[Input] | None = None
    example: object = None
    """A body that it takes."""
    refuses: Sequence[int] = ()
    """Statuses beyond those that follow from the rest."""
    roles: Sequence[Role] = ()
    scope: Scope | None = None
    is_public: bool = False
    area: str = ""
    media_type: str = "application/json"
    has_tag: bool = False
    """Whether it answers 304 to who has the current state already."""

    shows: object = None
    """An answer, where it is of no model."""

    also: str = ""
    """What tells it from another address of the same view."""

    @property
    def name(self) -> str:
        return self.view.__name__ + self.also

    @property
    def words(self) -> str:
        return " ".join(inspect.cleandoc(self.view.__doc__ or "").split())

    @property
    def summary(self) -> str:
        return self.words.partition(". ")[0].rstrip(".")

    @property
    def needed_scope(self) -> Scope:
        return self.scope or (Scope.read if self.method == "GET" else Scope.all)

    @property
    def refusals(self) -> list[int]:
        """Every status by which it may say no."""
        found = {400, 503, *self.refuses}
        if not self.is_public:
            found |= {401, 403}
        if "<" in self.rule:
            found |= {404, 405}  # 405: what stands there names another kind of thing
        if self.takes is not None:
            found |= {413, 415}
        if self.method != "GET":
            found |= {403, 429}
        return sorted(found - set(self.gives))

    @property
    def answers(self) -> set[int]:
        """Every status that it may answer with."""
        return {*self.gives, *self.refusals, *((304,) if self.has_tag else ())}


DECLARED: dict[tuple[str, str], Declaration] = {}
"""Every door for programs, by its rule and method, in the order of the code."""


def declare(declaration: Declaration) -> None:
    """Write a door down. Two at one address are a fault."""
    at = (declaration.rule, declaration.method)
    if DECLARED.setdefault(at, declaration) is not declaration:
        raise TypeError(f"{at} is declared twice.")
