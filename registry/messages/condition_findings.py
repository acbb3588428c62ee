"""What is said about entry conditions that are no longer met 入库条件线索."""

SENTENCES = {
    # States.
    "state_condition_open": "待查看",
    "state_condition_looked_at": "已查看",
    "state_condition_proposed": "已提出退出建议",
    "state_condition_resolved": "已恢复达标",
    "state_condition_ended": "平台已移出",
    # What it is.
    "condition_about": (
        "动态更新或实时更新的数值低于储备条件的，列在这里（二（六））。"
        "线索不会移出任何平台：由人查看、核实，确需退出的提出退出建议，由工业和信息化部决定。"
        "以后的填报恢复达标的，线索自动了结。"
    ),
    "condition_about_host": (
        "贵单位平台最近填报的数值低于储备条件的，列在这里，主管部门也能看到（二（六））。"
        "线索不会移出平台，移出须由工业和信息化部研究决定。"
    ),
    "condition_findings_none": "没有符合条件的线索。填报的数值低于储备条件时，这里会列出。",
    "condition_findings_none_host": "没有线索：最近填报的数值都达到储备条件。",
    "condition_said": "{condition}（{clause}）读到 {value}，要求不低于 {wanted}。",
    "condition_other_way": (
        "不低于依托单位主营业务收入总额的 {percent}% 也算达标；"
        "动态更新不填主营业务收入，须由人核对。"
    ),
    "condition_mend": (
        "请先核对填报的数值。填错的，在季度窗口内更正；数值属实、以后恢复达标的，"
        "下一次动态更新{realtime}填报后，线索自动了结。暂时恢复不了的，请及早与省级主管部门说明情况。"
    ),
    "condition_mend_realtime": "或实时更新",
    "condition_nobody_removed": "程序不会移出任何平台，移出由工业和信息化部研究决定（二（六））。",
    "condition_on_platform": (
        "入库条件线索 {number}：{condition}读到 {value}，要求不低于 {wanted}。"
    ),
    "condition_seen_update": "{period}动态更新 {key}",
    "condition_seen_realtime": "第 {serial} 次实时更新",
    "condition_resolved_by": "{source} 恢复达标",
    "condition_by_ministry": "工业和信息化部",
    "condition_looked_at_host": "主管部门已查看。",
    "condition_facts_update": (
        "动态更新（回执 {source}）填报的{condition}为 {value}，"
        "低于基本条件{clause}要求的 {wanted}，见入库条件线索 {number}。"
    ),
    "condition_facts_realtime": (
        "实时更新（{source}）报送的{condition}为 {value}，"
        "低于基本条件{clause}要求的 {wanted}，见入库条件线索 {number}。"
    ),
    # Refusals, and what is wanted.
    "condition_note_wanted": "请写明查看的情况：怎样核实、依托单位怎样说明、下一步怎样办。",
    "condition_finding_ended": "线索 {number} 现在的状态是“{state}”，不能再写查看记录。",
    "condition_notes_full": "一条线索最多 {most} 条查看记录，不能再写。请另行存档。",
    "condition_finding_not_for_exit": "这条线索不是本平台的，或者已经了结，不能据此提出退出建议。",
    # After an act.
    "condition_noted_now": "已写入查看记录。依托单位只看到已经查看，看不到内容。",
    "condition_export_title": "入库条件线索",
    # Messages.
    "notice_condition_open_authority": (
        "“{name}”（{platform}）填报的{condition}为 {value}，低于储备条件（{clause}，{wanted}），"
        "记为入库条件线索 {number}。{other_way}请查看、核实；平台仍然在库。"
    ),
    "notice_condition_open_host": (
        "“{name}”填报的{condition}为 {value}，低于储备条件（{clause}，{wanted}），"
        "记为线索 {number}。{other_way}请核对；填错的请更正，属实的请与省级主管部门沟通。"
        "平台仍然在库，程序不会移出任何平台。"
    ),
    "notice_condition_resolve_authority": (
        "“{name}”（{platform}）填报的{condition}为 {value}，已达到储备条件（{clause}，{wanted}），"
        "入库条件线索 {number} 了结。"
    ),
    "notice_condition_resolve_host": (
        "“{name}”填报的{condition}为 {value}，已达到储备条件（{clause}，{wanted}），"
        "线索 {number} 了结。"
    ),
    # Home.
    "task_look_at_conditions": "查看入库条件线索：{count} 条数值低于储备条件",
    "task_await_conditions": "入库条件线索：{count} 条等待省级主管部门查看",
    "task_mend_condition": "{name}：有一项数值低于储备条件，请核对",
    # The story of a platform.
    "story_condition_finding.open": "发现数值低于储备条件",
    "story_condition_finding.resolve": "数值恢复达标，线索了结",
    "story_condition_finding.look": "查看入库条件线索",
    "story_condition_finding.propose": "据线索提出退出建议",
    "story_condition_finding.export": "导出入库条件线索",
    "ledger_noun_condition_finding": "入库条件线索",
    "ledger_condition_finding": "入库条件线索",
}
