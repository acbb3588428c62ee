"""What the routes of appeals name: how to make one at each station."""

from datetime import date
from functools import partial
from typing import Any

from registry.documents.removal_cases import RemovalCase
from tests.appeal_makers import an_appeal_against
from tests.house.removal_records import SERIAL, a_removal_case, own_paper, papers_of_both


def an_appeal(holder: Any, **given: Any) -> dict[str, Any]:
    """Keep an appeal against a decision on a platform of its own."""
    case = RemovalCase.objects.get(number=a_removal_case(holder, state="decided")["number"])
    number = f"YY-{holder.authority}-2026-{next(SERIAL):04}"
    return {"number": an_appeal_against(case, number, **given).number}


def an_appeal_paper(holder: Any) -> dict[str, Any]:
    """Keep an appeal with a file of each side, and name the one of whoever asks."""
    return an_appeal(holder, evidence=papers_of_both()) | own_paper(holder)


def a_case_to_object_to(holder: Any) -> dict[str, Any]:
    """Keep a case decided ten days ago: its host may still object."""
    named = a_removal_case(holder, state="decided")
    RemovalCase.objects(**named).update_one(set__decision__decided_on=date(2026, 12, 18))
    return named


_NONE = {"number": "YY-330000-1999-0001"}

OF_APPEALS: dict[str, tuple[Any, ...]] = {
    "removal_case_objectable": (a_case_to_object_to, {"number": "YC-330000-1999-0001"}, "place"),
    "appeal": (an_appeal, _NONE, "place"),
    "appeal_prepared": (partial(an_appeal, state="prepared"), _NONE, "place"),
    "appeal_suspended": (partial(an_appeal, suspended=True), _NONE, "place"),
    "appeal_decided": (partial(an_appeal, state="decided"), _NONE, "place"),
    "appeal_paper": (an_appeal_paper, _NONE | {"paper_id": "a1"}, "place"),
}
