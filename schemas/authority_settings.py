"""An authority's own settings as the API takes and gives them."""

from marshmallow import Schema, fields

from schemas.moments import Moment


class AuthoritySettingsBody(Schema):
    """What is decided."""

    four_eyes = fields.Boolean(
        required=True, metadata={"description": "编制汇总表的人不受理这份汇总表"}
    )


class AuthoritySettingsSchema(Schema):
    """What holds, since when and by whom; null where nothing was decided yet."""

    authority = fields.String()
    four_eyes = fields.Boolean(metadata={"description": "编制汇总表的人不受理这份汇总表"})
    version = fields.Integer(metadata={"description": "版本，与 ETag 相同"})
    changed_at = Moment(allow_none=True)
    account_name = fields.String()
