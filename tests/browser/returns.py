"""Returned updates and requests for support on the tour, as a province and its host see them."""

from collections.abc import Callable, Iterable
from datetime import datetime

from registry.demo.people import host_username, lead_of
from registry.documents.platforms import Platform
from registry.documents.quarterly_updates import QuarterlyUpdate, restored
from registry.documents.support_requests import SupportRequest
from registry.documents.update_returns import UpdateReturn
from registry.forms import quarterly_update_form
from registry.law import rulebook
from registry.permissions import Actor
from registry.policy.quarterly_update_values import plain
from registry.policy.support_requests import SupportMove
from registry.services.calendar import current_calendar
from registry.services.quarterly_updates import Filing, submit
from registry.services.support_requests import SupportOrder, step_on
from registry.services.update_returns import ReturnOrder, return_update

_OPEN = "2026Q4"
_ASKS = {"support_land": "二期中试线需 20 亩工业用地指标", "support_energy": "增容 2000 千伏安"}


def _filed_one() -> QuarterlyUpdate:
    """Return the last update of the open quarter that a host filed itself."""
    own = QuarterlyUpdate.objects(period=_OPEN, on_behalf=None)
    found: QuarterlyUpdate = own.order_by("-platform").first()
    return found


def updates_are_returned(person: Callable[[str], Actor], at: datetime) -> None:
    """A host asks for support; its province refers one request and returns the update."""
    filed, law = _filed_one(), {"rulebook": rulebook(), "calendar": current_calendar()}
    platform = Platform.objects.get(number=filed.platform)
    host, lead = person(host_username(platform.credit_code)), person(lead_of(platform.authority))
    content = restored(filed.content)
    values = {one.key: plain(content.get(one.key)) for one in quarterly_update_form().fields}
    values["nothing_changed"] = plain(content.get("nothing_changed"))
    submit(platform.number, _OPEN, Filing(values | _ASKS), by=host, at=at, **law)
    land = SupportRequest.objects.get(platform=platform.number, kind="land")
    answer = SupportOrder(
        SupportMove.ANSWER, "已致函，一个月内答复", "referred", "省自然资源厅"
    )  # fmt: skip
    step_on(land.number, answer, version=1, by=lead, at=at)
    order = ReturnOrder(
        platform.number, _OPEN, filed.version, ("service",), "新增服务企业与服务清单对不上，请核对"
    )
    return_update(order, by=lead, at=at, **law)


def return_stops() -> Iterable[tuple[str, str, str, str]]:
    """Give name, who looks, which page, and what is pressed there."""
    one = UpdateReturn.objects.first()
    its = Platform.objects.get(number=one.platform)
    lead, host = lead_of(its.authority), host_username(its.credit_code)
    quarter = f"/platforms/{its.number}/quarterly-updates/{_OPEN}"
    land = SupportRequest.objects.get(platform=its.number, kind="land")
    energy = SupportRequest.objects.get(platform=its.number, kind="energy")
    other = (
        QuarterlyUpdate.objects(
            period=_OPEN, on_behalf=None, authority=its.authority, platform__ne=its.number
        ).first()
        or one
    )
    new = f"/platforms/{other.platform}/quarterly-updates/{_OPEN}/return"
    yield "province-returns", lead, "/update-returns", ""
    yield "province-return", lead, f"/update-returns/{one.number}", ""
    yield "province-return-new", lead, new, ""
    yield "province-return-errors", lead, new, "退回补正"
    yield "ministry-returns", "ministry-lead", "/update-returns?state=open", ""
    yield "host-return", host, f"/update-returns/{one.number}", ""
    yield "host-returns", host, "/update-returns", ""
    yield "host-returned-start", host, quarter, ""
    yield "host-returned-form", host, f"{quarter}/form", ""
    yield "host-returned-home", host, "/", ""
    yield "province-support", lead, "/support-requests", ""
    yield "province-support-answered", lead, f"/support-requests/{land.number}", ""
    yield "province-support-asked", lead, f"/support-requests/{energy.number}", ""
    yield "province-support-errors", lead, f"/support-requests/{energy.number}", "答复"
    yield "ministry-support", "ministry-lead", "/support-requests", ""
    yield "ministry-support-counts", "ministry-lead", "/support-requests/counts", ""
    yield "host-support", host, "/support-requests", ""
    yield "host-support-answered", host, f"/support-requests/{land.number}", ""
