"""How a major change is typed and shown: a form's texts into values, and back into words."""

from collections.abc import Mapping
from typing import Any

from flask import url_for
from werkzeug.datastructures import MultiDict

from registry import edge
from registry.documents.major_changes import MajorChange
from registry.messages import say
from registry.policy.major_changes import FORMS, MajorChangeKind
from registry.services.authorities import authority_place
from registry.services.major_change_values import PARTIES, ChangeOrder, Party

FIELDS = tuple(dict.fromkeys(name for form in FORMS.values() for name in form.fields))


def order_typed(kind: str, form: "MultiDict[str, str]") -> ChangeOrder:
    """Return what a form says; of hosts each line one, its code first."""
    typed = typed_in(form)
    values: dict[str, Any] = dict(typed)
    for name in PARTIES:
        values[name] = [_party(line) for line in typed[name].splitlines() if line.strip()]
    values["successor"] = _party(typed["successor"])
    values["platforms"] = typed["platforms"].split()
    return ChangeOrder(kind, edge.day_typed(typed["event_on"]), values, typed["prompted_by"])


def typed_in(form: "MultiDict[str, str]") -> dict[str, str]:
    """Return every text of the form, empty where it was not asked."""
    return {name: edge.text_of(form, name) for name in ("event_on", "prompted_by", *FIELDS)}


def typed_before(change: MajorChange) -> dict[str, str]:
    """Return a report as its form would hold it, to be corrected."""
    return dict.fromkeys(FIELDS, "") | {
        "event_on": change.event_on.isoformat(),
        "prompted_by": change.prompted_by,
        **{name: _as_typed(value) for name, value in change.values.items()},
    }


def _party(line: str) -> Party:
    code, _, name = line.strip().partition(" ")
    return {"credit_code": code, "name": name.strip()}


def _as_typed(value: Any) -> str:  # noqa: ANN401 - a text, a host, or several of either
    if isinstance(value, Mapping):
        return f"{value['credit_code']} {value['name']}"
    return "\n".join(map(_as_typed, value)) if isinstance(value, list) else str(value)


def value_items(kind: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what changed, in the order in which the kind asks it."""
    return [
        {
            "label": say(f"major_change_field_{name}"),
            "value": _as_typed(values[name]).replace("\n", "；"),
            "kind": "text",
        }
        for name in FORMS[MajorChangeKind(kind)].fields
        if name in values
    ]


def line_of(change: MajorChange) -> dict[str, Any]:
    """Return a report as a list shows it."""
    timely = f"judged_{change.judgement}" if change.judgement else f"timely_{change.timeliness}"
    return {
        "platform_name": change.platform_name,
        "number": change.number,
        "whose": authority_place(change.authority),
        "kind": say(f"major_change_{change.kind}"),
        "event_on": change.event_on,
        "timely": timely,
        "state": f"change_{change.state}",
        "href": url_for("major_changes.show", number=change.number),
    }


def elapsed_words(change: MajorChange) -> str:
    """Say how long after the event a report came, in calendar days."""
    if not change.elapsed_days:
        return say("major_change_elapsed_none")
    return say("major_change_elapsed", days=change.elapsed_days)
