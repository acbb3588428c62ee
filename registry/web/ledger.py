"""The ledger by page, for the audit administrator: read only."""

import re
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry import edge
from registry.cursors import following, position
from registry.downloads import attachment
from registry.messages import say, sentences
from registry.permissions import require
from registry.services import audit
from registry.services.audit import LogFilter
from registry.services.ledger import broken_at
from registry.sheets.writing import XLSX, OutColumn
from registry.web.formats import moment, short_digest
from registry.web.log_filters import days, kept, typed_day
from registry.web.shell import address

blueprint = Blueprint("ledger", __name__)

_PAGE = 50
_COLUMNS = (
    OutColumn("时间（北京时间）", 20),
    OutColumn("经办人", 24),
    OutColumn("事项", 20),
    OutColumn("对象", 36),
    OutColumn("变更", 60),
    OutColumn("依据"),
    OutColumn("请求编号", 20),
    OutColumn("摘要", 70),
)
_DIGEST = re.compile("[0-9a-f]{64}")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+[+-]\d\d:\d\d")
# The three administrators see no filings: the ledger keeps them, its page does not show them.
_FILED = frozenset({"content", "profile", "values"})


@blueprint.get("/ledger")
def index() -> ResponseReturnValue:
    """List acts, newest first; for one subject, say also whether its chain holds."""
    actor, wanted = edge.actor(), _wanted()
    require(actor, "ledger:read")
    after = position(edge.text_of(request.args, "cursor"), 2)
    found, last = audit.ledger_page(after, _PAGE, by=actor, wanted=wanted)
    nouns = [
        {
            "label": say(f"ledger_noun_{one}") if one else "全部",
            "href": address(kind=one or None),
            "active": one == wanted.kind,
        }
        for one in ("", *audit.nouns())
    ]
    return render_template(
        "accounts/ledger.html",
        entries=[_shown(entry) for entry in found],
        wanted=wanted,
        export=url_for("ledger.export", kind=wanted.kind or None, **kept(wanted)),
        groups=[{"label": "事项", "choices": nouns}, days(wanted.day, edge.arrival())],
        broken=broken_at(wanted.subject) if wanted.subject and found else None,
        verified=audit.last_verified(),
        next_cursor=following(last),
        first=not after,
    )


@blueprint.get("/ledger/export.xlsx")
def export() -> Response:
    """Give what the filters show as a workbook."""
    actor, at = edge.actor(), edge.arrival()
    content = audit.export_ledger(_wanted(), _COLUMNS, _told, by=actor, at=at)
    return attachment(content, name="办理记录.xlsx", media_type=XLSX)


@blueprint.post("/ledger/verification")
def verify() -> ResponseReturnValue:
    """Work the chains out again, and say what was found and where to go on."""
    after = "".join(position(edge.text_of(request.form, "after"), 1))
    found = audit.verify(after, by=edge.actor(), at=edge.arrival())
    return render_template(
        "accounts/verification.html",
        found=found,
        go_on=following([found.reached] if found.reached else None),
    )


def _wanted() -> LogFilter:
    kind = edge.text_of(request.args, "kind")
    return LogFilter(
        account=edge.text_of(request.args, "account")[:64],
        kind=kind if kind in audit.nouns() else "",
        day=typed_day(),
        subject=edge.text_of(request.args, "subject")[:200],
    )


def _told(entry: Any) -> list[str]:  # noqa: ANN401 - MongoEngine carries no types
    row = _shown(entry)
    named = ("who", "act", "subject", "change", "clause")
    return [
        moment(entry.recorded_at), *(row[name] for name in named), entry.request_id, entry.digest,
    ]  # fmt: skip


def _shown(entry: Any) -> dict[str, Any]:  # noqa: ANN401 - MongoEngine carries no types
    return {
        "recorded_at": entry.recorded_at,
        "act": _act(entry.verb),
        "subject": entry.subject,
        "who": f"{entry.account_name}（{say(f'role_{entry.role}')}）",
        "change": _change(entry.before, entry.after),
        "clause": entry.clause,
        "digest": entry.digest,
    }


def _act(verb: str) -> str:
    """Return an act's name; an act of an earlier version keeps at least its code."""
    code = f"story_{verb}"
    return say(code) if code in sentences() else verb


def _change(before: Any, after: Any) -> str:  # noqa: ANN401 - any value an act wrote down
    """Say what an act changed, item by item; what a host filed is not the auditor's to read."""
    was, now = _items(before), _items(after)
    told = []
    for key in {**was, **now}:
        if key in _FILED:
            told.append(say("ledger_filing_not_shown"))
        elif was.get(key, "") != now.get(key, ""):
            code = f"ledger_{key}"
            label = say(code) if code in sentences() else key
            old = f"{_written(was[key])} → " if key in was and key in now else ""
            told.append(f"{label}：{old}{_written(now.get(key, was.get(key)))}")
    return "；".join(told)


def _items(value: Any) -> dict[str, Any]:  # noqa: ANN401 - as above
    return value if isinstance(value, dict) else {} if value is None else {"value": value}


def _written(value: Any) -> str:  # noqa: ANN401 - as above
    """Write one value: words where there are any, what holds several one after the other."""
    if isinstance(value, dict):
        return "、".join(f"{_written(key)} {_written(one)}" for key, one in value.items())
    if isinstance(value, list) and value:
        return "、".join(_written(one) for one in value)
    if isinstance(value, bool):
        return say("ledger_yes" if value else "ledger_no")
    if value in (None, "", []):
        return say("ledger_empty")
    return _word(value) if isinstance(value, str) else str(value)


def _word(value: str) -> str:
    """Write a text: a code's word, a digest shortened, an instant in Beijing time."""
    if _DIGEST.fullmatch(value):
        return short_digest(value)
    if _INSTANT.fullmatch(value):
        return moment(datetime.fromisoformat(value))
    codes = (
        f"role_{value}",
        f"state_{value}",
        f"basis_{value}",
        f"channel_{value}",
        f"activation_kind_{value}",
        f"permission_{value.replace(':', '_')}",
    )
    return next((say(code) for code in codes if code in sentences()), value)
