"""The sign-in log by page, for the audit administrator: read only."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry import edge
from registry.cursors import following, position
from registry.downloads import attachment
from registry.messages import say
from registry.permissions import require
from registry.services import audit
from registry.services.audit import LogFilter
from registry.sheets.writing import XLSX, OutColumn
from registry.web.formats import moment
from registry.web.log_filters import days, kept, typed_day
from registry.web.shell import address

blueprint = Blueprint("sign_ins", __name__)

_PAGE = 50
_RESULTS = (
    "signed_in",
    "signed_in_by_recovery",
    "waits_for_code",
    "wrong_password",
    "wrong_code",
    "proof_refused",
    "unknown_account",
    "disabled",
    "no_role",
    "locked_out",
    "signed_out",
)
_COLUMNS = (
    OutColumn("时间（北京时间）", 20),
    OutColumn("姓名"),
    OutColumn("当时的角色"),
    OutColumn("结果", 22),
    OutColumn("来源地址", 22),
    OutColumn("设备", 40),
    OutColumn("请求编号", 20),
)


@blueprint.get("/sign-ins")
def index() -> ResponseReturnValue:
    """List sign-ins and failed attempts, newest first."""
    actor, wanted = edge.actor(), _wanted()
    require(actor, "sign_ins:read")
    after = position(edge.text_of(request.args, "cursor"), 2)
    found, last = audit.sign_ins_page(after, _PAGE, by=actor, wanted=wanted)
    results = [
        {
            "label": say(f"sign_in_{one}") if one else "全部",
            "href": address(result=one or None),
            "active": one == wanted.kind,
        }
        for one in ("", *_RESULTS)
    ]
    return render_template(
        "accounts/sign_ins.html",
        rows=[_row(entry) for entry in found],
        wanted=wanted,
        export=url_for("sign_ins.export", result=wanted.kind or None, **kept(wanted)),
        groups=[{"label": "结果", "choices": results}, days(wanted.day, edge.arrival())],
        next_cursor=following(last),
        first=not after,
    )


@blueprint.get("/sign-ins/export.xlsx")
def export() -> Response:
    """Give what the filters show as a workbook."""
    actor, at = edge.actor(), edge.arrival()
    content = audit.export_sign_ins(_wanted(), _COLUMNS, _told, by=actor, at=at)
    return attachment(content, name="登录记录.xlsx", media_type=XLSX)


def _wanted() -> LogFilter:
    result = edge.text_of(request.args, "result")
    return LogFilter(
        account=edge.text_of(request.args, "account")[:64],
        kind=result if result in _RESULTS else "",
        day=typed_day(),
    )


def _row(entry: Any) -> dict[str, Any]:  # noqa: ANN401 - MongoEngine carries no types
    return {
        "recorded_at": entry.recorded_at,
        "account_name": entry.account_name,
        "role": say(f"role_{entry.role}") if entry.role else "",
        "result": say(f"sign_in_{entry.result}"),
        "address": entry.address,
        "request_id": entry.request_id,
    }


def _told(entries: Sequence[Any]) -> list[list[str]]:
    named = ("account_name", "role", "result", "address")
    return [
        [
            moment(entry.recorded_at),
            *(row[name] for name in named),
            entry.agent,
            row["request_id"],
        ]
        for entry, row in ((entry, _row(entry)) for entry in entries)
    ]
