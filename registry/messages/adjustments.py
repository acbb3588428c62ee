"""What is said about the adjustment round 名单动态调整: its notice, cut-offs, what is closed."""

SENTENCES = {
    # Why something cannot be done now.
    "round_not_opened": (
        "{round}名单动态调整还没有开启：动态调整按照工业和信息化部的通知组织（{clause}），"
        "本服务尚未登记这一轮的通知。通知登记后即可办理，窗口为{days}；下一轮（{next_round}）："
        "{next_days}。已经填写的内容都在，请与主管部门联系。"
    ),
    "submission_window_closed": (
        "现在不在申报窗口内，不能提交。申报只在每年6月、12月最后5个工作日内接收（{clause}）："
        "{round}窗口为{days}，已经结束；下一个窗口（{next_round}）为{next_days}，"
        "届时请在{until}前提交。草稿、定稿和盖章扫描件都保留，填写、打印、盖章不受窗口限制。"
    ),
    "host_cut_off_passed": (
        "{authority}规定的{round}申报截止时间是{until}，已经过了，不能提交（{clause}，"
        "由省级主管部门组织申报）。本轮窗口为{days}，主管部门可以在窗口内推迟截止时间，请与其联系；"
        "下一轮（{next_round}）：{next_days}。已经填写的内容都保留。"
    ),
    "exits_closed": (
        "{round}的退出建议须在{until}前提出（{clause}，当月内完成名单动态调整），现在已经过了。"
        "请在下一轮（{next_round}，窗口{next_days}）通知登记后提出。"
    ),
    "round_already_open": (
        "{round}名单动态调整已经开启，通知文号“{number}”，没有重复登记。"
        "内容有误的，请打开这一轮更正。"
    ),
    "round_not_at_hand": (
        "不能开启{round}名单动态调整：只能开启正在进行或者即将到来的一轮（{clause}），"
        "现在是{next_round}，窗口为{next_days}。{round}的窗口为{days}。"
    ),
    # What is asked of a notice and of a cut-off.
    "round_number_wanted": "请填写通知的文号，不超过 {most} 字，例如“工信厅科函〔2026〕1号”。",
    "round_dated_wanted": "请填写通知的日期，写成 2026-11-20 这样，年月日写全。",
    "round_dated_in_the_future": "通知日期晚于今天。只登记已经发出的通知，请核对日期。",
    "round_asks_wanted": "请写明通知的要求，不超过 {most} 字；各主管部门按此组织。",
    "round_reason_wanted": "请写明原因，不超过 {most} 字。",
    "round_unchanged": "没有改动：通知的文号、日期和要求都与现在登记的相同。",
    "cut_off_wanted": "请选择截止的日期和钟点。",
    "cut_off_uneven": "截止时间须是整点（北京时间），例如 17:00。",
    "cut_off_outside": (
        "截止时间须在本轮窗口之内：{days}。早于窗口开放的，依托单位无法提交；晚于窗口的，提交也不会接收。"
    ),
    "cut_off_past": "截止时间须晚于现在，不能事后截止。",
    "cut_off_earlier": (
        "已经告知依托单位的截止时间是{standing}，只能推迟，不能提前：依托单位按原定时间安排用印。"
    ),
    "cut_off_same": "与现在的截止时间（{standing}）相同，没有改动。",
    # What a page says after an act.
    "round_opened_now": "这一轮名单动态调整已经开启，各主管部门登录后即可看到通知。",
    "round_corrected_now": "通知已更正，更正前的内容保留在本页。",
    "cut_off_set_now": "截止时间已设定，依托单位登录后即可看到。",
    # Messages to authorities and hosts.
    "notice_round_open": (
        "工业和信息化部已开启{round}名单动态调整（通知“{number}”，{dated}）。"
        "申报、汇总表和盖章扫描件的窗口为{days}。"
    ),
    "notice_round_correct": (
        "{round}名单动态调整的通知已更正：“{number}”，{dated}，原因：{reason}。窗口为{days}。"
    ),
    "notice_cut_off_set": (
        "{authority}规定{round}申报的截止时间为{until}。请在此之前提交已定稿并盖章的申报信息表。"
    ),
    "notice_cut_off_moved": "{authority}把{round}申报的截止时间推迟到{until}，原因：{reason}。",
    "notice_round_closed_host": (
        "{round}名单动态调整已经结束，贵单位有 {count} 份申报还没有办完，"
        "已转入下一轮（{next_round}，窗口{next_days}）。草稿、定稿、材料和审核进度都保留，不需要重新填写。"
    ),
    "notice_round_closed_authority": (
        "{round}名单动态调整已经结束，还有 {count} 份申报、{sheets} 份汇总表没有办完，"
        "申报已转入下一轮（{next_round}，窗口{next_days}）；审核、受理和入库可以继续办理。"
    ),
    "round_clock": "系统（到期）",
    # What an authority has still to do, and what a closed round left.
    "left_review": "审核 {count} 份申报",
    "left_sheet": "把已推荐的 {count} 份列入汇总表，在窗口内上传",
    "left_mend": "修改汇总表后重新上传",
    "left_accept": "受理汇总表（盖章扫描件须在窗口内上传）",
    "left_admit": "汇总表正在入库，稍后核对结果",
    "left_nothing": "没有未办事项。",
    "left_at_closing": (
        "{day}本轮结束时，有 {applications} 份申报、{sheets} 份汇总表没有办完，"
        "已告知 {hosts} 家依托单位。"
    ),
    "left_nothing_at_closing": "{day}本轮结束时，没有未办完的申报和汇总表。",
    "left_kind_sheet": "汇总表",
    "left_kind_application": "申报",
    "left_closing_soon": "本轮已经结束；没有办完的申报转入下一轮，正在告知各单位。",
    "left_carried_on": ("没有办完的申报状态不变，转在下一轮办理；审核、受理和入库可以继续。"),
    "left_carried_in": "其中 {count} 份从以前的轮次转来。",
    "round_no_notice_ministry": (
        "这一轮还没有登记通知。登记之前，依托单位不能提交申报，各地不能上传汇总表，也不能提出退出建议。"
    ),
    "round_no_notice_province": (
        "工业和信息化部还没有登记这一轮的通知。登记之前不能提交申报、上传汇总表，也不能提出退出建议；"
        "填写、打印、盖章不受影响。"
    ),
    "cut_off_none": "没有另定，至窗口结束：{until}",
    "cut_off_help": (
        "可以早于窗口结束，给审核留出时间；不影响汇总表上传。告知后只能推迟，不能提前。"
    ),
    "round_counts_carried": (
        "正在填写的，以及以前轮次没有办完的申报，都列在现在这一轮；各轮结束后，只列在该轮提交的申报。"
    ),
    "round_needs_notice": (
        "名单动态调整按照通知要求组织（二（五））：没有登记通知的一轮，窗口到了也不接收申报和汇总表。"
    ),
    "state_no_sheet": "未上传",
    # Lines of home.
    "task_open_round": "登记通知，开启{period}名单动态调整",
    "task_await_opening": "等待部级负责人登记通知，开启{period}名单动态调整",
    "task_follow_round": "跟进各地{period}名单动态调整",
    "task_await_notice": "等待{period}名单动态调整的通知",
    "task_prepare_round": "准备{period}名单动态调整",
    "task_run_round": "办理{period}名单动态调整",
    "task_note_not_opened": "窗口{opens}开放；登记通知之前，申报、汇总表和退出建议都不接收",
    "task_note_noticed": "通知“{number}”已登记，窗口{opens}开放",
    "task_note_prepare_round": "窗口{opens}开放；正在填写 {drafts} 份，尚未审核 {review} 份",
    "task_note_run_round": "尚未审核 {review} 份，已推荐 {recommended} 份，未提交 {drafts} 份",
    "asks_round_of_host": "新平台申报：填写、定稿、盖章后，在窗口内提交申报信息表。",
    "asks_round_until": "{authority}规定的申报截止时间：{until}。",
    "asks_round_over": (
        "{authority}规定的申报截止时间 {until} 已过，本轮不能再提交。主管部门可以在窗口内推迟，"
        "请与其联系；已经填写的内容都保留。"
    ),
    "asks_round_no_notice": "工业和信息化部的通知尚未登记，登记后才能提交。",
    # The story of a round.
    "story_adjustment.close": "名单动态调整结束",
    "ledger_applications": "未办完的申报",
    "ledger_sheets": "未办完的汇总表",
    "ledger_hosts_told": "已告知的依托单位",
    "story_adjustment.open": "开启名单动态调整",
    "story_adjustment.correct": "更正名单动态调整通知",
    "story_adjustment.cut_off": "设定申报截止时间",
    "ledger_subject_adjustment": "名单动态调整 {named}",
    "ledger_notice_number": "通知文号",
    "ledger_notice_date": "通知日期",
    "ledger_asks": "通知要求",
    "ledger_until": "截止时间",
}
