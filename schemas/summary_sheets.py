"""Summary sheets 汇总表 as the API takes and gives them."""

from collections.abc import Mapping
from typing import Any

from flask_smorest.fields import Upload
from marshmallow import Schema, fields, validate

from registry.documents.stamped_scans import StampedScan
from registry.documents.summary_sheets import SummarySheet, SummarySheetRow
from registry.policy.summary_sheet_rows import as_written
from registry.services.courses import Progress
from schemas.findings import FindingSchema
from schemas.moments import Moment
from schemas.paging import PageSchema
from schemas.platforms import plain_value


class SheetBody(Schema):
    """A sheet, whose it is, and of which round."""

    authority = fields.String(
        required=True,
        validate=validate.Length(1, 20),
        metadata={"description": "主管部门代码，如 330000"},
    )
    period = fields.String(
        required=True,
        validate=validate.Length(1, 20),
        metadata={"description": "名单调整轮次，如 2026H2"},
    )
    file = Upload(required=True, metadata={"description": "汇总表：xlsx、xls、ods 或 CSV"})


class WrittenSheetBody(Schema):
    """Whose sheet the system shall write, and of which round."""

    authority = fields.String(
        required=True,
        validate=validate.Length(1, 20),
        metadata={"description": "主管部门代码，如 330000"},
    )
    period = fields.String(
        required=True,
        validate=validate.Length(1, 20),
        metadata={"description": "名单调整轮次，如 2026H2"},
    )


class _Declared(Schema):
    """What a person says of a scan that cannot be read."""

    declared = fields.Boolean(
        load_default=False,
        metadata={
            "description": "已核对：文件不含涉密内容。有页面是图片、读不出文字时必须为 true，"
            "否则答复 422"
        },
    )


class ScanBody(_Declared):
    """The stamped scan."""

    scan = Upload(required=True, metadata={"description": "盖章扫描件：PDF、JPG 或 PNG"})


class AcceptanceBody(_Declared):
    """The stamped scan; left out where it was uploaded before."""

    scan = Upload(metadata={"description": "盖章扫描件：PDF、JPG 或 PNG；已上传过的可不附"})


class WithdrawalBody(Schema):
    """Why a sheet is taken back."""

    reason = fields.String(required=True, validate=validate.Length(1, 500))


class ScanUseSchema(Schema):
    """Where the same picture was used before."""

    page = fields.Integer(metadata={"description": "本扫描件的第几页"})
    at = Moment()
    subject = fields.String(metadata={"description": "用于哪一份材料；不在本单位范围内的为空"})


class ScanSchema(Schema):
    """A stamped scan; ``seal_mark`` is a trace of red, never a verified seal."""

    digest = fields.String()
    name = fields.String()
    media_type = fields.String()
    pages = fields.Integer()
    seal_mark = fields.Boolean(metadata={"description": "疑似印章痕迹；须人工核对"})
    match = fields.String(
        metadata={
            "description": "二维码与本表：matches 一致；other_version 同一编号的另一版本；"
            "other_record 另一份材料；several_codes 几份材料；foreign_code 不是本系统打印的；"
            "no_code 没有读到（自行制作的汇总表不带）；空为未读"
        }
    )
    wholly_read = fields.Boolean(
        metadata={"description": "各页是否已读完；长扫描件在后台续读，之前的结果只算到已读的页"}
    )
    skipped = fields.List(fields.Integer(), metadata={"description": "超出限制没有读的页"})
    used_before = fields.List(fields.Nested(ScanUseSchema))
    unread_pages = fields.Integer(metadata={"description": "读不出文字、未能检查的页数"})
    personal_pages = fields.List(
        fields.Integer(),
        metadata={"description": "有像身份证号、手机号或银行卡号的页；0 为文件属性"},
    )
    declared = fields.Boolean(metadata={"description": "上传人声明已核对：文件不含涉密内容"})
    received_at = Moment()


class ProgressSchema(Schema):
    """How far carrying out is."""

    done = fields.Integer()
    total = fields.Integer()
    finished = fields.Boolean()
    stopped_at = Moment(
        allow_none=True,
        metadata={"description": "办理因故障中断的时间；没有中断为 null"},
    )
    outcomes = fields.Dict(keys=fields.String(), values=fields.Integer())


