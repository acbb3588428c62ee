"""Chasing 催报 on the desk: whoever has not filed is told, each as often a day as the rules let.

A province chases the hosts of its platforms, the ministry hosts or authorities. Chase, who was
told, their messages and the ledger's entry are one transaction; of two clicks at once the later
finds whom the earlier told.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from mongoengine.errors import NotUniqueError

from registry.clock import to_millisecond
from registry.database import transact
from registry.documents.chases import Chase, ChaseTold
from registry.errors import Invalid, NotAllowed, NotFound, Refusal
from registry.insertion import insert_all
from registry.law import NATIONAL
from registry.messages import say
from registry.permissions import MINISTRY, Actor, authority_in_view, require, side_of
from registry.policy.calendar import WorkingCalendar
from registry.policy.chases import day_of, may_be_told, may_click
from registry.policy.rulebook import Rulebook
from registry.policy.windows import Window
from registry.services import outbox
from registry.services.authorities import authorities, authority_name
from registry.services.belonging import operators_by_host
from registry.services.by_time import Order, page_by_time
from registry.services.ledger import Act, record
from registry.services.quarterly_update_forms import quarter_name
from registry.services.reporting import Standing, reporting_of
from registry.services.windows import as_told, quarter_window
from registry.window_week_rules import window_week_rules

CLAUSE = "二（三）"
HOSTS, AUTHORITY = "hosts", "authority"
MOST_CHOSEN = 500
_NAMED = 3
_TRIES = 3
_CHASED = Order("chased_at", "number", str)


class ChaseNotOpen(Refusal):
    """The quarter cannot be filed now, so that nobody is chased for it."""

    code = "chase_not_open"
    status = 409


class ChaseNobody(Refusal):
    """Nobody is missing, or none of those chosen."""

    code = "chase_nobody"
    status = 409


class ChaseTooOften(Refusal):
    """The office has chased this authority's platforms as often as it may today."""

    code = "chase_too_often"
    status = 409


@dataclass(frozen=True, slots=True)
class ChaseOrder:
    """Who is chased for a quarter: the hosts of an authority's platforms, or the authority.

    ``platforms`` are the chosen ones by number; none is all that are missing.
    """

    period: str
    authority: str = ""
    whom: str = HOSTS
    platforms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chased:
    """What came of a click: the chase, None where all were told already; who was told, and when.

    ``before`` are those who were not told again, each with its last telling of today; of one for
    another authority's platforms a province reads only the name and when. ``spent`` is the
    authority that may not be chased again today, among many; else empty.
    """

    chase: Chase | None
    told: tuple[ChaseTold, ...]
    before: tuple[ChaseTold, ...]
    spent: str = ""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A recipient with the platforms it is chased for, inside a click.

    ``no_account`` says of a host that it has no active account: nobody will read the message.
    """

    audience: str
    recipient: str
    name: str
    missing: tuple[Standing, ...]
    no_account: bool = False


def chase(
    order: ChaseOrder, *, by: Actor, at: datetime, rulebook: Rulebook, calendar: WorkingCalendar
) -> Chased:
    """Tell everybody of an authority who has not filed, and was not told today already.

    Raises NotAllowed where a province chases authorities, NotFound for another's authority,
    Invalid without one, QuarterUnknown, ChaseNotOpen, ChaseNobody, ChaseTooOften.
    """
    code = _whose(order, by)
    its = quarter_window(order.period, rulebook.programme(NATIONAL), calendar)

    def work() -> Chased:
        missing = _missing(order, code, its, by=by, at=at, rulebook=rulebook, calendar=calendar)
        return _chased(order.whom, code, its, missing, by=by, at=at)

    for _ in range(_TRIES - 1):
        try:
            return transact(work)
        except NotUniqueError:  # another click came first: whom it told is found now
            continue
    return transact(work)


def chase_authorities(
    period: str, *, by: Actor, at: datetime, rulebook: Rulebook, calendar: WorkingCalendar
) -> tuple[Chased, ...]:
    """Chase every authority with a platform that has not filed, each in its own transaction.

    Those that may not be told again today are among the ``before`` of theirs, and one on whose
    platforms today's clicks are spent comes as ``spent``. Raises as
    ``chase``; ChaseNobody where nobody is missing anywhere.
    """
    require(by, "chases:send")
    if by.role not in MINISTRY:
        raise NotAllowed
    law: dict[str, Any] = {"by": by, "at": at, "rulebook": rulebook, "calendar": calendar}
    found = reporting_of(period, **law)
    _refuse_closed(found.window, found.unreported(), at)
    codes = dict.fromkeys(one.authority for one in found.unreported())
    done = [_chased_or_not(ChaseOrder(period, code, AUTHORITY), law) for code in codes]
    given = tuple(one for one in done if one is not None)
    if not given:
        raise ChaseNobody(quarter=quarter_name(period), clause=CLAUSE)
    return given


def list_chases(
    authority: str = "", *, by: Actor, after: Sequence[str] = (), limit: int
) -> tuple[list[Chase], list[str]]:
    """Return a page of the chases an office may see, newest first, and the key it ends with.

    Raises NotFound for another's authority, CursorForged.
    """
    seen = authority_in_view(by, authority)
    require(by, "chases:read", authority=seen)
    query = {} if seen is None else {"authority": seen}
    index = f"{'' if seen is None else 'authority_1_'}chased_at_-1_number_-1"
    return page_by_time(Chase.objects(**query).hint(index), after, limit, order=_CHASED)


def readable(number: str, *, by: Actor) -> Chase:
    """Return a chase that the actor may see. Raises NotFound."""
    require(by, "chases:read")
    found: Chase | None = Chase.objects(number=number).first()  # index number_1
    if found is None:
        raise NotFound
    require(by, "chases:read", authority=found.authority)
    return found


def told_by(found: Chase) -> list[ChaseTold]:
    """Return whom a chase told, by name. Whose it is, ask before."""
    return list(ChaseTold.objects(chase=found.number).order_by("name"))  # index chase_1_name_1


def told_on(at: datetime, authority: str | None) -> list[ChaseTold]:
    """Return who was told on the day of a moment, of one authority or of all, in order.

    Whose it is, ask before.
    """
    whose = {} if authority is None else {"authority": authority}
    found = ChaseTold.objects(day=day_of(at), **whose).order_by("told_at")
    return list(found.hint("day_1_authority_1_told_at_1"))


def told_of(platform: str, limit: int = 10) -> list[ChaseTold]:
    """Return when a platform's host was chased for it, newest first. Whose it is, ask before."""
    found = ChaseTold.objects(platforms=platform, audience="host").order_by("-told_at")
    return list(found.limit(limit))  # index platforms_1_told_at_-1


