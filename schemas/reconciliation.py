"""A reconciliation as the API gives it: counts of the piles, and one pile by pages."""

from marshmallow import Schema, fields

from schemas.paging import PageSchema


class CountsSchema(Schema):
    """How many platforms there are in each pile, and what the sheet's rows come to."""

    matched = fields.Integer(metadata={"description": "表中的行有已推荐的申报"})
    only_in_sheet = fields.Integer(metadata={"description": "表中的行没有已推荐的申报"})
    only_online = fields.Integer(metadata={"description": "已推荐的申报没有列入汇总表"})
    differing = fields.Integer(metadata={"description": "两边都有、内容不一致的行"})
    new = fields.Integer(metadata={"description": "可以入库的行"})
    already_in_library = fields.Integer(metadata={"description": "原已在库的行"})
    kept_out = fields.Integer(metadata={"description": "不会入库的行"})


class DifferenceSchema(Schema):
    """A field that the two sides do not say alike."""

    field = fields.String()
    label = fields.String()
    sheet = fields.String(metadata={"description": "表中的内容"})
    online = fields.String(metadata={"description": "申报的内容"})


class ReconciliationLineSchema(Schema):
    """One platform of a pile."""

    pile = fields.String(metadata={"description": "matched、only_in_sheet 或 only_online"})
    row = fields.Integer(metadata={"description": "文件自己的行号；表中没有的为 0"})
    platform_name = fields.String()
    host_name = fields.String()
    credit_code = fields.String()
    application = fields.String(metadata={"description": "申报编号；没有为空"})
    application_state = fields.String(metadata={"description": "申报的状态；没有为空"})
    standing = fields.String(
        metadata={"description": "new、already_in_library 或 kept_out；表中没有的为空"}
    )
    differences = fields.List(fields.Nested(DifferenceSchema))


class ReconciliationSchema(PageSchema):
    """The counts, and a page of one pile."""

    counts = fields.Nested(CountsSchema)
    items = fields.List(fields.Nested(ReconciliationLineSchema))
