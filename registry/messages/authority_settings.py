"""What is said about an authority's own settings."""

SENTENCES = {
    "story_authority_settings.change": "更改本地区设置",
    "ledger_subject_authority": "主管部门 {named}",
    "ledger_four_eyes": "编制人不受理",
    "four_eyes_on_now": "已设定：编制汇总表的人不受理这份汇总表。",
    "four_eyes_off_now": "已设定：编制汇总表的负责人也可以受理。",
    "notice_four_eyes_on": "{name}设定：编制汇总表的人不受理这份汇总表，须由另一位负责人受理。",
    "notice_four_eyes_off": "{name}设定：编制汇总表的负责人也可以受理。",
}
