"""What is said about the catalogue of checks 核对规则, its findings and its explanations."""

SENTENCES = {
    # Findings of checks against the quarters before and against what others filed.
    "update_moved_much": (
        "“{label}”读到 {read}，上次是 {wanted}，相差 {times} 倍及以上。"
        "请核对数字；属实的，请写明新购、搬迁、划转等原因。"
    ),
    "update_total_does_not_add": (
        "“{label}”读到 {read}，上季度的累计数加“{parts}”应为 {wanted}。"
        "请核对；更正以前错误的请写明。"
    ),
    "update_unchanged_three_quarters": (
        "连同前两个季度，已经连续 {quarters} 个季度确认存量数据无变化。"
        "请重新核对设备、场地、人员和载荷；确无变化的请写明。"
    ),
    "update_flows_copied": (
        "{names}都与上季度完全相同。请核对是否照抄了上季度的数；属实的请写明。"
    ),
    "update_text_of_another": (
        "“{label}”与其他依托单位的平台填报的说明完全相同。请按本平台的实际情况填写。"
    ),
    "update_income_below_entry": (
        "“{label}”全年为 {read}，低于储备条件（{condition}，{wanted}）。"
        "不低于依托单位主营业务收入总额 {percent}% 的也算达标；"
        "动态更新不填主营业务收入，由主管部门核对，不影响提交。"
    ),
    # Explanations.
    "update_explanation_label": "对提醒的说明",
    "update_explanation_of": "说明：{title}（{label}）",
    "update_confirmation_label": "存量数据无变化",
    "update_explanation_help": (
        "填错了的直接改正；情况属实的写一句原因，随回执存档，主管部门可以看到。"
    ),
    "update_explanation_wanted": "请改正，或者写一句说明。",
    "update_explanation_too_long": "说明超过 500 字，没有保存。请只写要点。",
    "update_explanation_unknown": "没有“{read}”这一项提醒可以说明，请对照接口文档核对。",
    "update_not_explained": (
        "还有 {count} 处提醒没有说明，尚未提交。已填内容都保留着：填错了的改正，属实的写一句说明，"
        "再提交即可。"
    ),
    # Words of the catalogue.
    "update_stage_about_observe": "只随填报留存，供主管部门参考，不提示依托单位",
    "update_stage_about_note": "提示填报人，不影响提交",
    "update_stage_about_warn": "提示填报人，改正或写明原因后才能提交",
    "update_stage_about_block": "改正后才能提交",
    "update_looks_at_entries": "是否填全、能否识别",
    "update_looks_at_answers": "选择与说明是否一致",
    "update_looks_at_units": "单位是否有误",
    "update_looks_at_change": "与上次填报相比",
    "update_looks_at_sums": "合计与分项",
    "update_looks_at_conditions": "储备条件",
    "update_looks_at_copying": "是否逐项核对、如实填写",
    "update_step_since": "自 {since} 起",
    "update_step_until": "至 {until} 止",
    "update_step_between": "{since} 至 {until}",
    "update_step_always": "一直适用",
    "update_checks_title": "季度动态更新核对规则",
    "update_clause_of_field": "见各项",
    "update_clause_of_house": "本服务口径",
    "update_check_column_title": "核对什么",
    "update_check_column_looks_at": "类别",
    "update_check_column_stage": "本季度",
    "update_check_column_dates": "适用日期",
    "update_check_column_reads": "读什么",
    "update_check_column_wants": "要求",
    "update_check_column_mend": "怎样改正",
    "update_check_column_clause": "依据",
    "update_check_column_id": "编号",
    "update_checks_promote": (
        "规则的阶段和起始日期是配置数据（config/checks）：由工业和信息化部决定把试行观察的规则转为提醒，"
        "写明新阶段自哪一天起，随版本发布。每个季度按该季度最后一天的阶段核对，窗口期内不会变。"
    ),
    "update_hits_none": "这一季度还没有命中任何规则的填报。窗口开放后，命中情况随提交即时更新。",
    "update_hits_of_none": "这一季度没有平台命中这条规则。",
    "update_hits_filed": "{quarter}已提交 {count} 家，以下按各平台的当前版本计。",
}
