"""API tokens as the API shows them: never the token itself."""

from marshmallow import Schema, fields

from schemas.moments import Moment


class TokenSchema(Schema):
    """One of one's own tokens."""

    id = fields.String(metadata={"description": "令牌编号，撤销时使用"})
    prefix = fields.String(metadata={"description": "令牌开头的几位，用于辨认"})
    label = fields.String(metadata={"description": "用途"})
    scopes = fields.List(fields.String(), metadata={"description": "令牌的权限"})
    state = fields.String(metadata={"description": "active、revoked 或 expired"})
    recorded_at = Moment(metadata={"description": "生成时间"})
    expires_at = Moment(metadata={"description": "到期时间"})
    revoked_at = Moment(allow_none=True, metadata={"description": "撤销时间；未撤销时为 null"})


class TokenListSchema(Schema):
    """One's own tokens, newest first."""

    items = fields.List(fields.Nested(TokenSchema))
