"""The catalogue of checks 核对规则 by page: what is checked, and how often each check hits."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from registry import edge
from registry.cursors import following, position
from registry.downloads import attachment
from registry.messages import say, say_finding
from registry.permissions import MINISTRY, may
from registry.policy import periods
from registry.policy.update_checks import LooksAt, Stage
from registry.policy.windows import Window
from registry.services import update_checks as desk
from registry.services.authorities import authority_name
from registry.services.quarterly_update_forms import quarter_name
from registry.services.update_check_exports import STATES, Listed, export_checks, list_checks
from registry.services.windows import update_window, window_in_question
from registry.sheets.writing import XLSX
from registry.update_check_rules import update_checks
from registry.web.shell import address

blueprint = Blueprint("update_checks", __name__)

_PAGE = 50
_SHOWN_QUARTERS = 6


@blueprint.get("/update-checks")
def index() -> ResponseReturnValue:
    """Show the catalogue by what it looks at, as it holds for the quarter at hand."""
    period = _window().period
    listed = list_checks(period, by=edge.actor())
    return render_template(
        "update_checks/index.html",
        period=period,
        groups=[(say(f"update_looks_at_{one}"), _of(listed, one)) for one in LooksAt],
        stages=[(STATES[one], say(f"update_stage_about_{one}")) for one in Stage],
        counted=[(one, len([it for it in listed if it.state == one])) for one in STATES.values()],
        may_observe=may(edge.actor(), "update_checks:observe"),
    )


@blueprint.get("/update-checks/export.xlsx")
def export() -> ResponseReturnValue:
    """Give the catalogue as a workbook."""
    content = export_checks(_window().period, by=edge.actor())
    return attachment(content, name="update-checks.xlsx", media_type=XLSX)


@blueprint.get("/update-checks/hits")
def hits() -> ResponseReturnValue:
    """Count how often each check hit in a quarter; with ``?check=`` name the platforms."""
    law, at, by = edge.law(), edge.arrival(), edge.actor()
    asked = edge.text_of(request.args, "period")
    window = update_window(asked, at=at, **law) if asked else window_in_question(at=at, **law)
    authority = edge.text_of(request.args, "authority")
    if check := edge.text_of(request.args, "check"):
        return _places_page(window, authority, check)
    found = desk.count_hits(window.period, authority, by=by)
    return render_template(
        "update_checks/hits.html",
        period=window.period,
        filed=say("update_hits_filed", quarter=quarter_name(window.period), count=found.filed),
        rows=[
            {
                "title": one.check.title,
                "state": one.stage,
                "platforms": one.platforms,
                "places": one.places,
                "explained": one.explained if one.stage == "warning" else None,
                "href": address(check=one.check.id),
            }
            for one in found.hits
        ],
        choices=_choices(window.period, authority),
    )


def _places_page(window: Window, authority: str, check: str) -> str:
    (after,) = position(edge.text_of(request.args, "cursor"), 1) or ("",)
    by = edge.actor()
    found, last = desk.places_of(
        check, window.period, authority, by=by, after=str(after), limit=_PAGE
    )
    return render_template(
        "update_checks/places.html",
        period=window.period,
        check=update_checks().check(check),
        rows=[(one, [say_finding(it) for it in one.findings]) for one in found],
        back=address(check=None, cursor=None),
        first=not after,
        next_cursor=following([last] if last else None),
    )


def _window() -> Window:
    return window_in_question(at=edge.arrival(), **edge.law())


def _of(listed: list[Listed], group: LooksAt) -> list[Listed]:
    return [one for one in listed if one.check.looks_at is group]


def _choices(shown: str, authority: str) -> list[dict[str, object]]:
    """Return the filters: the last quarters, and for the ministry the authorities."""
    quarters = [_window().period]
    while len(quarters) < _SHOWN_QUARTERS:
        quarters.append(periods.previous(quarters[-1]))
    groups: list[dict[str, object]] = [
        {
            "label": "季度",
            "choices": [
                {
                    "label": quarter_name(one),
                    "href": address(period=one),
                    "active": one == shown,
                }
                for one in quarters
            ],
        }
    ]
    if edge.actor().role in MINISTRY and authority:
        named = authority_name(authority)
        groups.append(
            {
                "label": "主管部门",
                "choices": [
                    {"label": "全部", "href": address(authority=None), "active": False},
                    {"label": named, "href": address(authority=authority), "active": True},
                ],
            }
        )
    return groups
