"""The reserve library 储备库 by page: the list with its filters, and a platform's record."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from itertools import groupby
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry import edge
from registry.clock import SHANGHAI
from registry.cursors import following, numbers, position
from registry.documents.platforms import Platform
from registry.forms import quarterly_update_form
from registry.messages import say
from registry.permissions import may
from registry.policy.forms import FieldType
from registry.policy.vocabulary import LibraryState
from registry.services import platforms as desk
from registry.services.authorities import authorities, authority_name, authority_place
from registry.services.bans import bans_in_force
from registry.services.chases import told_of
from registry.services.condition_finding_records import findings_of_platform
from registry.services.duty_reasons import told_reason
from registry.services.exit_proposals import open_proposal
from registry.services.incidents import states_of_platform
from registry.services.major_change_records import changes_of, open_changes_of
from registry.services.platforms import NotOnRecordYet, PlatformCount, PlatformFilter, PlatformThen
from registry.services.quarterly_update_on_behalf import filed_by_whom
from registry.services.quarters import Quarter, quarters_of
from registry.services.removal_cases import cases_of
from registry.services.reporting_records import record_of
from registry.services.transfers import transfers_of
from registry.services.unreported_change_records import cases_of_platform
from registry.web.ban_views import told_ban
from registry.web.chase_views import told_line
from registry.web.condition_finding_views import finding_line
from registry.web.formats import day
from registry.web.major_change_views import line_of
from registry.web.platform_story import told_story
from registry.web.platform_views import transfer_line
from registry.web.shell import address

blueprint = Blueprint("platforms", __name__)

_PAGE = 50
_STORY = 50
_ONE = "/platforms/<number>"
_KEY = {"yes": True, "no": False}
_TABS = (
    ("profile", "基本信息", "platforms.show"),
    ("quarters", "动态更新", "platforms.quarters"),
    ("realtime", "实时更新", "realtime_updates.index"),
    ("papers", "材料", "platforms.papers"),
    ("history", "办理记录", "platforms.history"),
)


@blueprint.get("/platforms")
def index() -> ResponseReturnValue:
    """List the platforms one may see, narrowed by plain links."""
    actor = edge.actor()
    asked = PlatformFilter(
        authority=edge.text_of(request.args, "authority"),
        field=edge.text_of(request.args, "field"),
        state=edge.text_of(request.args, "state"),
        key_cultivation=_KEY.get(edge.text_of(request.args, "key")),
        search=edge.text_of(request.args, "q")[:100],
    )
    sort = edge.text_of(request.args, "sort")
    sort = sort if sort in desk.SORTS else desk.NUMBER
    parts = 2 if desk.ADMITTED in sort else 1
    after = position(edge.text_of(request.args, "cursor"), parts)
    found, key = desk.list_platforms(asked, by=actor, sort=sort, after=after, limit=_PAGE)
    counts = desk.count_platforms(by=actor)
    return render_template(
        "platforms/index.html",
        asked=asked,
        sort=sort,
        lines=[_line(one) for one in found],
        groups=_filters(asked, counts),
        total=None if asked.search else sum(_matching(asked, counts)),
        everything=sum(one.count for one in counts),
        may_load=may(actor, "initial_loads:upload"),
        is_office=not actor.host,
        authorities=_authorities(asked, counts) if not (actor.authority or actor.host) else (),
        first=not after,
        next_cursor=following(key),
    )


@blueprint.get(_ONE)
def show(number: str) -> ResponseReturnValue:
    """Show a platform's profile, today's or, with ``on``, a day's."""
    platform = desk.read_platform(number, by=edge.actor())
    typed = edge.text_of(request.args, "on")
    errors: list[dict[str, str]] = []
    then: PlatformThen | None = None
    try:
        then = (
            desk.platform_on(number, date.fromisoformat(typed), by=edge.actor()) if typed else None
        )
    except ValueError:
        errors.append({"field": "on", "message": say("day_wanted")})
    except NotOnRecordYet as refused:
        words = {
            name: day(value) if isinstance(value, date) else value
            for name, value in refused.params.items()
        }
        errors.append({"field": "on", "message": say(refused.code, **words)})
    page = tab_page(
        "profile",
        platform,
        typed_day=typed,
        then=then,
        facts=_then_items(then) if then else _items(platform),
        profile=_profile_items(then.facts["profile"].value if then else platform.profile),
        errors=errors,
    )
    return page, 422 if errors else 200


@blueprint.get(f"{_ONE}/quarters")
def quarters(number: str) -> ResponseReturnValue:
    """Show where each quarter's update stands."""
    platform = desk.read_platform(number, by=edge.actor())
    return tab_page(
        "quarters",
        platform,
        quarters=_quarters(platform),
        filed_by_whom=filed_by_whom,
        chased=[told_line(one) for one in told_of(number)],
    )  # fmt: skip - one tab


