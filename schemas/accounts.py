"""Accounts as the API shows them."""

from marshmallow import Schema, fields


class MeSchema(Schema):
    """Who the token speaks for, and what it may do."""

    account = fields.String(metadata={"description": "账号编号"})
    name = fields.String(metadata={"description": "姓名"})
    role = fields.String(metadata={"description": "角色代码"})
    role_name = fields.String(metadata={"description": "角色名称"})
    host = fields.String(metadata={"description": "所代表的依托单位编号；不代表单位时为空"})
    authority = fields.String(metadata={"description": "所代表的主管部门代码；不代表时为空"})
    permissions = fields.List(fields.String(), metadata={"description": "此令牌现在可以使用的权限"})
