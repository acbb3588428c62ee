"""Workbooks of the initial load, made on the spot, for tests of several floors."""

from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from stdnum.cn import uscc

from registry.policy.initial_load_rows import LoadSheet
from registry.sheets.initial_loads import load_form

Row = Mapping[str, Any]


def credit_code(ordinal: int) -> str:
    """A valid credit code of a made-up host."""
    stem = f"91330100MB{ordinal:07d}"
    return stem + uscc.calc_check_digit(stem)


def platform(ordinal: int, **changes: Any) -> dict[str, Any]:
    """A good row of the sheet of platforms."""
    good = {
        "platform_name": f"存量{ordinal}中试平台",
        "host_name": f"存量{ordinal}有限公司",
        "credit_code": credit_code(ordinal),
        "authority": "浙江省",
        "place": "杭州市",
        "admitted_on": "2024-12-27",
        "batch": "2024年下半年",
        "field": "",
        "direction": "",
    }
    return good | changes


def removal(ordinal: int, **changes: Any) -> dict[str, Any]:
    """A good row of the sheet of removals, of the platform of the same ordinal."""
    good = {
        "platform_name": f"存量{ordinal}中试平台",
        "host_name": f"存量{ordinal}有限公司",
        "credit_code": credit_code(ordinal),
        "removed_on": "2025-12-10",
        "ground": "数据资料弄虚作假",
        "decision": f"工信部科函〔2025〕{ordinal}号",
        "decided_on": "2025-12-08",
    }
    return good | changes


def former(ordinal: int, former_name: str, changed_on: str, **changes: Any) -> dict[str, Any]:
    """A good row of the sheet of former names, of the host of the same ordinal."""
    return {
        "host_name": f"存量{ordinal}有限公司",
        "credit_code": credit_code(ordinal),
        "former_name": former_name,
        "changed_on": changed_on,
    } | changes


def key(ordinal: int, **changes: Any) -> dict[str, Any]:
    """A good row of the key cultivation list."""
    return {
        "platform_name": f"存量{ordinal}中试平台",
        "credit_code": credit_code(ordinal),
        "listed_on": "2025-07-15",
        "document": "工信厅科函〔2025〕1号",
    } | changes


def workbook(**sheets: Iterable[Row]) -> bytes:
    """``workbook(platforms=[…], removals=[…]) -> bytes``: an xlsx with these sheets."""
    form, book = load_form(), Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        table = form.table(LoadSheet(name))
        sheet = book.create_sheet(table.titles[0])
        columns = [column for column in table.form.columns if column.kind != "serial"]
        sheet.append([column.heading for column in columns])
        for row in rows:
            sheet.append([row.get(column.key) for column in columns])
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()
