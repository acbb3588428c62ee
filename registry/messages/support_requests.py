"""What is said about requests for support 支持诉求."""

SENTENCES = {
    "ledger_noun_support_request": "支持诉求",
    "support_section": "支持诉求",
    "support_section_help": (
        "需要省级主管部门协调支持的，在对应的类别里写明；没有的不填，不影响提交。"
        "随本次动态更新一并提交。不要写联系方式和涉密内容。"
    ),
    "support_section_on_check": "随本次动态更新一并提交，由省级主管部门答复。",
    "support_not_now": "支持诉求 {number} 目前是“{state}”，不能这样办理。请刷新后再看。",
    "support_not_asked": (
        "支持诉求有问题，本次动态更新还没有提交，填写的内容没有丢失。请按提示修改或清空该项后再提交。"
    ),
    "support_wanted_too_long": "“{label}”的支持诉求请不要超过 {most} 字。",
    "support_on_behalf": "代填不含支持诉求，请清空；由依托单位在自己的填报中提出。",
    "support_standing": (
        "“{label}”的支持诉求 {number} 还没有办结，同一季度不能再提一件。"
        "请清空此项；需要改提时先撤回原件，已答复的可以再次提出。"
    ),
    "support_asked_often": "本季度“{label}”的支持诉求已提出 {most} 件，不能再提。请清空此项。",
    "support_text_wanted": "请写明内容。",
    "support_text_too_long": "内容请不要超过 {most} 字。",
    "support_outcome_wanted": "请选择答复的结果：已解决、不能支持，或已转有关部门。",
    "support_department_wanted": "请写明转给哪个部门。",
    "support_department_too_long": "部门名称请不要超过 {most} 字。",
    "support_outcome_resolved": "已解决",
    "support_outcome_declined": "不能支持",
    "support_outcome_referred": "已转{department}",
    "support_outcome_choice_resolved": "已解决",
    "support_outcome_choice_declined": "不能支持（写明原因）",
    "support_outcome_choice_referred": "已转有关部门（写明部门）",
    "support_moved_take": "已受理，已通知依托单位。",
    "support_moved_progress": "已记录进展，已通知依托单位。",
    "support_moved_answer": "已答复，已通知依托单位。",
    "support_moved_settle": "已确认办结。",
    "support_moved_ask_again": "已再次提出，已通知主管部门。",
    "support_moved_withdraw": "已撤回，已通知主管部门。",
    "support_step_ask": "提出诉求",
    "support_step_take": "受理",
    "support_step_progress": "办理进展",
    "support_step_answer": "答复",
    "support_step_settle": "确认办结",
    "support_step_ask_again": "再次提出",
    "support_step_withdraw": "撤回",
    "support_requests_none": "没有符合条件的支持诉求。",
    "support_requests_none_of_host": (
        "还没有提出过支持诉求。需要用地、能源、应急、安全、环保等方面支持的，"
        "填写季度动态更新时在“支持诉求”里写明即可。"
    ),
    "support_requests_none_yet": (
        "还没有收到支持诉求。依托单位随季度动态更新提出，收到后发消息，首页会列出。"
    ),
    "support_export_title": "支持诉求",
    "state_support_asked": "待受理",
    "state_support_in_hand": "办理中",
    "state_support_answered": "已答复",
    "state_support_settled": "已办结",
    "state_support_withdrawn": "已撤回",
    "state_outcome_resolved": "已解决",
    "state_outcome_declined": "不能支持",
    "state_outcome_referred": "已转部门",
    "task_support_answered": "查看支持诉求的答复，确认办结或再次提出（{count} 件）",
    "task_support_asked": "支持诉求等待受理（{count} 件）",
    "task_support_in_hand": "支持诉求正在办理（{count} 件）",
    "task_support_take": "受理支持诉求（{count} 件）",
    "task_support_answer": "答复办理中的支持诉求（{count} 件）",
    "notice_support_ask": "“{name}”随{quarter}动态更新提出支持诉求：{kind}（{number}）。",
    "notice_support_take": "支持诉求 {number}（{kind}）已由{authority}受理。{text}",
    "notice_support_progress": "支持诉求 {number}（{kind}）有新的进展：{text}",
    "notice_support_answer": "支持诉求 {number}（{kind}）已答复：{outcome}。{text}",
    "notice_support_settle": "“{name}”确认支持诉求 {number}（{kind}）办结。{text}",
    "notice_support_ask_again": "“{name}”对支持诉求 {number}（{kind}）再次提出：{text}",
    "notice_support_withdraw": "“{name}”撤回支持诉求 {number}（{kind}）。原因：{text}",
    "story_support_request.ask": "提出支持诉求",
    "story_support_request.take": "受理支持诉求",
    "story_support_request.progress": "记录支持诉求的进展",
    "story_support_request.answer": "答复支持诉求",
    "story_support_request.settle": "确认支持诉求办结",
    "story_support_request.ask_again": "再次提出支持诉求",
    "story_support_request.withdraw": "撤回支持诉求",
    "story_support_request.export": "导出支持诉求",
    "ledger_support_request": "支持诉求",
    "ledger_support_kind": "诉求类别",
    "ledger_support_outcome": "答复结果",
}
