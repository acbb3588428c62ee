"""Real-time updates 实时更新 by page: a tab of the platform's record."""

from collections.abc import Mapping
from datetime import date, datetime, time
from http import HTTPStatus

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from registry import edge
from registry.clock import SHANGHAI
from registry.cursors import following, numbers, position
from registry.downloads import attachment
from registry.errors import Invalid, NotFound, Refusal
from registry.messages import say
from registry.permissions import may
from registry.policy.forms import FormField
from registry.services import platforms
from registry.services import realtime_updates as desk
from registry.services.realtime_exports import export_updates
from registry.sheets.writing import XLSX
from registry.web.platforms import tab_page
from registry.web.quarterly_update_views import KINDS
from registry.web.realtime_update_views import (
    FIELDS,
    chart_of,
    newest_lines,
    questioned_words,
    series_lines,
    waiting_lines,
)
from registry.web.shell import address, error_list, say_refusal

blueprint = Blueprint("realtime_updates", __name__)

_PAGE = 50
_PATH = "/platforms/<number>/realtime"
_CHARTED = "load"
# Where on the page a fault of the desk's is told.
_PLACES = {"values": FIELDS[0].key, "measured_at": "measured_time"}


@blueprint.get(_PATH)
def index(number: str) -> ResponseReturnValue:
    """Show the newest values, what waits for a word, and the series of one field."""
    return _page(number)


@blueprint.post(_PATH)
def report(number: str) -> ResponseReturnValue:
    """Keep what was measured."""
    platforms.refuse_unreachable(number, "realtime_updates:report", edge.actor())
    typed = {one.key: edge.text_of(request.form, one.key) for one in FIELDS}
    try:
        measured_at = _measured_at()
        by, at, rulebook = edge.actor(), edge.arrival(), edge.rulebook()
        made = desk.report(number, typed, measured_at, by=by, at=at, rulebook=rulebook)
    except Refusal as refused:
        return _page(number, refused)
    if made.open:
        words = questioned_words(made)
        flash(say("realtime_reported_questioned", serial=made.serial, questions=words), "warning")
    else:
        flash(say("realtime_reported_now", serial=made.serial), "success")
    return _back(number)


@blueprint.post(f"{_PATH}/<int:serial>/settlement")
def settle(number: str, serial: int) -> ResponseReturnValue:
    """Confirm the questioned values of a report, or withdraw them."""
    platforms.refuse_unreachable(number, "realtime_updates:report", edge.actor())
    confirms = edge.text_of(request.form, "act") == "confirm"
    reason = edge.text_of(request.form, f"reason_{serial}")
    by, at, rulebook = edge.actor(), edge.arrival(), edge.rulebook()
    try:
        if confirms:
            desk.confirm(number, serial, reason, by=by, at=at, rulebook=rulebook)
        else:
            desk.withdraw(number, serial, reason, by=by, at=at)
    except Invalid as refused:
        return _page(number, refused, settled=serial)
    except NotFound:
        raise
    except Refusal as refused:
        return _page(number, refused)
    flash(say("realtime_confirmed_now" if confirms else "realtime_withdrawn_now"), "success")
    return _back(number)


@blueprint.get(f"{_PATH}/export.xlsx")
def export(number: str) -> ResponseReturnValue:
    """Give the series as a workbook."""
    content = export_updates(number, by=edge.actor(), at=edge.arrival())
    return attachment(content, name=f"realtime-{number}.xlsx", media_type=XLSX)


def _measured_at() -> datetime:
    """Return when it was measured, as typed; left blank, the arrival. Raises Invalid."""
    day, clock = (edge.text_of(request.form, name) for name in ("measured_on", "measured_time"))
    if not (day or clock):
        return edge.arrival()
    try:
        typed = time.fromisoformat(clock.replace("：", ":").zfill(5))
        if typed.tzinfo is not None:
            raise ValueError(clock)  # noqa: TRY301 - as any other that is no time of day
        return datetime.combine(date.fromisoformat(day), typed, SHANGHAI)
    except ValueError as error:
        raise Invalid(fields={"measured_at": say("realtime_measured_wanted")}) from error


def _back(number: str) -> ResponseReturnValue:
    return redirect(url_for("realtime_updates.index", number=number), HTTPStatus.SEE_OTHER)


def _page(number: str, refused: Refusal | None = None, settled: int = 0) -> ResponseReturnValue:
    platform = platforms.readable(number, "realtime_updates:read", edge.actor())
    field = _field_asked()
    (after,) = numbers(position(edge.text_of(request.args, "cursor"), 1)) or (0,)
    found, last = desk.list_updates(number, field.key, by=edge.actor(), after=after, limit=_PAGE)
    faults = {
        _PLACES.get(one, one): said for one, said in (refused.fields if refused else {}).items()
    }
    if settled:
        faults = {f"reason_{settled}": "\n".join(faults.values())}
    page = tab_page(
        "realtime",
        platform,
        newest=newest_lines(platform),
        waiting=waiting_lines(
            desk.questioned(number),
            request.form,
            {settled: faults[f"reason_{settled}"]} if settled else {},
        ),
        may_report=may(edge.actor(), "realtime_updates:report") and platform.state == "in_library",
        fields=_asked(faults),
        measured=_measured_typed(),
        measured_error=faults.get("measured_time", ""),
        field=field,
        choices=[{"label": "指标", "choices": _choices(field)}],
        chart=chart_of(found, field),
        rows=series_lines(found, field),
        first=not after,
        next_cursor=following(last),
        refused=say_refusal(refused) if refused and not faults else "",
        errors=error_list(faults, (*(one.key for one in FIELDS), "measured_time")),
    )
    return page, refused.status if refused else HTTPStatus.OK


def _field_asked() -> FormField:
    key = edge.text_of(request.args, "field", _CHARTED)
    found = next((one for one in FIELDS if one.key == key), None)
    if found is None:
        raise NotFound
    return found


def _choices(shown: FormField) -> list[dict[str, object]]:
    return [
        {
            "label": one.label,
            "href": address(field=one.key, cursor=None),
            "active": one.key == shown.key,
        }
        for one in FIELDS
    ]


def _asked(faults: Mapping[str, str]) -> list[dict[str, str]]:
    """Return the fields of the small form, as typed."""
    return [
        {
            "name": one.key,
            "label": one.label,
            "kind": KINDS[one.type],
            "unit": one.unit,
            "value": edge.text_of(request.form, one.key),
            "error": faults.get(one.key, ""),
        }
        for one in FIELDS
    ]


def _measured_typed() -> dict[str, str]:
    """Return day and time as typed; at first, now."""
    now = edge.arrival().astimezone(SHANGHAI)
    fresh = {"measured_on": f"{now:%Y-%m-%d}", "measured_time": f"{now:%H:%M}"}
    if "measured_on" not in request.form:
        return fresh
    return {name: edge.text_of(request.form, name) for name in fresh}
