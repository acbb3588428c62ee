"""Reading one TOML table strictly: every key known, every value of its type.

Whatever is wrong raises ``RulebookError`` naming the file and the provision.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar, cast

_Choice = TypeVar("_Choice", bound=StrEnum)
_NAME = re.compile(r"[a-z][a-z0-9_]*")


class RulebookError(Exception):
    """The rulebook cannot be used: ``file`` and ``id`` say where, ``problem`` says why."""

    def __init__(self, file: str, id: str, problem: str) -> None:  # noqa: A002 - it is the id
        super().__init__(f"{file}: {id}: {problem}")
        self.file = file
        self.id = id
        self.problem = problem


class Table:
    """One table of a rulebook file. Take every key, then ``finish``: what is left is unknown."""

    def __init__(self, file: str, raw: object, where: str) -> None:
        self.file = file
        self.id = where
        if not isinstance(raw, dict):
            raise self.refuse("a table is wanted")
        self._left: dict[str, object] = dict(raw)

    def refuse(self, problem: str) -> RulebookError:
        """Return the error that names this table."""
        return RulebookError(self.file, self.id, problem)

    def has(self, key: str) -> bool:
        """Say whether the key is written and not yet taken."""
        return key in self._left

    def left(self) -> frozenset[str]:
        """Return the keys not yet taken."""
        return frozenset(self._left)

    def name(self, key: str) -> str:
        """Take an identifier in snake_case; for ``id`` it names the table from here on."""
        value = self.text(key)
        if not _NAME.fullmatch(value):
            raise self.refuse(f"{key}: a snake_case name is wanted, read {value!r}")
        if key == "id":
            self.id = value
        return value

    def text(self, key: str, default: str | None = None) -> str:
        """Take a text that says something; without a default the key must be there."""
        value = self._take(key, default)
        if not isinstance(value, str) or (not value.strip() and value != default):
            raise self.refuse(f"{key}: a text is wanted, read {value!r}")
        return value

    def flag(self, key: str, *, default: bool) -> bool:
        """Take true or false."""
        value = self._take(key, default)
        if not isinstance(value, bool):
            raise self.refuse(f"{key}: true or false is wanted, read {value!r}")
        return value

    def count(self, key: str) -> int:
        """Take a whole number above nought."""
        value = self._take(key)
        if not isinstance(value, int) or isinstance(value, bool) or value <= 0:
            raise self.refuse(f"{key}: a whole number above 0 is wanted, read {value!r}")
        return value

    def number(self, key: str) -> Decimal:
        """Take an exact number above nought."""
        value = self._take(key)
        number = isinstance(value, int | Decimal) and not isinstance(value, bool)
        exact = Decimal(cast("int | Decimal", value)) if number else Decimal()
        if not exact.is_finite() or exact <= 0:
            raise self.refuse(f"{key}: a number above 0 is wanted, read {value!r}")
        return exact

    def day(self, key: str) -> date:
        """Take a date."""
        value = self._take(key)
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self.refuse(f"{key}: a date is wanted, read {value!r}")
        return value

    def choice(self, key: str, among: type[_Choice], default: str | None = None) -> _Choice:
        """Take one of the words of an enumeration."""
        value = self.text(key, default)
        try:
            return among(value)
        except ValueError:
            raise self.refuse(f"{key}: unknown {value!r}") from None

    def items(self, key: str, *, required: bool = True) -> list[object]:
        """Take a list; an empty one only where the key may be missing."""
        value = self._take(key, None if required else [])
        if not isinstance(value, list) or (required and not value):
            raise self.refuse(f"{key}: a list is wanted, read {value!r}")
        return value

    def table(self, key: str) -> "Table":
        """Take one table."""
        return Table(self.file, self._take(key), self.id)

    def tables(self, key: str, *, required: bool = True) -> list["Table"]:
        """Take a list of tables."""
        return [Table(self.file, raw, self.id) for raw in self.items(key, required=required)]

    def finish(self) -> None:
        """Refuse whatever key was not taken."""
        if self._left:
            raise self.refuse(f"unknown key: {', '.join(sorted(self._left))}")

    def _take(self, key: str, default: object = None) -> object:
        value = self._left.pop(key, default)
        if value is None:
            raise self.refuse(f"{key} is missing")
        return value


def as_table(file: str, raw: Mapping[str, object]) -> Table:
    """Open a whole file as a table."""
    return Table(file, dict(raw), "programme")
