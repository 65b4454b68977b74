"""Up and down: the order of modules, units and questions. Places are numbered again from 1 at each change."""

import enum
from collections.abc import Callable, Sequence
from typing import TypeVar

from webapp.courses.models import Module, Question, Unit

Row = TypeVar("Row", Module, Unit, Question)


class Direction(enum.StrEnum):
    up = "up"
    down = "down"


def shift(rows: Sequence[Row], moved: Row, direction: Direction, *, counts: Callable[[Row], bool]) -> None:
    """Move one past its nearest neighbour that counts. At the end of the line it stays where it is."""
    line = list(rows)
    place = line.index(moved)
    ahead = line[:place][::-1] if direction is Direction.up else line[place + 1 :]
    neighbour = next((row for row in ahead if counts(row)), None)
    if neighbour is not None:
        line.remove(moved)
        line.insert(line.index(neighbour) + (direction is Direction.down), moved)
    number(line)


def number(rows: Sequence[Row]) -> None:
    for position, row in enumerate(rows, start=1):
        if row.position != position:
            row.position = position


def everyone(_row: object) -> bool:
    return True
