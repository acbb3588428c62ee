"""What is said about reconciling a summary sheet with the applications on record."""

SENTENCES = {
    "reconciliation_recommended_online": "已推荐",
    "state_matched": "两边都有",
    "state_only_in_sheet": "仅表中有",
    "state_only_online": "仅系统有",
    "state_differing": "内容不一致",
    "state_new": "新入库",
    "state_recommended": "已推荐",
    "state_in_review": "审核中",
    "state_refused": "不予推荐",
}
