"""Incidents of the demo year: reported, examined, corrected; and the stops of the tour at them."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from registry.demo.people import host_username
from registry.documents.accounts import Account
from registry.documents.incidents import Incident
from registry.documents.platforms import Platform
from registry.documents.quarterly_updates import QuarterlyUpdate
from registry.law import rulebook
from registry.permissions import Actor
from registry.services.evidence import GivenPaper
from registry.services.incident_evidence import add
from registry.services.incidents import ExaminationOrder, correct, examine, record
from registry.services.sign_in import actor_of
from tests.incident_makers import an_order

_SAMPLES = Path(__file__).parents[1] / "samples"
_REPORT = "scan_without_stamp.pdf"


def incidents_happen(at: datetime) -> None:
    """A host reports two, one of them at the line; its authority corrects and confirms that one."""
    filed = QuarterlyUpdate.objects(period="2026Q4", authority="330000").order_by("number")
    platform = Platform.objects.get(number=filed.first().platform)
    host = _person(host_username(platform.credit_code))
    reviewer = _person("reviewer-330000")
    law = {"at": at, "rulebook": rulebook()}
    below = an_order("environment", facts="九月三日废液罐渗漏，当日处置，没有流出厂区。")
    record(platform.number, below, by=host, **law)
    made = record(platform.number, an_order(), by=host, **law)
    report = (_SAMPLES / _REPORT).read_bytes()
    for name in ("事故调查报告.pdf", "传错的.pdf"):
        content = report + b"\n" * len(name)
        paper = GivenPaper(content, name, declared=True)
        made = add(made.number, paper, version=made.version, by=host, **law)
    order = an_order(figures={"deaths": "3", "injured": "2", "loss": "1350.5"}, reason="核增损失")
    made = correct(made.number, order, version=made.version, by=reviewer, **law)
    done = ExaminationOrder("confirmed", "yes", "已核对事故调查报告和现场记录。")
    examine(made.number, done, version=made.version, by=reviewer, at=at)
    stated = {
        "accidents": True,
        "accidents_text": "十一月二日试验楼起火，无人伤亡，消防已出具认定书。",
    }
    fields = {f"set__content__{name}": value for name, value in stated.items()}
    QuarterlyUpdate.objects(number=list(filed)[-1].number).update(**fields)


def incident_stops() -> Iterable[tuple[str, str, str, str]]:
    """Return name, who looks, path and what is pressed, of every page of incidents."""
    here = Incident.objects(authority="330000")
    done, waiting = here(state="confirmed").first(), here(state="recorded").first()
    host = host_username(Platform.objects.get(number=waiting.platform).credit_code)
    form = f"/platforms/{waiting.platform}/incidents/new"
    one, other = f"/incidents/{done.number}", f"/incidents/{waiting.number}"
    withdrawal = f"{one}/evidence/{done.evidence[1].file.id}/withdrawal"
    yield "host-incidents", host, "/incidents", ""
    yield "host-incident-kinds", host, form, ""
    for kind in ("safety", "environment", "secrecy"):
        yield f"host-incident-{kind}", host, f"{form}?kind={kind}", ""
    yield "host-incident-errors", host, f"{form}?kind=quality", "登记"
    yield "host-incident", host, one, ""
    yield "host-incident-evidence", host, f"{one}/evidence", ""
    yield "host-incident-withdrawal", host, withdrawal, ""
    yield "province-incidents", "reviewer-330000", "/incidents", ""
    yield "province-incidents-stated", "reviewer-330000", "/incidents/stated", ""
    yield "province-incident", "reviewer-330000", one, ""
    yield "province-incident-waiting", "reviewer-330000", other, ""
    yield "province-incident-examined", "reviewer-330000", other, "保存核对结果"
    yield "province-incident-correction", "reviewer-330000", f"{other}/correction", ""
    yield "ministry-incidents", "ministry-lead", "/incidents?line=proposed", ""
    yield "ministry-incident", "ministry-lead", one, ""


def _person(username: str) -> Actor:
    return actor_of(Account.objects.get(username=username), door="page", request_id="")
