"""What the desk says about a summary sheet 汇总表: receiving, accepting, admitting."""

SENTENCES = {
    "adjustment_window_closed": (
        "现在不在 {period} 轮次的名单调整窗口内，汇总表和盖章扫描件不能上传。"
        "本轮窗口：{days}。下一个可以上传的窗口（{next_period}）：{next_days}。"
        "上传时间按每年6月、12月最后5个工作日确定。"
    ),
    "round_unknown": (
        "“{read}”不是名单调整的轮次。请写年份加 H1（6月）或 H2（12月），例如 2026H2。"
    ),
    "sheet_needs_mending": (
        "这份汇总表还有须修改的内容（{rows} 处），不能受理。"
        "请下载标注后的文件，改好后作为新文件上传。"
    ),
    "sheet_already_decided": "这份汇总表已经受理或撤回，不能再办理。请刷新查看最新状态。",
    "nothing_recommended": (
        "本地区在本轮还没有已推荐、未入库的申报，没有可以列入汇总表的平台。请先审核并推荐申报，再来生成。"
    ),
    "sheet_not_written": (
        "这份汇总表是上传的文件，不是系统生成的：请打印原来的文件盖章。"
        "需要带二维码的，请用“从系统生成汇总表”。"
    ),
    "sheet_pages_unchecked": (
        "盖章扫描件还有 {left} 页没有与本表核对（共 {pages} 页）。{why}"
        "请打开“逐页核对扫描件”，每页核对后勾选，再受理。"
    ),
    "sheet_pages_own": "这份汇总表由本地区自行制作，没有二维码，须由人逐页核对。",
    "sheet_pages_no_match": "扫描件上的二维码与本表不一致：{read}",
    "sheet_pages_reading": (
        "扫描件的后几页还在读取，尚不知道二维码是否一致；可以稍后再来，或由人逐页核对。"
    ),
    "sheet_prepared_by_same": (
        "本地区设定为编制人不受理：这份汇总表由您编制（{prepared}），请由另一位负责人受理。"
        "这一设定由本地区负责人在“本地区设置”里更改。"
    ),
    "sheet_page_unknown": "扫描件没有第 {read} 页；共 {pages} 页。",
    "sheet_pages_wanted": "请勾选已经核对的页。",
    "sheet_pages_checked_now": "已记录：第 {pages} 页由您核对。",
    "sheet_written_now": "已按系统里已推荐的申报生成汇总表。请打印、盖章，再上传扫描件。",
    "sheet_written_before": "已推荐的申报没有变化，显示的是先前生成的一份。",
    "story_summary_sheet.check_pages": "逐页核对盖章扫描件",
    "scan_missing": (
        "受理须附盖章扫描件：请把盖章的汇总表扫描为 PDF、JPG 或 PNG，随受理一并上传。"
    ),
    "withdrawal_reason_wanted": (
        "请写明撤回的原因，不超过 {most} 字，例如“漏列一个平台，改后重传”。"
    ),
    "sheet_file_wanted": "请选择要上传的汇总表文件。",
    "scan_wanted": "请选择要上传的盖章扫描件。",
    # What a page says after an act.
    "sheet_received_now": "汇总表已收到并检查完毕，结果如下。",
    "sheet_received_before": "这个文件之前已经上传过，显示的是原来的一份，没有重复登记。",
    "scan_kept": "盖章扫描件已保存，等待负责人受理。",
    "sheet_accepted_now": "汇总表已受理，正在逐个入库；可以离开本页，办理会继续。",
    "sheet_withdrawn_now": "汇总表已撤回。",
    # Messages to the authority, the ministry and the host.
    "notice_sheet_staged": "汇总表 {number} 已收到，共 {rows} 行，等待负责人凭盖章扫描件受理。",
    "notice_sheet_needs_mending": (
        "汇总表 {number} 已收到，共 {rows} 行，有 {blocking} 处须修改；改好后请作为新文件上传。"
    ),
    "notice_sheet_withdrawn": "汇总表 {number} 已撤回，原因：{reason}",
    "notice_sheet_accepted": "汇总表 {number} 已受理，{rows} 行可入库，正在办理入库。",
    "notice_sheet_admitted": "汇总表 {number} 已办理完毕：共 {rows} 行，入库 {admitted} 个平台。",
    "notice_platform_admitted": (
        "{name}已进入储备库，编号 {number}（{batch} 批次）。请在每季度最后5个工作日内动态更新信息。"
    ),
    "sheet_nothing_left": (
        "收到时可入库的 {count} 个平台，现在都已由别的汇总表入库，或不能再入库（见“与申报核对”）。"
        "受理这份表不会再有平台入库，可以撤回。"
    ),
    # The three numbers of a sheet.
    "sheet_number_admissible": "可入库",
    "sheet_number_admissible_note": "现在受理即可入库：审核意见为同意，已推荐，尚未在库",
    "sheet_number_admissible_mended": "改好之后可入库：审核意见为同意，尚未在库",
    "sheet_number_admitted": "已入库",
    "sheet_number_admitted_note": "由这份表入库",
    "sheet_number_blocking": "须修改",
    "sheet_number_blocking_note": "改好之前整份表不能受理",
    "sheet_number_noted": "提示",
    "sheet_number_noted_note": "其中请核对 {count} 处，不影响受理",
    "sheet_number_whole": "其中整份表 {count} 处",
    # States and outcomes that no other noun has.
    "state_needs_mending": "须修改",
    "state_pending": "待办理",
    "state_already_in_library": "原已在库",
    "state_host_name_differs": "单位名称不符",
    "state_without_application": "没有已推荐的申报",
    # The story of a sheet.
    "story_summary_sheet.export": "下载标注后的汇总表",
    "story_summary_sheet.receive": "收到汇总表",
    "admission_stopped": (
        "{at} 办理入库时出现系统问题，{total} 行中已办完 {done} 行，办完的不受影响。"
        "每次打开本页，系统都会接着办其余的行；如果反复中断，请把汇总表编号 {number} 告诉管理员。"
    ),
    "story_summary_sheet.attach_scan": "上传盖章扫描件",
    "story_summary_sheet.accept": "受理汇总表",
    "story_summary_sheet.withdraw": "撤回汇总表",
    "story_summary_sheet.admit": "办理入库完毕",
    "story_application.admit": "所申报的平台进入储备库",
    # Said on the command line.
    "sheet_saved": "已保存：{path}",
    "sheet_scan_brought": "已上传汇总表 {number} 的盖章扫描件。查看核对结果：{address}",
    "sheet_was_accepted": "已受理汇总表 {number}，正在逐行入库。查看进度：{address}",
    "sheet_was_written": "已生成汇总表 {number}，共 {rows} 行。打印、盖章和受理：{address}",
    "sheet_uploaded": "已上传：{name}，编号 {number}。\n查看检查结果：{address}",
    "sheet_resumed": "汇总表 {number} 已入库完毕。",
    "sheet_nothing_to_resume": "没有中断的入库，无须继续。",
}
