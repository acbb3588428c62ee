"""How conditions of the law stand, as the API gives it; and answers to try them on."""

from typing import Any

from marshmallow import Schema, fields

from registry.messages import say
from registry.policy.eligibility import Assessment
from registry.policy.facts import FACTS, FactType
from registry.policy.findings import Finding
from registry.services.condition_words import read_words, wanted_words
from registry.services.eligibility import fact_labels
from schemas.findings import FindingSchema, finding_shape
from schemas.typed_texts import TypedTexts

_HOW = {
    FactType.MONEY: "金额（万元）",
    FactType.COUNT: "整数",
    FactType.FLAG: "true 有；false 无",
    FactType.EVENTS: "false 没有发生；发生过的给出日期列表",
}


class ReadingSchema(Schema):
    """One fact as it was read."""

    fact = fields.String()
    label = fields.String()
    value = fields.String(metadata={"description": "读到的值；没有填的为空"})
    unit = fields.String()


class AssessmentSchema(Schema):
    """One condition assessed."""

    criterion = fields.String()
    title = fields.String()
    clause = fields.String()
    phrase = fields.String(metadata={"description": "条文中的字句"})
    outcome = fields.String(
        metadata={
            "description": "met 达到；not_met 未达到；not_stated 未填；needs_judgement 待评判"
        }
    )
    read = fields.List(fields.Nested(ReadingSchema))
    wanted = fields.String(metadata={"description": "要求的数值或期间；由人评判的为空"})
    message = fields.String(metadata={"description": "中文说明"})
    mend = fields.String(metadata={"description": "怎样补正；已达到的为空"})


class ApplicationStandingSchema(Schema):
    """How an application stands against every condition."""

    application = fields.String()
    state = fields.String()
    assessments = fields.List(fields.Nested(AssessmentSchema))


class TriedSchema(Schema):
    """How every condition comes out on the answers given, and which could not be read."""

    assessments = fields.List(fields.Nested(AssessmentSchema))
    findings = fields.List(fields.Nested(FindingSchema))


def _answers() -> type[Schema]:
    """Return the shape of answers by fact, made from the list of facts."""
    labels = fact_labels()
    shape: dict[str, Any] = {
        name: TypedTexts(metadata={"description": f"{labels[name]}：{_HOW[fact.type]}"})
        for name, fact in FACTS.items()
    }  # fmt: skip - one rule
    return Schema.from_dict(shape, name="AnswersSchema")


class TryBody(Schema):
    """Answers to try the conditions on; what is left out is not stated."""

    answers = fields.Nested(
        _answers(), required=True, metadata={"description": "按事实名给出的回答，都可以不给"}
    )


def assessment_shape(one: Assessment) -> dict[str, Any]:
    """Return one condition as plain values, with its sentences."""
    labels = fact_labels()
    title = say(f"criterion_{one.criterion.id}")
    wanted = wanted_words(one) if one.wanted else ""
    words = {"title": title, "read": read_words(one), "wanted": wanted}
    return {
        "criterion": one.criterion.id,
        "title": title,
        "clause": one.criterion.clause,
        "phrase": one.criterion.phrase,
        "outcome": one.outcome.value,
        "read": [
            {
                "fact": each.fact,
                "label": labels[each.fact],
                "value": each.value,
                "unit": each.unit,
            }
            for each in one.reads
        ],
        "wanted": wanted,
        "message": say(one.code, clause=one.criterion.clause, **words),
        "mend": say(one.mend) if one.mend else "",
    }


def tried_shape(
    assessments: tuple[Assessment, ...], findings: tuple[Finding, ...]
) -> dict[str, Any]:  # fmt: skip - the arguments on one line
    """Return what came of trying as plain values."""
    return {
        "assessments": [assessment_shape(one) for one in assessments],
        "findings": [finding_shape(one) for one in findings],
    }
