"""How bans and waivers are shown: one line each, one mapping a question."""

from datetime import date
from typing import Any

from flask import url_for

from registry.documents.ban_waivers import BanWaiver
from registry.documents.bans import Ban
from registry.messages import say
from registry.services.bans import BanStanding
from registry.web.formats import day


def span(first: date, last: date) -> str:
    """Return a span of days in words, both included."""
    return f"{day(first)}至{day(last)}（含当日）"


def told_ban(one: BanStanding) -> dict[str, str]:
    """Return a running ban in one sentence, and the waiver that eases it in another."""
    said = say("ban_in_force", until=day(one.until_day), decision=one.decision)
    return {"said": said, "relief": relief_words(one), "clause": one.clause}


def relief_words(one: BanStanding) -> str:
    """Return from when to when a ban is waived, for what and by which waiver; empty for none."""
    if one.relief is None:
        return ""
    return say(
        "waiver_in_force",
        number=one.relief.number,
        first=day(one.relief.from_day),
        last=day(one.relief.until_day),
        platform=one.platform_name,
    )


def shown_ban(one: BanStanding, credit_code: str, *, may_waive: bool) -> dict[str, Any]:
    """Return a ban as its section shows it; where it may be waived, the way to do so."""
    return {
        "title": one.decision,
        "state": "banned" if one.in_force else f"ban_{one.lifted}" if one.lifted else "expired",
        "clause": one.clause,
        "facts": [
            {"label": "为什么受约束", "value": one.way},
            {"label": "期限", "value": span(one.from_day, one.until_day)},
            {"label": "决定", "value": f"{one.decision}，{day(one.decided_on)}"},
            {"label": "移出情形", "value": say(f"ground_{one.ground}")},
            {"label": "被移出的平台", "value": f"{one.platform_name}（{one.platform}）"},
            {"label": "当时的依托单位", "value": f"{one.host_name}（{one.credit_code}）"},
        ],
        "lifted": one.lifted
        and say(f"ban_lifted_{one.lifted}", decision=one.decision, appeal=one.appeal),
        "relief": relief_words(one),
        "waive": url_for(
            "ban_waivers.new",
            credit_code=credit_code,
            decision=one.decision,
            platform=one.platform,
        )
        if may_waive and one.in_force
        else "",
    }


def line_of_ban(one: Ban) -> dict[str, Any]:
    """Return a line of the list of running bans; it opens the check of its host."""
    return {
        "host_name": one.host_name,
        "platform_name": one.platform_name,
        "ground": say(f"ground_{one.ground}"),
        "decision": one.decision,
        "until_day": one.until_day,
        "href": url_for("bans.index", credit_code=one.credit_code),
    }


def line_of_waiver(one: BanWaiver) -> dict[str, Any]:
    """Return a line of a list of waivers."""
    return {
        "host_name": one.host_name,
        "number": one.number,
        "platform_name": one.platform_name,
        "decision": one.decision,
        "days": span(one.from_day, one.until_day),
        "state": f"waiver_{one.state}",
        "href": url_for("ban_waivers.show", number=one.number),
    }
