"""What pages say of chases: who was told today, and a chase as a line of a list."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask import url_for

from registry.documents.chases import Chase, ChaseTold
from registry.messages import say
from registry.services.authorities import authority_name
from registry.services.chases import Chased, office
from registry.web.formats import clock

_NAMED = 5


def told_today(found: Sequence[ChaseTold]) -> str:
    """Say how many were chased today, and when the last; that nobody was, where that is so."""
    if not found:
        return say("chase_nobody_today")
    counts = [
        say(f"chase_today_{audience}", count=len(whom))
        for audience in ("host", "authority")
        if (whom := {one.recipient for one in found if one.audience == audience})
    ]
    return say("chase_today", told="、".join(counts), time=clock(found[-1].told_at))


def before_words(before: Iterable[ChaseTold]) -> str:
    """Say who was told already today, when and by whom; empty where nobody was."""
    given = sorted(before, key=lambda one: one.name)
    if not given:
        return ""
    names = "、".join(_before(one) for one in given[:_NAMED])
    more = say("chase_and_more") if len(given) > _NAMED else ""
    return say("chase_before", count=len(given), names=names + more)


def spent_words(done: Iterable[Chased]) -> str:
    """Say on whose platforms the office spent its clicks of today; empty where on nobody's."""
    names = [authority_name(one.spent) for one in done if one.spent]
    if not names:
        return ""
    words = {"count": len(names), "names": "、".join(names[:_NAMED])}
    return say("chase_spent", more=say("chase_and_more") if len(names) > _NAMED else "", **words)


def unread_words(told: Iterable[ChaseTold], most: int = _NAMED) -> str:
    """Say which of those told had no account, so that nobody reads it; empty where all had."""
    names = sorted(one.name for one in told if one.no_account)
    if not names:
        return ""
    more = say("chase_and_more") if len(names) > most else ""
    listed = "、".join(names[:most]) + more
    return say("chase_without_account", count=len(names), names=listed)


def _before(one: ChaseTold) -> str:
    code = "chase_before_one" if one.account_name else "chase_before_elsewhere"
    return say(code, name=one.name, time=clock(one.told_at), by=one.account_name)


def chase_line(one: Chase) -> dict[str, Any]:
    """Return a chase as a line of a list."""
    return {
        "chased_at": one.chased_at,
        "number": one.number,
        "period": one.period,
        "authority": authority_name(one.authority),
        "whom": f"chase_{one.whom}",
        "recipients": one.recipients,
        "platforms": one.platforms,
        "without_account": one.without_account,
        "by": f"{office(one.side, one.authority)} {one.account_name}",
        "href": url_for("chases.show", number=one.number),
    }


def told_line(one: ChaseTold) -> dict[str, Any]:
    """Return one who was told as a line of a list."""
    return {
        "name": one.name,
        "count": len(one.platforms),
        "account": say("chase_no_account") if one.no_account else "",
        "platforms": "、".join(one.platforms),
        "told_at": one.told_at,
        "number": one.chase,
        "period": one.period,
        "by": f"{office(one.side, one.authority)} {one.account_name}",
    }
