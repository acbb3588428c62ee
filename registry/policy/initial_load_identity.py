"""Who a row of the initial load speaks of: authority, place, days, names, doubles."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from registry.policy.findings import Finding
from registry.policy.initial_load_rows import Case, LoadContext, LoadSheet, in_words, of_sheet
from registry.policy.summary_sheet_rows import name_key
from registry.policy.vocabulary import Severity

_LOCAL = "二（一）"
_BLOCKING, _WARNING, _NOTE = Severity.BLOCKING, Severity.WARNING, Severity.NOTE
# The days a row may carry: all of them lie in the past of the check.
_DAYS = ("admitted_on", "changed_on", "used_from", "listed_on", "removed_on", "decided_on")


def judge_days(case: Case, context: LoadContext) -> None:
    """Refuse what is dated after the day of the check: it has not happened."""
    for name in _DAYS:
        day = case.row.day(name)
        if day and day > context.on:
            case.find("load_day_ahead", _BLOCKING, name, today=in_words(context.on))


def judge_authority(case: Case, context: LoadContext) -> None:
    """Make out the reporting authority, and hold the place against it (ruling 17)."""
    written = case.row.text("authority")
    if not written:
        return
    code = context.authorities.get(name_key(written))
    if code is None:
        case.find("load_authority_unknown", _BLOCKING, "authority", clause=_LOCAL)
        return
    case.plan["authority"] = code
    place = case.row.text("place")
    codes = context.places.of(place) if place else frozenset({code})
    own = context.authority_names.get(code, code)
    if code in codes:
        return
    if len(codes) == 1:
        other = context.authority_names.get(min(codes), min(codes))
        params = {"other": other, "own": own}
        case.find("load_place_elsewhere", _BLOCKING, "place", wanted=own, clause=_LOCAL, **params)
        return
    case.find("place_unknown", _WARNING, "place", wanted=own, clause=_LOCAL, own=own)


def judge_doubles(cases: Sequence[Case], ruling: str) -> None:
    """Refuse rows that say the same thing twice: which of them holds is not ours to choose."""
    groups: dict[tuple[str, ...], list[Case]] = defaultdict(list)
    for case in cases:
        key = _identity(case)
        # Only a platform's name may be left out, where a host's former name is meant.
        if case.code and key[-1]:
            groups[(case.sheet, *key)].append(case)
    for same in groups.values():
        for case in same if len(same) > 1 else ():
            others = _numbers(other for other in same if other is not case)
            case.find(
                "load_row_twice", _BLOCKING, "credit_code", clause=ruling, source="house_ruling",
                others=others,
            )  # fmt: skip


def _identity(case: Case) -> tuple[str, ...]:
    if case.sheet is LoadSheet.HOSTS:
        return (case.code,)
    if case.sheet is LoadSheet.FORMER_NAMES:
        return (*case.key, name_key(case.row.text("former_name")))
    if case.sheet is LoadSheet.REMOVALS:
        return (*case.key, name_key(case.row.text("decision")))
    return case.key


def judge_host_names(cases: Sequence[Case], context: LoadContext, ruling: str) -> None:
    """Refuse a credit code under several names, warn of a name under several codes (ruling 16).

    A name that the workbook or the record knows as a former one of the code is no other.
    """
    former = former_host_names(cases)
    by_code: dict[str, list[Case]] = defaultdict(list)
    by_name: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        name = name_key(case.row.text("host_name"))
        if case.code and name:
            by_code[case.code].append(case)
            by_name[name].append(case)
    for code, same in by_code.items():
        _judge_code(code, same, former[code], context, ruling)
    for name, same in by_name.items():
        _judge_name(name, same, context, ruling)


def former_host_names(cases: Iterable[Case]) -> Mapping[str, set[str]]:
    """Return the keys of the hosts' former names that the workbook lists, by credit code."""
    found: dict[str, set[str]] = defaultdict(set)
    for case in of_sheet(cases, LoadSheet.FORMER_NAMES):
        if not case.row.text("platform_name") and "platform_name" not in case.row.unread:
            found[case.code].add(name_key(case.row.text("former_name")))
    return found


def _judge_code(
    code: str, same: Sequence[Case], former: set[str], context: LoadContext, ruling: str
) -> None:
    known = context.hosts.get(code)
    names = {name_key(case.row.text("host_name")) for case in same}
    present = names - former - (known.keys if known else frozenset())
    for case in same:
        own = name_key(case.row.text("host_name"))
        if known and own in present:
            case.find(
                "load_host_name_differs", _BLOCKING, "host_name", wanted=known.name, clause=ruling,
                source="house_ruling", credit_code=code,
            )  # fmt: skip
        elif len(present) > 1 and own in present:
            others = [other for other in same if name_key(other.row.text("host_name")) != own]
            case.find(
                "load_code_with_names", _BLOCKING, "host_name", clause=ruling,
                source="house_ruling", credit_code=code, others=_numbers(others),
            )  # fmt: skip


def _judge_name(name: str, same: Sequence[Case], context: LoadContext, ruling: str) -> None:
    codes = {case.code for case in same} | context.codes.get(name, frozenset())
    for case in same if len(codes) > 1 else ():
        case.find(
            "name_with_several_codes", _WARNING, "credit_code", clause=ruling,
            source="house_ruling", host_name=case.row.text("host_name"),
            others="、".join(sorted(codes - {case.code})),
        )  # fmt: skip


def _numbers(cases: Iterable[Case]) -> str:
    """Return rows as sentences name them: sheet and number, the first twenty of them."""
    return "、".join(sorted({f"{case.row.number}" for case in list(cases)[:20]}, key=int))


def judge_terms(case: Case, context: LoadContext, found: Iterable[Finding]) -> None:
    """Take over what was found of field and direction, in the edition of the admission year."""
    case.findings += found
    admitted_on = case.row.day("admitted_on")
    edition = context.taxonomy_of(admitted_on) if admitted_on else None
    case.plan["edition"] = edition.edition if edition else ""


def earliest_days(cases: Iterable[Case]) -> Mapping[str, date]:
    """Return the first day the workbook knows each host on, by credit code."""
    found: dict[str, date] = {}
    for case in cases:
        days = [day for name in ("admitted_on", "used_from") if (day := case.row.day(name))]
        if case.code and days:
            found[case.code] = min([*days, found.get(case.code, days[0])])
    return found
