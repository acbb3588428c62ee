"""What is said about who has reported 填报情况."""

SENTENCES = {
    "record_on_time": "按时",
    "record_late": "补报",
    "record_excused": "准予补报",
    "record_missed": "未报",
    "reporting_title": "{quarter}动态更新填报情况",
    "reporting_missing_title": "{quarter}动态更新未提交名单",
    "reporting_total": "合计",
    "board_unnamed": "未登记",
    "rates_title": "各季度动态更新完整率和按时率",
    "reporting_fill_in": "代填",
    "reporting_fill_in_when": (
        "依托单位确实不能自行填报的，可以代填：写明原因和数据来源；提交的内容，依托单位登录后即可看到。"
        "已有草稿的，由依托单位自行提交。"
    ),
    "reporting_nothing_missing": "没有未提交的平台。",
    "reporting_draft_counts": (
        "“草稿”是已开始填写、尚未提交的平台；窗口关闭后仍未提交的，视同未报。"
    ),
    "reporting_expected_by": (
        "应报：窗口开放前已入库、窗口关闭前未移出的平台。窗口期内入库的平台，本季度免报。"
    ),
    "reporting_missed_is_recorded": (
        "未按时更新只作记录并告知省级主管部门，本身不引起处理；持续不更新的，由工业和信息化部研判。"
    ),
}
