"""What is said of pre-review 市县初审."""

SENTENCES = {
    "division_office_exists": "这个行政区划已有初审单位，可以在列表中启用或停用。",
    "division_office_name_wanted": "请填写初审单位的名称，不超过 80 个字。",
    "division_office_code_wanted": "请填写本地区市县的 6 位行政区划代码，例如杭州市为 330100。",
    "division_office_covers_wanted": "“{read}”不是本地区市县的行政区划代码，请核对。",
    "division_office_covers_many": "一个初审单位最多负责 {most} 个行政区划。",
    "division_office_added": (
        "已设置。请系统管理员为经办人建立账号，再由安全管理员授予“市县初审员”。"
    ),
    "division_office_on": "已启用，所辖申报会先给它看。",
    "division_office_off": "已停用，它不再看到申报。",
    "pre_review_given": "这一版已经有初审意见，不能更改；需要补充的请与省级主管部门联系。",
    "pre_review_closed": "这份申报已经办结、退回或撤回，不再需要初审意见。",
    "pre_review_moved": (
        "依托单位已提交新的版本（第 {version} 版），这份意见没有提出。请查看新的版本后再提。"
    ),
    "pre_review_opinion_wanted": "请选择初审意见。",
    "pre_review_reason_wanted": "请写明理由，省级审核人员会看到。",
    "pre_review_forward": "同意上报",
    "pre_review_advise_return": "建议退回",
    "pre_review_given_now": "已提出初审意见，省级主管部门可以看到。",
    "notice_pre_review_given": "{office}对 {name} 的申报（{number}）提出初审意见：{opinion}。",
    "story_application.pre_review": "提出初审意见",
    "story_division_office.add": "设置市县初审单位",
    "story_division_office.switch": "启用或停用市县初审单位",
    "ledger_subject_division_office": "市县初审单位 {named}",
    "ledger_division": "行政区划",
    "ledger_covers": "所辖",
    "ledger_opinion": "初审意见",
    "ledger_office": "初审单位",
    "task_pre_review": "对本地区申报提出初审意见：{count} 份",
    "task_note_pre_review": "省级主管部门可以不等初审意见先行审核",
    "asks_adjustment_of_division": (
        "查看本地区依托单位提交的申报，提出初审意见，供省级主管部门参考。"
    ),
    "review_filter_forward": "同意上报",
    "review_filter_advise_return": "建议退回",
    "review_filter_none_given": "没有初审意见",
}
