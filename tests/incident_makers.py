"""Incidents put on record as they are, for tests; and orders as a person types them."""

from datetime import date, datetime
from typing import Any

from registry.clock import SHANGHAI
from registry.documents.incidents import Incident, IncidentExamination, IncidentStatement
from registry.services.incident_statements import IncidentOrder

RECORDED = datetime(2026, 11, 20, 9, 0, tzinfo=SHANGHAI)
FACTS = "九月十二日中试线反应釜冲料，现场已处置，事故报告附后。"


def an_order(kind: str = "safety", **given: Any) -> IncidentOrder:
    """What is typed of an incident: a larger safety accident on the platform unless said."""
    values: dict[str, Any] = {
        "occurred_on": "2026-09-12",
        "site": "platform",
        "relation": "发生在平台的中试线上。",
        "facts": FACTS,
    }
    if kind == "safety":
        values["figures"] = {"deaths": "3", "injured": "0", "loss": "120"}
    elif kind == "environment":
        values |= {
            "basis": "figures",
            "figures": {"deaths": "0", "injured": "0", "evacuated": "0", "loss": "10"},
        }
    else:
        values |= {
            "found": "reached",
            "organ": "浙江省市场监督管理局",
            "document": "浙市监〔2026〕12号",
            "document_on": "2026-10-08",
        }
    return IncidentOrder(kind, **{**values, **given})


def a_statement(**given: Any) -> IncidentStatement:
    """A statement of a larger safety accident by the host, as the record keeps one."""
    values = {
        "side": "host",
        "occurred_on": date(2026, 9, 12),
        "site": "platform",
        "relation": "发生在平台的中试线上。",
        "basis": "figures",
        "figures": {"deaths": 3, "injured": 0, "loss": 120},
        "facts": FACTS,
        "grade": "larger",
        "at_line": True,
        "rulebook": "test",
        "account": "host",
        "account_name": "高远",
        "recorded_at": RECORDED,
    }
    return IncidentStatement(**{**values, **given})


def an_incident(
    number: str = "SG-330000-2026-0001", authority: str = "330000", **given: Any
) -> Incident:
    """Put an incident on record, waiting for its examination, on a platform of its own."""
    stated = given.pop("statement", {})
    said = a_statement(**stated)
    values = {
        "number": number,
        "authority": authority,
        "platform": f"{authority}-2026-{number[-4:]}",
        "platform_name": "临江高端装备中试平台",
        "host": "host-1",
        "host_name": "临江装备研究院有限公司",
        "kind": "safety",
        "state": "recorded",
        "occurred_on": said.occurred_on,
        "grade": said.grade,
        "at_line": said.at_line,
        "statements": [said],
        "recorded_at": RECORDED,
    }
    made: Incident = Incident(**{**values, **given}).save()
    return made


def a_confirmed(number: str = "SG-330000-2026-0001", **given: Any) -> Incident:
    """Put an incident on record that an office confirmed, and that counts."""
    done = IncidentExamination(
        statement=1, outcome="confirmed", counts=True, reason="已核对事故报告。", side="province",
        account="reviewer", account_name="浙江审核员", examined_at=RECORDED,
    )  # fmt: skip
    values = {"state": "confirmed", "counts": True, "examinations": [done]}
    return an_incident(number, **{**values, **given})
