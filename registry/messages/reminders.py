"""Reminders of the quarterly window, and of a missing holiday notice."""

_COUNTS = (
    "应报 {expected} 个平台，已提交 {submitted} 个，未提交 {missing} 个（{hosts} 家依托单位）。"
)

SENTENCES = {
    "notice_remind_opens_host": (
        "{quarter}动态更新窗口已经开放，至{until}止。贵单位有 {count} 个平台需要填报。"
    ),
    "notice_remind_days_left_host": (
        "{quarter}动态更新窗口即将结束，最晚填报时间是{until}。贵单位还有 {count} 个平台没有提交。"
    ),
    "notice_remind_last_day_host": (
        "{quarter}动态更新窗口今天是最后一天，{until}截止。贵单位还有 {count} 个平台没有提交，"
        "请在截止前提交。"
    ),
    "notice_remind_closed_host": (
        "{quarter}动态更新窗口已于{until}结束。贵单位有 {count} 个平台没有提交。"
        "如有疑问，请与主管部门联系。"
    ),
    "notice_remind_opens_authority": f"{{quarter}}动态更新窗口已经开放，至{{until}}止。{_COUNTS}",
    "notice_remind_days_left_authority": (
        f"{{quarter}}动态更新窗口即将结束，最晚填报时间是{{until}}。{_COUNTS}"
    ),
    "notice_remind_last_day_authority": (
        f"{{quarter}}动态更新窗口今天是最后一天，{{until}}截止。{_COUNTS}"
    ),
    "notice_remind_closed_authority": (f"{{quarter}}动态更新窗口已于{{until}}结束。{_COUNTS}"),
    "notice_remind_holidays": (
        "还没有载入{year}年的放假安排。国务院办公厅发布后，请提醒系统管理员在服务器上载入；"
        "载入前，今年12月和{year}年的填报窗口都是暂定的。"
    ),
}
