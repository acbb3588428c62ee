"""The check of a receipt as the API takes and answers it."""

from typing import Any

from marshmallow import Schema, fields, validate

from registry.clock import SHANGHAI
from registry.messages import say
from registry.services.quarterly_update_forms import quarter_name
from registry.services.quarterly_update_on_behalf import filed_by_whom
from registry.services.receipts import ReceiptCheck, ReceiptState
from registry.services.windows import round_name
from schemas.moments import Moment

_WANTED: dict[str, Any] = {
    "required": say("receipt_check_blank"),
    "invalid": say("receipt_check_blank"),
}
_SHORT = validate.Length(1, 200, error=say("receipt_check_blank"))


class ReceiptCheckBody(Schema):
    """What stands on a receipt."""

    number = fields.String(
        required=True,
        validate=_SHORT,
        error_messages=_WANTED,
        metadata={"description": "回执编号，如 2026Q4-440000-2026-0001-1"},
    )
    digest = fields.String(
        required=True,
        validate=_SHORT,
        error_messages=_WANTED,
        metadata={"description": "内容摘要（SHA-256，64 位十六进制）"},
    )


class ReceiptCheckSchema(Schema):
    """Whether the receipt is ours, and current; never a figure of the filing."""

    state = fields.String(
        metadata={
            "description": (
                "current 有效；superseded 属实但已更正；not_ours 未能核实；"
                "suspended、changed、annulled 属实的决定已暂停执行、已变更、已撤销"
            )
        }
    )
    message = fields.String()
    number = fields.String()
    period = fields.String()
    submitted_at = Moment(allow_none=True)
    on_behalf = fields.String(metadata={"description": "代填的主管部门代码；依托单位填报的为空"})
    filed_by = fields.String(metadata={"description": "由谁填报；未能核实时为空"})
    current_number = fields.String(
        metadata={"description": "更正后的有效回执编号，或有关的异议编号"}
    )


def check_sentence(check: ReceiptCheck) -> str:
    """Return the answer to a check in words."""
    if check.state is ReceiptState.NOT_OURS:
        return say("receipt_not_ours")
    sent = check.current_submitted_at
    return say(
        f"receipt_{check.state}",
        filing=_filing(check),
        current=check.current_number,
        sent=f"{sent.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if sent else "",
    )


def _filing(check: ReceiptCheck) -> str:
    """Say what was filed: a quarter's update, an application in a round, or what was decided."""
    period = check.period
    if not period:
        is_appeal = check.number.startswith("YY-")
        return say("receipt_of_appeal_outcome" if is_appeal else "receipt_of_removal_decision")
    if period[4:5] == "H":
        return say("receipt_of_application", round=round_name(period))
    return say("receipt_of_update", quarter=quarter_name(period))


def check_shape(check: ReceiptCheck) -> dict[str, Any]:
    """Return the answer to a check as plain values."""
    return {
        "state": check.state.value,
        "message": check_sentence(check),
        "number": check.number,
        "period": check.period,
        "submitted_at": check.submitted_at,
        "on_behalf": check.on_behalf,
        "filed_by": filed_by_whom(check.on_behalf) if check.period else "",
        "current_number": check.current_number,
    }
