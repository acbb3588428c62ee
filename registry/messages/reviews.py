"""What is said of a review 审核: to reviewers, and to the host."""

SENTENCES = {
    "review_held_by_other": "这份申报由{name}认领，正在审核。需要换人的，请负责人接手。",
    "review_not_open": (
        "这份申报现在不在审核中：还没有认领，已经作出决定，或已退回、撤回。请刷新页面查看。"
    ),
    "review_moved": (
        "这份审核在别处保存过，本次没有保存，也没有覆盖别处的内容。所填内容仍在本页，"
        "请对照后再保存。"
    ),
    "review_decision_not_possible": "还有 {count} 处没有完成，现在不能作出这个决定。",
    "review_numbers_wanted": "请选择要办理的申报，一次最多 {most} 份。",
    "review_reassign_reason_wanted": "请写明换人的原因，原审核人和办理记录都会看到。",
    "review_text_too_long": "写了 {count} 个字，最多 {most} 个字，请精简。",
    "review_answer_unknown": "这一条没有这种答复，请从给出的选项中选择。",
    "review_section_unknown": "申报表没有这一部分。",
    "review_until_unreadable": "请填写日期，例如 2026-12-31。",
    # What stands in the way of a decision.
    "review_not_met": (
        "{title}：填报 {read}，要求 {wanted}。程序比对为不符合或未填报，不能推荐；可以退回修改，"
        "或不予推荐。"
    ),
    "review_not_answered": "{title}：还没有答复是否符合。",
    "review_reason_wanted": "{title}：请写明理由。",
    "review_not_confirmed": "{title}：填报 {read}，还没有对照材料核对。",
    "review_answered_against": (
        "{title}：答复为不符合或有异议，不能推荐；可以退回修改，或不予推荐。"
    ),
    "review_opinion_wanted": "请填写审核意见，它随决定一并保存。",
    "review_ground_wanted": (
        "不予推荐须指明不符合的条件：请先对该条答复“不符合”或“有异议”并写明理由。"
    ),
    "review_returned_along": (
        "设备要素表的合计与填报的设备或设施原值互相核对（一（二）1），两部分一并退回，以便一起修改；"
        "没有变化的可以不改。"
    ),
    "review_section_wanted": "请在要退回的部分写明需要修改什么；没有写明的部分不会退回。",
    "review_until_wanted": (
        "退回的期限须在 {wanted} 之间：至少留 3 个工作日，至迟不超过本轮结束后 31 天。"
    ),
    # Fields by name, where a sentence names one.
    "review_reason_label": "{title}：理由",
    "review_note_label": "{title}：需要修改什么",
    "review_opinion_label": "审核意见",
    # The queue's filters.
    "review_filter_open": "待办理",
    "review_filter_submitted": "待认领",
    "review_filter_in_review": "审核中",
    "review_filter_with_host": "待依托单位修改",
    "review_filter_recommended": "已推荐",
    "review_filter_refused": "不予推荐",
    "review_filter_admitted": "已入库",
    "review_filter_to_ministry": "部直属单位",
    "review_filter_mine": "我",
    "review_filter_nobody": "无人认领",
    "review_filter_others": "其他人",
    "review_holder_me": "我",
    # How a criterion is put, and what can be answered.
    "review_asked_judgement": "需要判断",
    "review_asked_figure": "核对数字",
    "review_asked_statement": "填报说明",
    "review_asked_nothing": "程序比对",
    "review_answer_meets": "符合",
    "review_answer_falls_short": "不符合",
    "review_answer_confirmed": "已核对，属实",
    "review_answer_contested": "有异议",
    "review_outcome_met": "符合",
    "review_outcome_not_met": "不符合",
    "review_outcome_not_stated": "未填报",
    "review_outcome_needs_judgement": "需要判断",
    "review_read_stated": "已提供",
    "review_read_denied": "没有",
    "review_read_nothing": "–",
    # Decisions and what was done.
    "review_decision_returned": "退回修改",
    "review_decision_refused": "不予推荐",
    "review_decision_recommended": "推荐",
    "review_claimed_now": "已认领 {count} 份申报。",
    "review_released_now": "已放回待认领，已写的答复都保留。",
    "review_taken_over_now": "已接手，此前的答复都保留。",
    "review_saved_now": "已保存。",
    "review_returned_now": "已退回修改，依托单位已得到通知。",
    "review_refused_now": "已决定不予推荐，依托单位已得到通知。",
    "review_recommended_now": "已推荐，依托单位已得到通知。",
    # Several in one act.
    "review_reviewer_wanted": "请选择本地区的一位审核人。",
    "review_bulk_claim": "认领申报",
    "review_bulk_claim_check": "核对要认领的申报",
    "review_bulk_claim_about": (
        "下面 {count} 份由您认领。认领后依托单位不能再收回修改；需要时可以放回待认领。"
    ),
    "review_bulk_claim_button": "认领 {count} 份",
    "review_bulk_claim_now": "已认领 {count} 份申报",
    "review_bulk_claim_none": "没有认领任何申报",
    "review_bulk_release": "放回待认领",
    "review_bulk_release_check": "核对要放回的申报",
    "review_bulk_release_about": (
        "下面 {count} 份放回待认领。已写的答复都保留，下一位审核人可以看到；"
        "再次认领之前，依托单位可以收回修改。"
    ),
    "review_bulk_release_button": "放回 {count} 份",
    "review_bulk_release_now": "已放回 {count} 份申报",
    "review_bulk_release_none": "没有放回任何申报",
    "review_bulk_assign": "指定审核人",
    "review_bulk_assign_check": "核对要指定审核人的申报",
    "review_bulk_assign_about": (
        "下面 {count} 份交由一位审核人审核。已写的答复都保留；认领后依托单位不能再收回修改。"
    ),
    "review_bulk_assign_button": "指定 {count} 份",
    "review_bulk_assign_now": "已指定 {count} 份申报",
    "review_bulk_assign_none": "没有指定任何申报",
    "review_bulk_left_review_held_by_other": "已由{name}认领",
    "review_bulk_left_review_not_open": "没有人认领、已经办结或已退回",
    # To the host.
    "notice_application_claimed": (
        "{office}已开始审核 {name} 的申报（{number}），审核期间不能收回修改。"
    ),
    "notice_application_released": "{name} 的申报（{number}）回到{office}的待审核列表，等待认领。",
    "notice_application_returned": (
        "{office}退回了 {name} 的申报（{number}），请修改：{sections}。其他部分都保留，"
        "{until} 24:00 前可以再次提交；"
        "按期提交的仍算在本轮之内。"
    ),
    "notice_application_recommended": (
        "{office}推荐 {name} 的申报（{number}），等待列入本轮汇总表。"
    ),
    "notice_application_refused": (
        "{office}对 {name} 的申报（{number}）不予推荐。不符合的条件：{grounds}。审核意见：{reason}"
    ),
    # The story of an application.
    "story_application.claim": "认领申报",
    "story_application.release": "放回待认领",
    "story_application.assign": "指定审核人",
    "story_application.take_over": "接手审核",
    "story_application.returned": "退回修改",
    "story_application.refused": "不予推荐",
    "story_application.recommended": "推荐",
    "ledger_holder": "审核人",
    "ledger_sections": "退回的部分",
    "ledger_return_until": "再次提交期限",
    "ledger_grounds": "不符合的条件",
    "ledger_version": "版本",
    "ledger_judged_under": "评判所依据的规则版本",
}
