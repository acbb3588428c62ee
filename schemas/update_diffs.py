"""Two versions of a quarterly update side by side 版本对照, as the API gives them."""

from decimal import Decimal
from typing import Any

from marshmallow import Schema, fields

from registry.policy.quarterly_update_values import Value, plain
from registry.policy.update_diffs import Difference
from registry.services.update_diffs import UpdateDiff
from schemas.quarterly_updates import UpdateVersionHeadSchema, version_shape


class UpdateDifferenceSchema(Schema):
    """One field on both sides."""

    key = fields.String()
    label = fields.String(metadata={"description": "项目名称；两版表式都不认识的为字段名"})
    type = fields.String(
        metadata={"description": "money、area、percent、count、answer、text；不认识的为空"}
    )
    unit = fields.String()
    change = fields.String(
        metadata={
            "description": "same 没有变化；changed 有变化；filled 新填；cleared 不再填写；"
            "only_earlier 后一版的表式不问；only_later 前一版的表式不问"
        }
    )
    earlier = fields.Raw(
        allow_none=True, metadata={"description": "前一版的值；小数以文本给出，没有的为 null"}
    )
    later = fields.Raw(allow_none=True, metadata={"description": "后一版的值"})
    earlier_unit = fields.String()
    difference = fields.String(
        allow_none=True,
        metadata={"description": "后减前，以文本给出；不是数或不能相减的（如跨年的累计数）为 null"},
    )
    percent = fields.String(
        allow_none=True, metadata={"description": "变化的百分比，一位小数；前一版为 0 的为 null"}
    )


class UpdateDiffSchema(Schema):
    """Two versions, who filed each when and why, and every field of both."""

    platform = fields.String()
    earlier = fields.Nested(
        UpdateVersionHeadSchema,
        allow_none=True,
        metadata={"description": "前一版；没有更早提交的为 null"},
    )
    later = fields.Nested(
        UpdateVersionHeadSchema,
        allow_none=True,
        metadata={"description": "后一版；还没有提交过的为 null"},
    )
    differences = fields.List(fields.Nested(UpdateDifferenceSchema))


def diff_shape(found: UpdateDiff) -> dict[str, Any]:
    """Return two versions and what differs as plain values."""
    return {
        "platform": found.platform.number,
        "earlier": version_shape(found.earlier, for_office=False) if found.earlier else None,
        "later": version_shape(found.later, for_office=False) if found.later else None,
        "differences": [_shape(one) for one in found.differences],
    }


def _shape(one: Difference) -> dict[str, Any]:
    field, earlier = one.field, one.earlier_field
    return {
        "key": one.key,
        "label": field.label if field else one.key,
        "type": field.type.value if field else "",
        "unit": field.unit if field else "",
        "change": one.change.value,
        "earlier": _value(one.earlier),
        "later": _value(one.later),
        "earlier_unit": earlier.unit if earlier else "",
        "difference": None if one.by is None else plain(one.by),
        "percent": None if one.percent is None else plain(one.percent),
    }


def _value(value: Value | None) -> Value | None:
    return plain(value) if isinstance(value, Decimal) else value
