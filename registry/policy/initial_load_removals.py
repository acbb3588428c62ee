"""Past removals and bans of the initial load: which stay in the library's story, and why not.

A ban is never taken from the workbook: it follows from ground and day of decision (ruling
18). What the workbook states of it is only held against that.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from registry.policy.initial_load_rows import (
    Case,
    Entered,
    Key,
    LoadContext,
    LoadSheet,
    in_words,
    of_sheet,
)
from registry.policy.removals import BanPeriod, ban_for
from registry.policy.rulebook import NoSuchProvisionError, Programme
from registry.policy.summary_sheet_rows import name_key
from registry.policy.taxonomy import term_key
from registry.policy.vocabulary import Severity

_REMOVAL, _BAN = "二（六）", "二（四）"
_BLOCKING, _WARNING, _NOTE = Severity.BLOCKING, Severity.WARNING, Severity.NOTE


@dataclass(frozen=True, slots=True)
class _Stay:
    """One stay in the library that a removal may end: from when, until when, refused or not."""

    admitted_on: date
    removed_on: date | None
    decided_by: str
    refused: bool


def judge_removals(cases: Sequence[Case], context: LoadContext, programme: Programme) -> None:
    """Judge every removal: its ground, its days, its ban, and the stay it ends."""
    stays = _stays(cases, context)
    for case in of_sheet(cases, LoadSheet.REMOVALS):
        _judge_ground(case, context, programme)
        _judge_order(case)
        number = context.removals.get((decision_key(case), *case.key))
        if number:
            case.matched = True
            case.find("load_removal_there", _NOTE, "decision", number=number)
        elif case.row.day("removed_on") and "admitted_on" not in case.row.unread:
            _judge_stay(case, stays.setdefault(case.key, []))


def decision_key(case: Case) -> str:
    """Return the form under which a decision's number is compared."""
    return name_key(case.row.text("decision"))


def _stays(cases: Sequence[Case], context: LoadContext) -> dict[Key, list[_Stay]]:
    """Return the stays each platform has, of the record and of the workbook's own rows."""
    decisions = {number: key[0] for key, number in context.removals.items()}
    found: dict[Key, list[_Stay]] = {
        key: [_of_record(one, decisions.get(one.number, "")) for one in entered]
        for key, entered in context.platforms.items()
    }
    for case in of_sheet(cases, LoadSheet.PLATFORMS):
        admitted_on = case.row.day("admitted_on")
        if admitted_on and not case.matched:
            stay = _Stay(admitted_on, None, "", case.refused)
            found.setdefault(case.key, []).append(stay)
    return found


def _of_record(one: Entered, decision: str) -> _Stay:
    return _Stay(one.admitted_on, one.removed_on, decision, refused=False)


def _judge_ground(case: Case, context: LoadContext, programme: Programme) -> None:
    written = case.row.text("ground")
    decided_on = case.row.day("decided_on")
    if not written or decided_on is None:
        return
    ground = context.grounds.get(term_key(written), "")
    try:
        ban = ban_for(ground, decided_on, programme)
        clause = programme.consequence(ground, decided_on).clause
    except NoSuchProvisionError:
        words = context.ground_words
        case.find("load_ground_unknown", _BLOCKING, "ground", wanted=words, clause=_BAN)
        return
    case.plan |= {"ground": ground, "clause": clause}
    _judge_ban(case, ban, context.on)


def _judge_ban(case: Case, ban: BanPeriod | None, on: date) -> None:
    """Hold what is stated of a ban against the law's; the law's is what will be recorded."""
    until, stated = case.row.day("ban_until"), case.row.values.get("banned")
    if ban is None:
        if until or stated is True:
            name = "ban_until" if until else "banned"
            case.find("load_ban_not_by_ground", _BLOCKING, name, clause=case.plan["clause"])
        return
    case.plan["ban_until"] = ban.last_day.isoformat()
    last = in_words(ban.last_day)
    if until and until != ban.last_day:
        case.find("load_ban_differs", _WARNING, "ban_until", wanted=last, clause=ban.clause)
    if stated is False:
        case.find("load_ban_by_law", _WARNING, "banned", wanted=last, clause=ban.clause)
    if ban.last_day < on:
        case.find("load_ban_over", _NOTE, "decided_on", wanted=last, clause=ban.clause)


def _judge_order(case: Case) -> None:
    removed_on, decided_on = case.row.day("removed_on"), case.row.day("decided_on")
    if removed_on is None and "removed_on" not in case.row.unread:
        states_ban = case.row.day("ban_until") or case.row.values.get("banned") is True
        code = "load_ban_without_removal" if states_ban else "load_removal_undated"
        case.find(code, _BLOCKING, "removed_on", clause=_BAN if states_ban else _REMOVAL)
    if removed_on and decided_on and removed_on < decided_on:
        decided = in_words(decided_on)
        case.find("load_removal_undecided", _BLOCKING, "removed_on", wanted=decided, clause=_BAN)


def _judge_stay(case: Case, stays: list[_Stay]) -> None:
    """Find the stay that a removal ends, or make sure that it can be entered as one of its own.

    ``plan["enters"]`` says that the platform is entered with it, as one already removed. What
    a removal ends has ended for the rows after it: one stay is not removed by two decisions.
    """
    admitted_on, removed_on = case.row.day("admitted_on"), case.row.day("removed_on")
    assert removed_on is not None  # noqa: S101 - asked for by the caller
    if admitted_on and admitted_on > removed_on:
        case.find(
            "load_removed_before_admission", _BLOCKING, "removed_on", clause=_REMOVAL,
            admitted=in_words(admitted_on),
        )  # fmt: skip
        return
    decision = case.row.text("decision")
    for place, stay in enumerate(stays):
        if _ends(case, stay, admitted_on, removed_on):
            if not case.refused:
                stays[place] = replace(stay, removed_on=removed_on, decided_by=decision)
            return
    if case.refused:
        return
    if admitted_on is None:
        case.find("load_removal_of_nobody", _BLOCKING, "platform_name", clause=_REMOVAL)
    elif "authority" not in case.plan:
        case.find("load_authority_wanted", _BLOCKING, "authority", clause="二（一）")
    else:
        case.plan["enters"] = "yes"
        stays.append(_Stay(admitted_on, removed_on, decision, refused=False))


def _ends(case: Case, stay: _Stay, admitted_on: date | None, removed_on: date) -> bool:
    """Tell whether the removal concerns this stay; a contradiction with it is a finding."""
    if stay.removed_on is not None:
        apart = admitted_on is not None and (
            admitted_on >= stay.removed_on or removed_on <= stay.admitted_on
        )
        if not apart:
            day = in_words(stay.removed_on)
            case.find(
                "load_removed_otherwise", _BLOCKING, "decision", wanted=stay.decided_by, day=day
            )
        return not apart
    since = in_words(stay.admitted_on)
    if admitted_on not in {None, stay.admitted_on}:
        if removed_on <= stay.admitted_on:
            return False
        case.find("load_admission_differs", _BLOCKING, "admitted_on", wanted=since)
    elif removed_on < stay.admitted_on:
        case.find(
            "load_removed_before_admission", _BLOCKING, "removed_on", clause=_REMOVAL,
            admitted=since,
        )  # fmt: skip
    elif stay.refused:
        case.find("load_rests_on_refused", _BLOCKING, "platform_name")
    return True
