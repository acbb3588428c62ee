"""What a scan of a workbook's own bytes tells before its values are read.

The value reader gives the last computed value of a formula, not that there is one;
and it lays out a million empty rows for one stray cell. So each format is walked once.
"""

from dataclasses import dataclass, field

from registry.sheets import limits


class Damaged(Exception):  # noqa: N818 - says what the file is
    """The file is broken, or holds what no spreadsheet program writes."""


class Locked(Exception):  # noqa: N818 - says what the file is
    """The file is protected by a password."""


class Unsafe(Exception):  # noqa: N818 - says what the file is
    """The file unpacks to more than a sheet may be."""


class WrongType(Exception):  # noqa: N818 - says what the file is
    """The container holds something else than a workbook."""


@dataclass(slots=True)
class SheetScan:
    """One sheet: its formula cells and the last row and column that hold anything (1-based)."""

    name: str
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)
    last_row: int = 0
    last_column: int = 0

    def see(self, row: int, column: int) -> None:
        """Note that a cell holds something."""
        self.last_row = max(self.last_row, row)
        self.last_column = max(self.last_column, column)

    def see_formula(self, row: int, column: int, text: str) -> None:
        """Note a formula cell and its text; raises Unsafe beyond all measure."""
        if len(self.formulas) >= limits.FORMULAS:
            raise Unsafe
        self.formulas[row, column] = text
        self.see(row, column)
