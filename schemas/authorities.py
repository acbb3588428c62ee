"""Reporting authorities as the API gives them."""

from marshmallow import Schema, fields


class AuthoritySchema(Schema):
    """One of the reporting authorities."""

    code = fields.String(metadata={"description": "主管部门代码，六位"})
    name = fields.String(metadata={"description": "主管部门名称"})
    place = fields.String(metadata={"description": "地区"})
    kind = fields.String(
        metadata={"description": "province 省级；planned_city 计划单列市；corps 兵团"}
    )


class AuthorityListSchema(Schema):
    """All reporting authorities, in the order the ministry lists them."""

    items = fields.List(fields.Nested(AuthoritySchema))
