"""Reminders of the windows, and of a missing holiday notice."""

_COUNTS = (
    "应报 {expected} 个平台，已提交 {submitted} 个，未提交 {missing} 个（{hosts} 家依托单位），"
    "其中 {begun} 个已开始填写、{idle} 个还没有开始。{support}"
)
_LIST = "哪些平台没有提交，打开本条所附的名单可见。"
_ROUND = (
    "依托单位手中有 {with_host} 份申报没有提交，{in_review} 份待审核，{recommended} 份拟推荐；"
    "已上传汇总表 {sheets} 份。汇总表和盖章扫描件须在截止前上传。"
)

SENTENCES = {
    "notice_remind_opens_host": (
        "{quarter}动态更新窗口已经开放，至{until}止。贵单位有 {count} 个平台需要填报。"
    ),
    "notice_remind_days_left_host": (
        "{quarter}动态更新窗口还有 {left} 个工作日（含今天），最晚填报时间是{until}。"
        "贵单位还有 {count} 个平台没有提交。"
    ),
    "notice_remind_last_day_host": (
        "{quarter}动态更新窗口今天是最后一天，{until}截止。贵单位还有 {count} 个平台没有提交，"
        "请在截止前提交。"
    ),
    "notice_remind_last_day_host_returned": (
        "{quarter}动态更新窗口今天是最后一天，{until}截止。贵单位还有 {count} 个平台没有提交，"
        "其中 {returned} 个已被退回、等待补正。请在截止前提交。"
    ),
    "notice_remind_closed_host": (
        "{quarter}动态更新窗口已于{until}结束。贵单位有 {count} 个平台没有提交。"
        "如有疑问，请与主管部门联系。"
    ),
    "notice_remind_opens_authority": f"{{quarter}}动态更新窗口已经开放，至{{until}}止。{_COUNTS}",
    "notice_remind_morning_authority": (
        f"{{quarter}}动态更新窗口还有 {{left}} 个工作日（含今天），{{until}}截止。{_COUNTS}"
    ),
    "notice_remind_days_left_authority": (
        f"{{quarter}}动态更新窗口还有 {{left}} 个工作日（含今天），"
        f"最晚填报时间是{{until}}。{_COUNTS}{_LIST}"
    ),
    "notice_remind_last_day_authority": (
        f"{{quarter}}动态更新窗口今天是最后一天，{{until}}截止。{_COUNTS}{_LIST}"
    ),
    "notice_remind_closed_authority": (
        f"{{quarter}}动态更新窗口已于{{until}}结束。{_COUNTS}{_LIST}"
    ),
    "notice_remind_closed_ministry": (
        "{quarter}动态更新窗口已于{until}结束。全国应报 {expected} 个平台，已提交 {submitted} 个，"
        f"未提交 {{missing}} 个，最多的是：{{most}}。{_LIST}"
    ),
    "notice_remind_closed_ministry_all": (
        "{quarter}动态更新窗口已于{until}结束。全国应报 {expected} 个平台，全部已经提交。"
    ),
    "reminder_returned": "另有 {count} 个已提交的平台被退回，依托单位还没有补正。",
    "reminder_support": "另有 {count} 项支持诉求等待答复。",
    "reminder_of_authority": "{name} {count} 个",
    "notice_remind_round_opens_host": (
        "{round}名单动态调整窗口已经开放。贵单位有 {count} 份申报没有提交，"
        "{authority}受理至{until}。"
    ),
    "notice_remind_round_days_left_host": (
        "{round}名单动态调整窗口还有 {left} 个工作日（含今天）。贵单位有 {count} 份申报没有提交，"
        "{authority}受理至{until}。"
    ),
    "notice_remind_round_last_day_host": (
        "{round}名单动态调整窗口今天是最后一天。贵单位有 {count} 份申报没有提交，"
        "{authority}受理至{until}，请抓紧。"
    ),
    "notice_remind_round_opens_authority": (
        f"{{round}}名单动态调整窗口已经开放，至{{until}}止。{_ROUND}"
    ),
    "notice_remind_round_days_left_authority": (
        f"{{round}}名单动态调整窗口还有 {{left}} 个工作日（含今天），{{until}}截止。{_ROUND}"
    ),
    "notice_remind_round_last_day_authority": (
        f"{{round}}名单动态调整窗口今天是最后一天，{{until}}截止。{_ROUND}"
    ),
    "notice_remind_holidays_early": (
        "还没有载入{year}年的放假安排。国务院办公厅发布后，请提醒系统管理员在服务器上载入；"
        "载入前，今年12月和{year}年的填报窗口都是暂定的。"
    ),
    "notice_remind_holidays_late": (
        "{year}年已经开始，仍没有载入{year}年的放假安排，今年的填报窗口都是暂定的（眼前的现按{days}计），"
        "随时可能变动。请立即督促系统管理员在服务器上载入。"
    ),
    "notice_remind_holidays_urgent": (
        "已到12月，仍没有载入{year}年的放假安排，今年12月的填报窗口（现按{days}计）随时可能变动。"
        "请立即核对国务院办公厅通知是否已经发布，并督促系统管理员在服务器上载入。"
    ),
}
