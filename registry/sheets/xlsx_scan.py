"""Formula cells and extent of an xlsx workbook, from its XML."""

import posixpath
import re

from registry.sheets import limits
from registry.sheets.packages import Package, local
from registry.sheets.scans import Damaged, SheetScan
from registry.sheets.xlsx_glance import is_plain

_WORKBOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


def scan_xlsx(package: Package) -> list[SheetScan]:
    """Return the scan of each sheet, in workbook order; raises Damaged or Unsafe.

    Of a sheet that is plain within the limits nothing has to be noted.
    """
    sheets: list[tuple[str, str]] = []
    targets: dict[str, str] = {}

    def opened(name: str, attributes: dict[str, str]) -> None:
        own = {local(key): value for key, value in attributes.items()}
        if local(name) == "sheet":
            sheets.append((own.get("name", ""), own.get("id", "")))
        elif local(name) == "Relationship":
            targets[own.get("Id", "")] = own.get("Target", "")

    package.walk(_WORKBOOK, opened, lambda _: None)
    package.walk(_RELATIONS, opened, lambda _: None)
    return [_scan_sheet(package, name, targets[key]) for name, key in sheets if key in targets]


def _scan_sheet(package: Package, name: str, target: str) -> SheetScan:
    scan = SheetScan(name)
    part = target.lstrip("/") if target.startswith("/") else posixpath.join("xl", target)
    part = posixpath.normpath(part.replace("\\", "/"))
    # Wherever it lies and whatever it is called: the reader of cells asks neither.
    if not is_plain(package.chunks(part), limits.ROWS, limits.COLUMNS):
        walker = _SheetWalker(scan)
        package.walk(part, walker.opened, walker.closed, walker.text)
    return scan


class _SheetWalker:
    """Follows rows and cells; places may be left out, then they go on from the last."""

    def __init__(self, scan: SheetScan) -> None:
        self._scan = scan
        self._row = 0
        self._column = 0
        self._formula: list[str] | None = None

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        """Take an element's start."""
        match local(name):
            case "row":
                self._row = int(attributes.get("r", self._row + 1))
                self._column = 0
            case "c":
                self._place(attributes.get("r", ""))
            case "f":
                self._formula = []
            case "v" | "is":
                self._scan.see(self._row, self._column)

    def closed(self, name: str) -> None:
        """Take an element's end."""
        if local(name) == "f" and self._formula is not None:
            text = "".join(self._formula)[: limits.CELL_SIGNS]
            self._scan.see_formula(self._row, self._column, f"={text}")
            self._formula = None

    def text(self, data: str) -> None:
        """Take text, of which only a formula's is kept."""
        if self._formula is not None:
            self._formula.append(data)

    def _place(self, reference: str) -> None:
        if not reference:
            self._column += 1
            return
        if not (found := _PLACE.fullmatch(reference)):
            raise Damaged
        self._column = 0
        for letter in found[1]:
            self._column = self._column * 26 + ord(letter) - ord("A") + 1
        self._row = int(found[2])
