"""Applications with judged versions, put on record for tests of their review."""

from decimal import Decimal
from typing import Any

from bson.decimal128 import Decimal128

from registry.documents.applications import Application, ApplicationVersion
from registry.forms import application_form
from registry.law import NATIONAL, rulebook
from registry.policy.application_checks import ApplicationContext
from registry.policy.applications import judge
from registry.services.authorities import authorities, taxonomies
from registry.services.review_forms import as_kept
from tests.application_makers import ARRIVED, a_version, an_application
from tests.application_papers import SUPPORTS, rows, typed

# What a submitted version keeps of each criterion: one judged, one figure met, one declared.
JUDGEMENT = {
    "id": "technical_system",
    "title": "中试技术体系",
    "clause": "一（三）",
    "phrase": "具备较完善的中试技术体系",
    "rule": "judged",
    "force": "judgement",
    "outcome": "needs_judgement",
    "read": "已提供",
    "wanted": "",
    "source": "text",
}
FIGURE = {
    "id": "equipment_original_value",
    "title": "设备原值",
    "clause": "一（二）1",
    "phrase": "中试设备或设施原值不低于1000万元",
    "rule": "at_least",
    "force": "must",
    "outcome": "met",
    "read": "1350.5 万元",
    "wanted": "≥ 1000 万元",
    "source": "text",
}
STATEMENT = {
    "id": "serious_safety_accidents",
    "title": "较大及以上安全事故",
    "clause": "一（二）3",
    "phrase": "未发生较大及以上安全事故",
    "rule": "none_within_years",
    "force": "must",
    "outcome": "met",
    "read": "无",
    "wanted": "2023-12-25 – 2026-12-25",
    "source": "text",
}
UNMET = FIGURE | {
    "id": "full_time_staff",
    "title": "专职技术或管理人员",
    "clause": "一（二）2",
    "phrase": "专职技术或管理人员不少于5人",
    "outcome": "not_met",
    "read": "4 人",
    "wanted": "≥ 5 人",
}
MISSING = JUDGEMENT | {
    "id": "development_goals",
    "title": "发展目标",
    "clause": "一（六）1",
    "phrase": "发展目标明确",
    "outcome": "not_stated",
    "read": "–",
}
GOOD = [JUDGEMENT, FIGURE, STATEMENT]


def a_whole_one(
    number: str = "SB-330000-2026-0001", *, staff: str = "5", **given: Any
) -> Application:
    """Put a whole, good application on record as its submission keeps it: content, table, law."""
    at = given.pop("submitted_at", ARRIVED)
    context = ApplicationContext(
        programme=rulebook().programme(NATIONAL),
        on=at.date(),
        authority="330000",
        places=authorities().places,
        taxonomy=taxonomies()["2025"],
    )
    found = judge(application_form(), typed(full_time_staff=staff), rows(), SUPPORTS, context)
    made = an_application(number, submitted_at=at, taxonomy_field="装备制造", **given)
    a_version(
        made,
        content={
            key: as_kept_value(one)
            for key, one in found.content.items()
            if key not in application_form().restricted_keys
        },
        equipment=[
            {key: as_kept_value(one) for key, one in row.items()} for row in found.equipment.rows
        ],
        assessments=as_kept(found.assessments),
        rulebook=rulebook().version,
        submitted_at=at,
    )
    return made


def as_kept_value(value: Any) -> Any:
    """Return a value as a document holds it: exact money, lists for several."""
    if isinstance(value, Decimal):
        return Decimal128(value)
    return list(value) if isinstance(value, tuple) else value


def a_submitted(
    number: str = "SB-330000-2026-0001",
    *,
    assessments: list[dict[str, Any]] | None = None,
    **given: Any,
) -> Application:
    """Put an application with its judged version on record, waiting for its review."""
    kept = {"content": given.pop("content")} if "content" in given else {}
    made = an_application(number, **given)
    a_judged_version(made, assessments=assessments, **kept)
    return made


def a_judged_version(
    application: Application, *, assessments: list[dict[str, Any]] | None = None, **given: Any
) -> ApplicationVersion:
    """Put the latest version of an application on record, judged as given."""
    return a_version(application, assessments=GOOD if assessments is None else assessments, **given)


def sent_again(application: Application, **given: Any) -> ApplicationVersion:
    """Put the host's next version on record, as its submission does."""
    Application.objects(number=application.number).update(
        set__state="submitted",
        inc__version=1,
        inc__revision=1,
        set__returned=[],
        unset__return_until=1,
    )
    return a_judged_version(application.reload(), **given)
