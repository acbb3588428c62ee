"""Summary sheets to measure on: as many rows as wanted, written as Excel writes them."""

import random
import zipfile
from collections.abc import Iterator, Sequence
from io import BytesIO
from xml.sax.saxutils import escape

from stdnum.cn import uscc

from registry.sheets.forms import load_form

FIRST_ROW = 2  # below the headings
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_RELATIONS = "application/vnd.openxmlformats-package.relationships+xml"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_CITIES = ("杭州市", "温州市", "嘉兴市", "湖州市", "绍兴市", "金华市", "衢州市", "舟山市", "台州市")

Cells = Sequence[str | float]


def made_sheet(rows: int, first: int = 1) -> bytes:
    """Return an xlsx of so many rows without fault, 13 columns each, of Zhejiang.

    Hosts and platforms are numbered from ``first`` on.
    """
    strings: dict[str, int] = {}
    lines = [
        f'<row r="{number}">{"".join(_cells(number, cells, strings))}</row>'
        for number, cells in enumerate(_table(rows, first), start=1)
    ]
    told = "".join(f"<si><t>{escape(text)}</t></si>" for text in strings)
    count = f'count="{len(strings)}" uniqueCount="{len(strings)}"'
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="{_RELATIONS}"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPES}.worksheet+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_TYPES}.sharedStrings+xml"/>'
        "</Types>",
        "_rels/.rels": _links(("officeDocument", "xl/workbook.xml")),
        "xl/_rels/workbook.xml.rels": _links(
            ("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml")
        ),
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}"><sheets>'
        '<sheet name="汇总表" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}" {count}>{told}</sst>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_MAIN}"><sheetData>'
        f"{''.join(lines)}</sheetData></worksheet>",
    }
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, xml in parts.items():
            package.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>\n{xml}')
    return stream.getvalue()


def _links(*targets: tuple[str, str]) -> str:
    each = "".join(
        f'<Relationship Id="r{place}" Type="{_LINKS}/{kind}" Target="{target}"/>'
        for place, (kind, target) in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{each}</Relationships>'


def _cells(row: int, cells: Cells, strings: dict[str, int]) -> Iterator[str]:
    for place, cell in enumerate(cells):
        at = f"{chr(ord('A') + place)}{row}"
        if isinstance(cell, str):
            yield f'<c r="{at}" t="s"><v>{strings.setdefault(cell, len(strings))}</v></c>'
        else:
            yield f'<c r="{at}"><v>{cell!r}</v></c>'


def _table(rows: int, first: int) -> Iterator[Cells]:
    yield [column.heading for column in load_form().columns]
    chance = random.Random(1)  # noqa: S311 - only varies the figures
    for ordinal in range(first, first + rows):
        stem = f"91330100MA{ordinal:07d}"
        yield [
            ordinal,
            f"示例{ordinal}先进材料中试平台",
            f"示例{ordinal}先进材料科技有限公司",
            stem + uscc.calc_check_digit(stem),
            chance.choice(_CITIES),
            "原材料工业",
            "石化化工",
            round(chance.uniform(1100, 90000), 2),
            chance.randint(10, 300),
            round(chance.uniform(1001, 9000), 2),
            chance.randint(6, 200),
            "同意推荐",
            f"第{ordinal % 9}组",
        ]