def _whose(order: ChaseOrder, by: Actor) -> str:
    """Return whose platforms are chased; refuse what is another's."""
    require(by, "chases:send")
    if order.whom not in {HOSTS, AUTHORITY}:
        raise Invalid(fields={"whom": say("chase_whom_wanted")})
    if order.whom == AUTHORITY and by.role not in MINISTRY:
        raise NotAllowed
    if len(order.platforms) > MOST_CHOSEN:
        raise Invalid(fields={"platforms": say("chase_too_many", most=MOST_CHOSEN)})
    code = authority_in_view(by, order.authority)
    if not code:
        raise Invalid(fields={"authority": say("chase_authority_wanted")})
    require(by, "chases:send", authority=code)
    if code not in authorities().codes:
        raise NotFound
    return code


def _missing(
    order: ChaseOrder,
    code: str,
    its: Window,
    *,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
    calendar: WorkingCalendar,
) -> tuple[Standing, ...]:
    """Return who can file now and has not, of those chosen; read anew with each try."""
    found = reporting_of(
        order.period, authority=code, by=by, at=at, rulebook=rulebook, calendar=calendar
    ).unreported()
    _refuse_closed(its, found, at)
    if not its.accepts(at):  # only under leave can it still be filed
        found = tuple(one for one in found if one.late_until)
    if order.platforms:
        chosen = frozenset(order.platforms)
        found = tuple(one for one in found if one.number in chosen)
    if not found:
        raise ChaseNobody(quarter=quarter_name(order.period), clause=CLAUSE)
    return found


def _refuse_closed(its: Window, missing: Sequence[Standing], at: datetime) -> None:
    """Refuse where nobody can file: chasing would only confuse."""
    if not its.accepts(at) and not any(one.late_until for one in missing):
        raise ChaseNotOpen(quarter=quarter_name(its.period), clause=CLAUSE)


def _chased_or_not(order: ChaseOrder, law: Mapping[str, Any]) -> Chased | None:
    """Chase one of many authorities; None where nobody is left to chase."""
    try:
        return chase(order, **law)
    except ChaseTooOften:
        return Chased(None, (), (), spent=order.authority)
    except (ChaseNobody, ChaseNotOpen):
        return None


