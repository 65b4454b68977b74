"""What a page knows of a form: what was typed, and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Self

from werkzeug.datastructures import MultiDict

from webapp.core.errors import Problem, TooMany

SECRETS = frozenset({"password", "current_password", "new_password"})


@dataclass(frozen=True)
class Form:
    """`values` are texts by field name, of several the last, as it is read; `lists` all texts of a field that may
    repeat, `errors` words by field name.

    `retry_after` is how many seconds to wait, if it was refused for coming too often.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    lists: Mapping[str, list[str]] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    was_sent: bool = False
    retry_after: int = 0
    labels: dict[str, str] = field(default_factory=dict)
    """What the page calls its fields, by name: filled while they are drawn."""

    def called(self, name: str, label: str) -> str:
        """The label, remembered for `faults`."""
        self.labels[name] = label
        return label

    @property
    def faults(self) -> list[tuple[str, str]]:
        """In the order of the page: a field's name, and what is wrong with it, in words that begin with its label.
        A fault of what the page does not show has no name.
        """
        order = {name: place for place, name in enumerate(self.labels)}
        names = sorted(self.errors, key=lambda name: order.get(name, -1))
        return [
            (name if name in order else "", _named(self.labels.get(name, ""), self.errors[name]))
            for name in names
        ]

    @classmethod
    def blank(cls) -> Self:
        return cls()

    @classmethod
    def typed(cls, sent: "MultiDict[str, str]") -> Self:
        """As it was typed, with nothing wrong: to be shown once more, not to be saved."""
        names = [name for name in sent if name not in SECRETS]
        return cls(
            values={name: sent.getlist(name)[-1] for name in names},
            lists={name: sent.getlist(name) for name in names},
            was_sent=True,
        )

    @classmethod
    def refused(cls, sent: "MultiDict[str, str]", problem: Problem) -> Self:
        """As it was typed, passwords left out."""
        names = [name for name in sent if name not in SECRETS]
        too_many = problem if isinstance(problem, TooMany) else None
        return cls(
            values={name: sent.getlist(name)[-1] for name in names},
            lists={name: sent.getlist(name) for name in names},
            errors=_by_field(problem.fields) or {"": too_many.reason if too_many else problem.message},
            was_sent=True,
            retry_after=too_many.retry_after if too_many else 0,
        )

    def or_else(self, **values: str) -> Self:
        """The same, with these values of fields that were not sent."""
        return replace(self, values=values | dict(self.values))

    def starting_from(self, **values: object) -> "Form":
        """The same, with these values where nothing was typed yet. A list is what a field holds that may repeat."""
        if self.was_sent:
            return self
        lists = {
            name: [str(one) for one in value] for name, value in values.items() if isinstance(value, list)
        }
        filled = {
            name: "" if value is None else str(value) for name, value in values.items() if name not in lists
        }
        return Form(
            values=filled | dict(self.values),
            lists=lists | dict(self.lists),
            errors=self.errors,
            labels=self.labels,
        )


def _by_field(faults: Mapping[str, str]) -> dict[str, str]:
    """Of a field that holds several values the first fault: `skills.2` is one of `skills`."""
    by_field: dict[str, str] = {}
    for path, words in faults.items():
        by_field.setdefault(path.partition(".")[0], words)
    return by_field


def _named(label: str, words: str) -> str:
    """ "Title: please fill this in.", or after a question "What is it for? Please fill this in." """
    if words.startswith(label):
        return words
    if label.endswith("?"):
        return f"{label} {words}"
    follows = words[1:2].islower() or words.startswith("A ")
    return f"{label}: {words[0].lower()}{words[1:]}" if follows else f"{label}: {words}"
