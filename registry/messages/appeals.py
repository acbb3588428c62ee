"""What is said about appeals 异议 against removal decisions, and corrections 更正 of them."""

SENTENCES = {
    # Refusals.
    "appeal_case_wanted": "请填写移出案件的编号，如 YC-330000-2026-0001。",
    "appeal_grounds_wanted": "请写明异议的理由和依据，{least} 至 {most} 字。",
    "appeal_asks_wanted": "请选择希望怎样处理：撤销决定，或变更移出情形。",
    "appeal_document_wanted": "请填写异议处理决定的文号，不超过 {most} 字。",
    "appeal_document_used": "这是原决定的文号。异议的处理是另一份决定，请填写它自己的文号。",
    "appeal_reasons_wanted": "请写明认定和理由，{least} 至 {most} 字。",
    "appeal_outcome_wanted": "请选择处理结果：维持、变更或撤销。",
    "appeal_ground_wanted": (
        "请选择变更为哪一种移出情形。异议的处理不得比原决定更重，须核实的情形须原案已核实属实。"
    ),
    "appeal_nothing_decided": (
        "案件 {number} 还没有作出决定，没有可以提出异议的内容。请先提交陈述。"
    ),
    "appeal_too_late": (
        "对决定“{decision}”的异议期已于 {last}（含当日）届满（docs/decisions/appeal-period.md）。"
        "有新的证据请告知省级主管部门或部里，部里可以自行更正。"
    ),
    "appeal_already_open": "对这份决定的异议 {number} 正在处理，不重复受理。可以在其中补充材料。",
    "appeal_settled": "对决定“{decision}”的异议已有处理结果（案件 {number}），不再受理。",
    "appeal_held": "{number} 是部里自行更正，依托单位不能撤回；可以补充材料。",
    "appeal_ended": "异议 {number} 已经办结，不能再{step}。",
    "appeal_not_now": "异议 {number} 现在是“{state}”，不能{step}。",
    "appeal_suspended_already": "异议 {number} 针对的决定已经暂停执行。",
    "appeal_not_suspended": "异议 {number} 针对的决定没有暂停执行，不需要恢复。",
    "appeal_signer_took_part": (
        "“{name}”拟定了处理结果，或参与作出了原决定，不能签发。请由另一位部级负责人签发。"
    ),
    "appeal_successor_in_library": (
        "同一依托单位的同名平台“{name}”已经以新编号 {number} 入库，原编号不能同时恢复。"
        "请先就 {number} 办理退出，或把原决定变更为其他情形。"
    ),
    "appeal_evidence_full": "一份异议最多 {most} 份材料，已经满了。请合并后再传。",
    "appeal_evidence_withdrawn": "“{name}”之前已经撤回。",
    # Steps and states.
    "appeal_step_add_evidence": "增减材料",
    "appeal_step_withdraw": "撤回",
    "appeal_step_suspend": "暂停执行",
    "appeal_step_resume": "恢复执行",
    "appeal_step_prepare": "拟定处理结果",
    "appeal_step_give_back": "退回",
    "appeal_step_sign": "签发",
    "state_appeal_filed": "处理中",
    "state_appeal_prepared": "待签发",
    "state_appeal_decided": "已处理",
    "state_appeal_withdrawn": "已撤回",
    "state_appeal_suspended": "决定暂停执行",
    "appeal_origin_host": "依托单位提出异议",
    "appeal_origin_ministry": "部里自行更正",
    "appeal_asks_annulled": "撤销决定",
    "appeal_asks_changed": "变更移出情形",
    "appeal_outcome_upheld": "维持原决定",
    "appeal_outcome_changed": "变更原决定",
    "appeal_outcome_annulled": "撤销原决定",
    # What follows.
    "appeal_follows_upheld": "原决定不变：移出和限制申报照旧。",
    "appeal_follows_returned": (
        "平台恢复在库，自 {day} 起视为没有移出，编号不变；不在库期间的季度不补报，"
        "下一个窗口起照常动态更新。"
    ),
    "appeal_follows_kept_out": "平台另有移出决定（{case}），仍不在库。",
    "appeal_follows_kept_out_all_the_same": "平台另有移出决定，仍不在库。",
    "appeal_follows_stays_out": "平台仍不在库。",
    "appeal_follows_ban_voided": "原决定的限制申报自始无效。",
    "appeal_follows_ban": (
        "改为自 {first} 至 {last}（含首尾两日）不得再次申报；已批准的豁免不随之转移。"
    ),
    "appeal_follows_ban_of_ground": "限制申报改按所选的移出情形，自原决定之日起算。",
    "appeal_ground_bans": "限制申报 {years} 年",
    "appeal_ground_bans_not": "不限制申报",
    # How a decision stands, beside it.
    "decision_suspended": "这份决定自 {day} 起暂停执行，等待异议 {number} 的处理结果。",
    "decision_upheld": "经异议 {number}，这份决定已被维持（{document}）。",
    "decision_changed": "经异议 {number}，这份决定已被变更（{document}）。",
    "decision_annulled": "经异议 {number}，这份决定已被撤销（{document}），自始无效。",
    "decision_may_be_objected": (
        "依托单位对决定不服的，可以在 {last}（含当日）前通过本服务提出异议。"
        "提出异议不停止执行；需要暂停执行的，请一并写明。"
    ),
    "ban_lifted_suspended": (
        "暂停执行：决定“{decision}”正在异议处理中（{appeal}），现在不限制申报。"
    ),
    "ban_lifted_changed": "已变更：决定“{decision}”经异议 {appeal} 变更，这一限制自始无效。",
    "ban_lifted_annulled": "已撤销：决定“{decision}”经异议 {appeal} 撤销，这一限制自始无效。",
    # Done.
    "appeal_filed_now": "异议已收到，编号 {number}。在处理之前，决定照常执行。",
    "appeal_corrected_now": "已立案更正，编号 {number}，已告知依托单位和主管部门。",
    "appeal_withdrawn_now": "异议已撤回。",
    "appeal_suspended_now": "决定已暂停执行。",
    "appeal_resumed_now": "决定已恢复执行。",
    "appeal_prepared_now": "处理结果已拟定，待另一位部级负责人签发；现在没有任何变化。",
    "appeal_given_back_now": "已退回，可以重新拟定。",
    "appeal_decided_now": "处理结果已签发并生效。",
    "appeals_none": "没有符合条件的异议。",
    "appeals_none_yet": (
        "还没有异议。依托单位可以在移出案件的页面，对已经作出的决定提出异议；"
        "部里发现决定有误，也在那里自行更正。"
    ),
    "appeal_evidence_taken": "已上传。可以再上传一份，或返回异议。",
    "appeal_evidence_none": "还没有材料。",
    "appeal_evidence_readers": "依托单位、主管部门和部里都能看到、下载。",
    "appeal_evidence_mistaken": (
        "文件不会删除。拟定处理结果之前，写明原因可以撤回自己一方上传的，撤回的仍然列出。"
    ),
    "appeal_evidence_closed": "处理结果已拟定或异议已办结，材料不能再增减。",
    # Home.
    "task_appeal_prepare": "{count} 件异议待处理",
    "task_appeal_sign": "{count} 件异议处理结果待签发",
    "task_appeal_wait": "{count} 件异议等待部里处理",
    "task_appeal_own": "对“{name}”移出决定的异议 {number} 正在处理",
    "task_appeal_object": "对“{name}”的移出决定不服的，可以提出异议",
    "task_note_appeal_object": "决定 {decision}；提出异议不停止执行",
    # Messages.
    "notice_appeal_file": (
        "依托单位对“{name}”的移出决定 {decision}（案件 {case}）提出异议，编号 {number}。"
        "处理之前，决定照常执行。"
    ),
    "notice_appeal_correct": (
        "部里对“{name}”的移出决定 {decision}（案件 {case}）立案更正，编号 {number}。"
        "处理之前，决定照常执行。"
    ),
    "notice_appeal_withdraw": "对“{name}”移出决定的异议 {number} 已由依托单位撤回。原因：{reason}",
    "notice_appeal_suspend": (
        "“{name}”的移出决定 {decision} 自即日起暂停执行（{number}）。原因：{reason}"
        "暂停期间限制申报不执行；平台恢复在库的，照常动态更新。"
    ),
    "notice_appeal_resume": "“{name}”的移出决定 {decision} 恢复执行（{number}）。原因：{reason}",
    "notice_appeal_prepare": "“{name}”的异议 {number} 已拟定处理结果，待另一位负责人签发。",
    "notice_appeal_give_back": "“{name}”的异议 {number} 处理结果未签发，已退回。原因：{reason}",
    "notice_appeal_decide": (
        "“{name}”的异议 {number} 已作出处理决定 {document}：{outcome}。{what}"
    ),
    # The story of a platform.
    "story_appeal.file": "对移出决定提出异议",
    "story_appeal.correct": "立案更正移出决定",
    "story_appeal.evidence_add": "提交异议材料",
    "story_appeal.evidence_withdraw": "撤回异议材料",
    "story_appeal.withdraw": "撤回异议",
    "story_appeal.suspend": "移出决定暂停执行",
    "story_appeal.resume": "移出决定恢复执行",
    "story_appeal.prepare": "拟定异议处理结果",
    "story_appeal.give_back": "退回异议处理结果",
    "story_appeal.decide": "签发异议处理决定",
    "story_platform.restore": "恢复在库",
    "story_ban.lift": "限制申报不再执行",
    "story_ban.bind_again": "限制申报恢复执行",
    "ledger_appeal": "异议",
    "ledger_appeal_asks": "请求",
    "ledger_appeal_outcome": "处理结果",
    "ledger_appeal_ground": "变更为",
    "ledger_ban_why": "情形",
    "ledger_asks_suspension": "申请暂停执行",
    "ledger_library_from": "视为未移出，自",
    "ledger_ban_voided": "原限制自始无效",
    "ledger_ban_lifted": "限制申报暂停",
    "ledger_in_library": "恢复在库",
    "ledger_kept_out_by": "另有移出决定",
    "receipt_of_appeal_outcome": "异议处理决定书",
    "receipt_suspended": "决定属实，但自 {sent} 起暂停执行，正在处理异议 {current}。",
    "receipt_changed": "决定属实，但已经异议 {current} 变更（{sent}），不再按原文执行。",
    "receipt_annulled": "决定属实，但已经异议 {current} 撤销（{sent}），自始无效。",
}
