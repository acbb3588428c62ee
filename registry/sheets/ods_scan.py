"""Formula cells and extent of an OpenDocument spreadsheet, from its XML."""

from registry.sheets import limits
from registry.sheets.packages import Package, local
from registry.sheets.scans import Locked, SheetScan

_CONTENT = "content.xml"
_MANIFEST = "META-INF/manifest.xml"


def scan_ods(package: Package) -> list[SheetScan]:
    """Return the scan of each sheet, in order; raises Damaged, Locked or Unsafe."""
    if _MANIFEST in package:
        package.walk(_MANIFEST, _refuse_encryption, lambda _: None)
    walker = _ContentWalker()
    package.walk(_CONTENT, walker.opened, walker.closed)
    return walker.sheets


def _refuse_encryption(name: str, _: dict[str, str]) -> None:
    if local(name) == "encryption-data":
        raise Locked


class _ContentWalker:
    """Counts rows and cells, which may stand for many (``number-…-repeated``)."""

    def __init__(self) -> None:
        self.sheets: list[SheetScan] = []
        self._tables = 0  # tables may stand inside cells; only the outer ones are sheets
        self._row = 0
        self._row_repeat = 1
        self._column = 0

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        """Take an element's start."""
        own = {local(key): value for key, value in attributes.items()}
        kind = local(name)
        if kind == "table":
            self._tables += 1
            if self._tables == 1:
                self.sheets.append(SheetScan(own.get("name", "")))
                self._row, self._row_repeat = 1, 0
        elif self._tables == 1 and kind == "table-row":
            self._row += self._row_repeat
            self._row_repeat = _repeat(own.get("number-rows-repeated", "1"))
            self._column = 1
        elif self._tables == 1 and kind in {"table-cell", "covered-table-cell"}:
            self._cell(own)

    def closed(self, name: str) -> None:
        """Take an element's end."""
        if local(name) == "table":
            self._tables -= 1

    def _cell(self, own: dict[str, str]) -> None:
        repeat = _repeat(own.get("number-columns-repeated", "1"))
        scan = self.sheets[-1]
        if "formula" in own:
            text = own["formula"].removeprefix("of:")[: limits.CELL_SIGNS]
            for row in range(self._row, min(self._row + self._row_repeat, limits.ROWS + 2)):
                for column in range(self._column, min(self._column + repeat, limits.COLUMNS + 2)):
                    scan.see_formula(row, column, text)
        if "formula" in own or "value-type" in own:
            scan.see(self._row + self._row_repeat - 1, self._column + repeat - 1)
        self._column += repeat


def _repeat(text: str) -> int:
    return max(int(text), 1)
