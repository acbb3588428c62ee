"""What is said about who has reported 填报情况."""

SENTENCES = {
    "record_on_time": "按时",
    "record_late": "补报",
    "record_excused": "准予补报",
    "record_missed": "未报",
    "reporting_title": "{quarter}动态更新填报情况",
    "reporting_missing_title": "{quarter}动态更新未提交名单",
    "contact_of_application": "入库申报 {number}",
    "contact_of_account": "单位账号",
    "contact_no_account": "该单位没有账号",
    "contact_no_ways": "没有联系方式",
    "reporting_total": "合计",
    "board_unnamed": "未登记",
    "board_hours_title": "已按时提交的占应报的比例",
    "board_now": "现在（第{day}日 {hour}时）",
    "board_day_end": "第{day}日 24时",
    "board_share": "{count}（{share}）",
    "board_hours_none": "本季度窗口还没有开放",
    "board_hours_said": "本季度按时提交 {filed} 家，应报 {expected} 家",
    "board_hours_said_earlier": "{quarter}同一时刻 {now}，截止时 {end}",
    "board_hours_rule": (
        "按工作日和小时对齐：窗口的第几个工作日、几时。休息日提交的算在前一个工作日末；往季按同一整点计。"
    ),
    "board_no_history": "历史不足",
    "board_forecast_range": "{likely}（{least}–{most}）",
    "board_forecast_rule": (
        "现在还有 {left} 家没有提交。按最近 {quarters} 个季度同一时刻未提交的平台"
        "最终没有报的比例推算；"
        "括号内是各季度比例的最小和最大。仅供安排催报参考。"
    ),
    "board_forecast_none": "至少要有 {least} 个往季在窗口内的提交记录，才能推算。",
    "board_upcoming": "窗口还没有开放。以上是到今天为止应报的平台；窗口开放时以当日在库的为准。",
    "board_closed": "窗口已经截止，还有 {count} 家没有提交。",
    "board_closed_all": "窗口已经截止，应报的全部提交。",
    "board_nobody": "本季度没有应报的平台：窗口开放前入库、截止前未移出的平台才需要填报。",
    "board_nobody_upcoming": "这个季度还没有应报的平台。窗口开放前入库的平台，届时列在这里。",
    "board_without": "另有 {count} 个主管部门没有应报的平台。",
    "rates_chart_title": "{name}的完整率和按时率",
    "rates_complete": "完整率",
    "rates_timely": "按时率",
    "rates_chart_point": "{quarter}完整率 {complete}%，按时率 {timely}%",
    "rates_complete_means": "已提交（按时和补报）÷ 应报。",
    "rates_timely_means": "按时提交 ÷ 应报。",
    "rates_required_means": (
        "窗口开放前已入库、截止前未移出的平台；免报的、部里准予补报的不计入。百分比保留一位小数，不进位。"
    ),
    "rates_none": "还没有已截止并有提交的季度。第一个季度窗口截止后，这里开始有数。",
    "rates_all": "全部主管部门",
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
