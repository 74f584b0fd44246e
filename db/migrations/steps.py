"""A list of steps of the schema, as each file of them makes one."""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

Step = Callable[["Database"], None]


class Steps:
    """Steps in the order in which they stand in their file."""

    def __init__(self) -> None:
        self.named: list[tuple[str, Step]] = []

    def add(self, function: Step) -> Step:
        """Make ``function`` the next step; its name, by which databases know it, never changes."""
        self.named.append((function.__name__, function))
        return function
