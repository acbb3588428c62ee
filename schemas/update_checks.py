"""The catalogue of checks, and what a filing's warnings came to, as the API gives them."""

from collections.abc import Iterable
from typing import Any

from marshmallow import Schema, fields

from registry.documents.quarterly_updates import QuarterlyUpdate
from registry.messages import say, say_finding
from registry.policy.update_checks import Check, key_of
from registry.services.explanations import of_filed
from registry.services.findings import as_finding
from registry.services.quarterly_update_forms import OpenForm
from registry.services.update_check_exports import STATES, Listed
from registry.services.update_checks import Counted
from schemas.findings import finding_shape


class StepSchema(Schema):
    """From when to when a check stands at a stage."""

    stage = fields.String(
        metadata={"description": "observed 试行观察；note 提示；warning 须说明；blocking 须修改"}
    )
    since = fields.Date(allow_none=True, metadata={"description": "首日；一直适用的为 null"})
    until = fields.Date(allow_none=True, metadata={"description": "末日（含）；没有的为 null"})


class CheckSchema(Schema):
    """One check of quarterly updates."""

    id = fields.String()
    looks_at = fields.String()
    looks_at_name = fields.String()
    title = fields.String()
    reads = fields.String(metadata={"description": "读什么"})
    wants = fields.String(metadata={"description": "要求"})
    mend = fields.String(metadata={"description": "怎样改正"})
    clause = fields.String(metadata={"description": "依据；为空的是各项自身的依据"})
    source = fields.String(metadata={"description": "text 条文；house_ruling 内部解释"})
    rule = fields.String(metadata={"description": "规则形式"})
    fields_ = fields.List(fields.String(), data_key="fields", attribute="fields")
    limit = fields.String(allow_none=True)
    least = fields.String(allow_none=True)
    state = fields.String(metadata={"description": "该季度的阶段；不适用时为 upcoming 或 closed"})
    steps = fields.List(fields.Nested(StepSchema))


class CatalogueSchema(Schema):
    """The catalogue as it holds for a quarter."""

    period = fields.String()
    checks = fields.List(fields.Nested(CheckSchema))


class HitsSchema(Schema):
    """How often a check hit at one stage."""

    check = fields.String()
    title = fields.String()
    stage = fields.String(metadata={"description": "observed、note、warning 或 blocking"})
    platforms = fields.Integer(metadata={"description": "平台数"})
    places = fields.Integer(metadata={"description": "处数"})
    explained = fields.Integer(metadata={"description": "其中已说明的处数"})


class CountedSchema(Schema):
    """The hits of a quarter's current versions."""

    period = fields.String()
    filed = fields.Integer(metadata={"description": "已提交的平台数"})
    hits = fields.List(fields.Nested(HitsSchema))


class ExplanationSchema(Schema):
    """What was said to one warning of a filed version."""

    check = fields.String(metadata={"description": "核对规则编号"})
    field = fields.String()
    message = fields.String(metadata={"description": "提醒的内容"})
    text = fields.String(metadata={"description": "说明"})


class WarningSchema(Schema):
    """A warning that wants a word before the update is filed."""

    key = fields.String(metadata={"description": "说明在 explanations 中的键"})
    check = fields.String()
    field = fields.String()
    message = fields.String()
    explained = fields.Boolean()


def catalogue_shape(period: str, listed: Iterable[Listed]) -> dict[str, Any]:
    """Return the catalogue as plain values."""
    return {"period": period, "checks": [_check(one.check, one.state) for one in listed]}


def _check(check: Check, state: str) -> dict[str, Any]:
    names = ("id", "title", "reads", "wants", "mend", "clause", "rule", "fields", "limit", "least")
    return {name: getattr(check, name) for name in names} | {
        "looks_at": check.looks_at.value,
        "looks_at_name": say(f"update_looks_at_{check.looks_at}"),
        "source": "house_ruling" if check.is_house else "text",
        "state": state,
        "steps": [
            {"stage": STATES[one.stage], "since": one.since, "until": one.until}
            for one in check.steps
        ],
    }


def counted_shape(period: str, counted: Counted) -> dict[str, Any]:
    """Return the hits of a quarter as plain values."""
    return {
        "period": period,
        "filed": counted.filed,
        "hits": [
            {
                "check": one.check.id,
                "title": one.check.title,
                "stage": one.stage,
                "platforms": one.platforms,
                "places": one.places,
                "explained": one.explained,
            }
            for one in counted.hits
        ],
    }


def warnings_shape(opened: OpenForm) -> list[dict[str, Any]]:
    """Return the warnings of a form, each with the key of its explanation."""
    waiting = {key_of(one) for one in opened.unexplained}
    return [
        {
            "key": key_of(one),
            "check": one.code,
            "field": one.field,
            "message": say_finding(one),
            "explained": key_of(one) not in waiting,
        }
        for one in opened.warnings
    ]


def explanations_shape(update: QuarterlyUpdate) -> list[dict[str, str]]:
    """Return what was said to a version's warnings."""
    said = of_filed(update.explanations)
    if not said:
        return []
    return [
        {
            "check": one.code,
            "field": one.field,
            "message": say_finding(one),
            "text": said[key_of(one)],
        }
        for one in map(as_finding, update.findings)
        if key_of(one) in said
    ]


def observed_shape(update: QuarterlyUpdate) -> list[dict[str, Any]]:
    """Return what checks that are being tried out found in a version."""
    return [finding_shape(as_finding(one)) for one in update.observed]
