"""What is said about late filing 补报 and the leave for it."""

SENTENCES = {
    "late_filing_last_day_wanted": "请选择补报截止日：今天起 {most} 天以内。",
    "late_filing_reason_wanted": "请写明开放补报的原因，{least} 至 {most} 字。",
    "late_filing_authority_wanted": "请选择一个省级主管部门，或写明平台编号。",
    "late_filing_platform_wanted": "请写明平台编号。",
    "late_filing_too_early": "{quarter}的窗口还没有截止，可以按时提交，不需要开放补报。",
    "late_filing_not_owed": "“{name}”{quarter}免报，没有需要补报的内容。",
    "late_filing_over": "补报许可 {number} 已经到期或提前结束。需要延长的，请另外开放一次。",
    "late_filing_given_now": "已开放补报，编号 {number}，已通知有关单位。",
    "late_filing_ended_now": "补报已提前结束；已经补报的不受影响。",
    "late_filing_open": (
        "{quarter}的窗口已经截止；已开放补报，{last_day}（含当日）前可以提交（{number}）。"
    ),
    "late_filing_last_day_help": "{today}至{latest}之间；到当日 24:00 为止。",
    "late_filing_reason_help": "依托单位、主管部门和部里都会看到，写入办理记录。",
    "late_filing_excused_help": "停电、系统故障、自然灾害等，责任不在依托单位；已补报的一并改计。",
    "late_filing_end_help": "立即生效，写入办理记录并通知有关单位；已经补报的不受影响。",
    "late_filing_stays_on_time": "原来按时提交的，更正以后仍算按时。",
    "late_filing_excused_since": "工业和信息化部已准予补报，本季度不计逾期。",
    "late_filing_give": "开放补报",
    "late_filing_give_when": "窗口已经截止；有正当原因的，写明原因可以开放补报，补交的记为“补报”。",
    "late_filing_counts_late": "这时提交记为“补报”，不算按时。",
    "late_filing_counts_excused": "这时提交记为“准予补报”：不算按时，也不计逾期。",
    "late_filings_none": "没有符合条件的补报许可。",
    "late_filings_none_yet": (
        "还没有开放过补报。窗口截止以后，在“未提交名单”里选中没有提交的平台，写明原因即可开放。"
    ),
    "state_reopened": "可补报",
    "state_leave_running": "补报中",
    "state_leave_lapsed": "已到期",
    "state_leave_ended": "提前结束",
    "late_filing_by_ministry": "工业和信息化部",
    "late_filing_whole_authority": "本地区全部平台",
    "task_file_late": "补报“{name}”{quarter}的动态更新",
    "task_note_file_late": "窗口已截止，已开放补报",
    "notice_late_filing_give": (
        "“{name}”可以补报{quarter}的动态更新，{last_day}（含当日）前提交，记为补报（{number}）。"
        "原因：{reason}"
    ),
    "notice_late_filing_give_excused": (
        "“{name}”可以补报{quarter}的动态更新，{last_day}（含当日）前提交，记为准予补报，"
        "不计逾期（{number}）。原因：{reason}"
    ),
    "notice_late_filing_end": "“{name}”{quarter}的补报许可 {number} 已提前结束。原因：{reason}",
    "story_late_filing.give": "开放补报",
    "story_late_filing.end": "提前结束补报",
    "ledger_late_filing": "补报许可",
    "ledger_late_filing_last_day": "补报截止日",
    "ledger_late_filing_until": "可补报至",
    "ledger_excused": "准予补报，不计逾期",
}
