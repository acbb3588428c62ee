"""What is said about possible unreported changes 疑似未报告变更."""

SENTENCES = {
    "unreported_by_service": "系统比对",
    "unreported_declared_only": "填报了发生重大事项，没有写说明",
    # Fields.
    "unreported_field_host_name": "依托单位名称",
    "unreported_field_platform_name": "平台名称",
    "unreported_field_place": "平台所在地市",
    "unreported_field_host_kind": "依托单位性质",
    "unreported_field_domicile": "依托单位住所",
    "unreported_field_business_status": "经营状态",
    "unreported_field_declared": "动态更新中填报的重大事项",
    "unreported_field_other": "其他重大事项",
    # Where it came from.
    "unreported_origin_update": "动态更新",
    "unreported_origin_application": "申报信息表",
    "unreported_origin_sheet": "汇总表",
    "unreported_origin_extract": "工商登记信息",
    "unreported_origin_tip": "线索",
    "unreported_source_quarterly_update": "动态更新回执 {key}",
    "unreported_source_application": "申报回执 {key}",
    "unreported_source_summary_sheet": "汇总表 {key} 第 {row} 行",
    "unreported_source_register_extract": "工商登记信息 {key} 第 {row} 行",
    "unreported_source_tip": "线索来源",
    # States.
    "state_unreported_suspected": "待询问",
    "state_unreported_asked": "已询问",
    "state_unreported_answered": "已答复",
    "state_unreported_explained": "已说明",
    "state_unreported_confirmed": "已认定",
    "state_unreported_unfounded": "不成立",
    # What it is.
    "unreported_about": (
        "报送材料或工商登记信息与在册不一致、又没有报告的，列在这里。"
        "只询问和核实，不自动处理（二（四））。写法不同、用过的名称不会列入。"
    ),
    "unreported_about_host": (
        "主管部门发现贵单位可能有重大事项没有报告，请在期限内答复。"
        "确有变更的，请尽快报告重大事项；询问之后才报告的，注明为提示后报告（二（四））。"
    ),
    "unreported_none": "没有符合条件的疑似未报告变更。",
    "unreported_none_host": "没有需要答复的询问。",
    "unreported_nothing_on_record": "未登记",
    "unreported_on_platform_office": "有疑似未报告变更（{number}）：{field}由“{old}”变为“{new}”。",
    "unreported_on_platform_host": "主管部门询问“{field}”是否变更（{number}），请在{until}前答复。",
    "unreported_confirmed_next": (
        "认定不等于移出。是否启动移出核实由人决定；启动后仍须核实、听取依托单位陈述，"
        "由工业和信息化部决定（二（四））。"
    ),
    "unreported_report_before": (
        "{number} 已报告这项变更（{day}），询问之前报告的，登记后按已说明结束。"
    ),
    "unreported_report_prompted": "{number} 在询问之后报告（{day}），算提示后报告。",
    "unreported_late": "逾期答复",
    # What could not be compared.
    "uncompared_about": (
        "这些材料多次比对都出错，已停止自动重试，其中可能有没报告的变更没有被发现。"
        "请把编号和故障类型告知系统管理员，排除后重新比对。"
    ),
    "uncompared_quarterly_update": "动态更新回执 {key}",
    "uncompared_application": "申报回执 {key}",
    "uncompared_summary_sheet": "汇总表 {key}",
    "uncompared_tries": "{fault}（已试 {tries} 次）",
    "uncompared_again": "已安排重新比对，一般一两分钟内完成。仍不能比对的，会再列在这里。",
    "story_uncompared_filing.look_again": "重新比对没能比对的材料",
    "ledger_noun_uncompared_filing": "没能比对的材料",
    "ledger_subject_uncompared_filing": "没能比对的材料 {named}",
    "ledger_tries": "已试次数",
    "ledger_fault": "故障类型",
    # Refusals, and what is wanted.
    "unreported_settled": "{number} 现在的状态是“{state}”，不能这样办理。请刷新查看最新情况。",
    "unreported_already_open": (
        "同一项变化已经登记为 {number}，没有重复登记。请打开那一件继续办理。"
    ),
    "unreported_is_reported": "这项变更已经报告（{number}），不需要登记为疑似未报告变更。",
    "unreported_platform_gone": "“{name}”已经不在储备库中，不再办理疑似未报告变更。",
    "unreported_still_answering": (
        "依托单位还没有答复，答复期限到{until}为止（含当天）。"
        "答复之后或期限过后才能认定（二（四））。"
    ),
    "unreported_papers_full": (
        "一件最多 {most} 份答复和 {most} 个文件，不能再添加。请合并后与主管部门联系。"
    ),
    "unreported_field_wanted": "请选择可能变更的是哪一项。",
    "unreported_value_wanted": "请写明变更后的内容，{most} 字以内。",
    "unreported_source_wanted": "请写明线索来源，{most} 字以内，如来函文号、公示网址、举报编号。",
    "unreported_facts_wanted": "请写明了解到的情况：何时、何事、凭什么。",
    "unreported_no_difference": (
        "与在册的或用过的内容一致（只是写法不同），不算变更。请核对后重填；不需要登记的，返回即可。"
    ),
    "unreported_question_wanted": "请写明要依托单位说明什么。",
    "unreported_reason_wanted": "请写明认定的理由，会写入办理记录并告知依托单位。",
    "unreported_answer_wanted": "请写明情况：有没有变更、何时、为什么没有报告。",
    "unreported_outcome_wanted": "请选择认定结果：已说明、认定未报告或不成立。",
    "unreported_explained_by_report": "询问之前已报告重大事项 {number}",
    # After an act.
    "unreported_opened_now": "已登记。依托单位还看不到；询问之后才告知。",
    "unreported_asked_now": "已询问依托单位，请它在{until}前答复。",
    "unreported_was_reported": (
        "依托单位在询问之前已经报告（{number}），这一件按已说明结束，没有发出询问。"
    ),
    "unreported_answered_now": "已答复，主管部门会看到。还可以补充说明和上传文件。",
    "unreported_paper_taken": "已上传。主管部门能看到、下载。",
    "unreported_again": "没有办成，请按提示修改；填写的内容都保留着，文件须重新选择。",
    "unreported_settled_now": "已认定为“{state}”，写入办理记录。",
    # Messages.
    "desk_look_for_unreported": "比对 {key}",
    "notice_unreported_found": (
        "系统比对发现 {count} 件疑似未报告变更，请核对，需要的询问依托单位。"
    ),
    "notice_unreported_opened_authority": (
        "工业和信息化部按线索登记了“{name}”的疑似未报告变更（{number}）：{field}。请核对办理。"
    ),
    "notice_unreported_asked_host": (
        "{authority}询问：“{name}”的{field}是否发生变更（{number}）。请在 {until} 前登录答复；"
        "确有变更的请尽快报告重大事项。"
    ),
    "notice_unreported_answered_authority": (
        "“{name}”就疑似未报告变更 {number}（{field}）作了答复。"
    ),
    "notice_unreported_settled_host": (
        "“{name}”的疑似未报告变更 {number}（{field}）：{state}。{reason}"
    ),
    "notice_unreported_settled_authority": (
        "“{name}”的疑似未报告变更 {number}（{field}）由工业和信息化部认定：{state}。{reason}"
    ),
    "notice_unreported_settled_ministry": (
        "{authority}认定“{name}”有重大事项未报告（{number}，{field}）。{reason}"
    ),
    # Home.
    "task_answer_unreported": "答复主管部门的询问：{name}的{field}",
    "task_answered_unreported": "{name}的{field}：已答复，等待主管部门认定",
    "task_note_unreported_late": "期限已过，仍可答复，会注明逾期",
    "task_ask_unreported": "核对疑似未报告变更：{count} 件待询问",
    "task_judge_unreported": "认定疑似未报告变更：{count} 件已答复",
    "task_await_unreported": "等待依托单位答复疑似未报告变更：{count} 件",
    "task_look_again_unreported": "{count} 份材料没能比对疑似未报告变更，请排除故障后重新比对",
    "task_comparing_extract": "工商登记信息 {extract} 正在比对",
    # The story of a platform.
    "story_unreported_change.open": "登记疑似未报告变更",
    "story_unreported_change.ask": "就疑似未报告变更询问依托单位",
    "story_unreported_change.answer": "依托单位答复疑似未报告变更",
    "story_unreported_change.add_paper": "依托单位为疑似未报告变更上传文件",
    "story_unreported_change.settle": "认定疑似未报告变更",
    "ledger_noun_unreported_change": "疑似未报告变更",
    "ledger_unreported_change": "疑似未报告变更",
    "ledger_changed_field": "项目",
    "ledger_seen_in": "来源",
    "ledger_question_asked": "询问",
    "ledger_answer_until": "答复期限",
    "ledger_explained_by": "重大事项报告",
    "ledger_answered_late": "逾期",
}
