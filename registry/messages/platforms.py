"""What is said about platforms in the reserve library 储备库."""

SENTENCES = {
    "platform_not_on_record": (
        "{number} 在 {day} 还没有进入储备库（入库日期 {since}），因此没有当日的信息。"
    ),
    "day_wanted": "没有看懂日期。请写成 2026-10-01 这样，年月日写全。",
    "profile_service_income": "上年度中试服务收入",
    "basis_application": "凭申报信息表和汇总表入库",
    "basis_sheet_only": "凭汇总表入库，没有申报信息表",
    "story_platform.admit": "进入储备库",
    # An act as the platform's own record tells it: which quarter, on which ground.
    "told_quarterly_update.submit": "提交{period}动态更新",
    "told_quarterly_update.submit_on_behalf": "代填{period}动态更新",
    "told_quarterly_update.correct": "更正{period}动态更新",
    "told_quarterly_update.correct_on_behalf": "更正代填的{period}动态更新",
    "told_platform.remove": "移出储备库：{why}",
    "told_ban.record": "至{until}（含当日）不得再次申报。",
    "told_platform.name": "曾用名：{name}",
    "told_platform.list_key": "文件：{document}",
    "told_of_kind": "{act}：{kind}",
    "told_became": "{what}由“{was}”变为“{now}”",
    "told_is": "{what}：{now}",
    "told_name": "平台名称",
    "told_row": "汇总表第 {row} 行",
    "told_behalf": "数据由{channel}取得，凭据：{reference}",
    "told_behalf_again": "数据由{channel}取得，凭据：{reference}；代填原因：{behalf_reason}",
    # The papers an act rests on.
    "paper_receipt": "回执 {number}",
    "paper_receipt_before": "更正前的回执 {number}",
    "paper_application": "申报 {number}",
    "paper_sheet": "汇总表 {number}",
    "paper_scan": "盖章扫描件",
    "paper_load": "存量导入 {number}",
    "paper_transfer": "平台移交 {number}",
    "paper_exit_proposal": "退出建议 {number}",
    "paper_change": "重大事项报告 {number}",
    "paper_unreported_change": "疑似未报告变更 {number}",
    "paper_removal_case": "移出案件 {number}",
    "paper_decision": "移出决定",
    "paper_waiver": "限制申报的豁免 {number}",
    "paper_incident": "事故或违规登记 {number}",
}
