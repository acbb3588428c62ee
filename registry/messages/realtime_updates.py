"""What the service says about real-time updates."""

SENTENCES = {
    "realtime_field_waits": "“{label}”不能实时更新，请在季度窗口内填报。",
    "realtime_nothing_sent": "没有收到任何数值，请至少填写一项。",
    "realtime_measured_wanted": "请写明测得时间：日期和 24 小时制的时分，例如 09:30。",
    "realtime_update_settled": "第 {serial} 次实时更新没有待说明的数值，不能再确认或撤回。",
    "realtime_update_ahead": (
        "第 {serial} 次实时更新的测得时间还没有到，不能确认。请撤回后按实际时间重新报送。"
    ),
    "realtime_reason_wanted": "请说明数值为什么属实。",
    # Why a value is questioned, and where it stands.
    "realtime_question_over_full_load": "载荷超过 100%",
    "realtime_question_backwards": "测得时间早于已采用的最新数值",
    "realtime_question_ahead": "测得时间晚于收到时间",
    "realtime_question_jumped": "与此前数值相差 10 倍及以上",
    "state_realtime_counted": "已采用",
    "state_realtime_questioned": "待说明",
    "state_realtime_confirmed": "已确认",
    "state_realtime_withdrawn": "已撤回",
    "realtime_door_page": "页面",
    "realtime_door_api": "接口",
    # What stands on the pages.
    "realtime_what_happens": (
        "载荷、设备、场地、人员等有变化的，随时可以更新。实时更新不代替每季度的动态更新。"
    ),
    "realtime_reported_now": "已收到，记为第 {serial} 次实时更新。",
    "realtime_reported_questioned": (
        "已收到，记为第 {serial} 次实时更新。有数值待说明，确认之前不采用：{questions}。"
    ),
    "realtime_confirmed_now": "已确认，数值已采用。",
    "realtime_withdrawn_now": "已撤回待说明的数值，记录保留。",
    "realtime_on_form": "{moment} 的实时更新为 {value} {unit}。",
    "realtime_brought_along": "已按 {moment} 的实时更新（{value} {unit}）带出，请核对。",
    "realtime_chart": (
        "{label}（{unit}）：{count} 个已采用的数值，{first} 至 {last}，"
        "最低 {least}，最高 {most}，最近 {newest}"
    ),
    "realtime_asked_and_said": "{asked}。说明：{said}",
    "realtime_none": "还没有这一项的实时更新。",
    "realtime_export_title": "实时更新",
    "realtime_export_newest_title": "实时更新（只含最新 {most} 次）",
    # The ledger.
    "story_realtime_update.report": "实时更新",
    "story_realtime_update.confirm": "确认实时更新的数值",
    "story_realtime_update.withdraw": "撤回实时更新的数值",
    "story_realtime_update.export": "导出实时更新",
    "ledger_noun_realtime_update": "实时更新",
    "ledger_serial": "第几次",
    "ledger_measured_at": "测得时间",
    "ledger_questions": "待说明的数值",
}
