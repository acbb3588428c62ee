"""What is said about reconciling a summary sheet with the applications on record."""

SENTENCES = {
    "reconciliation_recommended_online": "已推荐",
    "reconciliation_matched": "两边都有",
    "reconciliation_only_in_sheet": "仅表中有",
    "reconciliation_only_online": "仅系统有",
    "reconciliation_differing": "内容不一致",
    "reconciliation_new": "新入库",
    "reconciliation_already_in_library": "原已在库",
    "reconciliation_kept_out": "不会入库",
    "reconciliation_application_submitted": "待审核",
    "reconciliation_application_in_review": "审核中",
    "reconciliation_application_returned": "退回修改",
    "reconciliation_application_recommended": "已推荐",
    "reconciliation_application_refused": "不予推荐",
    "reconciliation_application_admitted": "已入库",
}
