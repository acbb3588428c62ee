"""The conditions tried on a page without an account: nothing of it is kept anywhere."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from registry import edge
from registry.clock import SHANGHAI
from registry.limits import PUBLIC_CHECKS, limiter
from registry.messages import say, say_finding
from registry.policy.facts import FactType
from registry.policy.forms import FieldType
from registry.policy.what_if import Question
from registry.services import eligibility as desk
from registry.services.eligibility import Tried
from registry.web.eligibility_views import condition_parts, outcome_numbers

blueprint = Blueprint("eligibility", __name__)

_PARTS = "一二三四五六"
_KINDS = {FieldType.MONEY: "money", FieldType.COUNT: "count", FieldType.ANSWER: "choice"}
_ANSWERS = (("yes", "有"), ("no", "无"))


@blueprint.get("/eligibility")
@limiter.limit(PUBLIC_CHECKS)
def form() -> ResponseReturnValue:
    """Ask for figures and answers; open to everybody."""
    return _page({}, None)


@blueprint.post("/eligibility")
@limiter.limit(PUBLIC_CHECKS)
def assess() -> ResponseReturnValue:
    """Tell how every condition comes out. Answers come in the body, so that no log has them."""
    wanted = desk.asked(at=edge.arrival(), rulebook=edge.rulebook())
    typed = {one.fact: _typed(one) for one in wanted}
    tried = desk.try_out(typed, at=edge.arrival(), rulebook=edge.rulebook())
    return _page(typed, tried)


def _typed(question: Question) -> str:
    """Return an answer; days are asked below the answer that something happened."""
    answer = edge.text_of(request.form, question.fact)
    days = edge.text_of(request.form, f"{question.fact}_days")
    return days if question.kind is FactType.EVENTS and answer == "yes" and days else answer


def _page(typed: Mapping[str, str], tried: Tried | None) -> str:
    wanted = desk.asked(at=edge.arrival(), rulebook=edge.rulebook())
    assessments = tried.assessments if tried else ()
    found = tried.findings if tried else ()
    return render_template(
        "eligibility/form.html",
        parts=_parts(wanted, typed, tried),
        tried=tried,
        numbers=outcome_numbers(assessments),
        outcomes=condition_parts(assessments, lambda one: f"#f-{one.reads[0].fact}"),
        errors=[{"field": one.field, "message": say_finding(one)} for one in found],
    )


def _parts(
    wanted: tuple[Question, ...], typed: Mapping[str, str], tried: Tried | None
) -> list[dict[str, Any]]:
    """Return the questions part by part, as the form's macro takes them."""
    labels = desk.fact_labels()
    year = edge.arrival().astimezone(SHANGHAI).year
    parts: dict[str, list[dict[str, Any]]] = {}
    for one in wanted:
        part = say(f"condition_part_{_PARTS.index(one.clause[2]) + 1}")
        text = typed.get(one.fact, "")
        is_events = one.kind is FactType.EVENTS
        happened = is_events and text not in {"", "no"}
        parts.setdefault(part, []).append(
            {
                "name": one.fact,
                "label": _label(labels[one.fact], one.fact, year),
                "kind": "choice" if is_events else _KINDS[one.type],
                "unit": one.unit,
                "value": "yes" if happened else text,
                "options": _ANSWERS,
                "days": text if happened and text != "yes" else "",
                "is_events": is_events,
                "findings": [
                    found for found in (tried.findings if tried else ()) if found.field == one.fact
                ],
            }
        )
    return [{"title": title, "fields": fields} for title, fields in parts.items()]


def _label(label: str, fact: str, year: int) -> str:
    """Return a label; of an income with the year it is of."""
    if fact.endswith("_last_year"):
        return f"{label}（{year - 1} 年）"
    return f"{label}（{year} 年）" if fact.endswith("_application_year") else label
