"""Judging an initial load 存量导入 whole (ruling 15): new, there already, or refused, row by row.

What exists may be brought in on any day; nothing that is on record is overwritten. A refused
row keeps out itself and what rests on it, never the others.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from registry.policy.initial_load_identity import (
    earliest_days,
    judge_authority,
    judge_days,
    judge_doubles,
    judge_host_names,
    judge_terms,
)
from registry.policy.initial_load_removals import judge_removals
from registry.policy.initial_load_rows import (
    Case,
    Entered,
    Key,
    KnownSpan,
    LoadContext,
    LoadSheet,
    in_words,
    of_sheet,
)
from registry.policy.removals import ban_for
from registry.policy.rulebook import NoSuchProvisionError, Programme
from registry.policy.summary_sheet_rows import name_key
from registry.policy.summary_sheets import terms
from registry.policy.taxonomy import term_key
from registry.policy.vocabulary import Severity

_BLOCKING, _WARNING, _NOTE = Severity.BLOCKING, Severity.WARNING, Severity.NOTE
_SELECTED = "二（三）"


def judge(cases: Sequence[Case], context: LoadContext, programme: Programme) -> None:
    """Judge the workbook's rows: findings, plan and standing are written into the cases.

    Cases carry what reading their cells found. A row is refused by a blocking finding,
    matched where its record is there already, else new.
    """
    identity = programme.ruling("identity", context.on).page
    for case in cases:
        judge_days(case, context)
        judge_authority(case, context)
    judge_doubles(cases, identity)
    judge_host_names(cases, context, identity)
    _judge_hosts(cases, context)
    bans = _bans(cases, context, programme)
    for case in of_sheet(cases, LoadSheet.PLATFORMS):
        _judge_platform(case, context, bans.get(case.code, ()))
    _judge_former_names(cases, context)
    _judge_key_cultivation(cases, context)
    judge_removals(cases, context, programme)
    _plan_beginnings(cases)


def _judge_hosts(cases: Sequence[Case], context: LoadContext) -> None:
    for case in of_sheet(cases, LoadSheet.HOSTS):
        if case.code in context.hosts:
            case.matched = True
            case.find("load_host_there", _NOTE, "credit_code")


def _judge_platform(case: Case, context: LoadContext, bans: Sequence[KnownSpan]) -> None:
    admitted_on = case.row.day("admitted_on")
    edition = context.taxonomy_of(admitted_on) if admitted_on else None
    judge_terms(case, context, terms(case.row, edition) if edition else ())
    if admitted_on is None:
        return
    for one in context.platforms.get(case.key, ()):
        _judge_against(case, one, admitted_on)
    for ban in bans if not case.matched else ():
        if ban.first <= admitted_on <= ban.last:
            case.find(
                "load_admitted_under_ban", _WARNING, "admitted_on", clause="二（四）",
                decision=ban.decision, until=in_words(ban.last),
            )  # fmt: skip


def _judge_against(case: Case, one: Entered, admitted_on: date) -> None:
    """Hold a platform's row against one time it entered the library."""
    if one.removed_on is None:
        case.matched = True
        case.plan["number"] = one.number
        if differing := _differing(case, one):
            words = "、".join(case.row.wrote(name) for name in differing)
            case.find(
                "load_platform_differs", _WARNING, differing[0], number=one.number, words=words,
                there="、".join(_there(one, name) for name in differing),
            )  # fmt: skip
        else:
            case.find("load_platform_there", _NOTE, "platform_name", number=one.number)
    elif one.admitted_on == admitted_on:
        case.matched = True
        case.plan["number"] = one.number
        day = in_words(one.removed_on)
        case.find("load_platform_removed", _WARNING, "platform_name", number=one.number, day=day)
    elif admitted_on < one.removed_on:
        case.find(
            "load_admission_overlaps", _BLOCKING, "admitted_on", number=one.number,
            admitted=in_words(one.admitted_on), removed=in_words(one.removed_on),
        )  # fmt: skip


def _differing(case: Case, one: Entered) -> list[str]:
    """Return the fields in which a row and the platform on record differ, where it states them."""
    states = {
        "authority": case.plan.get("authority", ""),
        "place": case.row.text("place"),
        "admitted_on": case.row.day("admitted_on"),
        "batch": case.row.text("batch"),
    }
    return [name for name, value in states.items() if value and value != getattr(one, name)]


def _there(one: Entered, name: str) -> str:
    value = getattr(one, name)
    return in_words(value) if isinstance(value, date) else str(value)


def _bans(
    cases: Sequence[Case], context: LoadContext, programme: Programme
) -> Mapping[str, Sequence[KnownSpan]]:
    """Return the bans on each host, of the record and of the workbook's own removals."""
    found = {code: list(spans) for code, spans in context.bans.items()}
    for case in of_sheet(cases, LoadSheet.REMOVALS):
        decided_on = case.row.day("decided_on")
        ground = context.grounds.get(term_key(case.row.text("ground")), "")
        if not decided_on or not ground:
            continue
        try:
            ban = ban_for(ground, decided_on, programme)
        except NoSuchProvisionError:
            continue  # told where the removal itself is judged
        if ban:
            span = KnownSpan(case.row.text("decision"), ban.from_day, ban.last_day)
            found.setdefault(case.code, []).append(span)
    return found


