"""Platforms of the reserve library as the API gives them."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from bson.decimal128 import Decimal128
from marshmallow import Schema, fields

from registry.documents.ledger import LedgerEntry
from registry.documents.platforms import Platform
from registry.messages import say
from registry.services.ledger import reason_of
from registry.services.platforms import PlatformThen
from schemas.moments import Moment, moment
from schemas.paging import PageSchema


def plain_value(value: Any) -> Any:  # noqa: ANN401 - any value a profile may hold
    """Return a stored value as JSON: money as an exact decimal text, days and instants as ISO."""
    if isinstance(value, Decimal128 | Decimal):
        return f"{value.to_decimal() if isinstance(value, Decimal128) else value:f}"
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain_value(inner) for key, inner in value.items()}
    return [plain_value(inner) for inner in value] if isinstance(value, list | tuple) else value


# Not in every answer: the record of today holds some fields, the record of a day others.
_AT_TIMES = {"x-optional": True}


class PlatformLineSchema(Schema):
    """A platform in a list."""

    number = fields.String(metadata={"description": "平台编号，如 330000-2026-0001"})
    name = fields.String(metadata={"description": "平台名称"})
    host_name = fields.String(metadata={"description": "依托单位"})
    credit_code = fields.String(metadata={"description": "统一社会信用代码"})
    authority = fields.String(metadata={"description": "主管部门代码"})
    place = fields.String(metadata={"description": "所在地市"})
    taxonomy_field = fields.String(metadata={"description": "领域"})
    direction = fields.String(metadata={"description": "重点方向"})
    state = fields.String(metadata={"description": "in_library 在库；removed 已移出"})
    key_cultivation = fields.Boolean(metadata={"description": "是否重点培育"})
    admitted_at = Moment(metadata={"description": "入库时间"})


class PlatformPageSchema(PageSchema):
    """A page of platforms."""

    items = fields.List(fields.Nested(PlatformLineSchema))


class FactSchema(Schema):
    """One thing that was true: since when, and when it was recorded, by which act."""

    value = fields.Raw(metadata={"description": "当日的值；金额为万元的精确小数文本"})
    effective_on = fields.String(metadata={"description": "生效日期"})
    recorded_at = Moment(metadata={"description": "记录时间"})
    source = fields.String(metadata={"description": "来源，如 summary_sheet:330000-2026H2-01"})


class PlatformSchema(PlatformLineSchema):
    """A platform's record today, or, asked with ``on``, as it stood that day."""

    on = fields.String(metadata={"description": "所查日期；未指定时没有此项", **_AT_TIMES})
    facts = fields.Dict(
        keys=fields.String(),
        values=fields.Nested(FactSchema),
        metadata={
            "description": "当日各项信息及其生效日期、记录时间；未指定日期时没有此项",
            **_AT_TIMES,
        },
    )
    programme = fields.String(metadata=_AT_TIMES)
    taxonomy_edition = fields.String(metadata={"description": "领域和方向的版本"})
    credit_code = fields.String(
        metadata={"description": "统一社会信用代码；查询某日时没有此项", **_AT_TIMES}
    )
    key_cultivation = fields.Boolean(
        metadata={"description": "是否重点培育；查询某日时没有此项", **_AT_TIMES}
    )
    admitted_at = Moment(metadata={"description": "入库时间；查询某日时没有此项", **_AT_TIMES})
    basis = fields.String(
        metadata={
            "description": "application：凭申报和汇总表入库；"
            "sheet_only：凭汇总表入库，没有申报信息表；"
            "initial_load：存量导入",
            **_AT_TIMES,
        }
    )
    batch = fields.String(metadata={"description": "入库批次", **_AT_TIMES})
    removed_at = Moment(allow_none=True, metadata=_AT_TIMES)
    profile = fields.Raw(metadata={"description": "当前信息；金额单位万元"})
    latest_update = fields.String(
        metadata={"description": "最近一次季度更新的回执编号", **_AT_TIMES}
    )
    allowed_moves = fields.List(
        fields.String(), metadata={"description": "在库状态允许的变动", **_AT_TIMES}
    )


class StoryLineSchema(Schema):
    """One act in a platform's story."""

    sequence = fields.Integer()
    verb = fields.String(metadata={"description": "事项代码"})
    title = fields.String(metadata={"description": "事项"})
    happened_at = Moment(metadata={"description": "发生时间"})
    recorded_at = Moment(metadata={"description": "记录时间"})
    by = fields.String(metadata={"description": "办理人"})
    role = fields.String(metadata={"description": "当时的角色"})
    acting_for = fields.String(
        metadata={"description": "代谁办理，如 host:统一社会信用代码；本人或本单位办理时为空"}
    )
    reason = fields.String(metadata={"description": "办理原因"})
    clause = fields.String()
    after = fields.Raw(metadata={"description": "变动后的内容"})
    digest = fields.String(metadata={"description": "台账摘要"})


class StoryPageSchema(PageSchema):
    """A page of a platform's story, newest first."""

    items = fields.List(fields.Nested(StoryLineSchema))


def line_shape(line: Mapping[str, Any]) -> dict[str, Any]:
    """Return a platform in a list, as ``PlatformLineSchema`` describes it.

    A page has a hundred of them, which the schema would take longer over than the database.
    """
    return {**line, "admitted_at": moment(line["admitted_at"])}


def platform_shape(platform: Platform, moves: list[str]) -> dict[str, Any]:
    """Return a platform's record of today."""
    names = (
        "number",
        "name",
        "host_name",
        "credit_code",
        "authority",
        "place",
        "taxonomy_field",
        "direction",
        "state",
        "key_cultivation",
        "admitted_at",
        "programme",
        "taxonomy_edition",
        "basis",
        "batch",
        "removed_at",
        "latest_update",
    )  # fmt: skip - one list of fields reads as a table
    shape = {name: getattr(platform, name) for name in names}
    return shape | {"profile": plain_value(dict(platform.profile)), "allowed_moves": moves}


def platform_then_shape(then: PlatformThen) -> dict[str, Any]:
    """Return a platform as it stood on a day: only what was true then, each fact dated."""
    value = {aspect: plain_value(fact.value) for aspect, fact in then.facts.items()}
    taxonomy = value.get("taxonomy") or {}
    return {
        "number": then.number,
        "on": then.on.isoformat(),
        "name": value.get("name"),
        "host_name": then.host_name,
        "authority": value.get("authority"),
        "place": value.get("place", ""),
        "taxonomy_edition": taxonomy.get("edition", ""),
        "taxonomy_field": taxonomy.get("field", ""),
        "direction": taxonomy.get("direction", ""),
        "state": value.get("state"),
        "profile": value.get("profile", {}),
        "facts": {
            aspect: {
                "value": value[aspect],
                "effective_on": fact.effective_on.isoformat(),
                "recorded_at": fact.recorded_at,
                "source": fact.source,
            }
            for aspect, fact in then.facts.items()
        },
    }


def story_shape(entry: LedgerEntry) -> dict[str, Any]:
    """Return one act of a story, with its Chinese title."""
    return {
        "sequence": entry.sequence,
        "verb": entry.verb,
        "title": say(f"story_{entry.verb}"),
        "happened_at": entry.happened_at,
        "recorded_at": entry.recorded_at,
        "by": entry.account_name,
        "role": entry.role,
        "acting_for": entry.acting_for,
        "reason": reason_of(entry),
        "clause": entry.clause,
        "after": plain_value(entry.after),
        "digest": entry.digest,
    }
