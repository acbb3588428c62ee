"""What is said about register extracts 工商登记信息摘录."""

SENTENCES = {
    "extract_columns_missing": (
        "第一行没有找到这些列：{missing}。请保留标题行，列名写“统一社会信用代码”“名称”，"
        "其余列（类型、住所、经营状态、核准日期）可有可无。"
    ),
    "extract_file_wanted": "请选择 CSV 文件。",
    "extract_secrecy": "第 {line} 行前后有密级标志。文件没有留存；请按保密规定处理后重新导出。",
    "extract_ended": "{number} 现在的状态是“{state}”，不能再取消。",
    "extract_cancel_reason_wanted": "请写明取消比对的原因。",
    "extract_received_now": "已收下，正在比对。可以离开本页，比对会继续。",
    "extract_received_before": "这个文件已经导入过，没有重复导入。",
    "extract_cancelled_now": "已取消比对。已登记的疑似未报告变更仍然保留，由人核对。",
    "extract_about": (
        "把工商登记信息的 CSV 与储备库按统一社会信用代码比对："
        "名称、类型、经营状态不一致又没有报告的，"
        "登记为疑似未报告变更。住所与以前导入的相比，换了地方又没有报告迁址的，也登记；"
        "第一次导入只作底数，不与申报的平台地址比。不改动储备库。"
    ),
    "extracts_none": "还没有导入过工商登记信息。",
    "extract_too_large_here": (
        "网页和接口一次最多收 {most} MB。更大的文件请系统管理员在服务器上运行 "
        "reserve register-extract import 文件。"
    ),
    "extract_stopped": (
        "{at} 因故障中断，已比对 {done} 行，共约 {total} 行。已完成的不会重做；点下面的按钮继续。"
    ),
    "extract_compared": (
        "{number}：比对 {rows} 行，登记 {opened} 件，再次发现 {seen_again} 件，"
        "读不了 {unread_rows} 行。"
    ),
    "extract_nothing_to_resume": "没有中断的比对。",
    "extract_taken_elsewhere": "{number} 正由服务比对，进度见“工商登记信息”页。",
    "extract_progress": "已比对 {done} / {total} 行",
    "state_extract_comparing": "比对中",
    "state_extract_compared": "已比对",
    "state_extract_cancelled": "已取消",
    "state_comparing": "比对中",
    "state_compared": "已比对",
    "state_cancelled": "已取消",
    "notice_extract_compared": (
        "工商登记信息 {number} 比对完毕：{rows} 行，新登记疑似未报告变更 {opened} 件。"
    ),
    "story_register_extract.receive": "导入工商登记信息",
    "story_register_extract.compare": "比对工商登记信息",
    "story_register_extract.cancel": "取消比对工商登记信息",
    "ledger_noun_register_extract": "工商登记信息",
    "ledger_subject_register_extract": "工商登记信息 {named}",
    "ledger_matched": "在库单位的行数",
    "ledger_differing": "不一致的行数",
    "ledger_opened": "新登记的件数",
    "ledger_seen_again": "再次发现的件数",
    "ledger_unread_rows": "读不了的行数",
    "job_compare_extracts": "继续中断的工商登记信息比对",
    "job_look_for_unreported": "比对新收到的材料，发现未报告变更",
}
