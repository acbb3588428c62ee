"""What is said about platforms in the reserve library 储备库."""

SENTENCES = {
    "platform_not_on_record": (
        "{number} 在 {day} 还没有进入储备库（入库日期 {since}），因此没有当日的信息。"
    ),
    "day_wanted": "没有看懂日期。请写成 2026-10-01 这样，年月日写全。",
    "profile_service_income": "上年度中试服务收入",
    "basis_sheet_only": "凭汇总表入库，没有申报信息表",
    "story_platform.admit": "进入储备库",
}
