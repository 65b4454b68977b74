"""What a page knows of a form: what was typed, and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from werkzeug.datastructures import MultiDict

from webapp.core.errors import Problem, TooMany

SECRETS = frozenset({"password", "current_password", "new_password"})


@dataclass(frozen=True)
class Form:
    """`values` are texts by field name, `lists` all texts of a field that may repeat, `errors` words by field name.

    `retry_after` is how many seconds to wait, if it was refused for coming too often.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    lists: Mapping[str, list[str]] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    was_sent: bool = False
    retry_after: int = 0

    @classmethod
    def blank(cls) -> Self:
        return cls()

    @classmethod
    def typed(cls, sent: "MultiDict[str, str]") -> Self:
        """As it was typed, with nothing wrong: to be shown once more, not to be saved."""
        names = [name for name in sent if name not in SECRETS]
        return cls(
            values={name: sent[name] for name in names},
            lists={name: sent.getlist(name) for name in names},
            was_sent=True,
        )

    @classmethod
    def refused(cls, sent: "MultiDict[str, str]", problem: Problem) -> Self:
        """As it was typed, passwords left out."""
        names = [name for name in sent if name not in SECRETS]
        too_many = problem if isinstance(problem, TooMany) else None
        return cls(
            values={name: sent[name] for name in names},
            lists={name: sent.getlist(name) for name in names},
            errors=dict(problem.fields) or {"": too_many.reason if too_many else problem.message},
            was_sent=True,
            retry_after=too_many.retry_after if too_many else 0,
        )

    def starting_from(self, **values: object) -> "Form":
        """The same, with these values where nothing was typed yet."""
        if self.was_sent:
            return self
        filled = {name: "" if value is None else str(value) for name, value in values.items()}
        return Form(values=filled | dict(self.values), lists=self.lists, errors=self.errors)
