"""A platform's story in words: what happened, by whom and for whom, why, on which papers."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from flask import url_for

from registry.clock import SHANGHAI
from registry.documents.ledger import LedgerEntry
from registry.documents.platforms import Platform
from registry.messages import say, sentences
from registry.permissions import Actor
from registry.services.authorities import authority_name
from registry.services.ledger import reason_of
from registry.services.ledger_names import LedgerNames, names_in
from registry.services.story_papers import Paper, papers_of
from registry.web.formats import day, period
from registry.web.ledger_words import subject_word

_FILED = "quarterly_update."
# What an act of some verbs says of the day it took effect on.
_EFFECTIVE = ("effective_on", "admitted_on", "removed_on", "listed_on", "changed_on")
# What a verified change may make another, in the order it is told.
_CHANGING = (
    "name",
    "host_name",
    "host_kind",
    "place",
    "address",
    "taxonomy_field",
    "direction",
)
# By the noun of a verb, how the kind of what it is about is said.
_KINDS = {
    "major_change": "major_change_",
    "platform": "major_change_",
    "incident": "incident_kind_",
}
_TONES = {
    "platform.admit": "good",
    "platform.load": "good",
    "platform.list_key": "good",
    "platform.remove": "bad",
    "ban.record": "bad",
    "exit_proposal.propose": "due",
    "condition_finding.open": "due",
    "condition_finding.resolve": "good",
    "incident.record": "due",
    "removal_case.open": "due",
    "removal_case.decide": "bad",
    "appeal.file": "due",
    "appeal.correct": "due",
    "appeal.resume": "bad",
    "platform.restore": "good",
    "ban.lift": "good",
    "ban.bind_again": "bad",
}
_PAGES = {
    "receipt": "receipts.show",
    "application": "applications.show",
    "sheet": "summary_sheets.show",
    "load": "initial_loads.show",
    "transfer": "transfers.show",
    "exit_proposal": "exit_proposals.show",
    "change": "major_changes.show",
    "incident": "incidents.show",
    "unreported_change": "unreported_changes.show",
    "condition_finding": "condition_findings.show",
    "waiver": "ban_waivers.show",
    "removal_case": "removal_cases.show",
    "scan": "summary_sheets.scan",
    "decision": "removal_decisions.show",
    "appeal": "appeals.show",
    "outcome": "appeal_outcomes.show",
}


def told_story(
    entries: Sequence[LedgerEntry], platform: Platform, reader: Actor
) -> list[dict[str, Any]]:
    """Return acts as the timeline takes them."""
    acting_for = {entry.acting_for for entry in entries} - {"", f"host:{platform.credit_code}"}
    names = names_in(acting_for)
    papers = papers_of(entries, by=reader)
    return [
        _told(entry, some, platform, names) for entry, some in zip(entries, papers, strict=True)
    ]


def _told(
    entry: LedgerEntry, papers: Sequence[Paper], platform: Platform, names: LedgerNames
) -> dict[str, Any]:
    after = entry.after if isinstance(entry.after, Mapping) else {}
    before = entry.before if isinstance(entry.before, Mapping) else {}
    happened = entry.happened_at.astimezone(SHANGHAI).date()
    effective = next((_day(after[name]) for name in _EFFECTIVE if after.get(name)), None)
    recorded = entry.recorded_at.astimezone(SHANGHAI).date()
    return {
        "at": entry.happened_at,
        "year": happened.year,
        "title": _title(entry.verb, after),
        "by": _who(entry, platform, names),
        "tone": _TONES.get(entry.verb, ""),
        "text": _text(entry.verb, before, after),
        "reason": reason_of(entry),
        "clause": entry.clause,
        "effective": effective if effective != happened else None,
        "recorded": entry.recorded_at if recorded != happened else None,
        "papers": [link for one in papers for link in _links(one)],
    }


def _who(entry: LedgerEntry, platform: Platform, names: LedgerNames) -> str:
    """Say who acted, in which role then, and on whose behalf."""
    who = say("ledger_named", key=entry.account_name, name=say(f"role_{entry.role}"))
    if entry.authority:
        who = f"{authority_name(entry.authority)} {who}"
    if not entry.acting_for:
        return who
    own = entry.acting_for == f"host:{platform.credit_code}"
    whom = platform.host_name if own else subject_word(entry.acting_for, names)
    return f"{who}，{say('ledger_acting_for', whom=whom)}"


def _links(paper: Paper) -> list[dict[str, str]]:
    """Name a paper, with where it opens, and what there is beside it."""
    code = f"paper_{paper.kind}_before" if paper.is_earlier else f"paper_{paper.kind}"
    opens = url_for(_PAGES[paper.kind], number=paper.number) if paper.opens else ""
    links = [{"label": say(code, number=paper.number), "href": opens}]
    if paper.beside:
        beside = url_for(_PAGES[paper.beside], number=paper.number)
        links.append({"label": say(f"paper_{paper.beside}"), "href": beside})
    return links


def _title(verb: str, after: Mapping[str, Any]) -> str:
    """Return what an act is called in the story: with the quarter it filed, why it removed."""
    quarter = str(after.get("receipt", "")).partition("-")[0]
    if verb.startswith(_FILED) and quarter:
        return say(f"told_{verb}", period=period(quarter))
    if verb == "platform.remove":
        why = _joined(_said(f"ground_{after.get('ground')}"), after.get("decision"))
        return say("told_platform.remove", why=why) if why else say(f"story_{verb}")
    act, noun = say(f"story_{verb}"), verb.partition(".")[0]
    kind = _said(f"{_KINDS[noun]}{after.get('kind')}") if noun in _KINDS else ""
    return say("told_of_kind", act=act, kind=kind) if kind else act


def _text(verb: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """Return what more there is to say of an act."""
    noun = verb.partition(".")[0]
    tell = _TELL.get(verb) or _TELL.get(noun)
    return tell(before, after) if tell else ""


def _admitted(_before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    row = say("told_row", row=after["row"]) if after.get("row") else ""
    return _joined(_said(f"basis_{after.get('basis')}"), row)


def _condition(after: Mapping[str, Any]) -> str:
    """Say of which condition a finding is."""
    return _said(f"criterion_{after.get('figures', {}).get('criterion')}")


def _banned(_before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """Say by which decision, and until when a host may not apply again."""
    until = str(after.get("until_day", ""))
    told = say("told_ban.record", until=day(date.fromisoformat(until))) if until else ""
    return _joined(after.get("decision"), told)


def _handed_on(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    giving, receiving = (authority_name(one.get("authority", "")) for one in (before, after))
    return say("told_platform.transfer", giving=giving, receiving=receiving)


def _filed(_before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """Say how the figures of a filing on behalf came; why is its reason, or stands beside it."""
    if not after.get("channel"):
        return ""
    told = {name: after.get(name, "") for name in ("reference", "behalf_reason")}
    channel = say(f"channel_{after['channel']}")
    code = "told_behalf_again" if told["behalf_reason"] else "told_behalf"
    return say(code, channel=channel, **told)


def _changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """Say what of the platform or its host is another now."""
    items = [
        say(
            "told_became" if before.get(name) else "told_is",
            what=say("told_name" if name == "name" else f"ledger_{name}"),
            was=before.get(name),
            now=after[name],
        )
        for name in _CHANGING
        if name in before and name in after
    ]
    return "；".join(items)


def _objected(_before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """Say what is asked for, and whether the decision is to be suspended until then."""
    suspension = say("ledger_asks_suspension") if after.get("asks_suspension") else ""
    return _joined(_said(f"appeal_asks_{after.get('asks')}"), suspension)


def _joined(*parts: Any) -> str:  # noqa: ANN401 - texts an act wrote down, or none
    return "，".join(str(part) for part in parts if part)


def _said(code: str) -> str:
    return say(code) if code in sentences() else ""


def _day(value: Any) -> date | None:  # noqa: ANN401 - as above
    """Return a day as an act wrote it down; none where it is none."""
    try:
        return datetime.fromisoformat(str(value)).date()
    except ValueError:
        return None


_TELL: Mapping[str, Callable[[Mapping[str, Any], Mapping[str, Any]], str]] = {
    "quarterly_update": _filed,
    "major_change": _changed,
    "platform.change": _changed,
    "platform.admit": _admitted,
    "platform.load": lambda _, after: _said(f"basis_{after.get('basis')}"),
    "platform.name": lambda _, after: say("told_platform.name", name=after.get("former_name", "")),
    "platform.list_key": lambda _, after: say(
        "told_platform.list_key", document=after.get("document", "")
    ),
    "platform.transfer": _handed_on,
    "ban.record": _banned,
    "removal_case.open": lambda _, after: _said(f"ground_{after.get('ground')}"),
    "removal_case.decide": lambda _, after: _joined(
        _said(f"ground_{after.get('ground')}"), after.get("document")
    ),
    "appeal.file": _objected,
    "appeal.correct": _objected,
    "appeal.decide": lambda _, after: _joined(
        _said(f"appeal_outcome_{after.get('outcome')}"),
        after.get("ground") and _said(f"ground_{after['ground']}"),
        after.get("document"),
    ),
    "exit_proposal.propose": lambda _, after: _said(f"exit_ground_{after.get('ground')}"),
    "condition_finding.open": lambda _, after: _condition(after),
    "condition_finding.resolve": lambda _, after: _condition(after),
}
