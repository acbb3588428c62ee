"""What is said about returning a filed update 退回补正 and what is visible beside a duty."""

SENTENCES = {
    "ledger_noun_update_return": "退回补正",
    "update_return_sections_wanted": "请选择需要补正的部分，至少一个。",
    "update_return_reason_wanted": "请写明退回的原因，{least} 至 {most} 字。",
    "update_return_window_is_open": "窗口还没有截止，补正到窗口截止为止，不另定日期。",
    "update_return_nothing_filed": "“{name}”没有提交{quarter}的动态更新，没有可以退回的内容。",
    "update_return_open_already": (
        "{quarter}的动态更新已经退回 {number}，依托单位还没有补正。"
        "要改内容的，先撤回再退回；要延长的，请开放补报。"
    ),
    "update_return_of_older": (
        "您看到的是{quarter}第 {read} 版，依托单位已提交第 {newest} 版，没有退回。"
        "请看过最新一版再决定。"
    ),
    "update_return_of_own": (
        "{quarter}最新一版由本部门代填，不退回给依托单位；填错的，请在窗口或补报期内更正代填内容。"
    ),
    "update_return_needs_leave": (
        "{quarter}的窗口已经截止，也没有正在进行的补报，退回以后依托单位无法补正。"
        "请由负责人写明补正截止日，随退回开放补报。"
    ),
    "update_return_over": "退回补正 {number} 已经补正或撤回，不能再撤回。",
    "update_return_ended_leave": "退回补正 {number} 已撤回，随退回开放的补报一并结束",
    "update_returned_elsewhere": (
        "本季度的动态更新退回补正 {number}，只补正：{sections}。其他部分以已提交的为准，"
        "没有提交。其他部分也要更正的，请与主管部门联系。"
    ),
    "update_returned_field": "“{label}”不在退回补正的范围内，请保持已提交的内容。",
    "update_return_section_too": (
        "“{label}”不在退回范围，仍按已提交的内容，不影响提交；要更正的，请主管部门把“{section}”也退回。"
    ),
    "update_return_made_now": "已退回，编号 {number}，已通知依托单位。",
    "update_return_withdrawn_now": "已撤回，已通知依托单位；已提交的内容不变。",
    "update_return_sections_help": "依托单位只能修改选中的部分，其他部分保持已提交的内容。",
    "update_return_reason_help": "写清哪里不对、要怎样补正；依托单位和部里都会看到，写入办理记录。",
    "update_return_last_day_help": (
        "窗口已经截止：随退回开放补报，{today}至{latest}之间，到当日 24:00 为止。"
        "原来按时提交的，补正以后仍算按时。"
    ),
    "update_return_last_day_runs": (
        "已开放的补报到{running}为止，不填就用它；要更长的另选日期。到当日 24:00 为止。"
    ),
    "update_return_until_window": "依托单位可以补正到窗口截止：{until} 24:00。",
    "update_return_until_leave": "依托单位可以补正到补报截止：{until} 24:00。",
    "update_return_withdraw_help": "立即生效，通知依托单位；随退回开放的补报一并结束。",
    "update_return_lead_withdraws": "随退回开放了补报，撤回会一并结束补报，由负责人撤回。",
    "update_return_asked": ("{returned_at}退回（{number}），只补正：{sections}。原因：{reason}"),
    "update_return_asked_until": "请在 {until} 24:00 前更正并提交；核对无误的，写明原因原样提交。",
    "update_return_asked_over": "补正时间已过，以已提交的版本为准。确需补正的，请联系主管部门。",
    "update_return_left_out": "退回以前的草稿里，对“{fields}”的改动不在补正范围，没有带入。",
    "update_return_kept": "不在退回范围，以已提交的为准。",
    "update_returns_none": "没有符合条件的退回补正。",
    "update_returns_none_yet": (
        "还没有退回过。看到已提交的动态更新有问题的，打开那一季度，写明原因即可退回。"
    ),
    "update_returns_none_of_host": "没有退回的动态更新。主管部门退回时会发消息，首页会列出待办。",
    "state_return_open": "待补正",
    "state_return_unanswered": "逾期未补正",
    "state_return_answered": "已补正",
    "state_return_withdrawn": "已撤回",
    "duty_flag_late": "补报",
    "duty_flag_reopened": "开放过补报",
    "duty_flag_returned": "退回待补正",
    "duty_flag_unanswered": "退回逾期未补正",
    "duty_flag_mended": "退回后已补正",
    "task_answer_return": "补正“{name}”{quarter}的动态更新",
    "task_note_answer_return": "主管部门退回：{sections}",
    "task_return_unanswered": "“{name}”{quarter}的动态更新退回后没有补正",
    "task_note_return_unanswered": "补正时间已过，以已提交的版本为准",
    "task_returns_waiting": "查看退回后等待补正的动态更新（{count} 件）",
    "notice_update_return_return": (
        "“{name}”{quarter}的动态更新（回执 {receipt}）退回补正，请在 {until}（含当日）前更正："
        "{sections}。原因：{reason}（{number}，{authority}）"
    ),
    "notice_update_return_withdraw": (
        "“{name}”{quarter}的动态更新不需要补正了，退回补正 {number} 已撤回。原因：{reason}"
    ),
    "notice_update_return_answered": (
        "“{name}”（{number}）{quarter}的动态更新退回后已补正（{return}），新回执 {receipt}。"
        "更正原因：{reason}"
    ),
    "story_update_return.return": "退回补正",
    "story_update_return.withdraw": "撤回退回补正",
    "ledger_update_return": "退回补正",
}
