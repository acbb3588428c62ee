"""What is said about bans 3年内不得再次申报."""

SENTENCES = {
    "ground_brings_no_ban": (
        "所选情形移出储备库后不附带限制申报期（二（四）列明的情形才有），因此不能登记。"
        "请核对移出情形。"
    ),
    "ban_already_recorded": "决定“{decision}”对该平台的限制申报期已经登记过，没有重复登记。",
    "decision_wanted": "请填写移出决定的文号，限制申报以决定为据。",
    "decision_in_the_future": "决定日期晚于今天。只登记已经作出的决定，请核对日期。",
    "ground_unknown": "不认识移出情形“{read}”，请从规则库列出的情形中选择。",
    "notice_ban_recorded": (
        "依据决定“{decision}”，{host_name}在{until}（含当日）之前不得再次申报储备中试平台。"
    ),
    "story_ban.record": "登记限制申报期",
    "ban_in_force": "限制申报中：至 {until}（含当日），依据决定“{decision}”。",
    "ban_over": "限制申报期已于 {until} 届满，依据决定“{decision}”。",
    "credit_code_wanted": (
        "请填写 18 位统一社会信用代码（数字和大写字母），对照营业执照或法人证书核对。"
    ),
    "state_ban_suspended": "暂停执行",
    "state_ban_changed": "已变更",
    "state_ban_annulled": "已撤销",
    "ban_none": "没有限制申报的记录。",
    "ban_waived": (
        "限制申报中：至 {until}（含当日），依据决定“{decision}”；现有豁免，可以申报其他平台。"
    ),
    # Why a ban touches a host.
    "ban_way_itself": "决定是对本单位作出的",
    "ban_way_this_host": "本单位",
    "ban_way_came_from": "“{here}”由“{there}”{how}而来（{change}，{day}）",
    "ban_way_became": "“{here}”经{how}成为“{there}”（{change}，{day}）",
    "ban_way_carried": "{host}承载或承载过“{name}”（{number}）",
    "ban_way_merged": "来自{name}（{credit_code}）：{way}",
    # What if two merge.
    "ban_merge_itself": "请填写另一家单位的代码，两个代码现在相同。",
    "ban_merged_none": "合并后的单位不受限制申报约束。",
    "ban_merged": "合并后的单位在 {until}（含当日）之前不得申报，依据决定“{decision}”。",
    "ban_merged_note": (
        "按今天的记录回答：合并后的单位承继两家和它们的前身。由其中一家存续的，"
        "它现有的限制申报照旧；已批准的豁免不随合并转移。"
    ),
    "bans_running_none": "没有正在执行的限制申报。",
}