def _chased(
    whom: str, code: str, its: Window, missing: Sequence[Standing], *, by: Actor, at: datetime
) -> Chased:
    """Write down a click, inside a transaction; nothing where all were told already."""
    rules, day = window_week_rules().chases, day_of(at)
    wanted = _hosts(missing) if whom == HOSTS else [_authority(code, missing)]
    today = _told_today(wanted, day)
    now = [
        one
        for one in wanted
        if may_be_told([each.told_at for each in today.get(one.recipient, ())], at, rules)
    ]
    told_now = {one.recipient for one in now}
    before = tuple(_as_seen(each[-1], by) for key, each in today.items() if key not in told_now)
    if not now:
        return Chased(None, (), before)
    clicks = list(Chase.objects(authority=code, day=day).only("side"))  # authority_1_day_1_side_1
    mine = sum(one.side == side_of(by).value for one in clicks)
    if not may_click(mine, rules):
        raise ChaseTooOften(count=mine, authority=authority_name(code), clause=CLAUSE)
    made = _chase_made(whom, code, its, now, serial=len(clicks) + 1, by=by, at=at)
    told = [_told(made, one, len(today.get(one.recipient, ())) + 1) for one in now]
    insert_all(Chase, [made])
    insert_all(ChaseTold, told)
    outbox.post_all([_notice(made, one, its) for one in now], at=at)
    after = {
        "chase": made["number"], "period": its.period, "whom": whom,
        "recipients": made["recipients"], "platforms": made["platforms"],
        "without_account": made["without_account"],
    }  # fmt: skip
    act = Act("chase.send", f"authority:{code}", after=after, clause=CLAUSE)
    record(act, by=by, at=at)
    return Chased(Chase(**made), tuple(ChaseTold(**one) for one in told), before)


def _hosts(missing: Sequence[Standing]) -> list[_Wanted]:
    by_host: dict[str, list[Standing]] = {}
    for one in missing:
        by_host.setdefault(one.host, []).append(one)
    serving = operators_by_host(by_host)
    return [
        _Wanted("host", host, its[0].host_name, tuple(its), host not in serving)
        for host, its in sorted(by_host.items())
    ]


def _authority(code: str, missing: Sequence[Standing]) -> _Wanted:
    return _Wanted("authority", code, authority_name(code), tuple(missing))


def _told_today(wanted: Sequence[_Wanted], day: date) -> dict[str, list[ChaseTold]]:
    """Return today's tellings of these recipients, in order; index told_once_a_turn."""
    found = ChaseTold.objects(
        audience=wanted[0].audience, recipient__in=[one.recipient for one in wanted], day=day
    ).order_by("turn")
    today: dict[str, list[ChaseTold]] = {}
    for one in found:
        today.setdefault(one.recipient, []).append(one)
    return today


def _as_seen(told: ChaseTold, by: Actor) -> ChaseTold:
    """Return a telling as somebody may read it: by whom and for what is another's own."""
    if by.role in MINISTRY or told.authority == by.authority:
        return told
    return ChaseTold(
        chase="", audience=told.audience, name=told.name, told_at=told.told_at, account_name=""
    )


def _chase_made(
    whom: str,
    code: str,
    its: Window,
    now: Sequence[_Wanted],
    *,
    serial: int,
    by: Actor,
    at: datetime,
) -> dict[str, Any]:  # fmt: skip - one record
    day = day_of(at)
    return {
        "number": f"CB-{code}-{day:%Y%m%d}-{serial:02d}",
        "period": its.period,
        "authority": code,
        "side": side_of(by).value,
        "whom": whom,
        "day": day,
        "recipients": len(now),
        "platforms": sum(len(one.missing) for one in now),
        "without_account": sum(one.no_account for one in now),
        "account": by.account,
        "account_name": by.name,
        "chased_at": to_millisecond(at),
    }


def _told(made: Mapping[str, Any], one: _Wanted, turn: int) -> dict[str, Any]:
    shared = ("period", "authority", "side", "day", "account_name")
    return {
        **{key: made[key] for key in shared},
        "chase": made["number"],
        "audience": one.audience,
        "recipient": one.recipient,
        "name": one.name,
        "platforms": [each.number for each in one.missing],
        "no_account": one.no_account,
        "turn": turn,
        "told_at": made["chased_at"],
    }


def _notice(made: Mapping[str, Any], one: _Wanted, its: Window) -> outbox.Notice:
    """Return the message: who chases, how many, which, and until when they can file."""
    names = "、".join(each.name for each in one.missing[:_NAMED])
    more = say("chase_and_more") if len(one.missing) > _NAMED else ""
    until = min((each.late_until for each in one.missing if each.late_until), default=None)
    words = {
        "office": office(made["side"], made["authority"]),
        "quarter": quarter_name(its.period),
        "count": str(len(one.missing)),
        "names": names + more,
        "hosts": str(len({each.host for each in one.missing})),
        "until": as_told(until or its.closes_at),
    }
    code = f"notice_chase_{one.audience}"
    return outbox.Notice(one.audience, one.recipient, code, f"quarter:{its.period}", words)


def office(side: str, authority: str) -> str:
    """Name the office that chased."""
    return say("chase_by_ministry") if side == "ministry" else authority_name(authority)
