"""What the pages of an incident show: its grade in words, its form, its statements, its papers."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from flask import url_for

from registry.documents.incidents import IncidentStatement
from registry.incident_rules import incident_rules
from registry.messages import say
from registry.permissions import Actor
from registry.policy.incidents import Basis, Found, Grade, IncidentKind, Site
from registry.policy.quarterly_update_values import plain
from registry.services.incident_records import RecordLine
from registry.web.formats import day

# The kinds whose organ finds 重大 or not; of the others it finds that they are so.
_GRADED = {IncidentKind.QUALITY, IncidentKind.SECRECY, IncidentKind.ENVIRONMENT}
_LINES = {
    True: "incident_line_reached",
    False: "incident_line_below",
    None: "incident_line_unknown",
}
_TONES = {True: "incident_reached", False: "incident_below", None: "incident_unknown"}


def kinds() -> list[tuple[str, str]]:
    """Return every kind and what it is called."""
    return [(one.value, say(f"incident_kind_{one}")) for one in IncidentKind]


def found_word(kind: str, found: str) -> str:
    """Say what an organ found, in the words of the kind."""
    family = "major" if kind in _GRADED else "fact"
    return say(f"incident_found_{family}_{found}")


def form_of(kind: str, on: date) -> dict[str, Any]:
    """Return what the form of a kind asks for; ``on`` chooses the ticks in force."""
    rule = incident_rules().kinds[IncidentKind(kind)]
    ticks = incident_rules().ticks_of(rule.key, on) if Basis.FIGURES in rule.bases else ()
    return {
        "kind": kind,
        "title": say(f"incident_kind_{kind}"),
        "help": say(f"incident_help_{kind}"),
        "bases": [(one.value, say(f"incident_basis_{one}")) for one in rule.bases],
        "figures": [
            {
                "name": name,
                "label": say(f"incident_{name}"),
                "unit": say(f"incident_unit_{name}"),
                "kind": "money" if name == "loss" else "count",
                "help": say(f"incident_{'injured' if name == 'injured' else 'figure'}_help"),
            }
            for name in rule.figures
        ],
        "ticks": [(one.key, one.text) for one in ticks],
        "finding": Basis.FINDING in rule.bases,
        "founds": [(one.value, found_word(kind, one.value)) for one in Found],
        "sites": [(one.value, say(f"incident_site_{one}")) for one in Site],
    }


def graded(kind: str, stated: Any) -> dict[str, Any]:  # noqa: ANN401 - a statement or a Grading
    """Say a grade in words, with the criteria that reach it, and how it stands to the line."""
    by_finding = stated.grade in {Grade.FOUND, Grade.FOUND_BELOW}
    missing = "、".join(say(f"incident_{name}") for name in stated.missing)
    if by_finding:
        found = Found.REACHED if stated.grade == Grade.FOUND else Found.NOT_REACHED
        word = found_word(kind, found.value)
    else:
        word = say(f"incident_grade_{stated.grade}")
    if stated.met and missing:
        word = say("incident_at_least", grade=word, missing=missing)
    return {
        "word": word,
        "why": [_met(kind, one) for one in stated.met] or _unmet(stated, missing, by_finding),
        "line": say(_LINES[stated.at_line]),
        "tone": _TONES[stated.at_line],
    }


def _unmet(stated: Any, missing: str, by_finding: bool) -> list[str]:  # noqa: ANN401, FBT001 - as above
    if by_finding:
        return []
    if stated.at_line is False:
        return [say("incident_none_met")]
    return [say("incident_missing", missing=missing) if missing else say("incident_pending")]


def _met(kind: str, one: Any) -> str:  # noqa: ANN401 - as above
    if one.line is None:
        texts = {tick.key: tick.text for tick in incident_rules().ticks if tick.kind == kind}
        return say("incident_met_tick", label=texts.get(one.name, one.name), source=one.source)
    words = {"label": say(f"incident_{one.name}"), "unit": say(f"incident_unit_{one.name}")}
    return say(
        "incident_met", read=figure(one.read), line=figure(one.line), source=one.source, **words
    )


def figure(value: Decimal | None) -> str:
    """Return a figure as it is written; empty where none was stated."""
    return plain(value)


def statement_items(kind: str, said: IncidentStatement) -> list[dict[str, Any]]:
    """Return a statement as the record lists it; what was not stated is said so."""
    rule = incident_rules().kinds[IncidentKind(kind)]
    grade = graded(kind, said)
    items: list[dict[str, Any]] = [
        {"label": "发生日期", "value": said.occurred_on, "kind": "day"},
        {"label": "地点", "value": say(f"incident_site_{said.site}"), "kind": "text"},
        {"label": "与平台的关系", "value": said.relation, "kind": "text"},
    ]
    items += [
        {
            "label": say(f"incident_{name}"),
            "value": figure(said.figures[name]) if name in said.figures else "未填",
            "unit": say(f"incident_unit_{name}") if name in said.figures else "",
            "kind": "text",
        }
        for name in rule.figures
    ]
    if said.found:
        items.append({"label": "机关的认定", "value": found_word(kind, said.found), "kind": "text"})
    if said.organ or said.document:
        dated = day(said.document_on) if said.document_on else ""
        told = "，".join(one for one in (said.organ, said.document, dated) if one)
        items.append({"label": "认定机关和文件", "value": told, "kind": "text"})
    told = "；".join([grade["word"], *grade["why"]])
    items.append({"label": "等级", "value": told, "kind": "text"})
    items.append({"label": "是否达到移出情形", "value": grade["line"], "kind": "text"})
    return items


def typed_of(said: IncidentStatement) -> dict[str, Any]:
    """Return a statement as it would be typed, for correcting it."""
    names = ("site", "relation", "basis", "found", "organ", "document", "facts")
    return {name: getattr(said, name) for name in names} | {
        "occurred_on": said.occurred_on.isoformat(),
        "document_on": said.document_on.isoformat() if said.document_on else "",
        "ticks": list(said.ticks),
        **{name: figure(value) for name, value in said.figures.items()},
    }


def record_lines(found: Iterable[RecordLine], reader: Actor) -> list[Mapping[str, Any]]:
    """Return what is on record against an application, each leading to its incident.

    Only where it is the reader's own: another's opens to nobody more than ever.
    """
    return [
        {
            "number": one.incident.number,
            "platform_name": one.incident.platform_name,
            "kind": say(f"incident_kind_{one.incident.kind}"),
            "occurred_on": one.incident.occurred_on,
            "grade": graded(one.incident.kind, one.incident.stands)["word"],
            "state": f"incident_{one.incident.state}",
            "criterion": say(f"criterion_{one.criterion.id}"),
            "clause": one.criterion.clause,
            "declared": _declared(one),
            "standing": f"record_{one.standing}",
            "href": url_for("incidents.show", number=one.incident.number)
            if reader.authority in {"", one.incident.authority}
            and reader.host in {"", one.incident.host}
            else "",
        }
        for one in found
    ]


def _declared(one: RecordLine) -> str:
    if one.declared is None:
        return ""
    return "、".join(day(each) for each in one.declared) or "申报为“无”"
