"""What the service says of two versions of a quarterly update side by side 版本对照."""

SENTENCES = {
    "update_diff_about": "任选本平台两次提交的内容逐项对照，可以跨季度，也可以跨表式版本。",
    "update_diff_none_filed": "本平台还没有提交过动态更新，没有可对照的内容。提交第一份以后再来。",
    "update_diff_none_before": "这是本平台最早提交的一版，之前没有可对照的。请另选两版。",
    "update_diff_itself": "两边选的是同一版，请另选一版。",
    "update_diff_same": "两版填报的内容完全相同。",
    "update_diff_choice": "{period} 第 {version} 版（{moment}）",
    "update_diff_rose": "增加 {by}",
    "update_diff_fell": "减少 {by}",
    "update_diff_percent": "{said}（{percent}%）",
    "update_diff_points": "{figure} 个百分点",
    "update_diff_changed": "有变化",
    "update_diff_filled": "新填",
    "update_diff_cleared": "不再填写",
    "update_diff_only_earlier": "只在前一版的表式（{form}）中，后一版不问",
    "update_diff_only_later": "只在后一版的表式（{form}）中，前一版不问",
    "update_diff_not_asked": "不问",
    "update_diff_blank": "未填",
    "update_diff_running_total": "年度不同，累计数不相减",
    "update_diff_unknown_field": "（旧表式字段 {key}）",
}
