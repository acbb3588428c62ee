"""Checks on the tour: one update with explained warnings, one that waits for its words."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from registry.calendars import working_calendar
from registry.demo.people import host_username
from registry.documents.platforms import Platform
from registry.documents.quarterly_updates import QuarterlyUpdate, UpdateDraft
from registry.law import rulebook
from registry.permissions import Actor
from registry.policy.quarterly_update_values import plain
from registry.services.quarterly_update_drafts import Typed
from registry.services.quarterly_updates import Filing, read_update, save_draft, submit

_QUARTER = "2026Q4"
_FEW = "update_below_entry-full_time_staff"
_TYPED = {
    "full_time_staff": "4",
    "site_area": "18600",
    "new_enterprises": "1",
    "projects_this_quarter": "2",
    "major_changes": "no",
    "accidents": "no",
    "penalties": "no",
    "penalties_text": "市监罚〔2026〕3号，已整改",
}  # fmt: skip - as a clerk types it


def checks_hit(person: Callable[[str], Actor], at: datetime) -> None:
    """One host explains what is below a condition and files; another has yet to say a word."""
    law = {"at": at, "rulebook": rulebook(), "calendar": working_calendar()}
    first, second = _idle()
    typed = _typed(first, person, law) | {"penalties_text": ""}
    why = {_FEW: "两名工程师 11 月退休，新聘三人正在办理入职，预计 1 月到岗"}
    by = person(host_username(first.credit_code))
    submit(first.number, _QUARTER, Filing(typed, explanations=why), by=by, **law)
    by = person(host_username(second.credit_code))
    save_draft(second.number, _QUARTER, Typed(_typed(second, person, law)), by=by, **law)


def _typed(
    platform: Platform, person: Callable[[str], Actor], law: Mapping[str, Any]
) -> dict[str, str]:
    """Return the form as it starts, with a few entries of one's own."""
    by = person(host_username(platform.credit_code))
    opened = read_update(platform.number, _QUARTER, by=by, **law)
    year = opened.before.year.get("service_income_this_year", 0)
    return {**opened.values, **_TYPED, "service_income_this_year": plain(year)}


def _idle() -> list[Platform]:
    """Return the last two platforms of Guangdong that nobody has begun to report for."""
    busy = {
        *QuarterlyUpdate.objects(period=_QUARTER).distinct("platform"),
        *UpdateDraft.objects(period=_QUARTER).distinct("platform"),
    }
    here = Platform.objects(authority="440000", state="in_library", number__nin=busy)
    return list(here.order_by("-number").limit(2))


def check_stops() -> Iterable[tuple[str, str, str, str]]:
    """Give name, who looks, which page, and what is pressed there."""
    told = {"explanations__0__exists": True, "period": _QUARTER}
    filed = QuarterlyUpdate.objects(authority="440000", **told).first()
    begun = UpdateDraft.objects(period=_QUARTER, values__full_time_staff="4").first()
    host = host_username(Platform.objects.get(number=begun.platform).credit_code)
    base = f"/platforms/{begun.platform}/quarterly-updates/{_QUARTER}"
    hits = f"/update-checks/hits?period={_QUARTER}"
    yield "host-update-checks", host, "/update-checks", ""
    yield "host-form-explanations", host, f"{base}/form", "保存，下一步核对"
    version = f"/platforms/{filed.platform}/quarterly-updates/{_QUARTER}/versions/{filed.version}"
    yield "province-version-explained", "lead-440000", version, ""
    yield "province-update-checks", "lead-440000", "/update-checks", ""
    yield "ministry-check-hits", "ministry-lead", hits, ""
    yield "ministry-check-places", "ministry-lead", f"{hits}&check=update_below_entry", ""
    yield "ministry-check-places-none", "ministry-lead", f"{hits}&check=update_total_fell", ""
