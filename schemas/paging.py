"""What every list that pages by cursor gives beside its items."""

from marshmallow import Schema, fields


class PageSchema(Schema):
    """A page of a list; each list adds its ``items``."""

    next_cursor = fields.String(
        allow_none=True, metadata={"description": "取下一页时填入 cursor；没有下一页时为 null"}
    )