class SheetLineSchema(Schema):
    """A sheet in a list."""

    number = fields.String(metadata={"description": "编号，如 330000-2026H2-01"})
    authority = fields.String()
    period = fields.String()
    state = fields.String(
        metadata={
            "description": "needs_mending 须修改；staged 待受理；admitting 入库中；"
            "admitted 已入库；withdrawn 已撤回"
        }
    )
    version = fields.Integer(metadata={"description": "版本，与 ETag 相同"})
    filename = fields.String()
    digest = fields.String(metadata={"description": "文件的 SHA-256 摘要"})
    received_at = Moment()
    rows = fields.Integer(attribute="row_count")
    approved_rows = fields.Integer(metadata={"description": "收到时可入库的行数"})
    blocking_rows = fields.Integer(metadata={"description": "须修改的行数"})
    warning_rows = fields.Integer(metadata={"description": "请核对的行数"})
    note_rows = fields.Integer(metadata={"description": "有提示的行数"})
    findings = fields.Integer(attribute="finding_count")


class CheckedPageSchema(Schema):
    """A page of the scan that a person compared with the rows."""

    page = fields.Integer()
    account_name = fields.String()
    checked_at = Moment()


class SheetSchema(SheetLineSchema):
    """A sheet with its scan, acceptance and the progress of its admission."""

    rulebook = fields.String(metadata={"description": "检查所依据的规则库版本"})
    written = fields.Boolean(metadata={"description": "由系统按已推荐的申报生成"})
    checked_pages = fields.List(
        fields.Nested(CheckedPageSchema),
        metadata={"description": "由人逐页核对过的扫描件页；核对在页面上办理"},
    )
    scan = fields.Nested(ScanSchema, allow_none=True)
    accepted_at = Moment(allow_none=True)
    accepted_by = fields.String(allow_none=True)
    admitted_at = Moment(allow_none=True)
    withdrawn_at = Moment(allow_none=True)
    withdrawn_reason = fields.String()
    progress = fields.Nested(ProgressSchema)


class SheetPageSchema(PageSchema):
    """A page of sheets, newest first."""

    items = fields.List(fields.Nested(SheetLineSchema))


class FindingPageSchema(PageSchema):
    """A page of findings, in the order of the rows."""

    items = fields.List(fields.Nested(FindingSchema))


class RowSchema(Schema):
    """A row as read, with what admission did with it."""

    row = fields.Integer()
    values = fields.Raw(metadata={"description": "读到的值；金额为万元的精确小数文本"})
    raw = fields.Raw(metadata={"description": "单元格原文"})
    opinion = fields.String()
    worst = fields.String(metadata={"description": "最严重的一级；没有问题时为空"})
    outcome = fields.String(metadata={"description": "办理结果；pending 为待办理"})
    platform = fields.String(metadata={"description": "入库后的平台编号"})


class RowPageSchema(PageSchema):
    """A page of rows."""

    items = fields.List(fields.Nested(RowSchema))


def sheet_shape(
    sheet: SummarySheet, progress: Progress, scan: Mapping[str, Any] | None
) -> dict[str, Any]:
    """Return a sheet whole; ``scan`` as it stands now."""
    names = (
        "number",
        "authority",
        "period",
        "state",
        "version",
        "filename",
        "digest",
        "received_at",
        "row_count",
        "approved_rows",
        "blocking_rows",
        "warning_rows",
        "note_rows",
        "finding_count",
        "rulebook",
        "written",
        "checked_pages",
        "admitted_at",
        "withdrawn_at",
        "withdrawn_reason",
    )  # fmt: skip - one list of fields reads as a table
    shape: dict[str, Any] = {name: getattr(sheet, name) for name in names}
    decision = sheet.decision
    return shape | {
        "scan": scan,
        "accepted_at": decision.decided_at if decision else None,
        "accepted_by": decision.account_name if decision else None,
        "progress": progress,
    }


def scan_shape(scan: StampedScan, uses: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a stamped scan; ``uses`` are those that the caller may be told."""
    names = (
        "digest", "name", "media_type", "pages", "seal_mark", "match", "wholly_read", "skipped",
        "unread_pages", "personal_pages", "declared",
        "received_at",
    )  # fmt: skip
    return {name: getattr(scan, name) for name in names} | {"used_before": uses}


def row_shape(row: SummarySheetRow) -> dict[str, Any]:
    """Return a row as read."""
    names = ("row", "opinion", "worst", "outcome", "platform")
    shape = {name: getattr(row, name) for name in names}
    raw = {name: as_written(value) for name, value in row.values.items()} | row.raw
    return shape | {"values": plain_value(dict(row.values)), "raw": raw}
