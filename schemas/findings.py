"""A finding as the API gives it, of a filing or of a sheet: one shape for both."""

from typing import Any

from marshmallow import Schema, fields

from registry.messages import say_finding
from registry.policy.findings import Finding


class FindingSchema(Schema):
    """One finding: where, what was read and wanted, why, and how to mend it."""

    field = fields.String(metadata={"description": "填报表的字段名；汇总表中没有的为空"})
    row = fields.Integer(
        allow_none=True, metadata={"description": "汇总表文件自己的行号；整表或填报表的为 null"}
    )
    column = fields.String(metadata={"description": "汇总表的列字母；没有则为空"})
    severity = fields.String(metadata={"description": "blocking、warning 或 note"})
    code = fields.String()
    message = fields.String(metadata={"description": "中文说明"})
    read = fields.String(metadata={"description": "读到的内容"})
    wanted = fields.String(metadata={"description": "应有的内容"})
    clause = fields.String(metadata={"description": "依据"})
    source = fields.String(metadata={"description": "text 条文；house_ruling 内部解释"})


def finding_shape(finding: Finding) -> dict[str, Any]:
    """Return a finding as plain values, with its sentence."""
    names = ("field", "row", "column", "code", "read", "wanted", "clause", "source")
    shape = {name: getattr(finding, name) for name in names}
    return shape | {"severity": finding.severity.value, "message": say_finding(finding)}