@blueprint.get(f"{_ONE}/papers")
def papers(number: str) -> ResponseReturnValue:
    """Show the papers a platform rests on."""
    platform = desk.read_platform(number, by=edge.actor())
    sheet = desk.sheet_of(platform)
    reads = may(edge.actor(), "summary_sheets:read")
    load, reads_loads = desk.load_of(platform), may(edge.actor(), "initial_loads:read")
    found = transfers_of(platform, by=edge.actor())
    may_transfer = may(edge.actor(), "transfers:propose") and platform.state == "in_library"
    return tab_page(
        "papers",
        platform,
        sheet=sheet,
        reads_sheets=reads,
        load=load,
        reads_loads=reads_loads,
        changes=[line_of(one) for one in changes_of(platform, by=edge.actor())],
        transfers=[transfer_line(one, edge.actor()) for one in found],
        may_transfer=may_transfer and not any(one.open for one in found),
    )  # fmt: skip - one tab


@blueprint.get(f"{_ONE}/history")
def history(number: str) -> ResponseReturnValue:
    """Tell a platform's story, newest first."""
    platform = desk.read_platform(number, by=edge.actor())
    (after,) = numbers(position(edge.text_of(request.args, "cursor"), 1)) or (0,)
    found, last = desk.story_of(number, by=edge.actor(), after=after, limit=_STORY)
    return tab_page(
        "history",
        platform,
        years=_by_year(told_story(found, platform, edge.actor())),
        first=not after,
        next_cursor=following([last] if last else None),
    )


def _by_year(entries: Iterable[dict[str, Any]]) -> list[tuple[int, list[dict[str, Any]]]]:
    return [(year, list(some)) for year, some in groupby(entries, key=lambda one: one["year"])]


def tab_page(tab: str, platform: Platform, **more: Any) -> str:  # noqa: ANN401 - what the tab shows
    """Return one tab of a platform's record, ``platforms/<tab>.html``, in the frame of all."""
    tabs = [
        {"key": key, "label": label, "href": url_for(endpoint, number=platform.number)}
        for key, label, endpoint in _TABS
    ]
    known = more.get("quarters") or _quarters(platform)
    return render_template(
        f"platforms/{tab}.html",
        platform=platform,
        whose=authority_name(platform.authority),
        tab=tab,
        tabs=tabs,
        bans=_bans(platform),
        duty=_duty(platform, known),
        duty_reason=told_reason,
        record=record_of(known),
        exit_proposal=open_proposal(platform.number),
        open_changes=[line_of(one) for one in open_changes_of(platform)],
        may_report_change=may(edge.actor(), "major_changes:report")
        and platform.state == LibraryState.IN_LIBRARY.value,
        incidents=states_of_platform(platform.number),
        may_record_incident=may(edge.actor(), "incidents:record"),
        removal_cases=cases_of(platform, by=edge.actor()),
        may_open_case=may(edge.actor(), "removal_cases:open"),
        unreported=cases_of_platform(platform.number, by=edge.actor()),
        condition_findings=[
            finding_line(one) for one in findings_of_platform(platform.number, by=edge.actor())
        ],
        may_tip=may(edge.actor(), "unreported_changes:open")
        and platform.state == LibraryState.IN_LIBRARY.value,
        may_propose_exit=may(edge.actor(), "exit_proposals:propose")
        and platform.state == LibraryState.IN_LIBRARY.value,
        **more,
    )


def _bans(platform: Platform) -> list[dict[str, str]]:
    """Return the running bans on a platform's host, the longest first, each with its waiver."""
    today = edge.arrival().astimezone(SHANGHAI).date()
    found = bans_in_force([platform.credit_code], today).get(platform.credit_code)
    return [told_ban(one) for one in found.running] if found else []


def _quarters(platform: Platform) -> list[Quarter]:
    return quarters_of(platform, at=edge.arrival(), **edge.law())


def _duty(platform: Platform, known: list[Quarter]) -> Quarter | None:
    """Return what a platform in the library owes now or next: this quarter's update."""
    if platform.state != LibraryState.IN_LIBRARY.value:
        return None
    return next(iter(known), None)


def _line(found: Mapping[str, Any]) -> dict[str, Any]:
    return dict(found) | {
        "whose": authority_place(found["authority"]),
        "href": url_for("platforms.show", number=found["number"]),
    }


# What a list is narrowed by: the query's name, the filter's attribute, its value in a count.
_Test = Callable[[PlatformCount], bool]


def _tests(asked: PlatformFilter) -> dict[str, _Test]:
    tests: dict[str, _Test] = {}
    if asked.authority:
        tests["authority"] = lambda one: one.authority == asked.authority
    if asked.state:
        tests["state"] = lambda one: one.state == asked.state
    if asked.field:
        tests["field"] = lambda one: one.field == asked.field
    if asked.key_cultivation is not None:
        tests["key"] = lambda one: one.key_cultivation is asked.key_cultivation
    return tests


