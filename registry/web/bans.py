"""Bans 限制申报 by page: asking about one host, about a merger of two, and the list of all."""

import re
from http import HTTPStatus
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from registry import edge
from registry.clock import SHANGHAI
from registry.cursors import following, position
from registry.errors import Invalid
from registry.law import NATIONAL
from registry.messages import say
from registry.permissions import Actor, Role, may, require
from registry.services import ban_checks
from registry.services.hosts import host_on_record
from registry.web.ban_views import line_of_ban, line_of_waiver, shown_ban
from registry.web.shell import address, error_list

blueprint = Blueprint("bans", __name__)

_PAGE = 50
_CODE = re.compile(r"[0-9A-Z]{18}\Z")


@blueprint.get("/bans")
def index() -> ResponseReturnValue:
    """Answer whether a host is banned, until when and why; to the ministry, list all bans."""
    actor = edge.actor()
    require(actor, "bans:read")
    is_host = actor.role is Role.HOST_OPERATOR
    typed = {
        name: "".join(edge.text_of(request.args, name).split()).upper()
        for name in ("credit_code", "with")
    }
    if is_host and not typed["credit_code"]:
        host = host_on_record(actor.host)
        typed["credit_code"] = host.credit_code if host else ""
    answered, faults = _answered(typed, actor)
    lists = may(actor, "ban_waivers:read") and not typed["credit_code"]
    page = render_template(
        "bans/index.html",
        typed=typed,
        is_host=is_host,
        may_list=may(actor, "ban_waivers:read"),
        faults=faults,
        errors=error_list(faults, ("credit_code", "with")),
        **answered,
        **(_running(actor) if lists else {}),
    )
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK


def _answered(typed: dict[str, str], actor: Actor) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the answers to what was asked, and what is wrong with it, by field."""
    code, other = typed["credit_code"], typed["with"]
    if not (code or other):
        return {}, {}
    wrong = {
        name: say("credit_code_wanted")
        for name, text in typed.items()
        if not _CODE.match(text) and (text or name == "credit_code")
    }
    if wrong:
        return {}, wrong
    at = edge.arrival()
    found = ban_checks.check(code, by=actor, at=at)
    answers = [_shown(found, actor)]
    if not other:
        return {"answers": answers}, {}
    try:
        merged = ban_checks.check_merged(code, other, by=actor, at=at)
    except Invalid as refused:
        return {"answers": answers}, dict(refused.fields)
    answers.append(_shown(ban_checks.check(other, by=actor, at=at), actor))
    bans = [shown_ban(one, "", may_waive=False) for one in merged.bans]
    return {"answers": answers, "merged": {"found": merged, "bans": bans}}, {}


def _shown(found: ban_checks.BanCheck, actor: Actor) -> dict[str, Any]:
    may_waive = may(actor, "ban_waivers:prepare")
    reads = may(actor, "ban_waivers:read")
    waivers = [line_of_waiver(one) | ({} if reads else {"href": ""}) for one in found.waivers]
    bans = [shown_ban(one, found.credit_code, may_waive=may_waive) for one in found.bans]
    return {"found": found, "bans": bans, "waivers": waivers}


def _running(actor: Actor) -> dict[str, Any]:
    """Return a page of all running bans, narrowed by ground."""
    ground = edge.text_of(request.args, "ground")
    after = position(edge.text_of(request.args, "cursor"), 2)
    found, last = ban_checks.list_running(
        ground, by=actor, at=edge.arrival(), after=after, limit=_PAGE
    )
    today = edge.arrival().astimezone(SHANGHAI).date()
    programme = edge.rulebook().programme(NATIONAL)
    banning = [
        one.id
        for one in programme.consequences
        if one.ban_years is not None and one.in_force(today)
    ]
    choices = [
        {
            "label": say(f"ground_{one}") if one else "全部",
            "href": address(ground=one or None),
            "active": one == ground,
        }
        for one in ("", *banning)
    ]
    return {
        "lines": [line_of_ban(one) for one in found],
        "groups": [{"label": "移出情形", "choices": choices}],
        "first": not after,
        "next_cursor": following(last),
    }
