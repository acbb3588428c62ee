"""A platform's story in words: what each act of the ledger was about, and where to read on."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import url_for

from registry.documents.ledger import LedgerEntry
from registry.documents.transfers import Transfer
from registry.messages import say, sentences
from registry.permissions import Actor, may
from registry.services.authorities import authority_name
from registry.web.formats import day, period

_FILED = "quarterly_update."


def told(entry: LedgerEntry) -> dict[str, Any]:
    """Return an act as the timeline takes it."""
    words: dict[str, Any] = {
        "at": entry.happened_at,
        "title": say(f"story_{entry.verb}"),
        "by": entry.account_name,
        "clause": entry.clause,
    }
    after = entry.after if isinstance(entry.after, Mapping) else {}
    if entry.verb.startswith(_FILED):
        words |= _of_filing(entry.verb, after)
    elif entry.verb == "platform.remove":
        words |= _of_removal(after)
    elif entry.verb == "ban.record":
        words |= _of_ban(after)
    elif entry.verb.startswith("major_change.") or entry.verb == "platform.change":
        words |= _of_change(after)
    elif entry.verb == "platform.transfer":
        words |= _of_transfer(entry.before or {}, after)
    return words


def transfer_line(transfer: Transfer, reader: Actor) -> dict[str, Any]:
    """Return a transfer as the record lists it; it opens for the two sides and the ministry."""
    opens = may(reader, "transfers:read") and reader.authority in {"", *transfer.parties}
    return {
        "number": transfer.number,
        "giving": authority_name(transfer.giving),
        "receiving": authority_name(transfer.receiving),
        "effective_on": transfer.effective_on,
        "state": transfer.state,
        "href": url_for("transfers.show", number=transfer.number) if opens else "",
    }


def _of_filing(verb: str, after: Mapping[str, Any]) -> dict[str, str]:
    """Name the quarter of a filing, lead to its receipt, and say why it was corrected."""
    receipt, reason = str(after.get("receipt", "")), after.get("reason", "")
    if not receipt:
        return {}
    return {
        "title": say(f"told_{verb}", period=period(receipt.partition("-")[0])),
        "href": url_for("receipts.show", number=receipt),
        "text": say("told_reason", reason=reason) if reason else "",
    }


def _of_removal(after: Mapping[str, Any]) -> dict[str, str]:
    """Say on which ground and by which decision a platform left the library."""
    code = f"ground_{after.get('ground', '')}"
    ground = say(code) if code in sentences() else ""
    why = "，".join(one for one in (ground, str(after.get("decision", ""))) if one)
    return {"title": say("told_platform.remove", why=why)} if why else {}


def _of_ban(after: Mapping[str, Any]) -> dict[str, str]:
    """Say until when a host may not apply again."""
    until = str(after.get("until_day", ""))
    return {"text": say("told_ban.record", until=day(date.fromisoformat(until)))} if until else {}


def _of_transfer(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, str]:
    """Say from whom to whom a platform was handed on."""
    giving, receiving = before.get("authority", ""), after.get("authority", "")
    told = say(
        "told_platform.transfer", giving=authority_name(giving), receiving=authority_name(receiving)
    )
    return {"text": told}


def _of_change(after: Mapping[str, Any]) -> dict[str, Any]:
    """Name the report, lead to it, and say since when the change holds."""
    since = str(after.get("effective_on", ""))
    kind, number = str(after.get("kind", "")), str(after.get("change", ""))
    return {
        "text": say("told_major_change", kind=say(f"major_change_{kind}"), number=number),
        "href": url_for("major_changes.show", number=number),
        "effective": date.fromisoformat(since) if since else None,
    }
