"""The papers of the demo year: summary sheets as CSV, and a scan with a red mark on it."""

import csv
import io
from collections.abc import Sequence
from functools import cache

from PIL import Image, ImageDraw

from registry.demo.plan import PlannedPlatform
from registry.sheets.forms import load_form

_SIZE = (620, 877)
_RED = (214, 40, 40)


def sheet_of(rows: Sequence[PlannedPlatform]) -> bytes:
    """Return the summary sheet of these platforms, each with the province's consent."""
    text = io.StringIO()
    writer = csv.writer(text)
    columns = load_form().columns
    writer.writerow(
        f"{column.names[0]}（{column.unit}）" if column.unit else column.names[0]
        for column in columns
    )
    for serial, row in enumerate(rows, start=1):
        cells = _cells(serial, row)
        writer.writerow(cells.get(column.key, "") for column in columns)
    return text.getvalue().encode("utf-8-sig")


@cache
def stamped_scan() -> bytes:
    """Return a page with lines and a red ring: a made-up scan, stamped by nobody."""
    page = Image.new("RGB", _SIZE, "white")
    draw = ImageDraw.Draw(page)
    for line in range(120, 700, 36):
        draw.line((60, line, 560, line), fill=(60, 60, 60), width=2)
    draw.ellipse((360, 620, 540, 800), outline=_RED, width=10)
    draw.ellipse((430, 690, 470, 730), fill=_RED)
    kept = io.BytesIO()
    page.save(kept, "JPEG", quality=70)
    return kept.getvalue()


def _cells(serial: int, row: PlannedPlatform) -> dict[str, object]:
    return {
        "serial": serial,
        "platform_name": row.name,
        "host_name": row.host.name,
        "credit_code": row.host.credit_code,
        "place": row.place,
        "field": row.field,
        "direction": row.direction,
        "equipment_value": row.equipment_value,
        "full_time_staff": row.full_time_staff,
        "service_income": row.service_income,
        "enterprises_served": row.enterprises_served,
        "opinion": "同意推荐",
    }
