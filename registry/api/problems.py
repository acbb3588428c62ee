"""The shape of a problem answer, for the OpenAPI document."""

from marshmallow import Schema, fields


class ProblemSchema(Schema):
    """What every refusal and failure looks like."""

    status = fields.Integer(metadata={"description": "HTTP 状态码"})
    code = fields.String(metadata={"description": "固定的英文代码，供程序判断"})
    message = fields.String(metadata={"description": "中文说明：为什么、怎么办"})
    clause = fields.String(
        metadata={"description": "所依据的条款；法规未涉及时没有此项", "x-optional": True}
    )
    fields_ = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        data_key="fields",
        metadata={
            "description": "有问题的字段路径及各自的说明；没有时没有此项",
            "x-optional": True,
        },
    )
    request_id = fields.String(metadata={"description": "请求编号，报障时请提供"})
