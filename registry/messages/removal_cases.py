"""What is said about removal cases 移出案件 and their decisions."""

SENTENCES = {
    # What does not hold in what was typed.
    "removal_ground_wanted": "请选择移出情形（二（四）或二（六）所列）。",
    "removal_facts_wanted": (
        "请写明事实，{least} 至 {most} 字：发生了什么、何时发生、凭什么材料认定。"
    ),
    "removal_occurred_in_the_future": "发生日期晚于今天，请核对。",
    "removal_origin_unknown": "没有找到来源“{read}”，或它不属于本平台、已经办结。请核对编号。",
    "removal_notice_number_wanted": "请填写告知书文号，不超过 {most} 字。",
    "removal_notice_dated_wanted": "请填写告知书日期，不能晚于今天。",
    "removal_notice_asks_wanted": (
        "请写明要依托单位说明什么、提交什么材料，{least} 至 {most} 字。"
    ),
    "removal_statement_wanted": "请写明陈述意见，{least} 至 {most} 字。",
    "removal_organ_wanted": "请选择核实单位：省级主管部门或工业和信息化部。",
    "removal_person_wanted": "请填写核实人，不超过 {most} 字。",
    "removal_findings_wanted": "请写明核实情况，{least} 至 {most} 字。",
    "removal_verified_on_wanted": "请填写核实日期：不早于告知当日，不晚于今天。",
    "removal_confirmed_wanted": "请选择核实结论：属实或不属实。",
    "removal_document_wanted": "请填写决定文号，不超过 {most} 字。",
    "removal_reasons_wanted": (
        "请写明认定的事实、是否采纳陈述和理由，{least} 至 {most} 字。会印在决定书上。"
    ),
    "removal_effective_day_wanted": (
        "按{clause}，这一情形的移出最早自 {first} 起生效，最晚自作出决定当日（{last}）起生效。"
        "请改填，或留空，即自签发之日起生效。"
    ),
    "removal_closing_wanted": "请选择结案方式。",
    # What stands in the way.
    "removal_case_ended": (
        "案件 {number} 已经办结，所依据的事实、陈述和材料保持决定时的样子，不能再改动或撤回。"
        "认为决定有误的，请按异议程序提出。"
    ),
    "removal_case_on_hold": "案件 {number} 已中止，恢复办理后才能{step}。",
    "removal_case_not_on_hold": "案件 {number} 没有中止，不需要恢复。",
    "removal_case_not_now": "案件 {number} 现在是“{state}”，不能{step}。请先办理前一步。",
    "removal_case_wants_no_verification": (
        "二（六）的情形不需要核实：告知并听取陈述后，即可拟定决定。"
    ),
    "removal_case_statement_awaited": (
        "依托单位可在 {until}（含当日）前陈述，目前还没有收到。收到陈述或期满后才能{step}。"
    ),
    "removal_case_unverified": (
        "二（四）的情形须“经核实后”才能移出。请先登记核实结果，结论为“属实”的才能{step}；"
        "不属实的请结案。"
    ),
    "removal_ground_by_ministry": (
        "二（六）的情形由工业和信息化部办理。省级主管部门认为应当退出的，请提出退出建议。"
    ),
    "removal_case_already_open": (
        "“{name}”以同一情形已有在办案件 {number}，没有重复立案。请在该案件中补充。"
    ),
    "removal_platform_gone": (
        "“{name}”已经不在储备库中，这一情形也不附带限制申报期，没有可以决定的事项。请结案。"
    ),
    "removal_preparer_signs": ("“{name}”参与了拟定，不能由同一人签发。请由另一位部级负责人签发。"),
    "removal_daily_limit_reached": (
        "今天作出的移出决定将超过每日上限 {limit} 件，没有签发。请明天继续，或减少本批件数。"
    ),
    "removal_evidence_full": "一个案件最多 {most} 份材料，已经满了。请合并后再传。",
    "removal_evidence_withdrawn": "“{name}”之前已经撤回。",
    "removal_batch_cases_wanted": "请选择待签发的案件，至少 1 件，最多 {most} 件。",
    "removal_batch_not_prepared": "这些案件不在“待签发”，不能列入批次：{cases}。请刷新后重选。",
    "removal_batch_case_changed": "列入批次后案件有变动（退回、中止或已办结），没有决定。",
    "removal_batch_settled": "批次 {number} 已经签发或撤销，不能再办理。",
    # Steps, states, ways to end.
    "removal_step_notify": "告知依托单位",
    "removal_step_state": "提交陈述",
    "removal_step_add_evidence": "增减材料",
    "removal_step_verify": "登记核实结果",
    "removal_step_prepare": "拟定决定",
    "removal_step_give_back": "退回",
    "removal_step_sign": "签发",
    "removal_step_close": "结案",
    "removal_step_hold": "中止",
    "removal_step_resume": "恢复办理",
    "state_removal_opened": "已立案",
    "state_removal_notified": "已告知",
    "state_removal_verified": "已核实",
    "state_removal_prepared": "待签发",
    "state_removal_decided": "已决定",
    "state_removal_closed": "已结案",
    "state_removal_on_hold": "已中止",
    "state_removal_suspended": "决定暂停执行",
    "state_removal_changed": "决定已变更",
    "state_removal_annulled": "决定已撤销",
    "state_batch_prepared": "待签发",
    "state_batch_signing": "正在执行",
    "state_batch_done": "已执行",
    "state_batch_withdrawn": "已撤销",
    "removal_closing_unfounded": "不属实",
    "removal_closing_below_line": "未达到移出标准",
    "removal_closing_mended": "已整改，不再移出",
    "removal_closing_already_removed": "平台已移出，无须再决定",
    "removal_organ_province": "省级主管部门",
    "removal_organ_ministry": "工业和信息化部",
    "removal_confirmed_yes": "属实",
    "removal_confirmed_no": "不属实",
    "removal_origin_incident": "事故和违规情形",
    "removal_origin_major_change": "重大事项变更",
    "removal_origin_unreported_change": "疑似未报告变更",
    "removal_origin_exit_proposal": "退出建议",
    # What follows from a decision.
    "removal_follows_removed": "平台自 {day} 起移出储备库。",
    "removal_follows_removed_before": "平台此前已不在储备库，库内状态不变。",
    "removal_follows_ban": ("依托单位和该平台自 {first} 至 {last}（含首尾两日）不得再次申报。"),
    "removal_follows_no_ban": "{clause}没有规定限制申报期，不限制再次申报。",
    "removal_follows_duties": "窗口未截止的季度不再应报动态更新。",
    "removal_follows_drafts": "{quarters} 的动态更新草稿不再需要提交。",
    "removal_follows_applications": (
        "同一平台在办的申报 {numbers} 不因此撤销，提交和入库时按限制申报期判定。"
    ),
    # Done.
    "removal_opened_now": "已立案。平台仍然在库；请告知依托单位并听取陈述。",
    "removal_notified_now": "已告知依托单位，陈述截止日已写明。",
    "removal_stated_now": "陈述已收到。",
    "removal_verified_now": "核实结果已登记。",
    "removal_prepared_now": "决定已拟定，待另一位部级负责人签发；平台仍然在库。",
    "removal_given_back_now": "已退回，可以重新拟定。",
    "removal_decided_now": "决定已签发并生效。",
    "removal_draft_too_long": "陈述意见最多 {most} 字，这一次没有保存。请精简，或作为材料上传。",
    "removal_closed_now": "已结案，平台不移出。",
    "removal_held_now": "案件已中止。",
    "removal_resumed_now": "案件已恢复办理。",
    "removal_evidence_taken": "材料已收到。",
    "removal_batch_made_now": "批次已建立，尚未决定任何案件；请核对后由另一位负责人签发。",
    "removal_batch_signed_now": "批次已签发，正在逐件执行。",
    "removal_batch_withdrawn_now": "批次已撤销，案件仍为待签发。",
    "removal_cases_none": "没有符合条件的移出案件。",
    "removal_nothing_removed_yet": (
        "立案不等于移出：作出决定之前，平台仍然在库，仍须按季度动态更新。"
    ),
    "removal_host_without_account": (
        "依托单位目前没有可用账号，看不到告知。请另行书面送达，并为其补发找回码；"
        "告知会一直保留，新账号登录后即可看到。"
    ),
    "removal_platform_unknown": "没有找到这个平台编号。请对照平台页面核对后重填。",
    "removal_evidence_readers": "告知以后，依托单位、主管部门和部里都能看到、下载。",
    "removal_evidence_mistaken": (
        "文件不会删除。拟定决定之前，写明原因可以撤回自己一方上传的，撤回的仍然列出。"
    ),
    "removal_evidence_closed": "决定已拟定或案件已办结，材料不能再增减。",
    "removal_evidence_none": "还没有材料。",
    "removal_on_platform": (
        "正在办理移出案件 {number}：{ground}（{clause}）。作出决定之前，平台仍然在库。"
    ),
    "removal_on_platform_decided": "移出案件 {number} 已作出决定：{ground}（{clause}）。",
    "removal_on_platform_suspended": (
        "移出案件 {number} 的决定（{ground}，{clause}）正在异议 {appeal} 处理中，暂停执行。"
    ),
    "removal_on_platform_upheld": (
        "移出案件 {number} 已作出决定：{ground}（{clause}）；经异议 {appeal} 维持。"
    ),
    "removal_on_platform_changed": (
        "移出案件 {number} 已作出决定：{ground}（{clause}）；移出情形已经异议 {appeal} 变更。"
    ),
    "removal_on_platform_annulled": (
        "移出案件 {number} 的决定（{ground}，{clause}）已经异议 {appeal} 撤销，自始无效。"
    ),
    # Home.
    "task_removal_state": "就“{name}”的移出案件陈述",
    "task_note_removal_state": "案件 {case}；逾期未陈述的，照常核实和决定",
    "task_removal_await": "“{name}”的移出案件 {case} 正在办理",
    "task_removal_notify": "{count} 件移出案件待告知依托单位",
    "task_removal_verify": "{count} 件移出案件已告知，待陈述和核实",
    "task_removal_prepare": "{count} 件移出案件已核实，待拟定决定",
    "task_removal_sign": "{count} 件移出决定待签发",
    # Messages.
    "notice_removal_open": (
        "对“{name}”以“{ground}”（{clause}）立案，案件 {number}。平台仍然在库，待告知、听取陈述。"
    ),
    "notice_removal_notify": (
        "“{name}”涉及“{ground}”（{clause}），已以 {document} 告知依托单位，案件 {number}。"
        "依托单位可在 {last_day}（含当日）前陈述并提交材料；决定作出前平台仍然在库。"
    ),
    "notice_removal_state": "依托单位已就“{name}”的移出案件 {number} 提交陈述。",
    "notice_removal_verify": "“{name}”的移出案件 {number} 已登记核实结果。",
    "notice_removal_prepare": "“{name}”的移出决定已拟定（案件 {number}），待另一位负责人签发。",
    "notice_removal_give_back": "“{name}”的移出决定未签发，已退回（案件 {number}）。原因：{reason}",
    "notice_removal_decide": (
        "对“{name}”作出决定 {document}（{ground}，{clause}，案件 {number}）。{what}"
    ),
    "notice_removal_close": (
        "“{name}”的移出案件 {number}（{ground}）已结案，平台不移出。理由：{reason}"
    ),
    "notice_removal_hold": "“{name}”的移出案件 {number} 已中止办理。原因：{reason}",
    "notice_removal_resume": "“{name}”的移出案件 {number} 已恢复办理。原因：{reason}",
    # The story of a platform.
    "story_removal_case.open": "移出立案",
    "story_removal_case.notify": "告知依托单位",
    "story_removal_case.state": "依托单位陈述",
    "story_removal_case.evidence_add": "提交移出案件材料",
    "story_removal_case.evidence_withdraw": "撤回移出案件材料",
    "story_removal_case.verify": "登记核实结果",
    "story_removal_case.prepare": "拟定移出决定",
    "story_removal_case.give_back": "退回移出决定",
    "story_removal_case.decide": "签发移出决定",
    "story_removal_case.close": "移出案件结案",
    "story_removal_case.hold": "中止移出案件",
    "story_removal_case.resume": "恢复移出案件",
    "story_removal_batch.prepare": "建立批量移出",
    "story_removal_batch.sign": "签发批量移出",
    "story_removal_batch.withdraw": "撤销批量移出",
    "story_exit_proposal.decide": "退出建议已研究决定",
    "ledger_removal_case": "移出案件",
    "ledger_removal_batch": "批次",
    "ledger_origin": "来源",
    "ledger_occurred_on": "发生日期",
    "ledger_dated": "文件日期",
    "ledger_last_day": "陈述截止日",
    "ledger_late": "逾期",
    "ledger_organ": "核实单位",
    "ledger_verified_on": "核实日期",
    "ledger_confirmed": "属实",
    "ledger_removed": "移出",
    "ledger_ban_until": "限制申报至",
    "ledger_prepared_by": "拟定人",
    "ledger_outcome": "结案方式",
    "ledger_drafts": "草稿",
    "ledger_cases": "案件",
}