def _matching(
    asked: PlatformFilter, counts: Iterable[PlatformCount], *, besides: str = ""
) -> list[int]:
    tests = [test for name, test in _tests(asked).items() if name != besides]
    return [one.count for one in counts if all(test(one) for test in tests)]


def _filters(asked: PlatformFilter, counts: tuple[PlatformCount, ...]) -> list[dict[str, Any]]:
    """Return the filters as links, each with how many it would show beside the others."""
    states = [("", "全部"), *((state.value, say(f"state_{state}")) for state in LibraryState)]
    fields = [
        ("", "全部"),
        *((name, name) for name in sorted({one.field for one in counts} - {""})),
    ]
    keys = [("", "全部"), ("yes", "重点培育")]
    chosen = {True: "yes", False: "no", None: ""}[asked.key_cultivation]
    return [
        _filter("状态", "state", states, asked.state, asked, counts, lambda one: one.state),
        _filter("领域", "field", fields, asked.field, asked, counts, lambda one: one.field),
        _filter(
            "培育", "key", keys, chosen, asked, counts,
            lambda one: "yes" if one.key_cultivation else "no",
        ),
    ]  # fmt: skip


def _filter(  # noqa: PLR0917 - one line of a table, read across
    label: str,
    name: str,
    options: list[tuple[str, str]],
    chosen: str,
    asked: PlatformFilter,
    counts: tuple[PlatformCount, ...],
    value_of: Callable[[PlatformCount], str],
) -> dict[str, Any]:
    choices = []
    for value, word in options:
        among = [one for one in counts if value in {"", value_of(one)}]
        choices.append(
            {
                "label": word,
                "href": address(**{name: value or None}),
                "count": sum(_matching(asked, among, besides=name)),
                "active": value == chosen,
            }
        )
    return {"label": label, "choices": choices}


def _authorities(asked: PlatformFilter, counts: tuple[PlatformCount, ...]) -> list[tuple[str, str]]:
    """Return every authority with how many platforms it has, for the ministry to choose from."""
    options = []
    for one in authorities().all:
        among = [each for each in counts if each.authority == one.code]
        shown = sum(_matching(asked, among, besides="authority"))
        options.append((one.code, f"{one.name}（{shown}）"))
    return options


def _items(platform: Platform) -> list[dict[str, Any]]:
    return [
        {"label": "平台名称", "value": platform.name, "kind": "text"},
        {"label": "依托单位", "value": platform.host_name, "kind": "text"},
        {"label": "统一社会信用代码", "value": platform.credit_code, "kind": "text"},
        {"label": "主管部门", "value": authority_name(platform.authority), "kind": "text"},
        {"label": "所在地市", "value": platform.place, "kind": "text"},
        {"label": "领域", "value": platform.taxonomy_field, "kind": "text"},
        {"label": "重点方向", "value": platform.direction, "kind": "text"},
        {"label": "领域和方向版本", "value": platform.taxonomy_edition, "kind": "text"},
        {"label": "入库批次", "value": platform.batch, "kind": "period"},
        {"label": "入库日期", "value": platform.admitted_at, "kind": "day"},
        {"label": "移出日期", "value": platform.removed_at, "kind": "day"},
    ]


def _then_items(then: PlatformThen) -> list[dict[str, Any]]:
    """Return what was true on a day, each with since when and when it was written down."""
    taxonomy = then.facts["taxonomy"].value if "taxonomy" in then.facts else {}
    rows = (
        ("平台名称", "name", None),
        ("依托单位", "host", then.host_name),
        ("主管部门", "authority", authority_name(_value(then, "authority"))),
        ("所在地市", "place", None),
        ("领域", "taxonomy", taxonomy.get("field", "")),
        ("重点方向", "taxonomy", taxonomy.get("direction", "")),
        ("状态", "state", say(f"state_{_value(then, 'state')}")),
    )
    return [
        {
            "label": label,
            "value": _value(then, aspect) if value is None else value,
            "kind": "text",
            "since": then.facts[aspect].effective_on,
            "recorded": then.facts[aspect].recorded_at,
        }
        for label, aspect, value in rows
        if aspect in then.facts
    ]


def _value(then: PlatformThen, aspect: str) -> str:
    return str(then.facts[aspect].value) if aspect in then.facts else ""


def _profile_items(profile: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the figures of a profile, in the order and words of the quarterly form."""
    items = []
    for field in quarterly_update_form().fields:
        key = field.becomes or field.key
        if not field.is_figure or profile.get(key) is None:
            continue
        label = say(f"profile_{key}") if field.becomes else field.label
        kind = "money" if field.type is FieldType.MONEY else "figure"
        items.append({"label": label, "value": profile[key], "kind": kind, "unit": field.unit})
    return items
