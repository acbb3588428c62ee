"""The ledger by page, for the audit administrator: read only."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry import edge
from registry.chains.links import Flaw
from registry.cursors import following, position
from registry.downloads import attachment
from registry.errors import Invalid, Refusal
from registry.messages import say
from registry.permissions import require
from registry.services import audit, ledger_checks, ledger_exports, ledger_seals
from registry.services.audit import LogFilter
from registry.services.ledger import flaws_of
from registry.services.ledger_exports import Days, ExportTooLarge
from registry.services.ledger_names import LedgerNames, names_in
from registry.sheets.writing import XLSX, OutColumn
from registry.web.formats import moment
from registry.web.ledger_words import act_word, change_words, reason_word, subject_word, who_word
from registry.web.log_filters import days, kept, typed_day
from registry.web.shell import address

blueprint = Blueprint("ledger", __name__)

_PAGE = 50
_COLUMNS = (
    OutColumn("时间（北京时间）", 20),
    OutColumn("经办人", 32),
    OutColumn("事项", 20),
    OutColumn("对象", 36),
    OutColumn("变更", 60),
    OutColumn("原因", 40),
    OutColumn("依据"),
    OutColumn("请求编号", 20),
    OutColumn("摘要", 70),
    OutColumn("对象编号", 36),
)


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
        entries=_shown(found),
        wanted=wanted,
        export=url_for("ledger.export", kind=wanted.kind or None, **kept(wanted)),
        groups=[{"label": "事项", "choices": nouns}, days(wanted.day, edge.arrival())],
        flaws=flaws_of(found[0].subject) if wanted.subject and found else (),
        verified=ledger_checks.last_verified(),
        seal=ledger_seals.last_seal(),
        next_cursor=following(last),
        first=not after,
    )


@blueprint.get("/ledger/export.xlsx")
def export() -> Response:
    """Give what the filters show as a workbook."""
    actor, at = edge.actor(), edge.arrival()
    content = audit.export_ledger(_wanted(), _COLUMNS, _told, by=actor, at=at)
    return attachment(content, name="办理记录.xlsx", media_type=XLSX)


@blueprint.get("/ledger/export")
def hand_out_form() -> ResponseReturnValue:
    """Show the form for an export that an outside auditor checks by itself."""
    require(edge.actor(), "ledger:export")
    return _export_page({"from": "", "to": ""})


@blueprint.post("/ledger/export")
def hand_out() -> ResponseReturnValue:
    """Give the entries of some sealed days, with seals and check, as a zip."""
    typed = {name: edge.text_of(request.form, name) for name in ("from", "to")}
    stream = BytesIO()
    try:
        ledger_exports.export_as_zip(
            Days(typed["from"], typed["to"]), stream, by=edge.actor(), at=edge.arrival()
        )
    except (Invalid, ExportTooLarge) as refused:
        return _export_page(typed, refused), refused.status
    return attachment(stream.getvalue(), name="办理记录.zip", media_type="application/zip")


@blueprint.post("/ledger/verification")
def verify() -> ResponseReturnValue:
    """Work the chains out again, and say what was found and where to go on."""
    after = "".join(position(edge.text_of(request.form, "after"), 1))
    found = ledger_checks.verify(after, by=edge.actor(), at=edge.arrival())
    names = names_in([*(flaw.subject for flaw in found.flaws), found.reached])
    return render_template(
        "accounts/verification.html",
        found=found,
        flaws=[_told_flaw(flaw, names) for flaw in found.flaws],
        reached=subject_word(found.reached, names),
        go_on=following([found.reached] if found.reached else None),
    )


def _export_page(typed: Mapping[str, str], refused: Refusal | None = None) -> str:
    first, last = ledger_seals.sealed_days()
    return render_template(
        "accounts/ledger_export.html",
        first=first,
        last=last,
        typed=typed,
        faults=refused.fields if isinstance(refused, Invalid) else {},
        refused=refused,
        most=ledger_exports.MOST_BY_PAGE,
    )


def _told_flaw(flaw: Flaw, names: LedgerNames) -> dict[str, str]:
    """Say what does not hold, and lead to the entries it is about; a seal has none."""
    is_chain = not flaw.subject.startswith("seal:")
    return {
        "named": subject_word(flaw.subject, names),
        "text": flaw.sentence,
        "href": url_for("ledger.index", subject=flaw.subject) if is_chain else "",
    }


def _wanted() -> LogFilter:
    kind = edge.text_of(request.args, "kind")
    return LogFilter(
        account=edge.text_of(request.args, "account")[:64],
        kind=kind if kind in audit.nouns() else "",
        day=typed_day(),
        subject=edge.text_of(request.args, "subject")[:200],
    )


def _told(entries: Sequence[Any]) -> list[list[str]]:
    named = ("who", "act", "subject", "change", "reason", "clause")
    return [
        [
            moment(entry.recorded_at),
            *(row[name] for name in named),
            entry.request_id,
            entry.digest,
            entry.subject,
        ]
        for entry, row in zip(entries, _shown(entries), strict=True)
    ]


def _shown(entries: Sequence[Any]) -> list[dict[str, Any]]:
    names = names_in(
        [one for entry in entries for one in (entry.subject, entry.acting_for)],
        [change for entry in entries for change in (entry.before, entry.after)],
    )
    shown = [
        {
            "recorded_at": entry.recorded_at,
            "act": act_word(entry.verb),
            "subject": subject_word(entry.subject, names),
            "chain": {
                "label": subject_word(entry.subject, names),
                "about": say("ledger_chain"),
                "href": url_for("ledger.index", subject=entry.subject),
            },
            "who": who_word(entry, names),
            "change": change_words(entry, names),
            "reason": reason_word(entry),
            "clause": entry.clause,
            "digest": entry.digest,
        }
        for entry in entries
    ]
    for row in shown:
        why = say("ledger_why", reason=row["reason"]) if row["reason"] else ""
        clause = say("ledger_clause", clause=row["clause"]) if row["clause"] else ""
        row["told"] = "；".join(part for part in (row["change"], why, clause) if part)
    return shown
