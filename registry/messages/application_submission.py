"""What is said when an application is frozen, stamped, submitted or recalled."""

SENTENCES = {
    # Refusals.
    "application_unfinished": (
        "还有 {count} 处需要修改，没有定稿。请按下面列出的各条改好后再办理。"
    ),
    "application_not_freezable": "本申报现在是“{state}”，只有草稿和退回修改的申报可以定稿。",
    "application_not_frozen": (
        "本申报现在是“{state}”，不是“已定稿”，没有可以打印、盖章和提交的内容。请先定稿。"
    ),
    "application_scan_wanted": (
        "还没有上传盖章扫描件，没有提交。请打印定稿的信息表，盖章后扫描上传，再提交（二（一））。"
    ),
    "application_scan_being_read": (
        "扫描件正在读取（已读 {read} 页，共 {pages} 页），没有提交。请稍候再按“提交”，"
        "不用重新上传。"
    ),
    "application_scan_does_not_match": "{said}没有提交，已填内容和扫描件都在。",
    "application_frozen_aged": (
        "定稿之后，有的内容按今天的日期会不一样，扫描件上印的不再是要提交的内容。"
        "请解除定稿，核对后重新定稿、盖章。"
    ),
    "application_host_banned": (
        "{host_name}正在限制申报期内，{until:%Y年%m月%d日}前（含当日）不能提交。"
        "依据：{decision}（{banned_name}，{platform}），情形：{ground}。草稿保留，期满后可以提交。"
    ),
    "application_return_day_passed": (
        "退回修改的内容应在 {until:%Y年%m月%d日}前（含当日）重新提交，现在已过期，没有提交。"
        "请联系{authority}；要重新申报的，可撤回本申报，在下一轮提交。"
    ),
    "application_not_recallable": (
        "本申报现在是“{state}”，不能收回。提交后、审核人员认领前可以自行收回；"
        "认领之后请联系主管部门退回。"
    ),
    "application_recall_too_late": (
        "没有收回：现在收回，本轮就不能再次提交（{why}）。申报仍在审核之中；"
        "要修改的，请联系{authority}退回修改。"
    ),
    "application_recall_after_window": "提交时间已经结束",
    "application_recall_after_return": "退回修改的期限是 {until:%Y年%m月%d日}",
    "application_declaration_wanted": (
        "请核对信息表和证明材料（图片内容本服务读不出文字），确认不含涉密内容后勾选声明。"
    ),
    # Pages.
    "application_unfrozen": "已解除定稿，可以继续修改；已打印的表和扫描件作废。",
    "application_recalled": "已收回。改好后请重新定稿、盖章，并按时再次提交，过期不再受理。",
    "application_reaches_ministry": "，同时报工业和信息化部（科技司）",
    "application_next_review": (
        "{authority}组织遴选评估（二（二））。退回修改、推荐与否都会通知本单位，也会显示在首页。"
    ),
    "application_next_recall": "审核人员认领之前、提交时间结束之前，可以在本页收回修改。",
    # Notices.
    "notice_application_received": (
        "“{name}”的申报（{number}）已提交到{authority}，参加{round}。回执 {receipt}。"
        "审核人员认领前可以收回修改。"
    ),
    "notice_application_arrived": (
        "{host_name}提交了“{name}”的申报（{number}），参加{round}。回执 {receipt}。"
    ),
    "notice_application_arrived_ministry": (
        "部直属单位{host_name}提交了“{name}”的申报（{number}），同时报{authority}。"
        "回执 {receipt}（二（二））。"
    ),
    "notice_application_recalled": (
        "{host_name}收回了“{name}”的申报（{number}），修改后会重新提交。"
    ),
    # Acts.
    "story_application.freeze": "定稿",
    "story_application.unfreeze": "解除定稿",
    "story_application.attach_scan": "上传盖章扫描件",
    "story_application.submit": "提交申报",
    "story_application.recall": "收回申报",
}
