"""The lineage of a platform as the API gives it."""

from marshmallow import Schema, fields


class MemberSchema(Schema):
    """A host or platform of a lineage."""

    kind = fields.String(metadata={"description": "host 依托单位；platform 平台"})
    key = fields.String(metadata={"description": "统一社会信用代码，或平台编号"})
    name = fields.String()
    generation = fields.Integer(metadata={"description": "第几代；没有前身的为 0"})
    is_own = fields.Boolean(metadata={"description": "本平台，或现在的依托单位"})


class DescentSchema(Schema):
    """One step from a predecessor to a successor."""

    kind = fields.String(metadata={"description": "host 依托单位；platform 平台"})
    predecessor = fields.String()
    successor = fields.String()
    how = fields.String(metadata={"description": "merger 合并；split 分立"})
    change = fields.String(metadata={"description": "重大事项报告编号"})
    effective_on = fields.Date()


class LineageSchema(Schema):
    """What a platform and its hosts came out of, and what came out of them."""

    platform = fields.String()
    members = fields.List(fields.Nested(MemberSchema))
    steps = fields.List(fields.Nested(DescentSchema))