def _standing(cases: Sequence[Case], context: LoadContext) -> Mapping[Key, Case | Entered]:
    """Return the platforms that are in the library, or will be: of the record, of the workbook."""
    found: dict[Key, Case | Entered] = {
        case.key: case for case in of_sheet(cases, LoadSheet.PLATFORMS)
    }
    for key, entered in context.platforms.items():
        for one in entered:
            if one.removed_on is None:
                found[key] = one
    return found


def _rests_on(case: Case, standing: Mapping[Key, Case | Entered]) -> Entered | None:
    """Make sure that the platform a row speaks of is there or comes in; return it if there."""
    one = standing.get(case.key)
    if isinstance(one, Entered):
        return one
    if one is None:
        case.find("load_platform_nowhere", _BLOCKING, "platform_name")
    elif one.refused:
        case.find("load_rests_on_refused", _BLOCKING, "platform_name")
    return None


def _judge_key_cultivation(cases: Sequence[Case], context: LoadContext) -> None:
    standing = _standing(cases, context)
    for case in of_sheet(cases, LoadSheet.KEY_CULTIVATION):
        there = _rests_on(case, standing)
        if there and there.key_cultivation:
            case.matched = True
            case.find("load_key_there", _NOTE, "platform_name", number=there.number)
        one = standing.get(case.key)
        since = one.row.day("admitted_on") if isinstance(one, Case) else one and one.admitted_on
        listed_on = case.row.day("listed_on")
        if since and listed_on and listed_on < since:
            admitted = in_words(since)
            case.find(
                "load_listed_too_early", _BLOCKING, "listed_on", clause=_SELECTED, admitted=admitted
            )


def _judge_former_names(cases: Sequence[Case], context: LoadContext) -> None:
    standing = _standing(cases, context)
    ends: dict[tuple[Key, date], int] = {}
    for case in of_sheet(cases, LoadSheet.FORMER_NAMES):
        changed_on = case.row.day("changed_on")
        if changed_on:
            ends[case.key, changed_on] = ends.get((case.key, changed_on), 0) + 1
    for case in of_sheet(cases, LoadSheet.FORMER_NAMES):
        former = name_key(case.row.text("former_name"))
        of_platform = bool(case.row.text("platform_name"))
        present = case.row.text("platform_name" if of_platform else "host_name")
        used_from, changed_on = case.row.day("used_from"), case.row.day("changed_on")
        if former and former == name_key(present):
            case.find("load_former_is_present", _BLOCKING, "former_name")
        if used_from and changed_on and used_from >= changed_on:
            case.find("load_former_days", _BLOCKING, "used_from", wanted=in_words(changed_on))
        if changed_on and ends[case.key, changed_on] > 1:
            case.find("load_former_same_day", _BLOCKING, "changed_on")
        known = _names_there(case, context, standing, of_platform=of_platform)
        if former in known and not case.refused:
            case.matched = True
            case.find("load_former_there", _NOTE, "former_name")


def _names_there(
    case: Case, context: LoadContext, standing: Mapping[Key, Case | Entered], *, of_platform: bool
) -> frozenset[str]:
    if of_platform:
        there = _rests_on(case, standing)
        return there.names if there else frozenset()
    host = context.hosts.get(case.code)
    return host.keys if host else frozenset()


def _plan_beginnings(cases: Sequence[Case]) -> None:
    """Plan from when names hold: the first day known, and the name that went before the others."""
    days, first = earliest_days(cases), _first_names(cases)
    last = {
        code: str(changes[-1].row.day("changed_on"))
        for (code, platform), changes in first.items()
        if not platform
    }
    for case in cases:
        if since := days.get(case.code):
            case.plan["since"] = since.isoformat()
        if case.code in last:
            case.plan["last_change"] = last[case.code]
        admitted_on = case.row.day("admitted_on")
        if case.sheet is LoadSheet.PLATFORMS and admitted_on:
            name = _name_on(first.get(case.key, ()), admitted_on)
            case.plan["first_name"] = name or case.row.text("platform_name")
    _plan_successors(cases)


def _first_names(cases: Sequence[Case]) -> Mapping[Key, list[Case]]:
    found: dict[Key, list[Case]] = {}
    for case in of_sheet(cases, LoadSheet.FORMER_NAMES):
        if not case.refused and case.row.day("changed_on"):
            found.setdefault(case.key, []).append(case)
    for same in found.values():
        same.sort(key=lambda case: str(case.row.day("changed_on")))
    return found


def _name_on(changes: Sequence[Case], day: date) -> str:
    """Return the former name that was in use on a day; nothing once the present one was."""
    for case in changes:
        if day < (case.row.day("changed_on") or day):
            return case.row.text("former_name")
    return ""


def _plan_successors(cases: Sequence[Case]) -> None:
    """Plan each former name's own first day, and the name that followed it."""
    for same in _first_names(cases).values():
        for place, case in enumerate(same):
            of_platform = bool(case.row.text("platform_name"))
            present = case.row.text("platform_name" if of_platform else "host_name")
            follows = same[place + 1].row.text("former_name") if place + 1 < len(same) else present
            began = same[place - 1].row.day("changed_on") if place else None
            used_from = case.row.day("used_from") or began
            case.plan["successor"] = follows
            if used_from:
                case.plan["used_from"] = used_from.isoformat()
