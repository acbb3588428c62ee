"""Real-time updates as a workbook: one row for each value, and the ledger's note of it."""

from collections.abc import Iterator
from datetime import datetime

from registry.clock import SHANGHAI
from registry.database import transact
from registry.documents.quarterly_updates import restored
from registry.documents.realtime_updates import RealtimeUpdate
from registry.forms import quarterly_update_form
from registry.messages import say
from registry.permissions import Actor
from registry.services.ledger import Act, record
from registry.services.realtime_updates import list_updates, state_of
from registry.sheets.writing import OutColumn, Written, write_table

MOST_EXPORTED = 5000
_COLUMNS = (
    OutColumn("第几次", 8),
    OutColumn("指标", 24),
    OutColumn("数值", 14),
    OutColumn("单位", 10),
    OutColumn("测得时间（北京时间）", 20),
    OutColumn("收到时间（北京时间）", 20),
    OutColumn("状态", 10),
    OutColumn("待说明的原因", 40),
    OutColumn("说明", 40),
    OutColumn("报送人", 14),
    OutColumn("报送方式", 10),
)


def export_updates(number: str, field: str = "", *, by: Actor, at: datetime) -> bytes:
    """Return a platform's reports as xlsx; the ledger keeps that it was. Raises NotFound.

    Of more than MOST_EXPORTED only the newest are in it, and its title says so.
    """
    found, more = list_updates(number, field, by=by, limit=MOST_EXPORTED)
    rows = [row for one in found for row in _rows(one, field)]
    title = "realtime_export_newest_title" if more else "realtime_export_title"
    content = write_table(say(title, most=MOST_EXPORTED), _COLUMNS, rows)
    act = Act("realtime_update.export", f"platform:{number}", after={"rows": len(rows)})
    transact(lambda: record(act, by=by, at=at))
    return content


def _rows(update: RealtimeUpdate, only: str) -> Iterator[tuple[Written, ...]]:
    form, values = quarterly_update_form(), restored(update.values)
    settlement = update.settlement
    for key in update.fields:
        if only in {"", key}:
            asked = update.questions.get(key, ())
            yield (
                update.serial,
                form.field(key).label,
                values[key],
                form.field(key).unit,
                _moment(update.measured_at),
                _moment(update.received_at),
                say(f"state_realtime_{state_of(update, key)}"),
                "；".join(say(f"realtime_question_{one}") for one in asked),
                settlement.reason if settlement and asked else "",
                update.account_name,
                say(f"realtime_door_{update.door}"),
            )


def _moment(value: datetime) -> str:
    return f"{value.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
